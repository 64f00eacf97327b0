//! The outputs and errors that answers are read as.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use coc_generated::error::{BuildError, IncompleteBody, UnreadableReason};
use coc_generated::http::{OperationRequest, Parts, parse_response};
use coc_generated::service::{AnswerEnvelope, Envelope, Operation, Service, Success};
use coc_generated::{Error, Outcome, Violations};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{Burn, Make, SERVICE, Scan, made};

fn answer(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("x-request-id", "REQ1")
        .body(body.into())
        .unwrap()
}

fn make(response: Response<Bytes>) -> Result<coc_generated::Response<Value>, Error> {
    parse_response::<Make>(response)
}

#[test]
fn a_success_is_read_with_its_output() {
    for status in [200, 201, 202] {
        let response = make(answer(status, made().to_string())).unwrap();
        assert_eq!(response.output(), &made());
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.request_id(), Some("REQ1"));
    }
    for (body, code) in [
        (r#"{"parcel":{}}"#, None),
        (r#"{"parcel":{"code":"P7"}}"#, None),
        (r#"{"result_code":null,"parcel":{"id":1}}"#, None),
        (r#"{"result_code":"","parcel":{"id":1}}"#, None),
        (r#"{"result_code":0}"#, Some("0")),
        ("\u{feff}{\"result_code\":\"X.0\"}", Some("X.0")),
    ] {
        let response = make(answer(200, body)).unwrap();
        assert_eq!(response.code(), code, "{body}");
    }
    let mut wrong_charset = br#"{"result_code":"X.0","result_text":""#.to_vec();
    wrong_charset.extend(b"\xb1\xe4\"}");
    assert!(make(answer(200, wrong_charset)).is_ok());
}

#[test]
fn a_success_that_cannot_be_read_is_an_error() {
    let cases: &[(u16, &str, UnreadableReason)] = &[
        (200, "", UnreadableReason::Empty),
        (204, "", UnreadableReason::Empty),
        (200, "<html>log in</html>", UnreadableReason::NotJson),
        (200, r#"{"result_code":"X.0000","par"#, UnreadableReason::Truncated),
        (200, "{}", UnreadableReason::NoResult),
        (200, r#"{"parcel":null}"#, UnreadableReason::NoResult),
        (200, "[]", UnreadableReason::Type),
        (200, "null", UnreadableReason::Type),
        (302, "", UnreadableReason::Redirect { location: None }),
        (304, "", UnreadableReason::Redirect { location: None }),
        (101, "", UnreadableReason::Status),
    ];
    for (status, body, why) in cases {
        let error = make(answer(*status, *body)).unwrap_err();
        let Error::Unreadable(unreadable) = &error else {
            panic!("{status} {body}: {error:?}")
        };
        assert_eq!(unreadable.reason(), why, "{status} {body}");
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.status(), StatusCode::from_u16(*status).ok());
        assert_eq!(error.request_id(), Some("REQ1"));
        assert_eq!(unreadable.response().excerpt(), *body);
        assert!(error.to_string().contains("may have been carried out"), "{error}");
    }
    let mut cut = answer(200, made().to_string());
    cut.extensions_mut().insert(IncompleteBody::Broken);
    assert!(
        matches!(make(cut), Err(Error::Unreadable(error)) if error.reason() == &UnreadableReason::Incomplete(IncompleteBody::Broken))
    );
}

#[test]
fn a_redirect_shows_its_target_without_secrets() {
    let mut response = answer(302, "");
    response.headers_mut().insert(
        "location",
        "https://u:PASS@sso.example.com/in?ticket=SECRET".parse().unwrap(),
    );
    let error = make(response).unwrap_err().to_string();
    assert!(error.contains("https://sso.example.com/in"), "{error}");
    assert!(!error.contains("SECRET") && !error.contains("PASS"), "{error}");
}

#[test]
fn a_failure_is_read_in_every_form() {
    let forms = [
        json!({"error_code": "X.17", "error_msg": "no good"}),
        json!({"errorCode": "X.17", "errorMsg": "no good"}),
        json!({"code": "X.17", "message": "no good"}),
        json!({"error": {"error_code": "X.17", "error_msg": "no good"}}),
        json!({"error": {"code": "X.17", "message": "no good"}}),
        json!({"whatever": {"errorCode": "X.17", "errorMsg": "no good"}}),
        json!({"result_code": "X.17", "result_text": "no good", "parcel": null}),
    ];
    for (form, status) in forms
        .iter()
        .flat_map(|form| [(form, 200), (form, 400), (form, 403), (form, 404)])
    {
        let error = make(answer(status, form.to_string())).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{form}: {error}");
        // Beside a status of success, a code that the pages do not give for a refusal
        // proves nothing.
        let outcome = if status == 200 { Outcome::Unknown } else { Outcome::Rejected };
        assert_eq!(error.outcome(), outcome, "{form}");
        assert_eq!(
            (error.code(), error.message()),
            (Some("X.17"), Some("no good")),
            "{form}"
        );
        let text = error.to_string();
        assert!(
            text.contains("X.17") && text.contains("no good") && text.contains("REQ1"),
            "{text}"
        );
    }
}

#[test]
fn a_failure_has_its_numeric_code_and_its_identifiers_as_text() {
    let body = json!({"error_code": 17, "request_id": "GATE1", "encoded_authorization_message": "ENC"});
    let response =
        Response::builder().status(403).body(Bytes::from(body.to_string())).unwrap();
    let error = make(response).unwrap_err();
    assert_eq!((error.code(), error.request_id()), (Some("17"), Some("GATE1")));
    assert_eq!(error.response().unwrap().encoded_authorization_message(), Some("ENC"));
    let text = error.to_string();
    assert!(text.ends_with("GATE1, with an encoded authorization message"), "{text}");
}

#[test]
fn the_outcome_of_a_refusal_depends_on_its_status_and_its_code() {
    let failed = json!({"result_code": "X.17"}).to_string();
    for (status, body, outcome) in [
        (400, failed.as_str(), Outcome::Rejected),
        (429, "", Outcome::Rejected),
        (404, "<html>", Outcome::Rejected),
        (408, "", Outcome::Unknown),
        (499, "", Outcome::Unknown),
        (500, failed.as_str(), Outcome::Unknown),
        (502, "", Outcome::Unknown),
        (503, "", Outcome::Unknown),
        (504, "", Outcome::Unknown),
        (400, r#"{"result_code":"X.17","parcel":{"id":"P1"}}"#, Outcome::Unknown),
        (200, r#"{"result_code":"X.17","parcel":{"id":"P1"}}"#, Outcome::Unknown),
        // A failure by its code alone: only a code that the pages give for a refusal
        // proves that nothing was carried out.
        (200, failed.as_str(), Outcome::Unknown),
        (200, r#"{"result_code":"X.7"}"#, Outcome::Rejected),
        (200, r#"{"result_code":"X.7","parcel":{"id":"P1"}}"#, Outcome::Unknown),
        (503, r#"{"error_code":"GATE.0308"}"#, Outcome::Rejected),
        (500, r#"{"error_code":"GATE.0308","parcel":{"id":"P1"}}"#, Outcome::Unknown),
        (400, r#"{"result_code":"X.00"}"#, Outcome::Unknown),
    ] {
        let error = make(answer(status, body.to_owned())).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{status}: {error}");
        assert_eq!(error.outcome(), outcome, "{status} {body}");
    }
    // The header `retry-after` proves nothing.
    for value in ["7", "Wed, 21 Oct 2026 07:28:00 GMT", "soon"] {
        let mut response = answer(503, "");
        response.headers_mut().insert("retry-after", value.parse().unwrap());
        assert_eq!(make(response).unwrap_err().outcome(), Outcome::Unknown, "{value}");
    }
}

#[test]
fn retry_after_is_read_in_both_forms() {
    let wait = |value: &str, date: Option<&str>| {
        let mut response = answer(429, "");
        response.headers_mut().insert("retry-after", value.parse().unwrap());
        if let Some(date) = date {
            response.headers_mut().insert("date", date.parse().unwrap());
        }
        let error = make(response).unwrap_err();
        error
            .response()
            .unwrap()
            .retry_after(UNIX_EPOCH + Duration::from_secs(784_111_777 - 5))
    };
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert_eq!(wait("120", None), Some(Duration::from_secs(120)));
    assert_eq!(wait(" 0 ", None), Some(Duration::ZERO));
    assert_eq!(
        wait("99999999999999999999999", None),
        Some(Duration::from_secs(u64::MAX))
    );
    assert_eq!(wait(date, None), Some(Duration::from_secs(5)));
    assert_eq!(
        wait(date, Some("Sun, 06 Nov 1994 08:49:07 GMT")),
        Some(Duration::from_secs(30))
    );
    assert_eq!(wait(date, Some("Sun, 06 Nov 1994 09:49:07 GMT")), Some(Duration::ZERO));
    // The older forms of a date.
    for old in ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
        assert_eq!(wait(old, None), Some(Duration::from_secs(5)), "{old}");
    }
    for nonsense in ["soon", "-1", "+1", "1.5", "1e3", "0x10", "1 2", "", " "] {
        assert_eq!(wait(nonsense, None), None, "{nonsense}");
    }
}

#[test]
fn an_operation_may_have_answers_without_json() {
    assert!(parse_response::<Burn>(answer(204, "")).is_ok());
    assert!(parse_response::<Burn>(answer(200, "anything")).is_ok());
    assert!(matches!(
        parse_response::<Burn>(answer(200, r#"{"result_code":"X.1"}"#)),
        Err(Error::Refused(_))
    ));
    assert!(matches!(
        parse_response::<Burn>(answer(302, "")),
        Err(Error::Unreadable(_))
    ));
    let picture = parse_response::<Scan>(answer(200, &b"\x89PNG\0"[..])).unwrap();
    assert_eq!(picture.output().as_ref(), b"\x89PNG\0");
    assert!(matches!(
        parse_response::<Scan>(answer(200, r#"{"result_code":"X.1"}"#)),
        Err(Error::Refused(_))
    ));
}

#[test]
fn an_echo_of_the_signed_request_never_shows() {
    let echo =
        "verify aksk signature fail, canonicalRequest:POST|/v2|x-security-token:ECHOED";
    let body =
        json!({"error_code": "APIGW.0301", "error_msg": echo, "request_id": "G1"})
            .to_string();
    let error = make(answer(401, body)).unwrap_err();
    for text in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains("ECHOED"), "{text}");
        assert!(
            text.contains("APIGW.0301") && text.contains("verify aksk signature fail"),
            "{text}"
        );
    }
}

#[test]
fn an_operation_may_have_an_envelope_of_its_own_and_needs_its_result() {
    static OTHER: Envelope =
        Envelope::new(&["state", "code"], &["text"], Success::Codes(&["OK"]));
    static BARE: Operation =
        Operation::new("bare", "GET", "/x").with_envelope(AnswerEnvelope::Absent);
    static OWN: Operation = Operation::new("own", "GET", "/x")
        .with_envelope(AnswerEnvelope::Own(&OTHER))
        .with_result(&[&["data", "id"], &["id"]]);
    struct Bare;
    struct Own;
    macro_rules! request {
        ($name:ident, $operation:ident) => {
            impl OperationRequest for $name {
                type Output = Value;
                const SERVICE: &'static Service = &SERVICE;
                const OPERATION: &'static Operation = &$operation;

                fn violations(&self) -> Violations {
                    Violations::default()
                }

                fn parts(&self) -> Result<Parts, BuildError> {
                    Parts::at("/x")
                }
            }
        };
    }
    request!(Bare, BARE);
    request!(Own, OWN);
    let bare = |body: &str| parse_response::<Bare>(answer(200, body.to_owned()));
    let own = |body: &str| parse_response::<Own>(answer(200, body.to_owned()));
    // An answer without an envelope has no code.
    assert!(bare(r#"{"result_code":"X.17"}"#).is_ok());
    assert!(bare("[1]").is_ok());
    for good in [
        r#"{"state":"OK","data":{"id":"7"}}"#,
        r#"{"code":"OK","id":7}"#,
        r#"{"state":null,"code":"OK","data":{"id":""},"id":"7"}"#,
        r#"{"state":"OK","id":18446744073709551615}"#,
    ] {
        assert!(own(good).is_ok(), "{good}");
    }
    for lost in [
        r#"{"state":"OK"}"#,
        r#"{"state":"OK","data":null,"id":null}"#,
        r#"{"state":"OK","data":{"id":""}}"#,
        r#"{"state":"OK","data":[{"id":"7"}]}"#,
        // Its digits are lost, so that it would name another thing.
        r#"{"state":"OK","data":{"id":12345678901234567890123}}"#,
    ] {
        let error = own(lost).unwrap_err();
        let is_lost = |error: &Error| match error {
            Error::Unreadable(error) => *error.reason() == UnreadableReason::NoResult,
            _ => false,
        };
        assert!(is_lost(&error), "{lost}: {error}");
        assert_eq!(error.outcome(), Outcome::Unknown, "{lost}");
    }
    let refused =
        own(r#"{"state":null,"code":"NO","text":"why","id":"7"}"#).unwrap_err();
    assert_eq!((refused.code(), refused.message()), (Some("NO"), Some("why")));
}
