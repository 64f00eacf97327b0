//! The blocking client.

use std::sync::Arc;

use coc_generated::http::StatusCode;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{CallOptions, Error};
use serde_json::json;

use crate::support::{Make, made};
use crate::{builder, keys, ok};

#[test]
fn blocking_calls_return_the_response() {
    let script = ScriptedTransport::new();
    let client = builder(&script).build_blocking().unwrap();
    ok(&script);
    ok(&script);
    assert_eq!(client.send(Make::good()).unwrap().output(), &made());
    assert!(client.send_raw(http::Method::GET, "/v1/x", &[], None).is_ok());
    let client = client.with_options(CallOptions::new().max_attempts(1));
    assert!(matches!(client.send(Make::good()), Err(Error::NotSent(_))));
    let bad = Make { kind: None, ..Make::good() };
    assert!(matches!(client.send(bad), Err(Error::Build(_))));
    assert_eq!(script.requests().len(), 3);
}

#[test]
fn many_threads_share_a_blocking_client() {
    let script = ScriptedTransport::new();
    let client = Arc::new(builder(&script).build_blocking().unwrap());
    (0..64).for_each(|_| ok(&script));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope
                .spawn(|| (0..8).for_each(|_| drop(client.send(Make::good()).unwrap())));
        }
    });
    assert_eq!(script.left(), 0);
}

#[tokio::test]
async fn a_blocking_call_in_an_asynchronous_task_neither_panics_nor_hangs() {
    let script = ScriptedTransport::new();
    let client = builder(&script).build_blocking().unwrap();
    ok(&script);
    assert!(client.send(Make::good()).is_ok());
    drop(client);
}

#[test]
fn a_blocking_client_has_the_generated_methods() {
    use coc_generated::update_ticket::wire::{
        UpdateTicketBody, UpdateTicketPath, UpdateTicketRequest,
    };

    let script = ScriptedTransport::new();
    script.answer_json(
        StatusCode::OK,
        &json!({"error_code": "GOM.00000000", "data": {"ticket_id": "CM1"}}),
    );
    let client = coc_generated::Client::builder()
        .region("cn-north-4")
        .credentials(keys())
        .transport(script.clone())
        .build_blocking()
        .unwrap();
    let path = UpdateTicketPath::default().ticket_type("change").ticket_id("CM1");
    let answer = client
        .update_ticket(UpdateTicketRequest::new(path, UpdateTicketBody::default()))
        .unwrap();
    assert_eq!(answer.output().ticket_id(), Some("CM1"));
    assert_eq!(script.requests().len(), 1);
}
