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

/// The content of a file may have any length and any bytes.
#[cfg(feature = "http")]
#[test]
fn an_answer_that_is_a_file_is_not_parsed() {
    use coc_generated::download_attachment::wire::DownloadAttachmentRequest;
    use coc_generated::http::{Bytes, parse_response};

    let received = |is_file| {
        let content = Bytes::from(vec![0xff; 1 << 20]);
        let mut response = http::Response::new(content);
        if is_file {
            let disposition = http::HeaderValue::from_static("attachment; filename=a");
            response.headers_mut().insert("content-disposition", disposition);
        }
        let mut result = None;
        let counted = measure(|| {
            result = Some(parse_response::<DownloadAttachmentRequest>(response));
        });
        assert_eq!(result.unwrap().unwrap().output().len(), 1 << 20);
        counted.bytes_total
    };
    assert!(received(true) < 10_000, "{}", received(true));
    // Without the header, it may be an error in place of the file.
    assert!(received(false) > 1 << 20, "{}", received(false));
}

/// The items of a list move out of the JSON that holds them.
#[test]
fn a_list_is_read_without_a_copy_of_its_items() {
    use coc_generated::wire::Lenient;

    let texts = Value::from((0..1_000).map(|n| format!("text {n}")).collect::<Vec<_>>());
    let lists = Value::from(vec![texts.clone(); 10]);
    let mut read = None;
    let counted = measure(|| read = Vec::<Vec<String>>::from_json(lists).ok());
    assert_eq!(read.unwrap().concat().len(), 10_000);
    // Each list of ten thousand texts grows to its length a few times.
    assert!(counted.count_total < 200, "{counted:?}");
    let counted = measure(|| drop(Vec::<i64>::from_json(texts).unwrap_err()));
    assert_eq!(counted.count_total, 0, "a list that does not fit is returned as it is");
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
