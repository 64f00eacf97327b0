//! The forms of mappings, keys and values in which `language` describes the spec
//! language.

/// A kind of mapping with fixed keys.
pub(super) struct Shape {
    /// The thing that it describes, as messages name it.
    pub(super) what: &'static str,
    /// Its name in the schema.
    pub(super) name: &'static str,
    pub(super) keys: &'static [Key],
    /// Keys of which exactly one must be present.
    pub(super) exactly_one_of: &'static [&'static str],
    /// Keys of which at least one must be present.
    pub(super) at_least_one_of: &'static [&'static str],
}

/// A key of a [`Shape`].
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) needed: bool,
    pub(super) value: Value,
    /// The purpose, in Markdown.
    pub(super) doc: &'static str,
}

/// The values that a key may have.
pub(super) enum Value {
    Text,
    /// Text that this regular expression matches.
    Like(&'static str),
    Flag,
    Null,
    /// A whole number from 0.
    Count,
    WholeNumber,
    Number,
    /// A single value.
    Literal,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A mapping of the shape with this name.
    Node(&'static str),
    /// A mapping from names that the spec chooses.
    Named(&'static Value),
    /// A list with at least this number of items.
    List(usize, &'static Value),
    Either(&'static [Value]),
    Condition,
    Type,
    /// A mapping from these facts to names of decisions.
    Facts(&'static [&'static str]),
}

pub(super) const fn key(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, needed: false, value, doc }
}

pub(super) const fn needed(name: &'static str, value: Value, doc: &'static str) -> Key {
    Key { name, needed: true, value, doc }
}

pub(super) const fn shape(
    what: &'static str,
    name: &'static str,
    keys: &'static [Key],
) -> Shape {
    Shape { what, name, keys, exactly_one_of: &[], at_least_one_of: &[] }
}
