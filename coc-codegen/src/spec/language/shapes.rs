//! The spec language as a whole: the mappings that `file_shapes` and `table_shapes`
//! describe as data. In builds with debug assertions, every reader compares its keys with
//! these whenever it runs. The JSON Schema for editors is made of them. The meaning of the
//! keys belongs to the readers.

use super::file_shapes::FILES;
use super::shape::{Key, Shape, Value};
use super::table_shapes::DECLARATIONS;

/// Every kind of mapping, in the order of the JSON Schema.
pub(in crate::spec) fn shapes() -> impl Iterator<Item = &'static Shape> {
    FILES.iter().chain(DECLARATIONS)
}

/// Whether a key of the mapping that describes `what` holds names that the spec chooses.
pub(in crate::spec) fn names_its_entries(what: &str, key: &str) -> bool {
    let keys = shapes().filter(|it| it.what == what).flat_map(|shape| shape.keys);
    keys.into_iter().any(|it| it.name == key && matches!(it.value, Value::Named(_)))
}

/// The keys of the mapping that describes `what`; none if the spec chooses them, or if
/// there are too many to be named.
pub(in crate::spec) fn keys_of(what: &str) -> Vec<&'static str> {
    const MOST: usize = 8;
    let mut found = shapes().filter(|it| it.what == what);
    let keys = found.next().map_or(&[][..], |shape| shape.keys);
    match keys.len() <= MOST {
        true => keys.iter().map(|key| key.name).collect(),
        false => Vec::new(),
    }
}

/// The way to write a key of the mapping that describes `what`, with its purpose.
pub(in crate::spec) fn written(what: &str, key: &str) -> Option<String> {
    let mut keys = shapes().filter(|it| it.what == what).flat_map(|shape| shape.keys);
    keys.find(|it| it.name == key).map(Key::written)
}

/// Compares a reader's keys with the language.
///
/// # Panics
/// If the reader reads other keys than the language has, which is a bug of this crate.
pub(in crate::spec) fn assert_same_keys(what: &str, known: &[&str]) {
    let shape = shapes().find(|shape| shape.what == what);
    let shape =
        shape.unwrap_or_else(|| panic!("the spec language does not describe {what}"));
    for key in known {
        assert!(
            shape.keys.iter().any(|it| it.name == *key),
            "the spec language: {what} lacks `{key}`"
        );
    }
    for key in shape.keys {
        assert!(
            known.contains(&key.name),
            "the spec language: no reader reads `{}` of {what}",
            key.name
        );
    }
}
