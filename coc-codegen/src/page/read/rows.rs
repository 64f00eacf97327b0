//! The fields of a table, from the cells of its rows: the name, the answer to whether the
//! field is mandatory, the type, and the parts of the description. The meaning of the parts
//! belongs to `statements`.

use super::blocks::{Cell, joined};
use super::columns::Column;
use super::description;
use crate::page::document::{Part, Row, Topic};
use crate::page::texts::part;
use crate::page::types::PageType;
use crate::page::words::{is_name, is_nothing, yes_or_no};
use crate::source::{Span, Spanned};

/// The fields of a table, and the first cells of rows that have none.
pub(super) fn fields(cells: &[Vec<Cell>], columns: &[Column]) -> (Vec<Row>, Vec<Span>) {
    let name = columns.iter().position(|it| *it == Column::Name);
    let mut rows: Vec<Row> = Vec::new();
    let mut unread = Vec::new();
    for cells in cells {
        let Some(row) = field(cells, columns) else {
            let cell = name.and_then(|at| joined(cells.get(at)?));
            unread.extend(cell.map(|it| it.span));
            continue;
        };
        match rows.last_mut() {
            // One cell with the name spans both rows.
            Some(last) if last.name.span == row.name.span => {
                last.parts.extend(row.parts);
            }
            _ => rows.push(row),
        }
    }
    (rows, unread)
}

/// The field of a row.
fn field(cells: &[Cell], columns: &[Column]) -> Option<Row> {
    let cell = |wanted: Column| {
        let at = columns.iter().position(|it| *it == wanted)?;
        joined(cells.get(at)?)
    };
    let whole = cell(Column::Name)?;
    let bare = whole.value.trim_matches(['*', '`', ' ', '\u{a0}']);
    let bare = bare
        .split([' ', '(', '（', '\u{a0}'])
        .next()
        .unwrap_or_default()
        .trim_end_matches(['*', '`']);
    let start = whole.value.find(bare)?;
    let name = part(&whole, start..start + bare.len());
    if !is_name(&name.value) {
        return None;
    }
    let mandatory = cell(Column::Mandatory)
        .and_then(|it| yes_or_no(&it.value).map(|answer| Spanned::new(answer, it.span)));
    let ty = cell(Column::Type).filter(|it| !is_nothing(&it.value));
    let ty = ty.map(|it| {
        let ty = PageType::read(&it.value);
        (it, ty)
    });
    let mut parts = Vec::new();
    for (column, lines) in columns.iter().zip(cells) {
        let topic = match column {
            Column::Values => Topic::Values,
            Column::Default => Topic::Default,
            Column::Constraints => Topic::Constraints,
            Column::Meaning => Topic::Meaning,
            Column::Length => {
                for line in lines {
                    let text = Spanned::new(
                        format!("Length: {}", line.text.value),
                        line.text.span,
                    );
                    parts.push(Part { topic: Topic::Constraints, text, is_item: false });
                }
                continue;
            }
            _ => continue,
        };
        description::split(lines, topic, &mut parts);
    }
    Some(Row { name, mandatory, ty, parts })
}
