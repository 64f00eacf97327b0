//! Documented requests break no rule, and are written as they were read.

use std::fmt::Debug;

use coc_generated::create_ticket::enums::TicketType;
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest, SubTicket,
};
use coc_generated::error::DocumentedKeyError;
use coc_generated::update_ticket::enums::Action;
use coc_generated::update_ticket::wire::{
    HistoryInfo, SubTicketUpdate, TicketInfo, UpdateTicketBody, UpdateTicketPath,
    UpdateTicketRequest,
};
use coc_generated::{OPERATIONS, operation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{REQUESTS, back, read, without_nulls};

#[test]
fn every_documented_request_breaks_no_rule_and_is_written_as_it_was_read() {
    fn check<T: DeserializeOwned + Serialize + Debug>(
        name: &str,
        mut document: Value,
    ) -> T {
        document.as_object_mut().unwrap().remove("operation");
        let request: T = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(back(&request), without_nulls(&document), "{name}");
        // The text is read without a `Value` in between.
        let again: T =
            serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
        assert_eq!(back(&again), back(&request), "{name}");
        request
    }
    for (name, text) in REQUESTS {
        let document = read(text);
        let operation = operation(document["operation"].as_str().unwrap()).unwrap();
        assert!(
            operation.validate(document.as_object().unwrap()).unwrap().is_empty(),
            "{name}"
        );
        let violations = match operation.operation.name {
            "create_ticket" => check::<CreateTicketRequest>(name, document).violations(),
            _ => check::<UpdateTicketRequest>(name, document).violations(),
        };
        assert!(violations.is_empty(), "{name}");
    }
}

#[test]
fn the_fields_hold_the_values_and_blanks_of_the_examples() {
    let create = |n: usize| -> CreateTicketRequest {
        serde_json::from_str(REQUESTS[n].1).unwrap()
    };
    let change = create(0);
    assert_eq!(change.path.ticket_type, Some(TicketType::Change));
    assert_eq!(change.body.plan_task_params.as_deref(), Some(""));
    assert_eq!(change.body.plan_task_sub_type.as_ref().map(AsRef::as_ref), Some(""));
    assert_eq!(change.body.approve_type.as_deref(), Some("or_sign"));
    let parts = change.body.sub_tickets.as_ref().unwrap();
    assert_eq!(parts[2].expected_start_time.unwrap().as_millis(), 1_750_755_723_000);
    assert_eq!(parts[0].resource_biz_id.as_deref(), Some("6470681a31da2a47ed50a919"));
    let issue = create(1);
    assert_eq!(
        (issue.body.source.as_ref(), issue.body.source_id.as_deref()),
        (None, Some(""))
    );
    assert_eq!(issue.body.fount_time.unwrap().as_millis(), 0);
    let failure: UpdateTicketRequest = serde_json::from_str(REQUESTS[5].1).unwrap();
    assert_eq!(failure.body.history_info.unwrap().action, Some(Action::RecordResult));
    let part = &failure.body.sub_tickets.unwrap()[0];
    assert_eq!((&part.verified_docs, part.rollback_end_time), (&None, None));
    assert_eq!(part.sub_tickets, Some(vec![]));
    for value in [back(&change), back(&issue), back(part)] {
        assert!(!value.to_string().contains("undocumented"), "{value}");
    }
    assert!(change.body.undocumented().is_empty() && part.undocumented().is_empty());
}

#[test]
fn keys_of_other_clients_are_kept() {
    let body = json!({
        "title": "t", "watchers": ["a", null], "watchers_name": null, "found_time": 1,
        "sub_tickets": [{"target_type": "team", "x": {"y": null}}],
    });
    let read: CreateTicketBody = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(back(&read), body);
    assert_eq!(read.undocumented().len(), 3);
    assert_eq!(
        read.sub_tickets.unwrap()[0].target_type.as_ref().unwrap().as_str(),
        "team"
    );
    let action: HistoryInfo =
        serde_json::from_value(json!({"action": "change_complete_success"})).unwrap();
    assert!(!action.action.as_ref().unwrap().is_known());
    assert_eq!(back(&action), json!({"action": "change_complete_success"}));
}

/// The documented names of an object, by the ids of its fields' rules of kind `type`,
/// which begin with `place`.
fn names(place: &str) -> Vec<&'static str> {
    let rules = OPERATIONS.iter().flat_map(|entry| entry.rules());
    rules
        .filter_map(|rule| rule.id.strip_prefix(place)?.strip_suffix(".type"))
        .filter(|name| !name.contains('.'))
        .collect()
}

#[test]
fn a_documented_name_cannot_be_set_as_an_undocumented_one() {
    fn check<T: Default>(
        place: &str,
        set: fn(T, String, Value) -> Result<T, DocumentedKeyError>,
    ) {
        let names = names(place);
        assert!(!names.is_empty(), "{place}");
        for name in names {
            let error =
                set(T::default(), name.to_owned(), json!("x")).map(|_| ()).unwrap_err();
            assert_eq!(error.name, name);
            assert!(error.to_string().contains(name));
        }
        assert!(set(T::default(), "watchers".to_owned(), json!([1])).is_ok());
    }
    check("create_ticket.path.", CreateTicketPath::with_undocumented);
    check("create_ticket.", CreateTicketBody::with_undocumented);
    check("create_ticket.SubTicket.", SubTicket::with_undocumented);
    check("update_ticket.path.", UpdateTicketPath::with_undocumented);
    check("update_ticket.", UpdateTicketBody::with_undocumented);
    check("update_ticket.TicketInfo.", TicketInfo::with_undocumented);
    check("update_ticket.SubTicketUpdate.", SubTicketUpdate::with_undocumented);
    check("update_ticket.HistoryInfo.", HistoryInfo::with_undocumented);

    let body = CreateTicketBody::default()
        .with_undocumented("watchers", "a")
        .unwrap()
        .title("t");
    assert_eq!(back(&body), json!({"title": "t", "watchers": "a"}));
}
