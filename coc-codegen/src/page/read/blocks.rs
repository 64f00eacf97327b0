//! Blocks: a page in any form as a list of headings, lines, tables and code. The meaning of
//! a block belongs to `reader`.

use crate::page::texts::without_marks;
use crate::source::{FileId, Span, Spanned};

/// A part of a page.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A heading with its level.
    Heading(usize, Spanned<String>),
    Line(Line),
    Table(RawTable),
    /// Text that is kept as it stands, such as an example.
    Code(Spanned<String>),
}

/// A line of text, with white space collapsed.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: Spanned<String>,
    /// Whether it is an item of a list.
    pub(super) is_item: bool,
}

/// A table as it stands on the page.
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

/// A line without the marks of an item in front of it.
pub(super) fn line(of: &Spanned<String>) -> Line {
    let (text, is_item) = without_marks(of);
    Line { text, is_item }
}

/// Collects the pieces of a line, which may have other marks between them.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    text: String,
    start: Option<u32>,
    end: u32,
}

impl Pieces {
    /// Adds text that stands at these bytes, with its white space collapsed.
    pub(super) fn push(&mut self, text: &str, start: usize, end: usize) {
        if text.trim().is_empty() {
            self.blank();
            return;
        }
        let bytes = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let is_same = text.len() == end - start;
        let (front, back) =
            (text.len() - text.trim_start().len(), text.trim_end().len());
        if front > 0 {
            self.blank();
        }
        let (from, to) =
            if is_same { (start + front, start + back) } else { (start, end) };
        self.start.get_or_insert(bytes(from));
        self.end = bytes(to);
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

    /// The line, if there is any text; begins the next one.
    pub(super) fn take(&mut self, file: FileId) -> Option<Spanned<String>> {
        let found = std::mem::take(self);
        let text = found.text.trim_end().to_owned();
        let span = Span { file, start: found.start?, end: found.end };
        (!text.is_empty()).then(|| Spanned::new(text, span))
    }
}
