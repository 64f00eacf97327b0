//! Calls of operations that no spec describes.

use coc_generated::error::{BuildError, ConfigError};
use coc_generated::http::Parts;
use coc_generated::testing::{ManualClock, ScriptedTransport};
use coc_generated::{CallOptions, Error, Outcome};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{builder, client, status};

#[tokio::test(start_paused = true)]
async fn a_raw_call_is_built_sent_and_read_like_any_other() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    script.answer(status(500, &[]));
    script.answer_json(StatusCode::OK, &json!({"count": 2, "items": []}));
    let response = client
        .send_raw(
            Method::GET,
            "/v1/letter/parcels/P 1/list-inner",
            &[("b", "2"), ("a", "1 x")],
            None,
        )
        .await
        .unwrap();
    assert_eq!((response.output()["count"].as_u64(), response.attempts()), (Some(2), 2));
    let request = &script.requests()[1];
    assert_eq!(
        request.uri().path_and_query().unwrap(),
        "/v1/letter/parcels/P%201/list-inner?a=1%20x&b=2"
    );
    assert!(request.headers().contains_key("authorization"));

    // A POST is not repeated, a failing code in an answer is an error, and an answer
    // without a body is none.
    script.answer(status(500, &[]));
    let post = client.send_raw(Method::POST, "/v1/x", &[], Some(&json!({"a": 1}))).await;
    assert_eq!(post.unwrap_err().outcome(), Outcome::Unknown);
    script.answer_json(StatusCode::OK, &json!({"result_code": "X.1"}));
    let error = client.send_raw(Method::GET, "/v1/x", &[], None).await.unwrap_err();
    assert_eq!(error.code(), Some("X.1"));
    script.answer(status(204, &[]));
    let response = client.send_raw(Method::DELETE, "/v1/x", &[], None).await.unwrap();
    assert_eq!(response.output(), &Value::Null);
    for path in ["v1", "/v1/../x", "/v1?x=1", "/v1/%2e%2e", ""] {
        let result = client.send_raw(Method::GET, path, &[], None).await;
        assert!(matches!(result, Err(Error::Build(_))), "{path}");
    }
    let mut parts = Parts::new();
    parts.literal("/v1/").segment("id", Some("a?b")).unwrap();
    script.answer_json(StatusCode::OK, &json!([]));
    client.send_parts(Method::GET, parts).await.unwrap();
    assert_eq!(script.requests().last().unwrap().uri().path(), "/v1/a%3Fb");
}

#[tokio::test]
async fn methods_are_sent_in_upper_case_and_connect_is_refused() {
    let script = ScriptedTransport::new();
    script.answer_json(StatusCode::OK, &json!({}));
    script.answer_json(StatusCode::OK, &json!({}));
    let clock = ManualClock::at(std::time::UNIX_EPOCH);
    let client = builder(&script).clock(clock).build().unwrap();
    let method = |text: &[u8]| Method::from_bytes(text).unwrap();
    client.send_raw(method(b"put"), "/v1/x", &[], None).await.unwrap();
    client.send_raw(method(b"PUT"), "/v1/x", &[], None).await.unwrap();
    let [lower, upper] = &script.requests()[..] else { panic!() };
    assert_eq!(lower.method(), "PUT");
    assert_eq!(lower.headers()["authorization"], upper.headers()["authorization"]);
    for text in [&b"CONNECT"[..], b"connect"] {
        let error = client.send_raw(method(text), "/v1/x", &[], None).await.unwrap_err();
        assert!(matches!(error, Error::Build(BuildError::Method { .. })), "{error}");
    }
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn headers_that_would_not_be_signed_or_would_be_overwritten_are_refused() {
    for (name, value) in [
        ("x_y", "a"),
        ("x-y", "\u{e9}"),
        ("x-y", "a\r\nb"),
        ("authorization", "a"),
        ("content-type", "text/plain"),
        ("X-Domain-Id", "d"),
        ("x-project-id", "p"),
    ] {
        let error = CallOptions::new().header(name, value).unwrap_err();
        assert_eq!(error, BuildError::Header { name: name.to_owned() });
    }
    let script = ScriptedTransport::new();
    for (name, value) in [("content-type", "text/plain"), ("x_y", "a"), ("host", "a")] {
        let error = builder(&script).header(name, value).build().unwrap_err();
        let ConfigError::Header { name: refused, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(refused, name);
    }
    assert!(Parts::new().bytes("text/plain; x=\u{e9}", "a").is_err());
    assert!(Parts::new().bytes("text/plain; x=y", "a").is_ok());
    assert!(CallOptions::new().header("x-y", "a b").is_ok());
    assert!(Parts::new().header("x_y", Some("a")).is_err());
    assert!(Parts::new().header("x-y", Some("\u{e9}")).is_err());
}
