//! Reads a page as plain text. A table stands there with each cell in a paragraph of its
//! own, with its cells between tabs or bars, or with a row on each line.

use super::blocks::{Block, Cell, Line, RawTable, line, part, trimmed};
use super::columns::{Column, column};
use super::line_facts::is_caption;
use super::types::PageType;
use super::words::{is_name, is_nothing, yes_or_no};
use crate::source::{FileId, Span, Spanned};

/// Reads the blocks of a page.
pub(super) fn blocks(text: &str, file: FileId) -> Vec<Block> {
    let lines = lines(text, file);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        if let Some(json_end) = json(text, &lines, at) {
            let first = &lines[at].text.span;
            let span = Span { end: lines[json_end - 1].text.span.end, ..*first };
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

fn lines(text: &str, file: FileId) -> Vec<Line> {
    let mut start = 0;
    let mut found = Vec::new();
    for whole in text.split('\n') {
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let span = Span { file, start: at(start), end: at(start + whole.len()) };
        start += whole.len() + 1;
        let line = line(&Spanned::new(whole.to_owned(), span));
        if !line.text.value.is_empty() {
            found.push(line);
        }
    }
    found
}

/// The end of JSON that begins at a line.
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

/// Headings that end a table, since the text after its last cell looks like more of that
/// cell.
fn ends_table(text: &str) -> bool {
    const ENDS: &[&str] = &[
        "uri",
        "function",
        "request",
        "response",
        "requests",
        "responses",
        "request parameters",
        "response parameters",
        "example requests",
        "example responses",
        "example request",
        "example response",
        "status codes",
        "status code",
        "error codes",
        "error code",
        "sdk sample code",
        "请求参数",
        "响应参数",
        "请求示例",
        "响应示例",
        "状态码",
        "错误码",
        "请求消息",
        "响应消息",
        "sample requests",
        "sample responses",
    ];
    let lower = text.to_lowercase();
    ENDS.contains(&lower.trim_end_matches([':', '：']))
        || is_status(&lower)
        || is_caption(text)
}

/// Whether a line names the status of the answers after it.
fn is_status(lower: &str) -> bool {
    ["status code", "状态码"].iter().any(|front| {
        lower.strip_prefix(front).is_some_and(|rest| {
            let rest = rest.trim_matches([':', '：', ' ']);
            rest.len() == 3 && rest.bytes().all(|it| it.is_ascii_digit())
        })
    })
}

fn table(lines: &[Line], at: usize) -> Option<(RawTable, usize)> {
    let has_caption = is_caption(&lines[at].text.value);
    let head = at + usize::from(has_caption);
    let caption = has_caption.then(|| lines[at].text.clone());
    let first = &lines.get(head)?.text;
    for split in
        [by_tabs as fn(&Spanned<String>) -> Vec<Spanned<String>>, by_bars, by_blanks]
    {
        let header = split(first);
        let columns: Option<Vec<Column>> =
            header.iter().map(|cell| column(&cell.value)).collect();
        let Some(columns) = columns.filter(|it| it.len() > 1) else { continue };
        let cells = |found: Vec<Spanned<String>>| {
            found.iter().map(|it| vec![line(it)]).collect()
        };
        let mut table = RawTable { caption, header: cells(header), rows: Vec::new() };
        let end = rows_on_lines(lines, head + 1, &columns, split, &mut table.rows);
        return Some((table, end));
    }
    let width =
        lines[head..].iter().take_while(|it| column(&it.text.value).is_some()).count();
    if width < 2 {
        return None;
    }
    let header: Vec<Cell> =
        lines[head..head + width].iter().map(|it| vec![it.clone()]).collect();
    let columns: Vec<Column> =
        header.iter().filter_map(|it| column(&it[0].text.value)).collect();
    let has = |column| columns.contains(&column);
    if columns[0] != Column::Name || !(has(Column::Type) || has(Column::Mandatory)) {
        return None;
    }
    let mut table = RawTable { caption, header, rows: Vec::new() };
    let mut next = head + width;
    while let Some(line) = lines.get(next) {
        let begins = begins_row(&lines[next..], &columns, &lines[next - 1]);
        if !begins && (ends_table(&line.text.value) || is_header(&lines[next..])) {
            break;
        }
        if begins {
            table.rows.push(vec![vec![line.clone()]]);
        } else {
            let Some(row) = table.rows.last_mut() else { break };
            // Each cell but the last one is one paragraph.
            if row.len() < columns.len() {
                row.push(vec![line.clone()]);
            } else if let Some(cell) = row.last_mut() {
                cell.push(line.clone());
            }
        }
        next += 1;
    }
    Some((table, next))
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
    if lines[0].is_item || !is_name(&lines[0].text.value) {
        return false;
    }
    if columns.contains(&Column::Mandatory) {
        return cell(Column::Mandatory)
            .is_some_and(|it| yes_or_no(it).is_some() || it == "-");
    }
    // A value behind `Default value:` looks like a name, and a field may be called `text`.
    let is_announced = before.text.value.ends_with([':', '：']);
    cell(Column::Type).is_some_and(|it| {
        let is_word = it.chars().all(|it| it.is_ascii_lowercase());
        PageType::is_usual(it) && !is_nothing(it) && !(is_word && is_announced)
    })
}

/// Reads rows that stand on a line each. Lines that begin no row continue the one before.
fn rows_on_lines(
    lines: &[Line],
    start: usize,
    columns: &[Column],
    split: fn(&Spanned<String>) -> Vec<Spanned<String>>,
    rows: &mut Vec<Vec<Cell>>,
) -> usize {
    let mandatory = columns.iter().position(|it| *it == Column::Mandatory);
    let ty = columns.iter().position(|it| *it == Column::Type);
    let mut next = start;
    while let Some(found) = lines.get(next).filter(|it| !ends_table(&it.text.value)) {
        next += 1;
        if found.text.value.chars().all(|it| "-|:+= ".contains(it)) {
            continue;
        }
        let cells = row_cells(&found.text, columns, split);
        let begins =
            cells.first().is_some_and(|it| is_name(it.value.trim_matches(['*', '`'])))
                && cells.len() > 1
                && mandatory.is_none_or(|at| {
                    cells.get(at).is_some_and(|it| {
                        yes_or_no(&it.value).is_some() || it.value == "-"
                    })
                })
                && (mandatory.is_some()
                    || ty.is_none_or(|at| {
                        cells.get(at).is_some_and(|it| PageType::is_usual(&it.value))
                    }));
        if begins {
            rows.push(cells.iter().map(|it| vec![line(it)]).collect());
        } else if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
            cell.push(found.clone());
        } else {
            return next - 1;
        }
    }
    next
}

/// The cells of a row, of which the last one takes the rest. If blanks part the cells, a
/// type may be several words.
fn row_cells(
    text: &Spanned<String>,
    columns: &[Column],
    split: fn(&Spanned<String>) -> Vec<Spanned<String>>,
) -> Vec<Spanned<String>> {
    let all = split(text);
    if std::ptr::fn_addr_eq(
        split,
        by_blanks as fn(&Spanned<String>) -> Vec<Spanned<String>>,
    ) {
        let mut found = Vec::new();
        let mut at = 0;
        for column in columns {
            let (Some(first), Some(last)) = (all.get(at), all.last()) else { break };
            let join = |to: &Spanned<String>| {
                let from = (first.span.start - text.span.start) as usize;
                part(text, from, (to.span.end - text.span.start) as usize)
            };
            if found.len() + 1 == columns.len() {
                found.push(join(last));
                break;
            }
            let longest = if *column == Column::Type { 5 } else { 1 };
            let end = (at + 1..=(at + longest).min(all.len()))
                .rev()
                .find(|end| {
                    *column != Column::Type
                        || PageType::is_usual(&join(&all[end - 1]).value)
                })
                .unwrap_or(at + 1);
            found.push(join(&all[end - 1]));
            at = end;
        }
        return found;
    }
    let Some(extra) = all.len().checked_sub(columns.len() + 1) else { return all };
    let mut found = all;
    let tail = found.split_off(found.len() - extra - 2);
    if let (Some(first), Some(last)) = (tail.first(), tail.last()) {
        let start = (first.span.start - text.span.start) as usize;
        found.push(part(text, start, (last.span.end - text.span.start) as usize));
    }
    found
}

fn by_tabs(text: &Spanned<String>) -> Vec<Spanned<String>> {
    by(text, |it| it == '\t')
}

fn by_bars(text: &Spanned<String>) -> Vec<Spanned<String>> {
    let found = by(text, |it| it == '|');
    found.into_iter().filter(|it| !it.value.is_empty()).collect()
}

fn by_blanks(text: &Spanned<String>) -> Vec<Spanned<String>> {
    let found = by(text, |it| it == ' ' || it == '\u{3000}');
    found.into_iter().filter(|it| !it.value.is_empty()).collect()
}

fn by(text: &Spanned<String>, is_edge: fn(char) -> bool) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, letter) in text.value.char_indices().chain([(text.value.len(), '\0')]) {
        if letter == '\0' || is_edge(letter) {
            found.push(trimmed(&part(text, start, at)));
            start = at + letter.len_utf8();
        }
    }
    found
}
