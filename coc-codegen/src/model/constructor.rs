//! Named constructors: documented uses of an operation, each taken from an example. The
//! values that callers give are arguments, and all other values of the example are
//! constants.

use super::id::{FieldId, TableId};
use super::literal::Literal;

/// One documented use of an operation.
#[derive(Debug, Clone)]
pub struct Constructor {
    /// Name of the function.
    pub rust_name: String,
    /// The purpose, in Markdown.
    pub doc: String,
    /// The example that it comes from.
    pub example: String,
    /// The values that callers give: first the needed ones, then the optional ones.
    pub arguments: Vec<Argument>,
    /// The values with their places, in the order of the tables.
    pub assignments: Vec<Assignment>,
    /// The list whose items callers describe.
    pub items: Option<Items>,
}

/// An argument of a constructor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The field that it sets.
    pub field_id: FieldId,
    /// Its name in the signature.
    pub rust_name: String,
    /// Whether it is optional.
    pub optional: bool,
}

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Fields from the part of the request, or from the item, down to the place.
    pub path: Vec<FieldId>,
    /// The source of the value there.
    pub value: ValueSource,
}

/// The source of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueSource {
    /// From the caller: the argument at this index.
    Argument(usize),
    /// From the example.
    Constant(Literal),
    /// From the example: a list or an object without anything in it.
    Empty,
    /// From the example: null, where that has a meaning.
    Null,
    /// From the caller: the items of the list.
    Items,
}

/// A list whose items callers describe.
#[derive(Debug, Clone)]
pub struct Items {
    /// Name of the argument.
    pub rust_name: String,
    /// Name of the struct for one item; none if an item has one argument only.
    pub item_name: Option<String>,
    /// The table of the items.
    pub of: TableId,
    /// The arguments of each item.
    pub arguments: Vec<Argument>,
    /// The values of an item with their places.
    pub assignments: Vec<Assignment>,
}
