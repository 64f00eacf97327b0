//! The callers that a server accepts: signatures, tokens, clocks and repeated requests.

use coc_generated::http::{Bytes, Clock, ReplayMemory, SIGNATURE_WINDOW, StatusCode};
use coc_generated::server::Dispatcher;
use coc_generated::{Credentials, SERVICE};
use http::Request;
use serde_json::Value;

use crate::raw::{
    FixedClock, Unimplemented, json, keys, new_dispatcher, poll_once, signed,
};

fn request() -> Request<Bytes> {
    let uri = "https://coc.example.com/v2/incidents/IN1/tasks";
    signed(Request::builder().uri(uri).body(Vec::new()).unwrap())
}

/// Checks that the code of a refusal proves that nothing was done, and returns its body.
fn refusal(answer: &http::Response<Bytes>) -> Value {
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let body = json(answer);
    assert!(
        SERVICE.refused_before_acting.contains(&body["error_code"].as_str().unwrap())
    );
    assert_eq!(body["request_id"], answer.headers()["x-request-id"].to_str().unwrap());
    body
}

#[test]
fn a_right_signature_and_a_known_token_are_taken() {
    let answer = poll_once(new_dispatcher().dispatch(request()));
    assert_eq!(answer.status(), StatusCode::NOT_IMPLEMENTED);
    let callers = vec![keys(), Credentials::token("one"), Credentials::token("two")];
    let dispatcher = Dispatcher::new(Unimplemented, callers);
    let with_token = |token: &str| {
        let mut request = request();
        request.headers_mut().remove("authorization");
        request.headers_mut().insert("x-auth-token", token.parse().unwrap());
        request
    };
    for token in ["one", "two"] {
        let answer = poll_once(dispatcher.dispatch(with_token(token)));
        assert_eq!(answer.status(), StatusCode::NOT_IMPLEMENTED);
    }
    for token in ["", "ACCESSKEY", "SECRETKEY", "three"] {
        refusal(&poll_once(dispatcher.dispatch(with_token(token))));
    }
}

#[test]
fn a_wrong_or_old_signature_is_refused_and_explained_if_asked() {
    let mut altered = request();
    *altered.uri_mut() =
        "https://coc.example.com/v2/incidents/IN2/tasks".parse().unwrap();
    let body = refusal(&poll_once(new_dispatcher().dispatch(altered.clone())));
    assert!(body.get("expected").is_none() && body.get("received").is_none());

    let dispatcher = new_dispatcher().with_explained_signatures(true);
    let body = refusal(&poll_once(dispatcher.dispatch(altered)));
    let expected = body["expected"]["canonical_request"].as_str().unwrap();
    assert!(
        expected.starts_with("GET\n/v2/incidents/IN2/tasks/\n\nhost:coc.example.com\n")
    );
    assert!(
        body["expected"]["string_to_sign"]
            .as_str()
            .unwrap()
            .contains("20250624T115256Z")
    );
    assert_eq!(body["received"]["target"], "/v2/incidents/IN2/tasks");

    #[derive(Clone, Copy)]
    struct Later;
    impl Clock for Later {
        fn now(&self) -> std::time::SystemTime {
            FixedClock.now() + SIGNATURE_WINDOW + std::time::Duration::from_secs(1)
        }
    }
    let body =
        refusal(&poll_once(new_dispatcher().with_clock(Later).dispatch(request())));
    assert!(body["error_msg"].as_str().unwrap().contains("15 minutes"));

    let mut without = request();
    without.headers_mut().remove("authorization");
    refusal(&poll_once(new_dispatcher().dispatch(without)));
}

#[test]
fn a_request_that_comes_twice_is_refused_if_asked() {
    let dispatcher = new_dispatcher();
    for _ in 0..2 {
        let answer = poll_once(dispatcher.dispatch(request()));
        assert_eq!(answer.status(), StatusCode::NOT_IMPLEMENTED);
    }
    let dispatcher = new_dispatcher().with_replay_memory(ReplayMemory::new(10));
    let answer = poll_once(dispatcher.dispatch(request()));
    assert_eq!(answer.status(), StatusCode::NOT_IMPLEMENTED);
    let body = refusal(&poll_once(dispatcher.dispatch(request())));
    assert!(body["error_msg"].as_str().unwrap().contains("before"));
}
