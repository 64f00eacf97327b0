//! Named constructors: documented uses of an operation, each taken from the example that
//! shows it. What callers give is an argument; whatever else the example holds is a
//! constant.

use super::id::FieldId;
use super::id::TableId;
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

/// Something that callers give.
#[derive(Debug, Clone)]
pub struct Argument {
    /// The field that it is for.
    pub field_id: FieldId,
    /// Its name.
    pub rust_name: String,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A value and the place that it is put at.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Fields from the part of the request, or from the item, down to the place.
    pub path: Vec<FieldId>,
    /// The value.
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
    /// From the caller: the items of the list.
    Items,
}

/// A list whose items callers describe.
#[derive(Debug, Clone)]
pub struct Items {
    /// Name of the argument.
    pub rust_name: String,
    /// Name of the struct for one item; none where one value is all that is given of it.
    pub item_name: Option<String>,
    /// The table of the items.
    pub of: TableId,
    /// The values that callers give of each.
    pub arguments: Vec<Argument>,
    /// The values of an item with their places.
    pub assignments: Vec<Assignment>,
}
