//! Any request gets an answer: nothing panics, and only an authenticated and complete
//! request reaches an operation.

use coc_generated::http::Bytes;
use http::{HeaderValue, Request};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, prop_assert, prop_oneof, proptest,
};

use crate::raw::{json, new_dispatcher, poll_once, signed};

/// Pieces of forms and of JSON, in any order.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"--b".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"--".to_vec()),
        Just(b"content-disposition: form-data; name=\"file\"".to_vec()),
        Just(b"; filename=\"a.txt\"".to_vec()),
        Just(b"; filename*=utf-8''%E5%8".to_vec()),
        Just(b"\\\"".to_vec()),
        Just(b"{\"body\":[".to_vec()),
        Just(b"{\"title\":\"x\"}".to_vec()),
        proptest::collection::vec(0_u8.., 0..6),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

fn target() -> impl Strategy<Value = String> {
    prop_oneof![
        "/v1/(change|issues_mgmt|%2e|[a-z%]{0,3})/(tickets|attachments|list-histories|actions)(/[ -\"$->@-~]{0,6})?(\\?[!-\"$-~]{0,12})?",
        "/v1/incident-tickets(\\?((limit|offset|x)=[0-9%a-f+-]{0,12}&?){0,3})?",
        "/v2/(incidents|changes)/[!-\"$->@-~]{0,8}(/(tasks|actions|histories))?",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_request_gets_an_answer(
        method in "GET|PUT|POST|DELETE|PATCH",
        target in target(),
        kind in prop_oneof![
            Just(None),
            Just(Some("application/json".to_owned())),
            Just(Some("multipart/form-data; boundary=b".to_owned())),
            "multipart/form-data;[ -~]{0,20}".prop_map(Some),
        ],
        body in body(),
        authorization in proptest::option::of("(SDK-HMAC-SHA256 (Access=[ -~]{0,10}, ?)?(SignedHeaders=[ -~]{0,20}, ?)?(Signature=[0-9a-f]{60,66})?)|[ -~]{0,40}"),
    ) {
        let uri = format!("https://coc.example.com{target}");
        let mut request = Request::builder().method(method.as_str());
        if let Some(kind) = &kind {
            request = request.header("content-type", kind);
        }
        let Ok(request) = request.uri(uri).body(body) else { return Ok(()) };
        let mut request: Request<Bytes> = signed(request);
        let is_altered = authorization.is_some();
        if let Some(text) = authorization {
            request.headers_mut().insert("authorization", HeaderValue::try_from(text).unwrap());
        }
        let answer = poll_once(new_dispatcher().dispatch(request));
        let status = answer.status().as_u16();
        prop_assert!([400, 401, 404, 405, 415, 501].contains(&status), "{status}");
        prop_assert!(!is_altered || [401, 404, 405].contains(&status), "{status}");
        prop_assert!(is_altered || status != 401);
        prop_assert!(json(&answer)["error_msg"].is_string());
        prop_assert!(answer.headers().contains_key("x-request-id"));
    }
}
