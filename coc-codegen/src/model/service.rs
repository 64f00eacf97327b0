//! The facts about the whole service. Those about one operation belong to `operation`.

use super::id::{EnvelopeId, TableId};
use crate::arena::Arena;

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
    /// Whether requests carry the id of a project, and not of a domain.
    pub project_scope: bool,
    /// Texts that count as absent.
    pub blanks: Vec<String>,
    /// The envelopes of answers. The first is the service's, if it has one.
    pub envelopes: Arena<EnvelopeId, Envelope>,
    /// The envelope of the answers of operations that name no other.
    pub envelope: Option<EnvelopeId>,
    /// Codes of the gateway after which nothing was done.
    pub refused_before_acting: Vec<String>,
    /// Headers that a client may send with every request.
    pub headers: Option<TableId>,
    /// The parts that operations belong to.
    pub areas: Vec<Area>,
}

/// A part of the service: a feature of the generated crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Name of the feature.
    pub name: String,
    /// The description, in Markdown.
    pub doc: String,
}

/// Members that wrap JSON answers.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Name of its static.
    pub rust_name: String,
    /// Members that hold the code. The first that is present counts.
    pub code: Vec<String>,
    /// Members that hold the message. The first that is present counts.
    pub message: Vec<String>,
    /// The member that holds the data.
    pub data: Option<String>,
    /// The codes that mean success.
    pub success: Success,
    /// Codes that the pages give for a refusal.
    pub refusals: Vec<String>,
}

/// The codes that mean success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Success {
    /// All zeros after the last dot.
    ZerosAfterPrefix,
    /// These.
    Codes(Vec<String>),
}

impl Success {
    /// Whether a code means success.
    #[must_use]
    pub fn holds(&self, code: &str) -> bool {
        match self {
            Self::Codes(codes) => codes.iter().any(|it| it == code),
            Self::ZerosAfterPrefix => {
                let end = code.rsplit('.').next().unwrap_or_default();
                !end.is_empty() && end.bytes().all(|byte| byte == b'0')
            }
        }
    }
}
