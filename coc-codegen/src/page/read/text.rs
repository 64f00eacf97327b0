//! Reads a page as plain text. A table has each cell in a paragraph of its own, or each row
//! on a line with tabs, bars or blanks between its cells. The meaning of the lines belongs
//! to `reader`.

use super::blocks::{Block, Cell, Line, RawTable, line};
use super::columns::{Column, column};
use super::headings::section;
use super::line_facts::status;
use crate::page::texts::{part, trimmed};
use crate::page::titles::is_caption;
use crate::page::types::PageType;
use crate::page::words::{is_name, is_nothing, yes_or_no};
use crate::source::{FileId, Span, Spanned};

/// Reads the blocks of a page.
pub(super) fn blocks(text: &str, file: FileId) -> Vec<Block> {
    let lines = lines(text, file);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some(json_end) = json(text, &lines, at) {
            let span = lines[at].text.span.until(lines[json_end - 1].text.span);
            let inside =
                text.get(span.start as usize..span.end as usize).unwrap_or_default();
            found.push(Block::Code(Spanned::new(inside.to_owned(), span)));
            at = json_end;
        } else if let Some((table, end)) = table(&lines, at) {
            found.push(Block::Table(table));
            at = end;
        } else {
            found.push(Block::Line(line.clone()));
            at += 1;
        }
    }
    found
}

/// The lines that have any text.
fn lines(text: &str, file: FileId) -> Vec<Line> {
    let mut start = 0;
    let mut found = Vec::new();
    for whole in text.split('\n') {
        let span = Span::of(file, start..start + whole.len());
        start += whole.len() + 1;
        let line = line(&Spanned::new(whole.to_owned(), span));
        if !line.text.value.is_empty() {
            found.push(line);
        }
    }
    found
}

/// The line after JSON that begins at a line.
fn json(text: &str, lines: &[Line], at: usize) -> Option<usize> {
    let first = &lines[at].text;
    let is_open = |text: &str| matches!(text, "{" | "[" | "[ {" | "[{" | "{}" | "[]");
    if !is_open(&first.value)
        && !first.value.starts_with("{\"")
        && !first.value.starts_with("{ \"")
    {
        return None;
    }
    let rest = text.get(first.span.start as usize..)?;
    let mut reader =
        serde_json::Deserializer::from_str(rest).into_iter::<serde::de::IgnoredAny>();
    reader.next()?.ok()?;
    let end = first.span.start as usize + reader.byte_offset();
    Some(
        at + lines[at..]
            .iter()
            .take_while(|line| (line.text.span.start as usize) < end)
            .count(),
    )
}

/// Whether a line ends a table: a heading of the page, the status of an answer, or the
/// caption of another table. A cell can have the same text, so that a table goes on if a
/// row begins after the line.
fn ends_table(text: &Spanned<String>) -> bool {
    let is_status = || status(text).is_some_and(|it| it.span.end == text.span.end);
    section(&text.value).is_some() || is_status() || is_caption(&text.value)
}

/// The table that begins at a line, and the line after it.
fn table(lines: &[Line], at: usize) -> Option<(RawTable, usize)> {
    let has_caption = is_caption(&lines[at].text.value);
    let head = at + usize::from(has_caption);
    let caption = has_caption.then(|| lines[at].text.clone());
    let (header, (rows, end)) = match header_on_line(&lines.get(head)?.text) {
        Some((edges, header, columns)) => {
            (header, rows_on_lines(lines, head + 1, &columns, edges))
        }
        None => {
            let (header, columns) = header_in_paragraphs(&lines[head..])?;
            let rows = rows_in_paragraphs(lines, head + header.len(), &columns);
            (header, rows)
        }
    };
    Some((RawTable { caption, header, rows }, end))
}

/// The headings of a table on one line.
fn header_on_line(line: &Spanned<String>) -> Option<(Edges, Vec<Cell>, Vec<Column>)> {
    [Edges::Tabs, Edges::Bars, Edges::Blanks].into_iter().find_map(|edges| {
        let header = edges.split(line);
        let columns: Option<Vec<Column>> =
            header.iter().map(|cell| column(&cell.value)).collect();
        Some((edges, cells(&header), columns.filter(|it| it.len() > 1)?))
    })
}

/// The headings of a table in a paragraph each.
fn header_in_paragraphs(lines: &[Line]) -> Option<(Vec<Cell>, Vec<Column>)> {
    let columns: Vec<Column> =
        lines.iter().map_while(|it| column(&it.text.value)).collect();
    let has = |column| columns.contains(&column);
    let is_header = columns.len() > 1
        && columns[0] == Column::Name
        && (has(Column::Type) || has(Column::Mandatory));
    let header = || lines[..columns.len()].iter().map(|it| vec![it.clone()]).collect();
    is_header.then(|| (header(), columns.clone()))
}

/// Reads rows whose cells are in a paragraph each, and returns the line after them.
fn rows_in_paragraphs(
    lines: &[Line],
    start: usize,
    columns: &[Column],
) -> (Vec<Vec<Cell>>, usize) {
    let begins = |at: usize| {
        !is_header(&lines[at..]) && begins_row(&lines[at..], columns, &lines[at - 1])
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut next = start;
    while let Some(line) = lines.get(next) {
        if begins(next) {
            rows.push(vec![vec![line.clone()]]);
        } else if is_header(&lines[next..])
            || ends_table(&line.text) && !begins(next + 1)
        {
            break;
        } else {
            let Some(row) = rows.last_mut() else { break };
            // Each cell but the last one is one paragraph.
            if row.len() < columns.len() {
                row.push(vec![line.clone()]);
            } else if let Some(cell) = row.last_mut() {
                cell.push(line.clone());
            }
        }
        next += 1;
    }
    (rows, next)
}

/// Whether the headings of another table begin here.
fn is_header(lines: &[Line]) -> bool {
    let is = |at: usize| lines.get(at).and_then(|it| column(&it.text.value));
    is(0) == Some(Column::Name) && is(1).is_some() && is(2).is_some()
}

/// Whether the cells of a row begin here.
fn begins_row(lines: &[Line], columns: &[Column], before: &Line) -> bool {
    let cell = |column: Column| {
        let at = columns.iter().position(|it| *it == column)?;
        lines.get(at).map(|it| it.text.value.as_str())
    };
    if lines.first().is_none_or(|it| it.is_item || !is_name(&it.text.value)) {
        return false;
    }
    if columns.contains(&Column::Mandatory) {
        return cell(Column::Mandatory)
            .is_some_and(|it| yes_or_no(it).is_some() || it == "-");
    }
    // A value after `Default value:` looks like a name, and a field may be called `text`.
    let is_announced = before.text.value.ends_with([':', '：']);
    cell(Column::Type).is_some_and(|it| {
        let is_word = it.chars().all(|it| it.is_ascii_lowercase());
        PageType::is_recognised(it) && !is_nothing(it) && !(is_word && is_announced)
    })
}

/// Reads rows that are on a line each, and returns the line after them. Lines that
/// begin no row continue the one before.
fn rows_on_lines(
    lines: &[Line],
    start: usize,
    columns: &[Column],
    edges: Edges,
) -> (Vec<Vec<Cell>>, usize) {
    let row = |at: usize| {
        let cells = row_cells(&lines.get(at)?.text, columns, edges);
        is_row(&cells, columns).then_some(cells)
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut next = start;
    while let Some(line) = lines.get(next) {
        if line.text.value.chars().all(|it| "-|:+= ".contains(it)) {
            next += 1;
            continue;
        }
        if let Some(found) = row(next) {
            rows.push(cells(&found));
        } else if ends_table(&line.text) && row(next + 1).is_none() {
            break;
        } else if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
            cell.push(line.clone());
        } else {
            break;
        }
        next += 1;
    }
    (rows, next)
}

/// Whether the cells of a line are those of a row: a name, and an answer or a type.
fn is_row(cells: &[Spanned<String>], columns: &[Column]) -> bool {
    let cell = |column: Column| {
        let at = columns.iter().position(|it| *it == column)?;
        Some(cells.get(at).map(|it| it.value.as_str()))
    };
    let has_name = cells.first().is_some_and(|it| is_name(it.value.trim_matches(MARKS)));
    let is_type = |it: &str| PageType::is_recognised(it);
    let is_answer = |it: &str| yes_or_no(it).is_some() || it == "-";
    has_name
        && cells.len() > 1
        && match (cell(Column::Mandatory), cell(Column::Type)) {
            (Some(Some("")) | None, Some(ty)) => ty.is_some_and(is_type),
            (Some(answer), _) => answer.is_some_and(is_answer),
            (None, None) => true,
        }
}

/// The marks of bold text and of code around a name.
const MARKS: &[char] = &['*', '`'];

/// Each cell as a line.
fn cells(found: &[Spanned<String>]) -> Vec<Cell> {
    found.iter().map(|it| vec![line(it)]).collect()
}

/// The cells of a row, of which the last one takes the rest of the line.
fn row_cells(
    text: &Spanned<String>,
    columns: &[Column],
    edges: Edges,
) -> Vec<Spanned<String>> {
    let mut found = edges.split(text);
    if edges == Edges::Blanks {
        return cells_of_words(text, columns, &found);
    }
    if found.len() > columns.len() {
        let tail = found.split_off(columns.len() - 1);
        if let (Some(first), Some(last)) = (tail.first(), tail.last()) {
            found.push(between(text, first, last));
        }
    }
    found
}

/// The cells of a row with blanks between them, so that a type may be several words.
fn cells_of_words(
    text: &Spanned<String>,
    columns: &[Column],
    words: &[Spanned<String>],
) -> Vec<Spanned<String>> {
    /// Most words of a type.
    const LONGEST: usize = 5;
    let mut found = Vec::new();
    let mut at = 0;
    for column in columns {
        let (Some(first), Some(last)) = (words.get(at), words.last()) else { break };
        if found.len() + 1 == columns.len() {
            found.push(between(text, first, last));
            break;
        }
        let ends = (at + 1..=(at + LONGEST).min(words.len())).rev();
        let end = ends
            .filter(|_| *column == Column::Type)
            .find(|end| {
                PageType::is_recognised(&between(text, first, &words[end - 1]).value)
            })
            .unwrap_or(at + 1);
        found.push(between(text, first, &words[end - 1]));
        at = end;
    }
    found
}

/// The part of a text from one part of it to another.
fn between(
    text: &Spanned<String>,
    first: &Spanned<String>,
    last: &Spanned<String>,
) -> Spanned<String> {
    let from = (first.span.start - text.span.start) as usize;
    part(text, from..(last.span.end - text.span.start) as usize)
}

/// The edges of cells on one line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    Tabs,
    Bars,
    Blanks,
}

impl Edges {
    /// The cells of a line. Between tabs and bars, a cell may be empty.
    fn split(self, text: &Spanned<String>) -> Vec<Spanned<String>> {
        let is_edge = |it: char| match self {
            Self::Tabs => it == '\t',
            Self::Bars => it == '|',
            Self::Blanks => it == ' ' || it == '\u{3000}',
        };
        let mut found = Vec::new();
        let mut start = 0;
        for piece in text.value.split(is_edge) {
            let end = start + piece.len();
            found.push(trimmed(&part(text, start..end)));
            start = end + text.value[end..].chars().next().map_or(0, char::len_utf8);
        }
        match self {
            Self::Tabs => {}
            // Bars may be before a row and after it, too.
            Self::Bars => {
                found.pop_if(|it| it.value.is_empty());
                if found.first().is_some_and(|it| it.value.is_empty()) {
                    found.remove(0);
                }
            }
            Self::Blanks => found.retain(|it| !it.value.is_empty()),
        }
        found
    }
}
