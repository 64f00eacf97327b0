//! Keys of the spec language that mappings of files and of tables share. A key of one of
//! them alone is in `file_shapes` or `table_shapes`.

use super::shape::{Key, Value, key};
use Value::{Either, Flag, List, Node, Text, WholeNumber};

/// One text, or a list of them.
pub(in crate::spec) const TEXTS: Value = Either(&[Text, List(0, &Text)]);
const DEPRECATED: Value = Either(&[Flag, Text]);

pub(super) const DOC: Key =
    key("doc", Text, "A description in our own words, with code in backquotes.");
/// The key of decisions about a thing, by the facts that they cover.
pub(super) const fn decision(facts: &'static [&'static str]) -> Key {
    key(
        "decision",
        Value::Facts(facts),
        "The decisions about it, by the facts that they cover.",
    )
}
pub(super) const OBSOLETE: Key =
    key("deprecated", DEPRECATED, "`true`, or text that names the alternative.");

pub(super) const TABLE: Key = key(
    "table",
    Either(&[WholeNumber, Text]),
    "Number of the documented table on the page of the file.",
);
pub(super) const TABLES: Key = key(
    "tables",
    List(1, &Node("origin")),
    "The documented tables, if other pages or several have the table.",
);
