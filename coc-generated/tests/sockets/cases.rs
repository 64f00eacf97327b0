//! Known mistakes of other clients for such services, each of which this client avoids.

use std::time::Duration;

use coc_generated::error::ConfigError;
use coc_generated::http::{Endpoint, Method};
use coc_generated::shared::enums::Language;
use coc_generated::{CallOptions, Client, Credentials, Error, Outcome, Proxy};
use serde_json::json;

use crate::support::server::{Act, Server, answer};
use crate::support::{Make, TOO_MANY, child, made};
use crate::{SECRET, SHORT, builder, client};

#[tokio::test]
async fn a_number_in_place_of_a_text_hides_no_success() {
    let body = json!({"result_code": "X.0", "provider": 4, "parcel": {"id": 17, "more": [null]}}).to_string();
    let server = Server::start(vec![Act::Answer(answer(200, "", &body))]).await;
    let response = client(&server).send(Make::good()).await.unwrap();
    assert_eq!(response.output()["provider"], 4);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn failures_with_a_good_status_are_failures() {
    let failing =
        json!({"result_code": "X.7", "result_text": "no", "parcel": null}).to_string();
    let answers = [
        answer(200, "", &failing),
        answer(200, "content-type: text/html\r\n", "<html>please log in</html>"),
        answer(200, "", ""),
        answer(200, "", "{\"result_code\":\"X.0000\",\"par"),
        b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        answer(302, "location: https://sso.example.com/\r\n", ""),
    ];
    for bytes in answers {
        let server = Server::start(vec![Act::Answer(bytes)]).await;
        let error = client(&server).send(Make::good()).await.unwrap_err();
        assert!(matches!(error, Error::Refused(_) | Error::Unreadable(_)), "{error:?}");
        assert!(error.status().is_some() && server.seen().len() == 1);
    }
}

#[tokio::test]
async fn an_answer_has_the_type_of_its_request() {
    // The type of an answer is the request's own `Output`: here a value, for `Scan`
    // bytes, for `Burn` nothing.
    let server = Server::start(vec![
        Act::Answer(answer(200, "", "PNG")),
        Act::Answer(answer(200, "", "")),
    ])
    .await;
    let client = client(&server);
    let picture: bytes::Bytes =
        client.send(crate::support::Scan).await.unwrap().into_output();
    assert_eq!(picture.as_ref(), b"PNG");
    let () = client.send(crate::support::Burn).await.unwrap().into_output();
}

#[tokio::test]
async fn keys_that_no_table_documents_are_sent() {
    let server = Server::start(vec![]).await;
    let request = Make {
        body: json!({"weight": 1, "schedule_roles": ["a"], "x": null}),
        ..Make::good()
    };
    client(&server).send(request.clone()).await.unwrap();
    let seen: serde_json::Value =
        serde_json::from_slice(&server.seen()[0].body).unwrap();
    assert_eq!(seen, request.body);
}

#[tokio::test]
async fn a_client_chooses_the_language_of_answers_for_all_calls_or_for_one() {
    let server = Server::start(vec![]).await;
    let builder = || {
        let endpoint = Endpoint::new(&server.url()).unwrap();
        let keys = Credentials::keys("ACCESSKEYACCESS", SECRET);
        Client::builder().endpoint(endpoint).credentials(keys).proxy(Proxy::none())
    };
    let silent = builder().build().unwrap();
    let chinese = builder().answer_language(Language::ZhCn).build().unwrap();
    let english = CallOptions::new().answer_language("en-us").unwrap();
    for (client, expected) in [
        (silent, None),
        (chinese.clone(), Some("zh-cn")),
        (chinese.with_options(english), Some("en-us")),
        (chinese, Some("zh-cn")),
    ] {
        client.send_raw(Method::GET, "/v1/x", &[], None).await.unwrap();
        let seen = server.seen().pop().unwrap();
        assert_eq!(seen.header("x-language"), expected);
        let is_signed = seen.header("authorization").unwrap().contains("x-language");
        assert_eq!(is_signed, expected.is_some());
        seen.verify(SECRET);
    }
    let error = builder().answer_language("a\nb").build().unwrap_err();
    assert!(matches!(error, ConfigError::Header { .. }), "{error}");
    assert!(CallOptions::new().answer_language("a\nb").is_err());
}

#[tokio::test]
async fn an_empty_request_is_not_sent() {
    let server = Server::start(vec![]).await;
    let client = client(&server);
    let empty = Make { kind: None, body: json!({}) };
    assert!(matches!(client.send(empty.clone()).await, Err(Error::Invalid(_))));
    let unchecked = client.with_options(CallOptions::new().send_invalid(true));
    assert!(matches!(unchecked.send(empty).await, Err(Error::Build(_))));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_value_cannot_become_another_path_and_what_is_signed_is_sent() {
    let server = Server::start(vec![]).await;
    let client = client(&server);
    for kind in ["..", ".", ""] {
        let error = client
            .send(Make { kind: Some(kind.to_owned()), ..Make::good() })
            .await
            .unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert_eq!(server.connections(), 0);
    let values =
        ["%2e%2e", "..;", "a?b#c", "a\\b", "'\"<>{}|^`", "变更", "a b+c&d=e", "%"];
    for kind in values {
        client.send(Make { kind: Some(kind.to_owned()), ..Make::good() }).await.unwrap();
        let seen = server.seen().pop().unwrap();
        seen.verify(SECRET);
        let segments: Vec<&str> = seen.target.split('/').collect();
        assert_eq!((segments.len(), segments[3]), (4, "parcels"), "{}", seen.target);
        assert!(!seen.target.contains(['?', '#', '\\', ' ']), "{}", seen.target);
    }
}

#[test]
fn a_netrc_does_not_replace_the_signature() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join(".netrc");
    std::fs::write(
        &file,
        "machine 127.0.0.1 login u password p\ndefault login u password p\n",
    )
    .unwrap();
    let home_text = home.path().to_str().unwrap();
    child(
        "cases::child_signs",
        &[("HOME", home_text), ("NETRC", file.to_str().unwrap())],
    );
    // Nothing was written to the home directory either.
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
}

#[tokio::test]
#[ignore = "run by another test, in an environment of its own"]
async fn child_signs() {
    let server = Server::start(vec![]).await;
    client(&server).send(Make::good()).await.unwrap();
    server.seen()[0].verify(SECRET);
    assert_eq!(
        server.seen()[0]
            .headers
            .iter()
            .filter(|(name, _)| name == "authorization")
            .count(),
        1
    );
}

#[tokio::test]
async fn repeats_are_safe_signed_anew_and_keep_the_last_answer() {
    let limited = answer(429, "retry-after: 0\r\nx-request-id: R7\r\n", TOO_MANY);
    let unavailable = answer(503, "retry-after: 0\r\n", TOO_MANY);
    let server = Server::start(vec![
        Act::Answer(unavailable.clone()),
        Act::Answer(limited.clone()),
    ])
    .await;
    assert_eq!(client(&server).send(Make::good()).await.unwrap().attempts(), 3);
    for seen in server.seen() {
        seen.verify(SECRET);
    }
    let server = Server::start(vec![Act::Answer(limited); 3]).await;
    let error = client(&server).send(Make::good()).await.unwrap_err();
    assert_eq!(
        (error.code(), error.message(), error.request_id(), error.attempts()),
        (Some("GATE.0308"), Some("too many"), Some("R7"), 3)
    );
    for act in [Act::Answer(answer(500, "", "")), Act::Silence, Act::Reset(Vec::new())] {
        let server = Server::start(vec![act]).await;
        let client = builder(&server.url()).attempt_timeout(SHORT).build().unwrap();
        assert_eq!(
            client.send(Make::good()).await.unwrap_err().outcome(),
            Outcome::Unknown
        );
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_timeout_is_this_crates_own_error() {
    let server = Server::start(vec![Act::Silence]).await;
    let client = builder(&server.url()).attempt_timeout(SHORT).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert!(
        matches!(&error, Error::Timeout(error) if error.may_have_been_sent() && !error.was_whole_call()),
        "{error:?}"
    );
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn building_a_client_opens_no_connection() {
    let server = Server::start(vec![]).await;
    let _client = client(&server);
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_error_shows_no_value_of_its_request() {
    let server =
        Server::start(vec![Act::Answer(answer(400, "", "{}")), Act::Silence]).await;
    let client = builder(&server.url()).attempt_timeout(SHORT).build().unwrap();
    let request =
        Make { body: json!({"weight": 1, "password": "PASSWORD"}), ..Make::good() };
    for _ in 0..2 {
        let error = client.send(request.clone()).await.unwrap_err();
        let text = format!("{error} {error:?} {client:?}");
        assert!(!text.contains("PASSWORD") && !text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn the_request_id_is_there_on_success_too() {
    let server = Server::start(vec![]).await;
    let response = client(&server).send(Make::good()).await.unwrap();
    assert_eq!(response.request_id(), Some("REQ1"));
    assert_eq!((response.status().as_u16(), response.output()), (200, &made()));
    assert_eq!(response.headers()["content-type"], "application/json");
}
