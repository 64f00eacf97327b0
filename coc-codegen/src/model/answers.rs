//! The parts of answers that programs act on: the pages of lists, and states to wait for.

use super::condition::Condition;
use super::id::FieldId;

/// The way in which the pages of a list follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The name of the client's method.
    pub rust_name: String,
    /// The kind of position that leads to a page.
    pub way: Way,
    /// The field of the request that gets the position of a page, from its part down.
    pub moves: Vec<FieldId>,
    /// The list, from the answer down; empty if the answer is the list.
    pub items: Vec<FieldId>,
    /// The marker of the next page: from the answer down, or from an item down.
    pub next: Vec<FieldId>,
    /// The number of items of a page.
    pub size: Option<PageSize>,
    /// The number of items of all pages, from the answer down.
    pub total: Option<Vec<FieldId>>,
}

/// The kind of position that leads from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A marker that each answer holds.
    Marker,
    /// A marker that the last item holds.
    LastItem,
    /// The number of the first item of a page. On the first page, it is this one.
    Offset(i64),
    /// The number of the page. That of the first page is this one.
    Page(i64),
}

/// The field of a request with the number of items of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSize {
    /// The field, from its part down.
    pub field: Vec<FieldId>,
    /// The size that the service assumes.
    pub default: Option<i64>,
    /// The largest size that the service fills. Without it, a page that is not full may be
    /// followed by another.
    pub most: Option<i64>,
}

/// A state that a program can wait for.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiter {
    /// Name in the spec.
    pub name: String,
    /// The name of the client's method.
    pub rust_name: String,
    /// The name of its static.
    pub static_name: String,
    /// The description, in Markdown.
    pub doc: String,
    /// Holds of an answer that shows the state.
    pub ready: Condition,
    /// Holds of an answer after which the state will never be there. It is evaluated before
    /// `ready`.
    pub failed: Option<Condition>,
    /// Holds of a refusal that means "not yet".
    pub retry: Option<Condition>,
    /// The pause between two calls, in seconds.
    pub every: u64,
    /// The bound of the whole, in seconds.
    pub at_most: u64,
}

/// The part of an answer that a reference to the place `answer` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerPart<'a> {
    /// `answer.status`: the HTTP status.
    Status,
    /// `answer.code`: the code of the envelope.
    Code,
    /// `answer.a.b` or `answer.body.a.b`: fields of the body.
    Body(&'a str),
}

impl<'a> AnswerPart<'a> {
    /// The part with this name.
    #[must_use]
    pub fn of(name: &'a str) -> Self {
        match name {
            "status" => Self::Status,
            "code" => Self::Code,
            name => Self::Body(name.strip_prefix("body.").unwrap_or(name)),
        }
    }

    /// Its name: `body.` stands in front only if it must.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Status => "status".to_owned(),
            Self::Code => "code".to_owned(),
            Self::Body(path) => {
                let is_word = matches!(path, "status" | "code")
                    || path.split('.').next() == Some("body");
                if is_word { format!("body.{path}") } else { path.to_owned() }
            }
        }
    }
}
