//! Documented lists of values.

use super::id::{DecisionId, Module};
use super::literal::Literal;
use super::table::ValueKind;

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
    /// The kind of its values.
    pub kind: ValueKind,
    /// In the page's order.
    pub values: Vec<Value>,
    /// Decisions about the list as a whole.
    pub decisions: Vec<DecisionId>,
}

impl Enum {
    /// The known value that is this on the wire.
    #[must_use]
    pub fn value(&self, wire: &Literal) -> Option<&Value> {
        self.values.iter().find(|value| value.wire == *wire)
    }

    /// The values on the wire, in the page's order.
    pub fn wires(&self) -> impl Iterator<Item = &Literal> {
        self.values.iter().map(|value| &value.wire)
    }
}

/// One documented value.
#[derive(Debug, Clone)]
pub struct Value {
    /// On the wire: text or a whole number.
    pub wire: Literal,
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
    /// Whether it is neither in a list nor in an example of a page, so that a decision
    /// alone has the evidence.
    pub on_no_page: bool,
    /// Decisions that concern it.
    pub decisions: Vec<DecisionId>,
}
