//! No operation: rules as types, and the types that operations share.

use coc_generated::shared::wire::ObjectFilter;

fn main() {
    assert!(coc_generated::OPERATIONS.is_empty());
    let filter = ObjectFilter::default().field("title");
    assert_eq!(filter.field.as_deref(), Some("title"));
}
