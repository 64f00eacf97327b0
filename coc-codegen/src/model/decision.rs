//! Decisions about pages that are unclear or contradict themselves.

use super::id::Module;

/// A decision about pages that are unclear.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Name in the spec.
    pub name: String,
    /// Name of the static.
    pub rust_name: String,
    /// The module that declares it.
    pub module: Module,
    /// The statement of the pages.
    pub pages: String,
    /// The choice of the spec.
    pub resolution: String,
    /// The evidence.
    pub evidence: String,
}
