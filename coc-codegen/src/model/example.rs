//! Documented requests and answers as text, as people copy them. Their values as JSON
//! belong to the checks.

/// A documented request or answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Name in the spec.
    pub name: String,
    /// The whole document as JSON.
    pub text: String,
    /// The request as it is sent; none of an answer.
    pub call: Option<Call>,
}

/// The parts of a request as they are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The path with its parameters, and the query.
    pub target: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub payload: Payload,
}

/// The body of a documented request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// No body.
    Nothing,
    /// JSON, as text.
    Json(String),
    /// The parts of a form.
    Form(Vec<FormPart>),
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormPart {
    /// A field and its text.
    Text(String, String),
    /// A field and the name of its file.
    File(String, String),
}
