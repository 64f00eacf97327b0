//! The feature of the linter has the operations of every area.

use coc_generated::{operation, operation_at};
use serde_json::{Value, json};

fn main() {
    for name in ["create_ticket", "create_coc_incident", "create_attachment"] {
        assert!(operation(name).is_some(), "{name}");
    }
    let info = operation_at("PUT", "/v1/change/tickets/CM1").expect("it is an operation");
    assert_eq!(info.operation.name, "update_ticket");
    let document = json!({ "path": { "ticket_type": "no type", "ticket_id": "CM1" }, "body": {} });
    let Value::Object(document) = document else { return };
    let found = info.validate(&document).expect("the document can be read");
    assert!(found.has_errors());
}
