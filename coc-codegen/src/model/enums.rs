//! Documented lists of values.

use super::id::{DecisionId, Module};

/// A documented list of values.
#[derive(Debug, Clone)]
pub struct Enum {
    /// Name in the spec.
    pub name: String,
    /// Name of the Rust enum.
    pub rust_name: String,
    /// The module that declares it.
    pub module: Module,
    /// The description, in Markdown.
    pub doc: String,
    /// Whether other values are allowed.
    pub open: bool,
    /// In the page's order.
    pub values: Vec<Value>,
    /// Decisions about the list as a whole.
    pub decisions: Vec<DecisionId>,
}

impl Enum {
    /// The known value with this text.
    #[must_use]
    pub fn value(&self, wire: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.wire == wire)
    }
}

/// One documented value.
#[derive(Debug, Clone)]
pub struct Value {
    /// On the wire.
    pub wire: String,
    /// Name of the variant.
    pub rust_name: String,
    /// The meaning, in Markdown.
    pub doc: String,
    /// Whether it is misspelt on the wire.
    pub sic: bool,
    /// The deprecation, with the alternative.
    pub deprecated: Option<String>,
    /// Examples that show it where no table has it.
    pub observed: Vec<String>,
    /// Decisions that concern it.
    pub decisions: Vec<DecisionId>,
}
