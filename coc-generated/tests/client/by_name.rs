//! Request documents that a client sends by the name of their operation.

use coc_generated::error::BuildError;
use coc_generated::http::StatusCode;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, Error, Outcome};
use serde_json::{Value, json};

use crate::keys;

fn client(script: &ScriptedTransport) -> Client {
    Client::builder()
        .region("cn-north-4")
        .credentials(keys())
        .transport(script.clone())
        .build()
        .unwrap()
}

fn ok(script: &ScriptedTransport) {
    let answer = json!({"error_code": "GOM.00000000", "data": {"ticket_id": "CM1"}});
    script.answer_json(StatusCode::OK, &answer);
}

fn documented() -> Value {
    let text = include_str!("../../../spec/examples/create_issue.json");
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_document_is_sent_like_its_wire_request() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    ok(&script);
    ok(&script);
    let document = documented();
    let answer = client.send_json("create_ticket", &document).await.unwrap();
    assert_eq!(answer["data"]["ticket_id"], "CM1");
    let wire: coc_generated::create_ticket::wire::CreateTicketRequest =
        serde_json::from_value(document).unwrap();
    let typed = client.create_ticket(wire).await.unwrap();
    assert_eq!((answer.attempts(), typed.output().ticket_id()), (1, Some("CM1")));
    let [one, other] = script.requests().try_into().unwrap();
    assert_eq!((one.uri(), one.method()), (other.uri(), other.method()));
    assert_eq!(one.body().as_bytes().unwrap(), other.body().as_bytes().unwrap());
}

#[tokio::test]
async fn a_document_that_breaks_a_rule_is_not_sent() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    let mut document = documented();
    document["body"]["title"] = json!(7);
    document["path"]["ticket_type"] = json!("nonsense");
    let error = client.send_json("create_ticket", &document).await.unwrap_err();
    let Error::Invalid(violations) = &error else { panic!("{error:?}") };
    let pointers: Vec<_> = violations.iter().map(|it| it.pointer.as_str()).collect();
    assert!(pointers.contains(&"/path/ticket_type"), "{pointers:?}");
    assert!(pointers.contains(&"/body/title"), "{pointers:?}");
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn an_unknown_operation_or_a_value_that_is_no_object_is_an_error() {
    let script = ScriptedTransport::new();
    let client = client(&script);
    for (name, document) in [
        ("make_tea", json!({})),
        ("create_ticket", json!([])),
        ("create_ticket", Value::Null),
    ] {
        let error = client.send_json(name, &document).await.unwrap_err();
        let Error::Build(BuildError::Document { operation, .. }) = &error else {
            panic!("{error:?}")
        };
        assert_eq!((operation.as_str(), error.outcome()), (name, Outcome::NotSent));
    }
    assert!(script.requests().is_empty());
}

#[tokio::test]
async fn a_secret_of_a_document_does_not_show() {
    let script = ScriptedTransport::new();
    let secret = "PARAMETER-SECRET";
    script.answer_json(
        StatusCode::BAD_REQUEST,
        &json!({"error_code": "COC.1", "error_msg": format!("no {secret}")}),
    );
    let text = include_str!("../../../spec/examples/create_change.json");
    let mut document: Value = serde_json::from_str(text).unwrap();
    document["body"]["plan_task_params"] =
        json!(format!("{{\"password\":\"{secret}\"}}"));
    let client = client(&script)
        .with_options(coc_generated::CallOptions::new().send_invalid(true));
    let error = client.send_json("create_ticket", &document).await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error:?}");
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_sends_documents() {
    let script = ScriptedTransport::new();
    ok(&script);
    let client = coc_generated::blocking::Client::new(client(&script)).unwrap();
    let answer = client.send_json("create_ticket", &documented()).unwrap();
    assert_eq!(answer["data"]["ticket_id"], "CM1");
    assert!(client.send_json("make_tea", &json!({})).is_err());
}
