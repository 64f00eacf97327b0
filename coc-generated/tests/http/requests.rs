//! Building requests and signing them.

use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use coc_generated::http::{Endpoint, Payload, build_request, sign};
use coc_generated::service::AuthScope;
use coc_generated::{Credentials, Error, Outcome};
use http::Request;

use crate::support::{Label, Make, Scan};
use crate::vectors::vectors;

#[test]
fn every_request_of_the_vendors_signer_gets_the_same_signature() {
    for vector in vectors() {
        // All vectors are of one moment.
        assert_eq!(vector.x_sdk_date, "20250624T115256Z");
        let now = UNIX_EPOCH + Duration::from_secs(1_750_765_976);
        // The query as given, unsorted: signing puts it in order.
        let query: Vec<String> = vector
            .query
            .iter()
            .map(|(key, value)| format!("{}={}", escape(key), escape(value)))
            .collect();
        let query = if query.is_empty() {
            String::new()
        } else {
            format!("?{}", query.join("&"))
        };
        let mut request = Request::builder()
            .method(vector.method.as_str())
            .uri(format!("https://{}{}{query}", vector.host, vector.path))
            .body(Payload::from(Bytes::from(vector.body.clone())))
            .unwrap();
        let mut credentials = Credentials::keys(&vector.ak, &vector.sk);
        for (name, value) in &vector.headers {
            match name.as_str() {
                "X-Domain-Id" => credentials = credentials.with_domain_id(value),
                "X-Project-Id" => credentials = credentials.with_project_id(value),
                "X-Security-Token" => {
                    credentials = credentials.with_security_token(value);
                }
                _ => {
                    let name: http::HeaderName = name.parse().unwrap();
                    request.headers_mut().insert(name, value.parse().unwrap());
                }
            }
        }
        let signed =
            sign(&mut request, &credentials, AuthScope::Domain, now).unwrap().unwrap();
        let name = &vector.name;
        assert_eq!(signed.canonical_request(), vector.canonical_request, "{name}");
        assert_eq!(signed.string_to_sign(), vector.string_to_sign, "{name}");
        assert_eq!(
            request.headers()["authorization"],
            vector.authorization.as_str(),
            "{name}"
        );
        assert_eq!(
            request.uri().path_and_query().unwrap().as_str(),
            vector.request_uri,
            "{name}"
        );
        for header in vector.signer_added_headers {
            assert!(
                request.headers().contains_key(header.to_ascii_lowercase()),
                "{name}: {header}"
            );
        }
        // A second signature is the same as the first.
        let once = request.headers().clone();
        sign(&mut request, &credentials, AuthScope::Domain, now).unwrap();
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
    assert!(
        sign(&mut request, &credentials, AuthScope::Domain, UNIX_EPOCH)
            .unwrap()
            .is_none()
    );
    assert_eq!(request.headers()["x-auth-token"], "TOKEN-SECRET");
    assert_eq!(request.headers()["x-project-id"], "p");
    assert!(!request.headers().contains_key("authorization"));
    assert!(!format!("{request:?}").contains("TOKEN-SECRET"));
}

#[test]
fn one_identifier_is_sent_and_keys_that_no_header_can_hold_are_refused() {
    let both = Credentials::keys("a", "s").with_domain_id("d").with_project_id("p");
    for (scope, present, absent) in [
        (AuthScope::Domain, "x-domain-id", "x-project-id"),
        (AuthScope::Project, "x-project-id", "x-domain-id"),
    ] {
        let mut request = build_request(&Make::good(), &endpoint()).unwrap();
        sign(&mut request, &both, scope, UNIX_EPOCH).unwrap();
        assert!(
            request.headers().contains_key(present)
                && !request.headers().contains_key(absent)
        );
    }
    let mut request = build_request(&Make::good(), &endpoint()).unwrap();
    let broken = Credentials::keys("a\nb", "SECRET");
    let error = sign(&mut request, &broken, AuthScope::Domain, UNIX_EPOCH).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("SECRET"));
}

/// Fuzzing found these cases.
#[test]
fn a_request_with_several_hosts_or_a_host_that_is_no_text_is_not_signed() {
    let credentials = Credentials::keys("ACCESS", "SECRET").with_project_id("p");
    for hosts in [&[&b"one.example"[..], b"two.example"][..], &[b"caf\xe9.example"]] {
        let mut request = build_request(&Make::good(), &endpoint()).unwrap();
        request.headers_mut().remove("host");
        for host in hosts {
            request
                .headers_mut()
                .append("host", http::HeaderValue::from_bytes(host).unwrap());
        }
        let error =
            sign(&mut request, &credentials, AuthScope::Domain, UNIX_EPOCH).unwrap_err();
        assert!(error.to_string().contains("`Host`"), "{error}");
        assert!(!request.headers().contains_key("authorization"));
    }
}

fn endpoint() -> Endpoint {
    Endpoint::new("https://post.example.com/base/").unwrap()
}

#[test]
fn a_request_is_built_with_its_address_headers_and_body() {
    let request = build_request(&Make::good(), &endpoint()).unwrap();
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://post.example.com/base/v2/letter/parcels");
    assert_eq!(request.headers()["host"], "post.example.com");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body().as_bytes(), Some(&Bytes::from_static(br#"{"weight":5}"#)));

    let request = build_request(&Scan, &endpoint()).unwrap();
    assert_eq!(
        request.uri(),
        "https://post.example.com/base/v2/parcels/P1/scan?size=3&tag=a&tag=b"
    );
    assert!(
        request.body().is_empty() && !request.headers().contains_key("content-type")
    );
}

#[test]
fn a_value_cannot_leave_its_segment() {
    for kind in [None, Some(""), Some("."), Some(".."), Some("../x"), Some("a\tb")] {
        let request = Make { kind: kind.map(str::to_owned), ..Make::good() };
        let error = build_request(&request, &endpoint()).unwrap_err();
        assert!(matches!(error, Error::Build(_)), "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    let request =
        build_request(&Label { id: "..x?y#z".to_owned() }, &endpoint()).unwrap();
    assert_eq!(request.uri().path(), "/base/v2/letter/parcels/..x%3Fy%23z");
    assert_eq!(request.uri().query(), None);
}
