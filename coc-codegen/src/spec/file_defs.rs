//! The definitions of files as written: the service, operations, and what belongs to them
//! alone. Every name is text with its place, and no name is resolved. Declarations are in
//! `table_defs`.

use std::collections::HashSet;

use super::table_defs::{ConditionDef, Declarations, Mention, TableDef, TypeExpr};
use crate::model::{Part, Status, Success};
use crate::source::{Span, Spanned};

/// `service.yaml`.
#[derive(Debug, Clone, Default)]
pub struct ServiceFile {
    pub(crate) name: Spanned<String>,
    pub(crate) title: String,
    pub(crate) doc: String,
    pub(crate) endpoints: Vec<(Spanned<String>, Spanned<String>)>,
    pub(crate) project_scope: bool,
    /// Texts that count as absent, beside `null`.
    pub(crate) blanks: Vec<Spanned<String>>,
    /// The name of the envelope of operations that name no other.
    pub(crate) envelope: Option<Spanned<String>>,
    /// Envelopes that operations name.
    pub(crate) envelopes: Vec<(Spanned<String>, EnvelopeDef)>,
    /// Codes of the gateway after which nothing was done, each with the page that
    /// documents it.
    pub(crate) refused_before_acting: Vec<(Spanned<String>, Spanned<String>)>,
    /// Headers that a client may send with every request.
    pub(crate) header: Option<TableDef>,
    /// The parts of the service, each with a sentence.
    pub(crate) areas: Vec<(Spanned<String>, String)>,
    /// Whether areas may be missing, since they could not be read.
    pub(crate) has_unread_areas: bool,
    pub(crate) names: Declarations,
    pub(crate) decisions: Vec<Mention>,
}

impl ServiceFile {
    /// The substitute for a `service.yaml` that could not be read and may declare any name.
    pub(super) fn unread() -> Self {
        let names = Declarations { incomplete: true, ..Declarations::default() };
        Self { names, ..Self::default() }
    }
}

/// The members that wrap answers.
#[derive(Debug, Clone)]
pub(crate) struct EnvelopeDef {
    /// The members that may hold the code; the first one present counts.
    pub(crate) code: Vec<Spanned<String>>,
    pub(crate) message: Vec<Spanned<String>>,
    pub(crate) data: Option<Spanned<String>>,
    pub(crate) success: Spanned<Success>,
    /// Codes that the pages give for a refusal.
    pub(crate) refusals: Vec<Spanned<String>>,
}

/// One operation's file.
#[derive(Debug, Clone)]
pub struct OperationFile {
    pub(crate) name: Spanned<String>,
    pub(crate) method: String,
    pub(crate) path: Spanned<String>,
    pub(crate) page: Page,
    /// The part of the service that it belongs to.
    pub(crate) area: Option<Spanned<String>>,
    pub(crate) permission: Option<String>,
    pub(crate) doc: String,
    pub(crate) repeatable: bool,
    pub(crate) deprecated: Option<String>,
    pub(crate) parameters: Vec<(Part, TableDef)>,
    pub(crate) body: Option<Spanned<TypeExpr>>,
    pub(crate) form: FormDef,
    pub(crate) names: Declarations,
    pub(crate) responses: Vec<ResponseDef>,
    /// The headers of its answers, each once.
    pub(crate) answer_header: Option<TableDef>,
    /// The name of its envelope, or `none`. Without it, the service's envelope applies.
    pub(crate) envelope: Option<Spanned<String>>,
    /// The places of the result: a success has a value at one of them.
    pub(crate) result: Vec<Spanned<String>>,
    pub(crate) pagination: Option<PaginationDef>,
    pub(crate) waiters: Vec<WaiterDef>,
    pub(crate) examples: ExamplesDef,
    pub(crate) constructors: Vec<ConstructorDef>,
    pub(crate) decisions: Vec<Mention>,
}

/// The names of the examples of an operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExamplesDef {
    pub(crate) requests: Vec<Spanned<String>>,
    pub(crate) responses: Vec<Spanned<String>>,
    /// Those among them that no page has.
    pub(crate) own: HashSet<String>,
}

impl ExamplesDef {
    /// All of them, those of requests first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.requests.iter().chain(&self.responses)
    }
}

/// The pages of a list. Places are `answer.x.y`, or `query.x` and the like.
#[derive(Debug, Clone)]
pub(crate) struct PaginationDef {
    /// The place of the key.
    pub(crate) span: Span,
    pub(crate) items: Spanned<String>,
    pub(crate) way: WayDef,
    /// The field of the request that gets the position of a page.
    pub(crate) moves: Spanned<String>,
    pub(crate) next: Option<Spanned<String>>,
    pub(crate) size: Option<Spanned<String>>,
    pub(crate) total: Option<Spanned<String>>,
    pub(crate) first: Option<Spanned<i64>>,
}

/// The kind of position that leads from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayDef {
    /// A marker that the answer or its last item has.
    Marker,
    /// The number of the first item.
    Offset,
    /// The number of the page.
    Page,
}

impl WayDef {
    pub(crate) const ALL: [Self; 3] = [Self::Marker, Self::Offset, Self::Page];

    /// The key.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Marker => "marker",
            Self::Offset => "offset",
            Self::Page => "page",
        }
    }
}

/// A state that a program can wait for.
#[derive(Debug, Clone)]
pub(crate) struct WaiterDef {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) ready: ConditionDef,
    pub(crate) failed: Option<ConditionDef>,
    pub(crate) retry: Option<ConditionDef>,
    /// In seconds.
    pub(crate) every: u64,
    pub(crate) at_most: u64,
}

/// Whether the body of an operation is sent as a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormDef {
    Absent,
    /// `form: true`, with the span of the key.
    Stated(Span),
    /// The key could not be read.
    Unread,
}

/// A documented use of an operation, taken from an example.
#[derive(Debug, Clone)]
pub(crate) struct ConstructorDef {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) example: Spanned<String>,
    /// The values that callers must give, and those that they may give.
    pub(crate) takes: Vec<Spanned<String>>,
    pub(crate) optional: Vec<Spanned<String>>,
    /// Name of the struct for the items of a list.
    pub(crate) item: Option<Spanned<String>>,
}

/// The page that documents an operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub(crate) title: Spanned<String>,
    pub(crate) updated: String,
}

/// A documented answer.
#[derive(Debug, Clone)]
pub(crate) struct ResponseDef {
    pub(crate) status: Spanned<Status>,
    pub(crate) body: ResponseBody,
    pub(crate) doc: String,
    /// The indexes of its headers in `OperationFile::answer_header`.
    pub(crate) headers: Vec<usize>,
}

impl ResponseDef {
    /// Whether the answer is JSON.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self.body, ResponseBody::Type(_))
    }
}

/// The body of an answer.
#[derive(Debug, Clone)]
pub(crate) enum ResponseBody {
    Type(Spanned<TypeExpr>),
    None,
    Binary,
}
