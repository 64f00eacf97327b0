//! Documented answers, and answers that differ from them.

use std::fmt::Debug;

use coc_generated::create_ticket::wire::CreateTicketResponse;
use coc_generated::shared::wire::Failure;
use coc_generated::update_ticket::wire::UpdateTicketResponse;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{assert_same, response, to_json};

#[test]
fn the_documented_answers_have_the_values_that_they_show() {
    let created: CreateTicketResponse =
        serde_json::from_value(response("create_ticket_200")).unwrap();
    assert_eq!(
        created.provider_code.as_deref(),
        Some("4"),
        "a number where the table has text"
    );
    assert_eq!(
        (created.error_code.as_deref(), &created.error_msg),
        (Some("GOM.00000000"), &None)
    );
    assert_eq!(created.ticket_id(), Some("CM202506241152560174680890"));
    let data = created.data.as_ref().unwrap();
    assert_eq!(data.id.as_deref(), Some("f9990e23-188f-4979-b5e8-57d265cfc90d"));
    assert_eq!(
        (data.is_start_process_async, data.is_update_null),
        (Some(true), Some(false))
    );
    assert_eq!(
        (data.is_return_full_info, data.is_start_process),
        (Some(false), Some(true))
    );
    assert!(created.undocumented().is_empty() && data.undocumented().is_empty());

    let failed: Failure = serde_json::from_value(response("create_ticket_400")).unwrap();
    assert_eq!(
        (failed.error_code.as_deref(), failed.provider_code.as_deref()),
        (Some("GOM.00007256"), Some("4"))
    );
    assert_eq!(
        (failed.error_msg.as_deref(), &failed.data),
        (Some("A value was not accepted"), &None)
    );
    // A failure can also be read as the type of a success.
    let failed: CreateTicketResponse =
        serde_json::from_value(response("create_ticket_400")).unwrap();
    assert_eq!((failed.ticket_id(), &failed.data), (None, &None));

    let updated: UpdateTicketResponse =
        serde_json::from_value(response("update_ticket_200")).unwrap();
    assert_eq!(updated.ticket_id(), Some("CM202506261919380164485133"));
    let data = updated.data.as_ref().unwrap();
    assert_eq!(
        (&data.ticket_id, data.is_start_process, &data.history_info),
        (&None, None, &None)
    );
    let inner = data.ticket_info.as_ref().unwrap();
    assert_eq!(inner.is_start_process, Some(true), "its table says false");
    assert_eq!(
        (inner.sub_tickets.as_deref(), inner.enum_data_list.as_deref()),
        (Some(&[][..]), Some(&[][..]))
    );
    assert!(data.undocumented().is_empty() && inner.undocumented().is_empty());
}

#[test]
fn the_answer_to_an_update_is_read_in_both_shapes() {
    let nested = response("update_ticket_200");
    let mut flat = nested.clone();
    flat["data"] = nested["data"]["ticket_info"].clone();
    let mut both = nested.clone();
    both["data"]["ticket_id"] = json!("CM1");
    let mut blank = nested.clone();
    blank["data"]["ticket_id"] = json!("");
    for (answer, id) in [
        (nested, Some("CM202506261919380164485133")),
        (flat, Some("CM202506261919380164485133")),
        (both, Some("CM1")),
        (json!({"data": {"ticket_id": 17}}), Some("17")),
        (json!({"data": {"ticket_id": 1e22}}), None),
        (
            json!({"data": {"ticket_info": {"ticket_info": {"ticket_id": "too deep"}}}}),
            None,
        ),
        (json!({"data": null}), None),
        (json!({}), None),
    ] {
        let read: UpdateTicketResponse = serde_json::from_value(answer.clone()).unwrap();
        assert_eq!(read.ticket_id(), id, "{answer}");
    }
    // A blank counts as absent for rules only; an answer keeps it.
    let read: UpdateTicketResponse = serde_json::from_value(blank).unwrap();
    assert_eq!(read.ticket_id(), Some(""));
}

/// Every place in `value`, as pointers.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            object.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let step = name.replace('~', "~0").replace('/', "~1");
        places(value, &format!("{at}/{step}"), out);
    }
}

#[test]
fn no_value_in_an_answer_is_refused() {
    fn check<T: DeserializeOwned + Serialize + PartialEq + Debug>(documented: &Value) {
        let mut all = Vec::new();
        places(documented, "", &mut all);
        for at in all.iter().filter(|at| !at.is_empty()) {
            for odd in [
                json!(null),
                json!(7),
                json!(-1.5),
                json!("text"),
                json!(true),
                json!([1, null]),
                json!({"k": [null]}),
            ] {
                let mut answer = documented.clone();
                *answer.pointer_mut(at).unwrap() = odd.clone();
                let read: T = serde_json::from_value(answer.clone()).unwrap();
                assert_same(&answer, &to_json(&read));
                // An object or a list at the wrong place is kept.
                if odd.is_object() || odd.is_array() {
                    let written = to_json(&read);
                    assert!(written.pointer(at).is_some(), "{at}: {written}");
                }
            }
        }
        let mut more = documented.clone();
        more["trace"] = json!({"span": null, "list": [null]});
        let read: T = serde_json::from_value(more.clone()).unwrap();
        assert_eq!(to_json(&read)["trace"], more["trace"]);
    }
    check::<CreateTicketResponse>(&response("create_ticket_200"));
    check::<CreateTicketResponse>(&response("create_ticket_400"));
    check::<Failure>(&response("create_ticket_400"));
    check::<UpdateTicketResponse>(&response("update_ticket_200"));
}
