//! Requests and answers without a connection: building, signing, reading.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use coc_generated::runtime::{
    Credentials, Cut, Endpoint, Error, Outcome, Scope, Why, build_request, parse_response, sign,
};
use http::{Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::json;
use support::{Burn, Label, Make, Scan, made};

#[derive(Deserialize)]
struct Vector {
    name: String,
    method: String,
    host: String,
    query: Vec<(String, String)>,
    headers: std::collections::BTreeMap<String, String>,
    path: String,
    body: String,
    ak: String,
    sk: String,
    x_sdk_date: String,
    canonical_request: String,
    string_to_sign: String,
    authorization: String,
    request_uri: String,
    signer_added_headers: Vec<String>,
}

#[test]
fn every_vector_of_the_vendors_signer() {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("data/signing-vectors.json")).unwrap();
    assert!(vectors.len() >= 16);
    for vector in vectors {
        // All vectors are of one moment.
        assert_eq!(vector.x_sdk_date, "20250624T115256Z");
        let now = UNIX_EPOCH + Duration::from_secs(1_750_765_976);
        // The query as given, unsorted: signing puts it in order.
        let query: Vec<String> =
            vector.query.iter().map(|(key, value)| format!("{}={}", escape(key), escape(value))).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let mut request = Request::builder()
            .method(vector.method.as_str())
            .uri(format!("https://{}{}{query}", vector.host, vector.path))
            .body(Bytes::from(vector.body.clone()))
            .unwrap();
        let mut credentials = Credentials::keys(&vector.ak, &vector.sk);
        for (name, value) in &vector.headers {
            match name.as_str() {
                "X-Domain-Id" => credentials = credentials.with_domain_id(value),
                "X-Project-Id" => credentials = credentials.with_project_id(value),
                "X-Security-Token" => credentials = credentials.with_security_token(value),
                _ => {
                    let name: http::HeaderName = name.parse().unwrap();
                    request.headers_mut().insert(name, value.parse().unwrap());
                }
            }
        }
        let signed = sign(&mut request, &credentials, Scope::Domain, now).unwrap().unwrap();
        let name = &vector.name;
        assert_eq!(signed.canonical_request(), vector.canonical_request, "{name}");
        assert_eq!(signed.string_to_sign(), vector.string_to_sign, "{name}");
        assert_eq!(request.headers()["authorization"], vector.authorization.as_str(), "{name}");
        assert_eq!(request.uri().path_and_query().unwrap().as_str(), vector.request_uri, "{name}");
        for header in vector.signer_added_headers {
            assert!(request.headers().contains_key(header.to_ascii_lowercase()), "{name}: {header}");
        }
        // Signing what is signed changes nothing.
        let once = request.headers().clone();
        sign(&mut request, &credentials, Scope::Domain, now).unwrap();
        assert_eq!(request.headers(), &once, "{name}");
    }
}

fn escape(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[test]
fn a_token_stands_in_place_of_a_signature() {
    let mut request = build_request(&Make::good(), &endpoint()).unwrap();
    let credentials = Credentials::token("TOKEN-SECRET").with_project_id("p");
    assert!(sign(&mut request, &credentials, Scope::Domain, UNIX_EPOCH).unwrap().is_none());
    assert_eq!(request.headers()["x-auth-token"], "TOKEN-SECRET");
    assert_eq!(request.headers()["x-project-id"], "p");
    assert!(!request.headers().contains_key("authorization"));
    assert!(!format!("{request:?}").contains("TOKEN-SECRET"));
}

#[test]
fn one_identifier_goes_out_and_keys_that_no_header_holds_are_refused() {
    let both = Credentials::keys("a", "s").with_domain_id("d").with_project_id("p");
    for (scope, present, absent) in
        [(Scope::Domain, "x-domain-id", "x-project-id"), (Scope::Project, "x-project-id", "x-domain-id")]
    {
        let mut request = build_request(&Make::good(), &endpoint()).unwrap();
        sign(&mut request, &both, scope, UNIX_EPOCH).unwrap();
        assert!(request.headers().contains_key(present) && !request.headers().contains_key(absent));
    }
    let mut request = build_request(&Make::good(), &endpoint()).unwrap();
    let broken = Credentials::keys("a\nb", "SECRET");
    let error = sign(&mut request, &broken, Scope::Domain, UNIX_EPOCH).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"));
}

fn endpoint() -> Endpoint {
    Endpoint::new("https://post.example.com/base/").unwrap()
}

#[test]
fn requests_as_http() {
    let request = build_request(&Make::good(), &endpoint()).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://post.example.com/base/v2/letter/parcels");
    assert_eq!(request.headers()["host"], "post.example.com");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body(), &Bytes::from_static(br#"{"weight":5}"#));

    let request = build_request(&Scan, &endpoint()).unwrap();
    assert_eq!(request.uri(), "https://post.example.com/base/v2/parcels/P1/scan?size=3&tag=a&tag=b");
    assert!(request.body().is_empty() && !request.headers().contains_key("content-type"));
}

#[test]
fn a_value_cannot_leave_its_segment() {
    for kind in [None, Some(""), Some("."), Some("..")] {
        let request = Make { kind: kind.map(str::to_owned), ..Make::good() };
        let error = build_request(&request, &endpoint()).unwrap_err();
        assert!(matches!(error, Error::Build(_)), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    let request = build_request(&Label { id: "../x?y#z".to_owned() }, &endpoint()).unwrap();
    assert_eq!(request.uri().path(), "/base/v2/letter/parcels/..%2Fx%3Fy%23z");
    assert_eq!(request.uri().query(), None);
}

fn answer(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder().status(status).header("x-request-id", "REQ1").body(body.into()).unwrap()
}

fn make(response: Response<Bytes>) -> Result<coc_generated::runtime::Response<serde_json::Value>, Error> {
    parse_response::<Make>(response)
}

#[test]
fn success() {
    for status in [200, 201, 202] {
        let response = make(answer(status, made().to_string())).unwrap();
        assert_eq!(response.output(), &made());
        assert_eq!(response.status().as_u16(), status);
        assert_eq!(response.request_id(), Some("REQ1"));
    }
    for body in [
        r#"{"parcel":{}}"#,
        r#"{"result_code":null,"parcel":{"id":1}}"#,
        r#"{"result_code":"","parcel":{"id":1}}"#,
        r#"{"result_code":0}"#,
        "\u{feff}{\"result_code\":\"X.0\"}",
    ] {
        assert!(make(answer(200, body)).is_ok(), "{body}");
    }
    let mut wrong_charset = br#"{"result_code":"X.0","result_text":""#.to_vec();
    wrong_charset.extend(b"\xb1\xe4\"}");
    assert!(make(answer(200, wrong_charset)).is_ok());
}

#[test]
fn a_success_that_is_none_is_an_error() {
    let cases: &[(u16, &str, Why)] = &[
        (200, "", Why::Empty),
        (204, "", Why::Empty),
        (200, "<html>log in</html>", Why::NotJson),
        (200, r#"{"result_code":"X.0000","par"#, Why::Truncated),
        (200, "{}", Why::NoResult),
        (200, r#"{"parcel":null}"#, Why::NoResult),
        (200, "[]", Why::Type),
        (200, "null", Why::Type),
        (302, "", Why::Redirect { location: None }),
        (304, "", Why::Redirect { location: None }),
        (101, "", Why::Status),
    ];
    for (status, body, why) in cases {
        let error = make(answer(*status, *body)).unwrap_err();
        let Error::Unreadable(unreadable) = &error else { panic!("{status} {body}: {error:?}") };
        assert_eq!(unreadable.why(), why, "{status} {body}");
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.status(), StatusCode::from_u16(*status).ok());
        assert_eq!(error.request_id(), Some("REQ1"));
        assert_eq!(unreadable.answer().excerpt(), *body);
        assert!(error.to_string().contains("may have been carried out"), "{error}");
    }
    let mut cut = answer(200, made().to_string());
    cut.extensions_mut().insert(Cut::Broken);
    assert!(matches!(make(cut), Err(Error::Unreadable(error)) if error.why() == &Why::Cut(Cut::Broken)));
}

#[test]
fn redirects_show_where_to_without_what_may_be_secret() {
    let mut response = answer(302, "");
    response
        .headers_mut()
        .insert("location", "https://u:PASS@sso.example.com/in?ticket=SECRET".parse().unwrap());
    let error = make(response).unwrap_err().to_string();
    assert!(error.contains("https://sso.example.com/in"), "{error}");
    assert!(!error.contains("SECRET") && !error.contains("PASS"), "{error}");
}

#[test]
fn failures_in_every_form() {
    let forms = [
        json!({"error_code": "X.17", "error_msg": "no good"}),
        json!({"errorCode": "X.17", "errorMsg": "no good"}),
        json!({"code": "X.17", "message": "no good"}),
        json!({"error": {"error_code": "X.17", "error_msg": "no good"}}),
        json!({"error": {"code": "X.17", "message": "no good"}}),
        json!({"whatever": {"errorCode": "X.17", "errorMsg": "no good"}}),
        json!({"result_code": "X.17", "result_text": "no good", "parcel": null}),
    ];
    for (form, status) in forms.iter().flat_map(|form| [(form, 200), (form, 400), (form, 403), (form, 404)]) {
        let error = make(answer(status, form.to_string())).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{form}: {error}");
        assert_eq!(error.outcome(), Outcome::Rejected, "{form}");
        assert_eq!((error.code(), error.message()), (Some("X.17"), Some("no good")), "{form}");
        let text = error.to_string();
        assert!(text.contains("X.17") && text.contains("no good") && text.contains("REQ1"), "{text}");
    }
}

#[test]
fn numeric_codes_and_other_identifiers() {
    let body = json!({"error_code": 17, "request_id": "GATE1", "encoded_authorization_message": "ENC"});
    let response = Response::builder().status(403).body(Bytes::from(body.to_string())).unwrap();
    let error = make(response).unwrap_err();
    assert_eq!((error.code(), error.request_id()), (Some("17"), Some("GATE1")));
    assert_eq!(error.answer().unwrap().encoded_authorization_message(), Some("ENC"));
}

#[test]
fn whether_a_refusal_may_have_been_carried_out() {
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
        (400, r#"{"result_code":"X.00"}"#, Outcome::Unknown),
    ] {
        let error = make(answer(status, body.to_owned())).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{status}: {error}");
        assert_eq!(error.outcome(), outcome, "{status} {body}");
    }
    for (value, outcome) in [
        ("7", Outcome::Rejected),
        ("Wed, 21 Oct 2026 07:28:00 GMT", Outcome::Rejected),
        ("soon", Outcome::Unknown),
    ] {
        let mut response = answer(503, "");
        response.headers_mut().insert("retry-after", value.parse().unwrap());
        assert_eq!(make(response).unwrap_err().outcome(), outcome, "{value}");
    }
}

#[test]
fn retry_after_in_both_forms() {
    let wait = |value: &str, date: Option<&str>| {
        let mut response = answer(429, "");
        response.headers_mut().insert("retry-after", value.parse().unwrap());
        if let Some(date) = date {
            response.headers_mut().insert("date", date.parse().unwrap());
        }
        let error = make(response).unwrap_err();
        error.answer().unwrap().retry_after(UNIX_EPOCH + Duration::from_secs(784_111_777 - 5))
    };
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert_eq!(wait("120", None), Some(Duration::from_secs(120)));
    assert_eq!(wait(" 0 ", None), Some(Duration::ZERO));
    assert_eq!(wait("99999999999999999999999", None), Some(Duration::from_secs(u64::MAX)));
    assert_eq!(wait(date, None), Some(Duration::from_secs(5)));
    assert_eq!(wait(date, Some("Sun, 06 Nov 1994 08:49:07 GMT")), Some(Duration::from_secs(30)));
    assert_eq!(wait(date, Some("Sun, 06 Nov 1994 09:49:07 GMT")), Some(Duration::ZERO));
    assert_eq!(wait("soon", None), None);
    assert_eq!(wait("-1", None), None);
}

#[test]
fn answers_without_json() {
    assert!(parse_response::<Burn>(answer(204, "")).is_ok());
    assert!(parse_response::<Burn>(answer(200, "anything")).is_ok());
    assert!(matches!(
        parse_response::<Burn>(answer(200, r#"{"result_code":"X.1"}"#)),
        Err(Error::Refused(_))
    ));
    assert!(matches!(parse_response::<Burn>(answer(302, "")), Err(Error::Unreadable(_))));
    let picture = parse_response::<Scan>(answer(200, &b"\x89PNG\0"[..])).unwrap();
    assert_eq!(picture.output().as_ref(), b"\x89PNG\0");
    assert!(matches!(
        parse_response::<Scan>(answer(200, r#"{"result_code":"X.1"}"#)),
        Err(Error::Refused(_))
    ));
}

#[test]
fn an_echo_of_the_signed_request_never_shows() {
    let echo = "verify aksk signature fail, canonicalRequest:POST|/v2|x-security-token:ECHOED";
    let body = json!({"error_code": "APIGW.0301", "error_msg": echo, "request_id": "G1"}).to_string();
    let error = make(answer(401, body)).unwrap_err();
    for text in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains("ECHOED"), "{text}");
        assert!(text.contains("APIGW.0301") && text.contains("verify aksk signature fail"), "{text}");
    }
}

mod any_input {
    //! Nothing that comes from outside makes this crate panic.

    use bytes::Bytes;
    use coc_generated::runtime::{Cut, Endpoint, Parts, parse_response};
    use http::Response;
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_oneof, proptest};

    use super::support::{Burn, Make, Scan};

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn answers(
            status in 100_u16..1_000,
            headers in proptest::collection::vec(
                ("(retry-after|date|location|x-request-id|content-type)", "[ -~]{0,30}|[0-9]{1,25}"), 0..4),
            body in prop_oneof![
                proptest::collection::vec(any::<u8>(), 0..60),
                "[{}\\[\\]\",:0-9a-z]{0,60}".prop_map_into_bytes(),
                "\\{\"(result_code|error_code|error|parcel|code)\":(1|null|\"X.1\"|\\{\"code\":\"é\"\\})\\}?".prop_map_into_bytes(),
            ],
            cut in any::<bool>(),
        ) {
            let mut response = Response::builder().status(status);
            for (name, value) in &headers {
                response = response.header(name, value);
            }
            let mut response = response.body(Bytes::from(body)).unwrap();
            if cut {
                response.extensions_mut().insert(Cut::Broken);
            }
            let results = [
                parse_response::<Make>(response.clone()).map(|_| ()),
                parse_response::<Burn>(response.clone()).map(|_| ()),
                parse_response::<Scan>(response).map(|_| ()),
            ];
            for result in results {
                match result {
                    Ok(()) => prop_assert!((200..300).contains(&status) && !cut),
                    Err(error) => {
                        let now = std::time::UNIX_EPOCH;
                        let text = format!("{error} {error:?} {:?}", error.answer().map(|a| a.retry_after(now)));
                        prop_assert!(text.len() < 9_000);
                    }
                }
            }
        }

        #[test]
        fn texts(text in any::<String>(), url in "(https?://)?[a-z0-9.:@/?#%\\[\\]-]{0,30}") {
            for text in [&text, &url] {
                if let Ok(endpoint) = Endpoint::new(text) {
                    prop_assert!(!endpoint.as_str().ends_with('/'));
                    prop_assert!(Endpoint::new(endpoint.as_str()).is_ok());
                }
                let _ = Parts::at(text);
                let mut parts = Parts::new();
                let _ = parts.segment("x", Some(text)).map(|_| ());
                let _ = parts.header(text, Some(text)).map(|_| ());
            }
        }
    }

    /// Texts as bytes.
    trait Bytesly: proptest::strategy::Strategy {
        fn prop_map_into_bytes(self) -> proptest::strategy::BoxedStrategy<Vec<u8>>;
    }

    impl Bytesly for &'static str {
        fn prop_map_into_bytes(self) -> proptest::strategy::BoxedStrategy<Vec<u8>> {
            use proptest::strategy::Strategy;
            self.prop_map(String::into_bytes).boxed()
        }
    }
}

mod second_implementation {
    //! The canonical request against one that was written a second time.

    use bytes::Bytes;
    use coc_generated::runtime::{Credentials, Scope, sign};
    use http::{HeaderName, HeaderValue, Request};
    use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};

    use super::support::canonical;

    fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
        let name = "[a-z][a-z0-9_-]{0,9}".prop_map(|name| format!("x-{name}"));
        proptest::collection::vec((name, "[ \t]{0,2}[!-~]([ -~\t]{0,20}[!-~])?[ \t]{0,2}"), 0..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn both_agree(
            method in "GET|PUT|POST|DELETE|PATCH|HEAD",
            path in "(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}|%E5%8F%98){0,8}){0,5}",
            query in proptest::option::of("(([A-Za-z0-9._~!$'()*+,;:@/?-]|%[0-7][0-9A-Fa-f]|%C3%A9){0,6}=?&?){0,5}"),
            headers in headers(),
            body in proptest::collection::vec(0_u8.., 0..40),
            json in proptest::bool::ANY,
            token in proptest::option::of("[A-Za-z0-9+/=]{1,20}"),
        ) {
            let query = query.map(|query| format!("?{query}")).unwrap_or_default();
            let path = if path.is_empty() { "/".to_owned() } else { path };
            let mut request = Request::builder()
                .method(method.as_str())
                .uri(format!("https://a.example.com:8443{path}{query}"))
                .body(Bytes::from(body))
                .unwrap();
            let kind = if json { "application/json" } else { "text/plain" };
            request.headers_mut().insert("content-type", HeaderValue::from_static(kind));
            for (name, value) in &headers {
                // The header map keeps white space around a value; the wire does not.
                request.headers_mut().insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
            }
            let mut credentials = Credentials::keys("ACCESS", "SECRET").with_project_id("p");
            if let Some(token) = token {
                credentials = credentials.with_security_token(token);
            }
            let now = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_750_765_976);
            let signed = sign(&mut request, &credentials, Scope::Domain, now).unwrap().unwrap();

            let received: Vec<(String, String)> = request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect();
            let mut names: Vec<&str> = received
                .iter()
                .map(|(name, _)| name.as_str())
                .filter(|name| !name.contains('_') && *name != "authorization")
                .collect();
            names.sort_unstable();
            let target = request.uri().path_and_query().unwrap().as_str();
            let again = canonical::canonical(&method, target, &received, &names, request.body());
            prop_assert_eq!(signed.canonical_request(), again.as_str());
            let verified = canonical::verify(&method, target, &received, request.body(), "SECRET");
            prop_assert_eq!(verified, Ok(()));
            // The query that is sent is the canonical one.
            let sent = target.split_once('?').map_or("", |(_, query)| query);
            prop_assert_eq!(signed.canonical_request().split('\n').nth(2), Some(sent));
        }
    }
}
