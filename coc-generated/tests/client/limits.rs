//! Limits over all calls, and hooks of the caller.

use std::num::NonZeroU32;
use std::time::Duration;

use coc_generated::error::BuildError;
use coc_generated::http::{Event, OutgoingRequest};
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Error, Outcome};
use tokio::time::Instant;

use crate::support::{Label, Make};
use crate::{builder, ok, status, throttled};

fn per_second(attempts: u32) -> NonZeroU32 {
    NonZeroU32::new(attempts).unwrap()
}

#[tokio::test(start_paused = true)]
async fn every_attempt_has_and_signs_the_headers_of_its_interceptors() {
    let script = ScriptedTransport::new();
    script.answer(throttled(&[]));
    ok(&script);
    let client = builder(&script)
        .interceptor(|request: &mut OutgoingRequest<'_>| {
            let trace = format!("{}-{}", request.operation(), request.attempt());
            request.set_header("x-trace", &trace)
        })
        .interceptor(|request: &mut OutgoingRequest<'_>| {
            let seen = request.headers().contains_key("x-trace");
            request.set_header("x-order", if seen { "after" } else { "before" })
        })
        .build()
        .unwrap();
    client.send(Make::good()).await.unwrap();
    let traces: Vec<_> = script
        .requests()
        .iter()
        .map(|request| {
            let text = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
            assert!(text("authorization").contains("x-order;x-sdk-date;x-trace"));
            assert_eq!(text("x-order"), "after");
            text("x-trace")
        })
        .collect();
    assert_eq!(traces, ["make_parcel-1", "make_parcel-2"]);
}

#[tokio::test]
async fn an_interceptor_cannot_set_headers_of_the_client_or_wrong_names() {
    for name in ["host", "content-type", "x-domain-id", "x-sdk-date", "a_b", "a b"] {
        let script = ScriptedTransport::new();
        let client = builder(&script)
            .interceptor(|request: &mut OutgoingRequest<'_>| {
                request.set_header(name, "x")
            })
            .build()
            .unwrap();
        let error = client.send(Make::good()).await.unwrap_err();
        let Error::Build(BuildError::Header { name: refused }) = &error else {
            panic!("{error:?}")
        };
        assert_eq!((refused.as_str(), error.outcome()), (name, Outcome::NotSent));
        assert!(script.requests().is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn all_clones_of_a_client_share_its_rate() {
    let script = ScriptedTransport::new();
    let client =
        builder(&script).max_requests_per_second(per_second(4)).build().unwrap();
    let started = Instant::now();
    let calls: Vec<_> = (0..9)
        .map(|_| {
            ok(&script);
            let client = client.clone();
            tokio::spawn(async move { client.send(Make::good()).await.map(|_| ()) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // The ninth call begins eight quarters of a second after the first.
    let elapsed = started.elapsed();
    let (least, most) = (Duration::from_millis(2_000), Duration::from_millis(2_100));
    assert!(elapsed >= least && elapsed < most, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_would_wait_beyond_its_total_time_is_an_error_at_once() {
    let script = ScriptedTransport::new();
    ok(&script);
    ok(&script);
    let client = builder(&script)
        .max_requests_per_second(per_second(1))
        .total_timeout(Duration::from_millis(600))
        .build()
        .unwrap();
    client.send(Make::good()).await.unwrap();
    let started = Instant::now();
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0), "{error:?}");
    assert!(started.elapsed() < Duration::from_millis(10));
    tokio::time::sleep(Duration::from_millis(500)).await;
    client.send(Make::good()).await.unwrap();
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_repeats_of_all_calls_share_one_budget() {
    let script = ScriptedTransport::new();
    let client = builder(&script).retry_budget(3).build().unwrap();
    let mut attempts = Vec::new();
    for _ in 0..3 {
        for _ in 0..3 {
            script.answer(status(500, &[]));
        }
        let before = script.left();
        client.send(Label::good()).await.unwrap_err();
        attempts.push(before - script.left());
    }
    assert_eq!(attempts, [3, 2, 1]);
    // A client without a budget repeats every call.
    let script = ScriptedTransport::new();
    let client = builder(&script).retry_budget(None).build().unwrap();
    for _ in 0..150 {
        for _ in 0..3 {
            script.answer(status(500, &[]));
        }
        assert_eq!(client.send(Label::good()).await.unwrap_err().attempts(), 3);
    }
}

#[tokio::test]
async fn an_observer_that_panics_loses_no_answer() {
    let script = ScriptedTransport::new();
    ok(&script);
    let observed = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&observed);
    let client = builder(&script)
        .observer(|_: &Event<'_>| panic!("the test's own panic"))
        .observer(move |_: &Event<'_>| {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        })
        .build()
        .unwrap();
    client.send(Make::good()).await.unwrap();
    assert_eq!(observed.load(std::sync::atomic::Ordering::SeqCst), 3);
}
