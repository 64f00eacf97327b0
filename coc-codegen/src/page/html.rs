//! Reads a page that was saved as HTML. Any tag soup gives some list of blocks.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::blocks::{Block, Cell, Line, Pieces, RawTable};
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
                reader.open(&name, hides && !tag.self_closing);
            }
            Token::EndTag(tag) => reader.close(&String::from_utf8_lossy(&tag.name)),
            Token::String(found) => {
                let words = String::from_utf8_lossy(&found.value).into_owned();
                let (start, end) = (found.span.start + offset, found.span.end + offset);
                reader.text(&words, start, end);
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

/// Elements that stand within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

#[derive(Default)]
struct Reader {
    file: FileId,
    blocks: Vec<Block>,
    line: Pieces,
    /// The hidden element that is open.
    hidden: Option<String>,
    heading: Option<usize>,
    is_item: bool,
    pre: Option<Pre>,
    table: Option<RawTable>,
    /// Tables within the cells of the open one.
    inner: usize,
    row: Option<Row>,
    in_caption: bool,
    caption: Cell,
}

#[derive(Default)]
struct Pre {
    text: String,
    start: Option<usize>,
    end: usize,
}

#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    is_header: bool,
}

impl Reader {
    fn text(&mut self, words: &str, start: usize, end: usize) {
        if self.hidden.is_some() {
            return;
        }
        match &mut self.pre {
            Some(pre) => {
                pre.text.push_str(words);
                pre.start.get_or_insert(start);
                pre.end = end;
            }
            None => self.line.push(words, start, end),
        }
    }

    fn open(&mut self, name: &str, hides: bool) {
        if self.hidden.is_some() {
            return;
        }
        if (hides && !INLINE.contains(&name)) || HIDDEN.contains(&name) {
            self.flush();
            self.hidden = Some(name.to_owned());
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
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.heading = name[1..].parse().ok();
            }
            "li" => self.is_item = true,
            "pre" => self.pre = Some(Pre::default()),
            "table" if self.table.is_some() => self.inner += 1,
            "table" => self.table = Some(RawTable::default()),
            "caption" => self.in_caption = true,
            "tr" if self.inner == 0 => {
                self.end_row();
                self.row = Some(Row { cells: Vec::new(), is_header: true });
            }
            "td" | "th" if self.inner == 0 => {
                let row = self.row.get_or_insert_default();
                row.is_header &= name == "th";
                row.cells.push(Vec::new());
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(hidden) = &self.hidden {
            if hidden == name {
                self.hidden = None;
            }
            return;
        }
        if INLINE.contains(&name) {
            return;
        }
        self.flush();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = None,
            "pre" => self.end_pre(),
            "caption" => self.in_caption = false,
            "tr" if self.inner == 0 => self.end_row(),
            "table" if self.inner > 0 => self.inner -= 1,
            "table" => self.end_table(),
            _ => {}
        }
    }

    /// Ends the line.
    fn flush(&mut self) {
        let Some(text) = self.line.take(self.file) else { return };
        let is_item = std::mem::take(&mut self.is_item);
        if let Some(level) = self.heading.filter(|_| self.table.is_none()) {
            self.blocks.push(Block::Heading(level, text));
            return;
        }
        let mut line = super::blocks::line(&text);
        line.is_item |= is_item;
        self.put(line);
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
        let Some(start) = pre.start else { return };
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let span = Span { file: self.file, start: at(start), end: at(pre.end) };
        if self.table.is_some() {
            for line in pre.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                self.put(super::blocks::line(&Spanned::new(line.to_owned(), span)));
            }
        } else {
            self.blocks.push(Block::Code(Spanned::new(pre.text, span)));
        }
    }

    fn end_row(&mut self) {
        let Some(row) = self.row.take() else { return };
        let Some(table) = &mut self.table else { return };
        let is_first = table.header.is_empty() && table.rows.is_empty();
        if row.cells.is_empty() {
        } else if is_first && row.is_header {
            table.header = row.cells;
        } else {
            table.rows.push(row.cells);
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let Some(mut table) = self.table.take() else { return };
        self.inner = 0;
        self.in_caption = false;
        table.caption = super::blocks::joined(&std::mem::take(&mut self.caption));
        self.blocks.push(Block::Table(table));
    }
}
