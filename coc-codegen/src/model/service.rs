//! Facts of the whole service.

/// The facts about the whole service.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// Short name.
    pub name: String,
    /// The name that people use.
    pub title: String,
    /// The description, in Markdown.
    pub doc: String,
    /// Region and base URL.
    pub endpoints: Vec<(String, String)>,
    /// Whether credentials go with a project's id; otherwise with a domain's.
    pub project_scope: bool,
    /// Texts that count as absent.
    pub blanks: Vec<String>,
    /// Declared that every JSON answer has.
    pub envelope: Option<Envelope>,
}

/// Declared that every JSON answer has.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The member that holds the code.
    pub code: String,
    /// The member that holds the message.
    pub message: String,
    /// The member that holds the data.
    pub data: Option<String>,
    /// Which codes mean success.
    pub success: Success,
}

/// Which codes mean success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Success {
    /// All zeros after the last dot.
    ZerosAfterPrefix,
    /// These.
    Codes(Vec<String>),
}
