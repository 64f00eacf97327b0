//! Requests that mean no operation, and bodies that cannot be read.

use coc_generated::http::{Bytes, StatusCode};
use http::{Request, Response};
use serde_json::Value;

use crate::raw::{json, new_dispatcher, poll_once, signed};

fn answer(
    method: &str,
    target: &str,
    kind: Option<&str>,
    body: &[u8],
) -> Response<Bytes> {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("https://coc.example.com{target}"));
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    let request = signed(request.body(body.to_vec()).unwrap());
    let answer = poll_once(
        new_dispatcher()
            .with_max_json_bytes(1_000)
            .with_max_form_bytes(2_000)
            .dispatch(request),
    );
    assert_eq!(answer.headers()["content-type"], "application/json");
    let id = answer.headers()["x-request-id"].to_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    answer
}

const JSON: Option<&str> = Some("application/json;charset=UTF-8");
const TICKETS: &str = "/v1/change/tickets";

#[test]
fn a_path_or_a_method_that_no_operation_has_is_refused() {
    for target in [
        "/",
        "/v1",
        "/v1/change/tickets/",
        "/v1//tickets",
        "/v1/change/tickets/CM1/x",
        "/v3/incidents/IN1/tasks",
        "/v1/a%2Fb/tickets",
        "/v1/%FF%2Ftickets",
        "/../v1/change/tickets",
    ] {
        let answer = answer("POST", target, JSON, b"{}");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{target}");
        assert_eq!(json(&answer)["error_code"], "APIGW.0101");
    }
    for (method, target, allow) in [
        ("PATCH", TICKETS, "POST"),
        ("HEAD", "/v2/incidents/IN1/tasks", "GET"),
        ("POST", "/v1/change/tickets/CM1", "DELETE, GET, PUT"),
    ] {
        let answer = answer(method, target, None, b"");
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{target}");
        assert_eq!(answer.headers()["allow"], allow);
    }
    let long = format!("/v1/change/tickets/{}", "x".repeat(20_000));
    assert_eq!(answer("GET", &long, None, b"").status(), StatusCode::URI_TOO_LONG);
}

#[test]
fn a_body_that_is_too_long_of_another_type_or_broken_is_refused() {
    let form = Some("multipart/form-data; boundary=b");
    let files = "/v1/incident/attachments";
    for (target, kind, body, status) in [
        (TICKETS, JSON, vec![b' '; 1_001], StatusCode::PAYLOAD_TOO_LARGE),
        (files, form, vec![b' '; 2_001], StatusCode::PAYLOAD_TOO_LARGE),
        (
            TICKETS,
            Some("text/plain"),
            b"{}".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (files, JSON, b"{}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (files, None, b"{}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (TICKETS, JSON, b"{".to_vec(), StatusCode::BAD_REQUEST),
        (TICKETS, JSON, b"\xff".to_vec(), StatusCode::BAD_REQUEST),
        (TICKETS, JSON, b"[".repeat(900), StatusCode::BAD_REQUEST),
        (TICKETS, JSON, b"{} {}".to_vec(), StatusCode::BAD_REQUEST),
        (files, form, b"--b\r\n".to_vec(), StatusCode::BAD_REQUEST),
        (files, Some("multipart/form-data"), b"--b--".to_vec(), StatusCode::BAD_REQUEST),
    ] {
        let answer = answer("POST", target, kind, &body);
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert_eq!(answer.status(), status, "{target} {kind:?} {text}");
        assert!(json(&answer)["error_msg"].is_string());
    }
    let answer = new_dispatcher().too_large();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// The refusal names each violation up to a bound, so that its length has one.
#[test]
fn a_refusal_lists_a_bounded_number_of_violations() {
    let body = format!("{{\"sub_tickets\":[{}0]}}", "0,".repeat(100_000));
    let request = Request::builder()
        .method("POST")
        .uri(format!("https://coc.example.com{TICKETS}"))
        .body(body.into_bytes())
        .unwrap();
    let answer = poll_once(new_dispatcher().dispatch(signed(request)));
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let body: Value = json(&answer);
    let message = body["error_msg"].as_str().unwrap();
    assert_eq!(message.lines().count(), 1_001);
    assert!(message.ends_with(" more"));
}
