//! Decisions where pages are unclear or contradict themselves.

use super::id::Module;

/// A decision where the pages are unclear.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Name in the spec.
    pub name: String,
    /// Name of the static.
    pub rust_name: String,
    /// Where it is declared.
    pub home: Module,
    /// What the pages say.
    pub pages: String,
    /// What the spec does.
    pub resolution: String,
    /// The evidence.
    pub evidence: String,
}
