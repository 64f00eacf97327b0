//! Waiting for a state: when a wait is over, and how.

use std::error::Error as _;
use std::num::NonZeroU32;
use std::time::Duration;

use bytes::Bytes;
use coc_generated::error::{BuildError, TransportError};
use coc_generated::http::{OperationRequest, Parts};
use coc_generated::service::{Operation, Service};
use coc_generated::testing::{RecordedRequest, ScriptedTransport};
use coc_generated::waiting::{WaitError, WaitState, Waiter};
use coc_generated::{CallOptions, Client, Error, Violations};
use http::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Make, SERVICE};
use crate::{builder, client};

static SHOW: Operation =
    Operation::new("show_parcel", "GET", "/v2/parcels/{id}").with_repeatable(true);

/// Shows a parcel.
#[derive(Debug, Clone)]
struct Show;

impl OperationRequest for Show {
    type Output = Value;
    const SERVICE: &'static Service = &SERVICE;
    const OPERATION: &'static Operation = &SHOW;

    fn violations(&self) -> Violations {
        Violations::default()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        let mut parts = Parts::new();
        parts.literal("/v2/parcels/P1");
        Ok(parts)
    }
}

static PARCEL_IS_THERE: Waiter<Value> =
    Waiter::<Value>::new("parcel_is_there", "answer.parcel.state is there", |answer| {
        answer["parcel"]["state"] == "there"
    })
    .with_failed("answer.parcel.state is lost", |answer| {
        answer["parcel"]["state"] == "lost"
    })
    .with_not_yet(|refusal| refusal.response().code() == Some("X.17"))
    .with_times(Duration::from_secs(5), Duration::from_secs(60));

fn state(script: &ScriptedTransport, state: &str) {
    let body = json!({ "result_code": "POST.0000", "parcel": { "state": state } });
    script.answer_json(StatusCode::OK, &body);
}

fn refused(script: &ScriptedTransport, code: &str) {
    let body = json!({ "result_code": code, "result_text": "no such parcel" });
    script.answer_json(StatusCode::BAD_REQUEST, &body);
}

#[tokio::test(start_paused = true)]
async fn the_answer_that_is_ready_comes_back() {
    let script = ScriptedTransport::new();
    refused(&script, "X.17");
    state(&script, "on its way");
    state(&script, "there");
    let started = Instant::now();
    let answer = client(&script).wait(Show, &PARCEL_IS_THERE).await.unwrap();
    assert_eq!(answer["parcel"]["state"], "there");
    assert_eq!(started.elapsed(), Duration::from_secs(10));
    assert_eq!(script.requests().len(), 3);
    // Each call is signed.
    let is_signed = |it: &RecordedRequest| it.headers().contains_key("authorization");
    assert!(script.requests().iter().all(is_signed));
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_there_already_costs_one_call_and_no_time() {
    let script = ScriptedTransport::new();
    state(&script, "there");
    let started = Instant::now();
    assert!(client(&script).wait(&Show, &PARCEL_IS_THERE).await.is_ok());
    assert_eq!((started.elapsed(), script.left()), (Duration::ZERO, 0));
}

#[tokio::test(start_paused = true)]
async fn a_failed_state_ends_the_wait_with_its_answer() {
    let script = ScriptedTransport::new();
    state(&script, "on its way");
    state(&script, "lost");
    let error = client(&script).wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`parcel_is_there` cannot be reached: answer.parcel.state is lost, after 2 calls in 5 s"
    );
    let WaitError::Failed(failed) = error else { panic!("{error}") };
    assert_eq!((failed.waiter(), failed.calls()), ("parcel_is_there", 2));
    assert_eq!(failed.elapsed(), Duration::from_secs(5));
    assert_eq!(failed.response()["parcel"]["state"], "lost");
    assert_eq!(failed.into_response().output()["parcel"]["state"], "lost");
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_late_state_names_the_state_and_the_last_answer() {
    let script = ScriptedTransport::new();
    for _ in 0..20 {
        refused(&script, "X.17");
    }
    let started = Instant::now();
    let error = client(&script).wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    assert!(started.elapsed() <= Duration::from_secs(60));
    let text = error.to_string();
    assert!(
        text.starts_with(
            "`parcel_is_there` is not reached after 12 calls in 55 s: no answer says that \
             answer.parcel.state is there; the last call: refused: 400 Bad Request, X.17: no such parcel"
        ),
        "{text}"
    );
    assert!(text.contains("names something that does not exist"), "{text}");
    assert!(error.source().is_none());
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!((late.waiter(), late.calls()), ("parcel_is_there", 12));
    assert_eq!(late.until(), "answer.parcel.state is there");
    assert_eq!(late.elapsed(), Duration::from_secs(55));
    assert_eq!(late.last_code(), Some("X.17"));
    assert_eq!(late.last_status(), Some(StatusCode::BAD_REQUEST));
    assert!(matches!(late.last_error(), Some(Error::Refused(_))));
    assert_eq!(script.requests().len(), 12);
}

#[tokio::test(start_paused = true)]
async fn the_last_answer_of_a_wait_may_be_a_success() {
    let script = ScriptedTransport::new();
    (0..20).for_each(|_| state(&script, "on its way"));
    let error = client(&script).wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    let text = error.to_string();
    assert!(text.ends_with("the last call: 200 OK, POST.0000"), "{text}");
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!(late.last_code(), Some("POST.0000"));
    assert_eq!(late.last_status(), Some(StatusCode::OK));
    assert!(late.last_error().is_none());
}

#[tokio::test(start_paused = true)]
async fn any_other_error_ends_the_wait() {
    let script = ScriptedTransport::new();
    state(&script, "on its way");
    refused(&script, "X.18");
    let error = client(&script).wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    let WaitError::Call(error) = error else { panic!("{error}") };
    assert_eq!(error.code(), Some("X.18"));
    assert_eq!(script.requests().len(), 2);

    let script = ScriptedTransport::new();
    script.fail(TransportError::not_sent("no route"));
    let client = client(&script).with_options(CallOptions::new().max_attempts(1));
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    assert!(matches!(error, WaitError::Call(Error::NotSent(_))), "{error}");
}

#[tokio::test(start_paused = true)]
async fn each_call_of_a_wait_is_repeated_as_a_call_is() {
    let script = ScriptedTransport::new();
    script.answer_json(StatusCode::BAD_GATEWAY, &json!({}));
    state(&script, "there");
    let answer = client(&script).wait(Show, &PARCEL_IS_THERE).await.unwrap();
    assert_eq!(answer.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn options_change_the_pause_and_the_bound() {
    let script = ScriptedTransport::new();
    (0..20).for_each(|_| state(&script, "on its way"));
    let options = CallOptions::new()
        .wait_every(Duration::from_secs(2))
        .wait_at_most(Duration::from_secs(7));
    let client = client(&script).with_options(options);
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!((late.calls(), late.elapsed()), (4, Duration::from_secs(6)));
    // Later options are added to earlier ones.
    let client =
        client.with_options(CallOptions::new().wait_at_most(Duration::from_secs(3)));
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!(late.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_bound_ends_a_call_that_is_under_way() {
    let script = ScriptedTransport::new();
    state(&script, "on its way");
    for _ in 0..9 {
        script.hang();
    }
    let client = client(&script)
        .with_options(CallOptions::new().wait_at_most(Duration::from_secs(12)));
    let started = Instant::now();
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::from_secs(12));
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!(late.calls(), 2);
    assert!(matches!(late.last_error(), Some(Error::Timeout(_))));
    assert_eq!(late.last_status(), None);
    assert!(!late.to_string().contains("does not exist"), "{late}");
}

#[tokio::test(start_paused = true)]
async fn the_bound_ends_a_call_that_would_begin_too_late() {
    let script = ScriptedTransport::new();
    (0..9).for_each(|_| state(&script, "on its way"));
    let slow = NonZeroU32::new(1).unwrap();
    let client = builder(&script).max_requests_per_second(slow).build().unwrap();
    let options = CallOptions::new()
        .wait_every(Duration::from_millis(100))
        .wait_at_most(Duration::from_millis(900));
    let error = client.with_options(options).wait(Show, &PARCEL_IS_THERE).await;
    let WaitError::NotReady(late) = error.unwrap_err() else { panic!("not NotReady") };
    assert_eq!((late.calls(), script.requests().len()), (2, 1));
    assert_eq!(late.elapsed(), Duration::from_millis(100));
    assert!(matches!(late.last_error(), Some(Error::Timeout(_))));
}

#[tokio::test(start_paused = true)]
async fn the_code_of_an_answer_with_a_byte_order_mark_is_read() {
    let script = ScriptedTransport::new();
    let body = "\u{feff}{\"result_code\": \"POST.0000\", \"parcel\": {}}";
    script.answer(Response::new(Bytes::from(body)));
    let options = CallOptions::new().wait_at_most(Duration::from_secs(1));
    let client = client(&script).with_options(options);
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!(late.last_code(), Some("POST.0000"));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_takes_too_long_for_itself_is_an_error_of_the_call() {
    let script = ScriptedTransport::new();
    script.hang();
    let options =
        CallOptions::new().max_attempts(1).attempt_timeout(Duration::from_secs(4));
    let client = client(&script).with_options(options);
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    assert!(matches!(error, WaitError::Call(Error::Timeout(_))), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_must_not_be_repeated_is_made_once() {
    let script = ScriptedTransport::new();
    (0..9).for_each(|_| state(&script, "on its way"));
    let error = client(&script).wait(Make::good(), &PARCEL_IS_THERE).await.unwrap_err();
    let WaitError::NotReady(late) = error else { panic!("{error}") };
    assert_eq!((late.calls(), script.requests().len()), (1, 1));
    let client = client(&script).with_options(CallOptions::new().repeatable(false));
    assert!(client.wait(Show, &PARCEL_IS_THERE).await.is_err());
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_with_an_invalid_request_fails_before_anything_is_sent() {
    let script = ScriptedTransport::new();
    let bad = Make { body: json!({}), ..Make::good() };
    let error = client(&script).wait(bad, &PARCEL_IS_THERE).await.unwrap_err();
    assert!(matches!(error, WaitError::Call(Error::Invalid(_))), "{error}");
    assert!(script.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_dropped_is_over() {
    let script = ScriptedTransport::new();
    (0..9).for_each(|_| state(&script, "on its way"));
    let client = client(&script);
    let wait = client.wait(Show, &PARCEL_IS_THERE);
    assert!(tokio::time::timeout(Duration::from_secs(11), wait).await.is_err());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn endless_times_do_not_overflow() {
    let script = ScriptedTransport::new();
    state(&script, "on its way");
    state(&script, "there");
    let options =
        CallOptions::new().wait_every(Duration::MAX).wait_at_most(Duration::MAX);
    let client = client(&script).with_options(options);
    // The pause is as long as the bound, so that no second call is made.
    let error = client.wait(Show, &PARCEL_IS_THERE).await.unwrap_err();
    assert!(matches!(error, WaitError::NotReady(_)), "{error}");
    let options =
        CallOptions::new().wait_every(Duration::ZERO).wait_at_most(Duration::MAX);
    assert!(client.with_options(options).wait(Show, &PARCEL_IS_THERE).await.is_ok());
}

#[test]
fn a_waiter_tells_the_state_without_a_client() {
    let answer = |body: Value| {
        let response = Response::new(Bytes::from(body.to_string()));
        coc_generated::http::parse_response::<Show>(response)
    };
    let parcel =
        |state: &str| json!({ "result_code": "P.0", "parcel": { "state": state } });
    for (body, expected) in [
        (parcel("there"), WaitState::Ready),
        (parcel("lost"), WaitState::Failed),
        (parcel(""), WaitState::NotYet),
        (json!({ "result_code": "X.17" }), WaitState::NotYet),
        (json!({ "result_code": "X.18" }), WaitState::Error),
        (json!(7), WaitState::Error),
    ] {
        assert_eq!(PARCEL_IS_THERE.state(&answer(body.clone())), expected, "{body}");
    }
    assert!(format!("{PARCEL_IS_THERE:?}").contains("parcel_is_there"));
}

#[test]
fn a_wait_can_be_sent_to_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    fn check(client: &Client) {
        is_send(&client.wait(Show, &PARCEL_IS_THERE));
    }
    check(&client(&ScriptedTransport::new()));
}

#[cfg(feature = "blocking")]
mod blocking {
    use super::*;

    fn client(script: &ScriptedTransport) -> coc_generated::blocking::Client {
        let options = CallOptions::new().wait_every(Duration::ZERO);
        builder(script).build_blocking().unwrap().with_options(options)
    }

    #[test]
    fn a_blocking_wait_returns_the_answer_that_is_ready() {
        let script = ScriptedTransport::new();
        refused(&script, "X.17");
        state(&script, "on its way");
        state(&script, "there");
        let answer = client(&script).wait(Show, &PARCEL_IS_THERE).unwrap();
        assert_eq!(answer["parcel"]["state"], "there");
        assert_eq!(script.requests().len(), 3);
    }

    #[test]
    fn a_blocking_wait_ends_with_a_failed_state_an_error_and_the_time() {
        let script = ScriptedTransport::new();
        state(&script, "lost");
        let error = client(&script).wait(Show, &PARCEL_IS_THERE).unwrap_err();
        assert!(matches!(error, WaitError::Failed(_)), "{error}");
        refused(&script, "X.18");
        let error = client(&script).wait(Show, &PARCEL_IS_THERE).unwrap_err();
        assert!(matches!(error, WaitError::Call(Error::Refused(_))), "{error}");
        refused(&script, "X.17");
        let bound = CallOptions::new().wait_every(Duration::MAX);
        let client = client(&script).with_options(bound);
        let error = client.wait(Show, &PARCEL_IS_THERE).unwrap_err();
        assert!(matches!(error, WaitError::NotReady(_)), "{error}");
        assert_eq!(script.left(), 0);
    }
}
