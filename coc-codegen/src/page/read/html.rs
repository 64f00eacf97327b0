//! Reads a page that was saved as HTML. Any text gives some list of blocks, without errors.
//! The meaning of a block belongs to `reader`.

use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::blocks::{Block, Cell, Line, OpenLine, RawTable, joined, line};
use crate::source::{FileId, Span, Spanned};

/// Reads the blocks of HTML that begins at byte `offset` of the file.
pub(super) fn blocks(text: &str, file: FileId, offset: usize) -> Vec<Block> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader { file, ..Reader::default() };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let hides = tag.attributes.contains_key(&b"hidden"[..]);
                let number = |key: &[u8]| {
                    let value = tag.attributes.get(key)?;
                    String::from_utf8_lossy(value).trim().parse::<usize>().ok()
                };
                reader.spans = (number(b"rowspan"), number(b"colspan"));
                // Only elements that HTML takes from other languages close themselves.
                let is_closed = tag.self_closing && (hides || name == "svg");
                reader.open(&name, hides, is_closed);
            }
            Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(found) => {
                let words = String::from_utf8_lossy(&found.value).into_owned();
                let (start, end) = (found.span.start + offset, found.span.end + offset);
                reader.text(&words, start..end);
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.flush();
    reader.end_table();
    reader.blocks
}

/// Elements whose text is no part of the page.
const HIDDEN: &[&str] = &[
    "script", "style", "noscript", "svg", "template", "select", "button", "nav", "title",
];

/// Void elements, which have no end tag, apart from those in `INLINE`.
const VOID: &[&str] = &["br", "col", "embed", "hr", "input", "link", "meta", "source"];

/// Elements whose end tag may be missing, so that they are not counted.
const UNCLOSED: &[&str] = &["dd", "dt", "li", "option", "p", "td", "th", "tr"];

/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

#[derive(Default)]
struct Reader {
    file: FileId,
    blocks: Vec<Block>,
    line: OpenLine,
    /// The hidden element that is open, and the number of such elements within each other.
    hidden: Option<(String, usize)>,
    pre: Option<Pre>,
    table: Option<RawTable>,
    /// Tables within the cells of the open one.
    inner: usize,
    row: Option<Row>,
    /// The rows and the columns that the tag spans.
    spans: (Option<usize>, Option<usize>),
    /// The cells that reach into the next rows, by their columns.
    reaching: BTreeMap<usize, Reaching>,
    in_caption: bool,
    caption: Cell,
}

#[derive(Default)]
struct Pre {
    text: String,
    bytes: Option<Range<usize>>,
}

#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    /// Each cell that reaches into the next rows, with the number of these.
    reaching: Vec<(usize, usize)>,
    /// The columns of the last cell.
    columns: usize,
    is_header: bool,
}

/// A cell that reaches into the next rows.
struct Reaching {
    rows: usize,
    cell: Cell,
}

/// Most columns that a cell may span.
const MOST_COLUMNS: usize = 100;

/// The longest text, in bytes, of a cell with `rowspan` that is repeated in each row. A
/// longer text is not a name, and only the first row has it.
const LONGEST_REPEATED: usize = 200;

impl Reader {
    fn text(&mut self, words: &str, bytes: Range<usize>) {
        if self.hidden.is_some() {
            return;
        }
        match &mut self.pre {
            Some(pre) => {
                pre.text.push_str(words);
                let start = pre.bytes.as_ref().map_or(bytes.start, |it| it.start);
                pre.bytes = Some(start..bytes.end);
            }
            None => self.line.push(words, bytes),
        }
    }

    fn open(&mut self, name: &str, hides: bool, is_closed: bool) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name && !is_closed && !UNCLOSED.contains(&name) {
                *depth += 1;
            }
            return;
        }
        let hides = hides && !INLINE.contains(&name) && !VOID.contains(&name);
        if hides || HIDDEN.contains(&name) {
            self.flush();
            self.hidden = (!is_closed).then(|| (name.to_owned(), 1));
            return;
        }
        if INLINE.contains(&name) {
            return;
        }
        if name == "br"
            && let Some(pre) = &mut self.pre
        {
            pre.text.push('\n');
            return;
        }
        self.flush();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.table.is_none() => {
                self.line.heading = name[1..].parse().ok();
            }
            "li" => self.line.is_item = true,
            "pre" => self.pre = Some(Pre::default()),
            "table" if self.table.is_some() => self.inner += 1,
            "table" => {
                self.line.heading = None;
                self.table = Some(RawTable::default());
            }
            "caption" => self.in_caption = true,
            "tr" if self.inner == 0 => {
                self.end_row();
                self.row = Some(Row { is_header: true, ..Row::default() });
            }
            "td" | "th" if self.inner == 0 && self.table.is_some() => {
                let spans = std::mem::take(&mut self.spans);
                self.begin_cell(name == "th", spans);
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth -= 1;
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        if INLINE.contains(&name) {
            return;
        }
        self.flush();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.line.heading = None,
            "pre" => self.end_pre(),
            // Otherwise the line after an empty item would become an item.
            "li" => self.line.is_item = false,
            "caption" => self.in_caption = false,
            "tr" if self.inner == 0 => self.end_row(),
            "table" if self.inner > 0 => self.inner -= 1,
            "table" => self.end_table(),
            _ => {}
        }
    }

    fn begin_cell(
        &mut self,
        is_header: bool,
        (rows, columns): (Option<usize>, Option<usize>),
    ) {
        let row = self.row.get_or_insert_default();
        // The cell before this one may span several columns; the others are empty.
        for _ in 1..row.columns {
            row.cells.push(Vec::new());
        }
        Self::repeat(&mut self.reaching, row);
        row.is_header &= is_header;
        let columns = columns.unwrap_or(1).clamp(1, MOST_COLUMNS);
        if let Some(rows) = rows.filter(|it| *it > 1) {
            row.reaching.push((row.cells.len(), rows - 1));
        }
        row.columns = columns;
        row.cells.push(Vec::new());
    }

    /// Puts the cells of earlier rows that reach into this one after its last cell.
    fn repeat(reaching: &mut BTreeMap<usize, Reaching>, row: &mut Row) {
        while let Some(found) = reaching.get_mut(&row.cells.len()) {
            let column = row.cells.len();
            row.cells.push(found.cell.clone());
            found.rows -= 1;
            if found.rows == 0 {
                reaching.remove(&column);
            }
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        match self.line.end(self.file) {
            Some(Block::Line(line)) => self.put(line),
            other => self.blocks.extend(other),
        }
    }

    fn put(&mut self, line: Line) {
        let cell = self.row.as_mut().and_then(|row| row.cells.last_mut());
        if self.in_caption {
            self.caption.push(line);
        } else if let Some(cell) = cell {
            cell.push(line);
        } else {
            self.blocks.push(Block::Line(line));
        }
    }

    fn end_pre(&mut self) {
        let Some(pre) = self.pre.take() else { return };
        let Some(bytes) = pre.bytes else { return };
        let span = Span::of(self.file, bytes);
        if self.table.is_some() {
            for text in pre.text.lines().map(str::trim).filter(|text| !text.is_empty()) {
                self.put(line(&Spanned::new(text.to_owned(), span)));
            }
        } else {
            self.blocks.push(Block::Code(Spanned::new(pre.text, span)));
        }
    }

    fn end_row(&mut self) {
        let Some(mut row) = self.row.take() else { return };
        Self::repeat(&mut self.reaching, &mut row);
        for (column, rows) in std::mem::take(&mut row.reaching) {
            let cell = &row.cells[column];
            let length: usize = cell.iter().map(|line| line.text.value.len()).sum();
            let cell = if length > LONGEST_REPEATED { Vec::new() } else { cell.clone() };
            self.reaching.insert(column, Reaching { rows, cell });
        }
        let Some(table) = &mut self.table else { return };
        let is_first = table.header.is_empty() && table.rows.is_empty();
        if row.cells.is_empty() {
            return;
        }
        if is_first && row.is_header {
            table.header = row.cells;
        } else {
            table.rows.push(row.cells);
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let Some(mut table) = self.table.take() else { return };
        self.inner = 0;
        self.reaching.clear();
        self.in_caption = false;
        table.caption = joined(&std::mem::take(&mut self.caption));
        self.blocks.push(Block::Table(table));
    }
}
