//! Keys of the spec language that mappings of files and of tables share. A key of one of
//! them alone is in `file_shapes` or `table_shapes`.

use super::shape::{Key, Value, optional};
use Value::{Either, Facts, Flag, List, Text};

/// One text, or a list of them.
pub(in crate::spec) const TEXTS: Value = Either(&[Text, List(0, &Text)]);
const DEPRECATED: Value = Either(&[Flag, Text]);

pub(super) const DOC: Key =
    optional("doc", Text, "A description in our own words, with code in backquotes.");
/// The key of decisions about a thing, by the facts that they cover.
pub(super) const MENTIONS: Key =
    optional("decision", Facts, "The decisions about it, by the facts that they cover.");
pub(super) const OBSOLETE: Key =
    optional("deprecated", DEPRECATED, "`true`, or text that names the alternative.");
