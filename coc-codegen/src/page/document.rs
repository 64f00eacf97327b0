//! A page as facts with their places, in the terms that all pages share. Reading a form
//! of page belongs to `reader`, comparing it with the spec to `audit`.

use super::types::PageType;
use crate::source::{FileId, Span, Spanned};

/// One page of a vendor's reference.
#[derive(Debug, Clone, Default)]
pub struct Page {
    pub(crate) file: FileId,
    pub(crate) title: Option<Spanned<String>>,
    /// The day of its last revision, as `2031-01-24`.
    pub(crate) updated: Option<Spanned<String>>,
    pub(crate) request: Option<Request>,
    /// The actions that a caller must be allowed to do.
    pub(crate) permissions: Vec<Spanned<String>>,
    pub(crate) tables: Vec<Table>,
    /// The statuses of answers, each once.
    pub(crate) statuses: Vec<Spanned<u16>>,
    pub(crate) samples: Vec<Sample>,
    /// Whether at least a third of its lines and cells are foreign, see `is_foreign`.
    pub(crate) is_foreign: bool,
}

/// The method and the path.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: Spanned<String>,
    pub(crate) path: Spanned<String>,
}

/// The status of an answer that the page gives no status for.
pub(crate) const USUAL_STATUS: u16 = 200;

/// An example on the page.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    /// The request line before it.
    pub(crate) request: Option<(String, String)>,
    /// The status of an answer; none for a request.
    pub(crate) status: Option<u16>,
    pub(crate) json: Spanned<String>,
}

/// The use of a table of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Use {
    Path,
    Query,
    Header,
    Body,
    /// The answer with this status; none if the page has no status for it.
    Answer(Option<u16>),
    AnswerHeader(Option<u16>),
    /// An object that a field of another table holds.
    Object,
}

/// A table of fields.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) number: Option<Spanned<String>>,
    /// The title without the number.
    pub(crate) title: Spanned<String>,
    pub(crate) used: Use,
    pub(crate) rows: Vec<Row>,
    /// Rows whose first cell is the name of no field.
    pub(crate) unread: Vec<Span>,
}

/// A field of a table.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) name: Spanned<String>,
    pub(crate) mandatory: Option<Spanned<bool>>,
    pub(crate) ty: Option<(Spanned<String>, PageType)>,
    pub(crate) parts: Vec<Part>,
}

/// The topic of a part of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Meaning,
    Constraints,
    Values,
    Default,
}

/// Lines of a description about one topic.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) topic: Topic,
    pub(crate) text: Spanned<String>,
    pub(crate) is_item: bool,
}

impl Row {
    /// The parts about one topic.
    pub(crate) fn about(&self, topic: Topic) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.topic == topic)
    }
}
