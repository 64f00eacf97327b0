//! The spec language as a whole: every kind of mapping that `file_shapes` and
//! `table_shapes` describe. The meaning of the keys belongs to the readers.

use super::file_shapes::{
    AUTHENTICATION, CONSTRUCTOR, ENVELOPE, EXAMPLES, OPERATION, PAGE, PAGINATION,
    RESPONSE, SERVICE, WAITER,
};
use super::shape::Shape;
use super::table_shapes::{
    CONDITIONAL_LIST, CONDITIONAL_TYPE, COUNTS, DECISION, EACH, ENUM_VALUE, ENUMERATION,
    FIELD, GROUP, HEADERS, KEYS, NUMBERS, ORIGIN, PROSE, TABLE,
};

/// In the order of the JSON Schema.
static SHAPES: [Shape; 25] = [
    SERVICE,
    AUTHENTICATION,
    ENVELOPE,
    OPERATION,
    PAGE,
    RESPONSE,
    HEADERS,
    EXAMPLES,
    PAGINATION,
    WAITER,
    CONSTRUCTOR,
    TABLE,
    ORIGIN,
    GROUP,
    FIELD,
    EACH,
    KEYS,
    CONDITIONAL_LIST,
    CONDITIONAL_TYPE,
    COUNTS,
    NUMBERS,
    PROSE,
    ENUMERATION,
    ENUM_VALUE,
    DECISION,
];

/// Every kind of mapping, once.
pub(in crate::spec) fn shapes() -> impl Iterator<Item = &'static Shape> {
    SHAPES.iter()
}

/// Whether the language has a key of this name somewhere.
pub(in crate::spec) fn is_key(name: &str) -> bool {
    shapes().any(|shape| shape.has(name))
}
