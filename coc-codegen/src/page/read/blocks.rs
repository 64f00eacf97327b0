//! Blocks: a page in any form as a list of headings, lines, tables and code. The meaning of
//! a block belongs to `reader`.

use std::ops::Range;

use crate::page::texts::without_marks;
use crate::source::{FileId, Span, Spanned};

/// A part of a page.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A heading with its level.
    Heading(usize, Spanned<String>),
    Line(Line),
    Table(RawTable),
    /// Text that is kept unchanged, such as an example.
    Code(Spanned<String>),
}

/// A line of text, with white space collapsed.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: Spanned<String>,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
}

/// A table as the page has it.
#[derive(Debug, Clone, Default)]
pub(super) struct RawTable {
    pub(super) caption: Option<Spanned<String>>,
    pub(super) header: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// The lines of a cell.
pub(super) type Cell = Vec<Line>;

/// The cell's text on one line, with its place.
pub(super) fn joined(cell: &[Line]) -> Option<Spanned<String>> {
    let (first, last) = (cell.first()?, cell.last()?);
    let words: Vec<&str> = cell.iter().map(|line| line.text.value.as_str()).collect();
    Some(Spanned::new(words.join(" "), first.text.span.until(last.text.span)))
}

/// A line without the marks of an item at its start.
pub(super) fn line(of: &Spanned<String>) -> Line {
    let (text, is_item) = without_marks(of);
    Line { text, is_item }
}

/// A line or a heading that is being read. Marks may be between its pieces.
#[derive(Debug, Default)]
pub(super) struct OpenLine {
    text: String,
    /// The bytes of the pieces, from the first one to the last one.
    bytes: Option<Range<usize>>,
    /// The level of the heading that is open.
    pub(super) heading: Option<usize>,
    /// Whether the next line is an item of a list.
    pub(super) is_item: bool,
}

impl OpenLine {
    /// Adds the text at these bytes, with its white space collapsed.
    pub(super) fn push(&mut self, text: &str, bytes: Range<usize>) {
        if text.trim().is_empty() {
            self.blank();
            return;
        }
        let front = text.len() - text.trim_start().len();
        let back = text.trim_end().len();
        if front > 0 {
            self.blank();
        }
        // The page may have the text in another spelling, such as with entities.
        let inner = if text.len() == bytes.len() {
            bytes.start + front..bytes.start + back
        } else {
            bytes
        };
        let start = self.bytes.as_ref().map_or(inner.start, |it| it.start);
        self.bytes = Some(start..inner.end);
        let words: Vec<&str> = text.split_whitespace().collect();
        self.text.push_str(&words.join(" "));
        if back < text.len() {
            self.text.push(' ');
        }
    }

    /// Ends the last word.
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// Ends the line: a heading or a line, if there is any text.
    pub(super) fn end(&mut self, file: FileId) -> Option<Block> {
        let (text, bytes) = (std::mem::take(&mut self.text), self.bytes.take()?);
        let text = Spanned::new(text.trim_end().to_owned(), Span::of(file, bytes));
        let is_item = std::mem::take(&mut self.is_item);
        if let Some(level) = self.heading {
            return Some(Block::Heading(level, text));
        }
        let mut found = line(&text);
        found.is_item |= is_item;
        Some(Block::Line(found))
    }
}
