//! The decisions of a spec. Finding the parts that each is about belongs to `check`.

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
    /// The reason, with its source: an example, the vendor's SDK, or an observation.
    pub evidence: String,
}
