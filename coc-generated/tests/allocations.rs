//! A request that breaks no rule is validated without touching the heap.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use allocation_counter::measure;
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::execute_ticket_action::wire::ExecuteTicketActionRequest;
use coc_generated::handle_incident::wire::HandleIncidentRequest;
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use serde_json::Value;

macro_rules! examples {
    ($($name:literal),*) => {
        [$(include_str!(concat!("../../spec/examples/", $name, ".json"))),*]
    };
}

/// The number of allocations while a `T` that was read from `text` is validated.
fn allocations<T: serde::de::DeserializeOwned>(
    text: &str,
    violations: impl Fn(&T) -> coc_generated::Violations,
) -> u64 {
    let request: T = serde_json::from_str(text).unwrap();
    let mut found = None;
    let counted = measure(|| found = Some(violations(&request)));
    assert!(found.unwrap().is_empty());
    counted.count_total
}

#[test]
fn the_documented_requests_cost_no_allocation() {
    for text in examples!["create_change", "create_issue"] {
        assert_eq!(allocations(text, CreateTicketRequest::violations), 0, "{text}");
    }
    let updates = examples![
        "update_start",
        "update_end",
        "update_record_success",
        "update_record_failure",
        "update_cancel"
    ];
    for text in updates {
        assert_eq!(allocations(text, UpdateTicketRequest::violations), 0, "{text}");
    }
}

/// The members of a free-form object are looked at as JSON, in lists and objects as well.
#[test]
fn members_that_depend_on_a_condition_cost_no_allocation() {
    for text in examples!["execute_agree_to_change", "execute_submit_solution"] {
        assert_eq!(
            allocations(text, ExecuteTicketActionRequest::violations),
            0,
            "{text}"
        );
    }
    let handled = examples![
        "handle_incident_accept",
        "handle_incident_confirm",
        "handle_incident_solution"
    ];
    for text in handled {
        assert_eq!(allocations(text, HandleIncidentRequest::violations), 0, "{text}");
    }
    // The members are looked at: the same requests with another type inside cost some.
    let mut document: Value =
        serde_json::from_str(examples!["execute_submit_solution"][0]).unwrap();
    document["body"]["params"]["solution"] = 7.into();
    let request: ExecuteTicketActionRequest = serde_json::from_value(document).unwrap();
    let mut found = 0;
    let counted = measure(|| found = request.violations().len());
    assert!(found == 1 && counted.count_total > 0, "{found}: {counted:?}");
}

#[test]
fn the_counter_counts() {
    let mut document: Value =
        serde_json::from_str(examples!["create_change"][0]).unwrap();
    document["body"]["title"] = Value::Null;
    document["body"]["change_notes"] = Value::Null;
    let request: CreateTicketRequest = serde_json::from_value(document).unwrap();
    let mut found = 0;
    let counted = measure(|| found = request.violations().len());
    assert!(found == 1 && counted.count_total > 0, "{counted:?}");
}

/// A text of allowed length can hold many small values. The parser either stays below the
/// bound for its memory, or refuses the text before it begins.
#[cfg(feature = "http")]
#[test]
fn an_answer_of_many_small_values_takes_no_more_memory_than_allowed() {
    use coc_generated::Error;
    use coc_generated::error::UnreadableReason;
    use coc_generated::http::parse_response;

    const BOUND: u64 = 64 * 1024 * 1024;
    for piece in ["0,", "{},", "{\"\":0},", "\"\",", "\"a text\",", "{\"a\":[0]},"] {
        let mut most = 0;
        let mut bytes = 100_000;
        let refused = loop {
            let text = format!("[{}0]", piece.repeat(bytes / piece.len()));
            let response = http::Response::new(coc_generated::http::Bytes::from(text));
            let mut result = None;
            let counted = measure(|| {
                result = Some(parse_response::<UpdateTicketRequest>(response));
            });
            let Some(Err(Error::Unreadable(error))) = result else { panic!("{piece}") };
            if error.reason() == &UnreadableReason::TooManyValues {
                break counted.bytes_max;
            }
            most = most.max(counted.bytes_max);
            bytes += bytes / 4;
        };
        assert!(most < BOUND, "{piece}: {most} bytes");
        assert!(most > BOUND / 20, "{piece} is refused too early: {most} bytes");
        assert!(refused < 100_000, "{piece}: {refused} bytes");
    }
}
