//! The attempts that follow a failed one, and their times.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use coc_generated::error::TransportError;
use coc_generated::http::Event;
use coc_generated::testing::{ManualClock, ScriptedTransport};
use coc_generated::{CallOptions, Error, Outcome, RetryPolicy};
use http::{Response, StatusCode};

use crate::support::{Label, Make, TOO_MANY, WRONG_SIGNATURE};
use crate::{builder, client, gateway_refusal, ok, status, throttled};

/// A case is a failed first attempt, with the number of attempts of an operation that may
/// not be repeated, and of one that may.
#[tokio::test(start_paused = true)]
async fn an_attempt_is_repeated_if_nothing_was_done_or_the_operation_is_repeatable() {
    type Step = Box<dyn Fn(&ScriptedTransport)>;
    let answer = |response: Response<Bytes>| -> Step {
        Box::new(move |script| {
            script.answer(response.clone());
        })
    };
    let fail = |error: TransportError| -> Step {
        Box::new(move |script| {
            script.fail(error.clone());
        })
    };
    let after = ("retry-after", "1");
    let cases: Vec<(&str, Step, usize, usize)> = vec![
        ("connect", fail(TransportError::not_sent("refused")), 2, 2),
        ("connect timeout", fail(TransportError::not_sent("slow").with_timeout()), 2, 2),
        ("429 of the gateway", answer(throttled(&[])), 2, 2),
        ("503 of the gateway", answer(gateway_refusal(503, &[], TOO_MANY)), 2, 2),
        ("429", answer(status(429, &[])), 1, 2),
        ("429 with time", answer(status(429, &[after])), 1, 2),
        ("503 with time", answer(status(503, &[after])), 1, 2),
        ("503", answer(status(503, &[])), 1, 2),
        ("503 with nonsense", answer(status(503, &[("retry-after", "soon")])), 1, 2),
        ("reset", fail(TransportError::maybe_sent("reset")), 1, 2),
        ("read timeout", fail(TransportError::maybe_sent("slow").with_timeout()), 1, 2),
        (
            "silence",
            Box::new(|script| {
                script.hang();
            }),
            1,
            2,
        ),
        ("500", answer(status(500, &[])), 1, 2),
        ("500 with time", answer(status(500, &[after])), 1, 2),
        ("502", answer(status(502, &[])), 1, 2),
        ("504", answer(status(504, &[])), 1, 2),
        ("408", answer(status(408, &[])), 1, 2),
        ("501", answer(status(501, &[])), 1, 1),
        ("400", answer(status(400, &[])), 1, 1),
        ("404", answer(status(404, &[])), 1, 1),
        ("302", answer(status(302, &[])), 1, 1),
        ("204", answer(status(204, &[])), 1, 1),
        ("html", answer(Response::new(Bytes::from("<html>"))), 1, 1),
        ("cut", answer(Response::new(Bytes::from("{\"result_"))), 1, 2),
    ];
    for (name, step, once, often) in cases {
        for (repeatable, attempts) in [(false, once), (true, often)] {
            for by_option in [false, true] {
                let script = ScriptedTransport::new();
                step(&script);
                ok(&script);
                let client = client(&script);
                let result = match (by_option, repeatable) {
                    (false, false) => client.send(Make::good()).await,
                    (false, true) => client.send(Label::good()).await,
                    (true, _) => {
                        client
                            .with_options(CallOptions::new().repeatable(repeatable))
                            .send(Make::good())
                            .await
                    }
                };
                assert_eq!(script.requests().len(), attempts, "{name} {repeatable}");
                match result {
                    Ok(response) => assert_eq!(response.attempts() as usize, attempts),
                    Err(error) => {
                        assert_eq!(
                            (error.attempts() as usize, attempts),
                            (1, 1),
                            "{name}: {error}"
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_number_of_attempts_is_limited() {
    let script = ScriptedTransport::new();
    for _ in 0..9 {
        script.answer(throttled(&[]));
    }
    let error = client(&script).send(Make::good()).await.unwrap_err();
    assert_eq!((script.requests().len(), error.attempts()), (3, 3));
    assert!(error.to_string().contains("after 3 attempts"), "{error}");
    client(&script)
        .with_options(CallOptions::new().max_attempts(1))
        .send(Make::good())
        .await
        .unwrap_err();
    assert_eq!(script.requests().len(), 4);
    builder(&script)
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
        .send(Make::good())
        .await
        .unwrap_err();
    assert_eq!(script.requests().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_heeded_in_both_forms() {
    for headers in [
        vec![("retry-after", "20")],
        vec![
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ("date", "Sun, 06 Nov 1994 08:49:17 GMT"),
        ],
    ] {
        let script = ScriptedTransport::new();
        script.answer(gateway_refusal(503, &headers, TOO_MANY));
        ok(&script);
        let started = tokio::time::Instant::now();
        client(&script).send(Make::good()).await.unwrap();
        let waited = started.elapsed();
        assert!(
            waited >= Duration::from_secs(20) && waited < Duration::from_secs(21),
            "{waited:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_total_time_limits_waits_and_attempts() {
    // A wait beyond the total time is not begun: the call returns the refusal at once.
    let script = ScriptedTransport::new();
    script.answer(throttled(&[("retry-after", "3600"), ("x-request-id", "R9")]));
    let started = tokio::time::Instant::now();
    let error = client(&script).send(Make::good()).await.unwrap_err();
    assert_eq!(started.elapsed(), Duration::ZERO);
    assert_eq!((error.code(), error.request_id()), (Some("GATE.0308"), Some("R9")));
    assert_eq!(
        error.response().unwrap().retry_after(UNIX_EPOCH),
        Some(Duration::from_secs(3_600))
    );

    // An attempt that hangs is ended by its own time limit or by that of the call.
    script.hang().hang().hang().hang().hang();
    let client = builder(&script)
        .attempt_timeout(Duration::from_secs(4))
        .total_timeout(Duration::from_secs(10))
        .retry(RetryPolicy::new().max_attempts(9))
        .build()
        .unwrap();
    let started = tokio::time::Instant::now();
    let error = client.send(Label::good()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Timeout(error) if error.may_have_been_sent() && error.was_whole_call()),
        "{error:?}"
    );
    assert_eq!(started.elapsed(), Duration::from_secs(10));
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 3));
}

#[tokio::test(start_paused = true)]
async fn an_earlier_attempt_that_may_have_acted_is_not_forgotten() {
    let script = ScriptedTransport::new();
    script.hang().fail(TransportError::not_sent("refused")).answer(status(429, &[]));
    let error = client(&script).send(Label::good()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(error.outcome(), Outcome::Unknown);

    let script = ScriptedTransport::new();
    script
        .answer(throttled(&[]))
        .fail(TransportError::not_sent("a"))
        .fail(TransportError::not_sent("b"));
    let error = client(&script).send(Make::good()).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)));
    assert_eq!(error.outcome(), Outcome::Rejected);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_a_date_and_a_signature_of_its_own() {
    let script = ScriptedTransport::new();
    script.answer(throttled(&[])).answer(throttled(&[]));
    ok(&script);
    let clock = ManualClock::at(UNIX_EPOCH + Duration::from_secs(1_750_765_976));
    let ticking = clock.clone();
    let client = builder(&script)
        .clock(clock)
        .observer(move |event: &Event<'_>| {
            if matches!(event, Event::AttemptEnded { .. }) {
                ticking.advance(Duration::from_secs(3));
            }
        })
        .build()
        .unwrap();
    client.send(Make::good()).await.unwrap();
    let dates: Vec<_> =
        script.requests().iter().map(|r| r.headers()["x-sdk-date"].clone()).collect();
    assert_eq!(dates, ["20250624T115256Z", "20250624T115259Z", "20250624T115302Z"]);
    let signatures: std::collections::HashSet<_> =
        script.requests().iter().map(|r| r.headers()["authorization"].clone()).collect();
    assert_eq!(signatures.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_clock_is_corrected_once() {
    let server = "Tue, 24 Jun 2025 11:52:56 GMT";
    let script = ScriptedTransport::new();
    script.answer(gateway_refusal(401, &[("date", server)], WRONG_SIGNATURE));
    ok(&script);
    ok(&script);
    let clock = ManualClock::at(UNIX_EPOCH + Duration::from_secs(1_000_000_000));
    let client = builder(&script).clock(clock.clone()).build().unwrap();
    client.send(Make::good()).await.unwrap();
    clock.advance(Duration::from_secs(10));
    client.send(Make::good()).await.unwrap();
    let dates: Vec<_> =
        script.requests().iter().map(|r| r.headers()["x-sdk-date"].clone()).collect();
    assert_eq!(dates, ["20010909T014640Z", "20250624T115256Z", "20250624T115306Z"]);

    // A refusal that the clock does not explain is not repeated, and neither is a second
    // refusal.
    script.answer(gateway_refusal(
        401,
        &[("date", "Tue, 24 Jun 2025 11:53:06 GMT")],
        WRONG_SIGNATURE,
    ));
    client.send(Make::good()).await.unwrap_err();
    script.answer(gateway_refusal(
        401,
        &[("date", "Tue, 24 Jun 2025 15:00:00 GMT")],
        WRONG_SIGNATURE,
    ));
    script.answer(gateway_refusal(
        401,
        &[("date", "Tue, 24 Jun 2025 18:00:00 GMT")],
        WRONG_SIGNATURE,
    ));
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (2, Outcome::Rejected));
    assert_eq!(script.requests().len(), 6);

    // A refusal without the gateway's code proves nothing and is not repeated. The next
    // call is dated by the server's clock.
    script.answer(status(401, &[("date", "Tue, 24 Jun 2025 22:00:00 GMT")]));
    client.send(Make::good()).await.unwrap_err();
    assert_eq!(script.requests().len(), 7);
    ok(&script);
    client.send(Make::good()).await.unwrap();
    assert_eq!(script.requests()[7].headers()["x-sdk-date"], "20250624T220000Z");
}
