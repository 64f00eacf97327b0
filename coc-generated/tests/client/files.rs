//! Forms and answers that are written, over a scripted transport.

use bytes::Bytes;
use coc_generated::error::IncompleteBody;
use coc_generated::http::StatusCode;
use coc_generated::testing::ScriptedTransport;
use coc_generated::wire::File;
use coc_generated::{Error, Outcome};
use http::Response;

use crate::support::multipart::parts;
use crate::support::{Attach, Scan, made};
use crate::{builder, client, gateway_refusal, ok};

fn attach() -> Attach {
    Attach { note: None, files: vec![("file", File::new("a.txt", "abc"))] }
}

#[tokio::test(start_paused = true)]
async fn a_form_is_sent_again_only_where_nothing_was_sent() {
    use coc_generated::error::TransportError;

    let script = ScriptedTransport::new();
    script.fail(TransportError::not_sent("refused"));
    script.fail(TransportError::not_sent("late").with_timeout());
    ok(&script);
    let answer = client(&script).send(attach()).await.unwrap();
    assert_eq!((answer.attempts(), answer.output()), (3, &made()));
    for failure in [
        TransportError::maybe_sent("reset"),
        TransportError::maybe_sent("late").with_timeout(),
    ] {
        let script = ScriptedTransport::new();
        script.fail(failure);
        ok(&script);
        let error = client(&script).send(attach()).await.unwrap_err();
        assert_eq!(
            (error.attempts(), error.outcome()),
            (1, Outcome::Unknown),
            "{error}"
        );
        assert_eq!(script.left(), 1);
    }
}

/// A wrong clock is corrected for the next call, and the form is not sent again.
#[tokio::test(start_paused = true)]
async fn a_form_that_was_refused_for_its_date_is_not_sent_again() {
    let script = ScriptedTransport::new();
    let date = [("date", "Sat, 01 Jan 2000 00:00:00 GMT")];
    script.answer(gateway_refusal(401, &date, crate::support::WRONG_SIGNATURE));
    ok(&script);
    ok(&script);
    let client = client(&script);
    let error = client.send(attach()).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Rejected), "{error}");
    client.send(attach()).await.unwrap();
    let dated =
        script.requests()[1].headers()["x-sdk-date"].to_str().unwrap().to_owned();
    assert!(dated.starts_with("2000"), "{dated}");
}

/// The service takes a while for a large file: the bounds of a call grow with its length,
/// and those of other calls do not.
#[tokio::test(start_paused = true)]
async fn the_time_of_an_upload_grows_with_its_length() {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use coc_generated::CallOptions;
    use tokio::time::Instant;

    let large = || Attach {
        note: None,
        files: vec![("file", File::new("a.txt", vec![b'a'; 1 << 20]))],
    };
    let rate = |bytes: u32| {
        let bytes = NonZeroU32::new(bytes).unwrap();
        CallOptions::new().min_upload_bytes_per_second(bytes)
    };
    let seconds = Duration::from_secs;
    // A mebibyte takes 16 seconds at 65536 bytes per second, and its form a little more.
    for (options, expected) in [
        (CallOptions::new(), seconds(30 + 17)),
        (rate(1 << 10), seconds(30 + 1025)),
        (rate(u32::MAX), seconds(30 + 1)),
        (rate(1 << 10).attempt_timeout(seconds(2)), seconds(2 + 1025)),
        (rate(1 << 10).total_timeout(seconds(5)), seconds(5 + 1025)),
    ] {
        let script = ScriptedTransport::new();
        script.hang();
        let client = client(&script).with_options(options);
        let started = Instant::now();
        let error = client.send(large()).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error}");
        assert_eq!(started.elapsed(), expected);
    }
    let script = ScriptedTransport::new();
    script.hang();
    let client = client(&script).with_options(rate(1).max_attempts(1));
    let started = Instant::now();
    let error = client.send(Scan).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!(started.elapsed(), seconds(30), "it is no form");
}

#[tokio::test]
async fn a_script_records_forms() {
    let script = ScriptedTransport::new();
    ok(&script);
    client(&script).send(attach()).await.unwrap();
    let recorded = script.requests().remove(0);
    let shown = format!("{recorded:?}");
    assert!(shown.contains("a form, ") && !shown.contains("abc"), "{shown}");
    let mut bytes = Vec::new();
    let mut reader = recorded.body().clone().into_reader().unwrap();
    std::io::Read::read_to_end(&mut reader, &mut bytes).unwrap();
    let kind = recorded.headers()["content-type"].to_str().unwrap();
    assert_eq!(parts(kind, &bytes).unwrap()[0].content, b"abc");
}

/// A transport without a way to return a body as it arrives collects it.
#[tokio::test]
async fn an_answer_that_was_collected_is_written() {
    let script = ScriptedTransport::new();
    script.answer(Response::new(Bytes::from(vec![7; 100_000])));
    let mut cut = Response::new(Bytes::from(vec![7; 100_000]));
    cut.extensions_mut().insert(IncompleteBody::Broken);
    script.answer(cut);
    script.answer_json(StatusCode::OK, &serde_json::json!({"result_code": "X.7"}));
    let client = client(&script);
    let mut written = Vec::new();
    let answer = client.send_to(Scan, &mut written).await.unwrap();
    assert_eq!((*answer.output(), written.len()), (100_000, 100_000));
    let error = client.send_to(Scan, &mut Vec::new()).await.unwrap_err();
    let Error::Unreadable(error) = error else { panic!("{error}") };
    assert_eq!((error.received(), error.announced()), (100_000, None));
    let mut written = Vec::new();
    let error = client.send_to(Scan, &mut written).await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)) && written.is_empty(), "{error}");
}

/// The bound on answers that are collected is another one, and holds for errors.
#[tokio::test]
async fn a_long_error_is_cut_where_an_answer_would_be_written() {
    let script = ScriptedTransport::new();
    let mut long = Response::new(Bytes::from(vec![b'x'; 100_000]));
    *long.status_mut() = StatusCode::BAD_REQUEST;
    script.answer(long);
    let small = builder(&script).max_response_bytes(1_000).build().unwrap();
    let error = small.send_to(Scan, &mut Vec::new()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(error.response().unwrap().body().len(), 1_000);
}
