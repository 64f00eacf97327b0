//! Operations and their answers.

use super::answers::{Pagination, Waiter};
use super::id::{DecisionId, EnvelopeId, RuleId, TableId};
use super::place::Part;
use super::status::Status;
use super::table::Type;

/// One documented operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Name in the spec.
    pub name: String,
    /// Name of its module and client method.
    pub rust_name: String,
    /// Name of the client method that writes its answer to a writer, if that is a file.
    pub writer_name: Option<String>,
    /// Name of its request struct.
    pub request_name: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// The path, with the names of its parameters in braces.
    pub path: String,
    /// The template, taken apart.
    pub segments: Vec<Segment>,
    /// Title of the page.
    pub page: String,
    /// Date on the page.
    pub updated: String,
    /// The area that it belongs to.
    pub area: Option<String>,
    /// The permission that a caller needs.
    pub permission: Option<String>,
    /// The description, in Markdown.
    pub doc: String,
    /// Whether the request is safe to repeat.
    pub repeatable: bool,
    /// The deprecation, with the alternative.
    pub deprecated: Option<String>,
    /// The tables of its parameters.
    pub parameters: Vec<(Part, TableId)>,
    /// The type of the body.
    pub body: Option<Type>,
    /// Whether the body is sent as a form, of which each field is a part.
    pub is_form: bool,
    /// The rules of the JSON types of the parts of a request, in their order.
    pub part_rules: Vec<(Part, RuleId)>,
    /// Documented answers, in the order of the file.
    pub responses: Vec<Response>,
    /// The headers of its answers.
    pub answer_headers: Option<TableId>,
    /// The envelope of its answers.
    pub envelope: Option<EnvelopeId>,
    /// The places of the result: a success has a value at one of them. Each is a list
    /// of members.
    pub result: Vec<Vec<String>>,
    /// The pages of its answers.
    pub pagination: Option<Pagination>,
    /// States that its answers show.
    pub waiters: Vec<Waiter>,
    /// Documented requests.
    pub request_examples: Vec<String>,
    /// Documented answers.
    pub response_examples: Vec<String>,
    /// Decisions about the operation as a whole.
    pub decisions: Vec<DecisionId>,
}

impl Operation {
    /// The table of a part of its requests, if that is an object with fields.
    #[must_use]
    pub fn table_of(&self, part: Part) -> Option<TableId> {
        self.parts().find(|(known, _)| *known == part).map(|(_, id)| id)
    }

    /// The table of the body, if it is an object with fields.
    #[must_use]
    pub fn body_type(&self) -> Option<TableId> {
        match self.body {
            Some(Type::Struct(id)) => Some(id),
            _ => None,
        }
    }

    /// The parts of its requests that are objects with fields, with their tables.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Part, TableId)> {
        let body = self.body_type().map(|body| (Part::Body, body));
        self.parameters.iter().copied().chain(body)
    }

    /// The outermost types of its requests.
    pub fn roots(&self) -> impl Iterator<Item = TableId> {
        let body = self.body.as_ref().and_then(Type::held);
        self.parameters.iter().map(|(_, id)| *id).chain(body)
    }

    /// The successful answer: the first documented one of a status of success.
    #[must_use]
    pub fn output(&self) -> Option<&Response> {
        self.responses.iter().find(|response| response.status.is_success())
    }
}

/// A segment of a path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text as it stands.
    Literal(String),
    /// A path parameter, by its place in the table.
    Parameter(usize),
}

/// A documented answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The statuses that the answer is documented for.
    pub status: Status,
    /// The type of its value.
    pub body: Content,
    /// The meaning, in Markdown.
    pub doc: String,
    /// Its headers, by their places among those of the operation's answers.
    pub headers: Vec<usize>,
}

/// The content of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// No content.
    Nothing,
    /// Bytes.
    Binary,
}
