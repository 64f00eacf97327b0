//! Creating and updating a ticket against a server on a local socket: the requests that
//! arrive, and the result of every kind of answer.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::Duration;

use coc_generated::create_ticket::wire::{CreateTicketPath, CreateTicketRequest};
use coc_generated::error::{BuildError, UnreadableReason};
use coc_generated::http::Endpoint;
use coc_generated::update_ticket::wire::{UpdateTicketPath, UpdateTicketRequest};
use coc_generated::{
    CallOptions, Client, ClientBuilder, Credentials, Error, Outcome, Proxy, RetryPolicy,
};
use serde_json::Value;
use support::server::{Act, Seen, Server, answer};

const SECRET: &str = "SECRETKEYSECRETKEY";
const JSON: &str = "content-type: application/json\r\nx-request-id: R1\r\n";

fn example(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn change() -> CreateTicketRequest {
    serde_json::from_value(change_json()).unwrap()
}

fn change_json() -> Value {
    example(include_str!("../../spec/examples/create_change.json"))
}

fn start() -> UpdateTicketRequest {
    serde_json::from_value(start_json()).unwrap()
}

fn start_json() -> Value {
    example(include_str!("../../spec/examples/update_start.json"))
}

/// A documented answer, with its status.
fn documented(text: &str) -> Act {
    let example = example(text);
    let status = u16::try_from(example["status"].as_u64().unwrap()).unwrap();
    Act::Answer(answer(status, JSON, &example["body"].to_string()))
}

fn created() -> Act {
    documented(include_str!("../../spec/examples/create_ticket_200.json"))
}

fn updated() -> Act {
    documented(include_str!("../../spec/examples/update_ticket_200.json"))
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .endpoint(Endpoint::new(&server.url()).unwrap())
        .credentials(
            Credentials::keys("ACCESSKEYACCESS", SECRET)
                .with_domain_id("d0")
                .with_project_id("p0"),
        )
        .proxy(Proxy::none())
        .attempt_timeout(Duration::from_secs(5))
}

/// A client that makes one attempt.
fn client(server: &Server) -> Client {
    builder(server).retry(RetryPolicy::never()).build().unwrap()
}

/// Checks that a request has a valid signature, the account's domain and this body.
fn check(seen: &Seen, server: &Server, method: &str, target: &str, body: &Value) {
    assert_eq!((seen.method.as_str(), seen.target.as_str()), (method, target));
    seen.verify(SECRET);
    let signed = seen.header("authorization").unwrap();
    assert!(
        signed.starts_with("SDK-HMAC-SHA256 Access=ACCESSKEYACCESS, SignedHeaders="),
        "{signed}"
    );
    assert!(signed.contains("x-domain-id"), "{signed}");
    assert_eq!(seen.header("host").unwrap(), server.address.to_string());
    assert_eq!(seen.header("x-domain-id"), Some("d0"));
    assert_eq!(seen.header("x-project-id"), None, "the service needs the domain alone");
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("content-length").unwrap(), seen.body.len().to_string());
    let user_agent = seen.header("user-agent").unwrap();
    assert_eq!(user_agent, format!("coc-generated/{} (coc)", env!("CARGO_PKG_VERSION")));
    let date = seen.header("x-sdk-date").unwrap();
    assert!(
        date.len() == 16 && date.as_bytes()[8] == b'T' && date.ends_with('Z'),
        "{date}"
    );
    assert_eq!(&serde_json::from_slice::<Value>(&seen.body).unwrap(), body);
}

#[tokio::test]
async fn a_ticket_is_created() {
    let server = Server::start(vec![created()]).await;
    let response = client(&server).create_ticket(change()).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    // Blanks and undocumented fields of the example are sent as they stand in it.
    check(&seen[0], &server, "POST", "/v1/change/tickets", &change_json()["body"]);
    assert_eq!(response.output().ticket_id(), Some("CM202506241152560174680890"));
    assert_eq!(response.output().provider_code.as_deref(), Some("4"));
    assert_eq!(
        (response.status().as_u16(), response.request_id(), response.attempts()),
        (200, Some("R1"), 1)
    );
    assert!(response.warnings().is_empty());
}

#[tokio::test]
async fn an_issue_is_created() {
    let issue = example(include_str!("../../spec/examples/create_issue.json"));
    let server = Server::start(vec![created()]).await;
    let request: CreateTicketRequest = serde_json::from_value(issue.clone()).unwrap();
    client(&server).create_ticket(request).await.unwrap();
    let mut body = issue["body"].clone();
    body.as_object_mut().unwrap().remove("source"); // Null is absent.
    check(&server.seen()[0], &server, "POST", "/v1/issues_mgmt/tickets", &body);
}

#[tokio::test]
async fn a_ticket_is_updated() {
    let server = Server::start(vec![updated()]).await;
    let response = client(&server).update_ticket(start()).await.unwrap();
    let target = "/v1/change/tickets/CM202506261919380164485133";
    check(&server.seen()[0], &server, "PUT", target, &start_json()["body"]);
    assert_eq!(response.output().ticket_id(), Some("CM202506261919380164485133"));
}

#[tokio::test]
async fn warnings_do_not_stop_a_ticket_and_come_back_with_it() {
    let server = Server::start(vec![created()]).await;
    let mut request = change();
    request.body.regions = Some("r1".to_owned());
    let response = client(&server).create_ticket(request).await.unwrap();
    let warnings: Vec<_> =
        response.warnings().iter().map(|warning| warning.rule.id).collect();
    assert_eq!(warnings, ["create_ticket.regions.documented_for"]);
    assert_eq!(server.seen().len(), 1);
}

/// An answer that is no success, and the error that the caller gets.
struct Case {
    name: &'static str,
    act: Act,
    kind: &'static str,
    outcome: Outcome,
    code: Option<&'static str>,
    /// Parts of the error's text.
    says: &'static [&'static str],
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::ConnectionLost(_) => "lost",
        Error::Refused(_) => "refused",
        Error::Unreadable(error) => match error.reason() {
            UnreadableReason::Redirect { .. } => "redirect",
            UnreadableReason::Empty => "empty",
            UnreadableReason::NotJson => "not JSON",
            UnreadableReason::Truncated => "truncated",
            UnreadableReason::Incomplete(_) => "incomplete",
            UnreadableReason::NoResult => "no result",
            UnreadableReason::Type => "type",
            _ => "unreadable",
        },
        _ => "other",
    }
}

fn failures() -> Vec<Case> {
    use Outcome::{Rejected, Unknown};
    let body = |status: u16, headers: &str, body: &str| {
        Act::Answer(answer(status, headers, body))
    };
    let failing = r#"{"error_code":"GOM.00007256","error_msg":"A value was not accepted","provider_code":4,"data":null}"#;
    let gateway = r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information","request_id":"G1"}"#;
    let documented =
        documented(include_str!("../../spec/examples/create_ticket_400.json"));
    let case = |name, act, kind, outcome, code, says| Case {
        name,
        act,
        kind,
        outcome,
        code,
        says,
    };
    let gom = Some("GOM.00007256");
    let long = b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{\"error_code\":\"GOM.00000000\"".to_vec();
    vec![
        case(
            "documented 400",
            documented,
            "refused",
            Rejected,
            gom,
            &["400", "GOM.00007256", "A value was not accepted", "R1"],
        ),
        case(
            "200 that failed",
            body(200, JSON, failing),
            "refused",
            Rejected,
            gom,
            &["200", "GOM.00007256"],
        ),
        case(
            "gateway",
            body(401, "", gateway),
            "refused",
            Rejected,
            Some("APIGW.0301"),
            &["401", "Incorrect IAM", "G1"],
        ),
        case(
            "login page",
            body(200, "content-type: text/html\r\n", "<html>Log in</html>"),
            "not JSON",
            Unknown,
            None,
            &["200", "Log in"],
        ),
        case("empty", body(200, JSON, ""), "empty", Unknown, None, &["200", "R1"]),
        case(
            "truncated",
            body(200, JSON, r#"{"error_code":"GOM.00000000","data":{"ticket_"#),
            "truncated",
            Unknown,
            None,
            &["ticket_", "R1"],
        ),
        case("null", body(200, JSON, "null"), "type", Unknown, None, &["200"]),
        case("list", body(200, JSON, "[]"), "type", Unknown, None, &["200"]),
        case(
            "neither code nor data",
            body(200, JSON, "{}"),
            "no result",
            Unknown,
            None,
            &["200"],
        ),
        case(
            "no content",
            Act::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
            "empty",
            Unknown,
            None,
            &["204"],
        ),
        case(
            "redirect",
            body(302, "location: https://sso.example.com/in?token=T\r\n", ""),
            "redirect",
            Unknown,
            None,
            &["302", "sso.example.com"],
        ),
        case(
            "500",
            body(500, JSON, failing),
            "refused",
            Unknown,
            gom,
            &["500", "may have been carried out"],
        ),
        case(
            "502",
            body(502, "", "<html>bad gateway</html>"),
            "refused",
            Unknown,
            None,
            &["502", "bad gateway"],
        ),
        case(
            "closed within the body",
            Act::Close(long),
            "incomplete",
            Unknown,
            None,
            &["200"],
        ),
        case(
            "reset",
            Act::Reset(Vec::new()),
            "lost",
            Unknown,
            None,
            &["may have been carried out"],
        ),
        case(
            "reset before the head is read",
            Act::ResetAfterHead,
            "lost",
            Unknown,
            None,
            &[],
        ),
    ]
}

#[tokio::test]
async fn every_answer_that_is_no_success_is_an_error_with_its_code_and_outcome() {
    for case in failures() {
        let name = case.name;
        for create in [true, false] {
            let server = Server::start(vec![case.act.clone()]).await;
            let client = client(&server);
            let error = if create {
                client.create_ticket(change()).await.unwrap_err()
            } else {
                client.update_ticket(start()).await.unwrap_err()
            };
            assert_eq!(
                (kind(&error), error.outcome()),
                (case.kind, case.outcome),
                "{name}: {error:?}"
            );
            assert_eq!((error.code(), error.attempts()), (case.code, 1), "{name}");
            let text = error.to_string();
            for part in case.says {
                assert!(text.contains(part), "{name}: {text}");
            }
            assert_eq!(
                text.contains("may have been carried out"),
                case.outcome == Outcome::Unknown,
                "{text}"
            );
            assert!(
                !text.contains("token=T") && !format!("{error:?}").contains(SECRET),
                "{text}"
            );
            assert!(server.seen().len() <= 1, "{name}");
        }
    }
}

#[tokio::test]
async fn a_create_that_may_have_arrived_is_never_repeated() {
    let patient = |server: &Server| {
        builder(server)
            .retry(RetryPolicy::new().first_wait(Duration::ZERO))
            .build()
            .unwrap()
    };
    let unsure = Act::Answer(answer(500, "", ""));
    for act in
        [unsure, Act::Reset(Vec::new()), Act::Answer(answer(200, "", "{\"error_"))]
    {
        let server = Server::start(vec![act, created(), created()]).await;
        let error = patient(&server).create_ticket(change()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(server.seen().len(), 1);
    }
    // A request that the gateway refused is repeated, with a valid signature.
    let server = Server::start(vec![
        Act::Answer(answer(
            429,
            "retry-after: 0\r\n",
            r#"{"error_code":"APIGW.0308","error_msg":"too many"}"#,
        )),
        created(),
    ])
    .await;
    assert_eq!(patient(&server).create_ticket(change()).await.unwrap().attempts(), 2);
    for seen in server.seen() {
        check(&seen, &server, "POST", "/v1/change/tickets", &change_json()["body"]);
    }
}

#[tokio::test]
async fn a_request_that_breaks_a_rule_is_sent_only_with_send_invalid() {
    let server = Server::start(vec![created(), created(), updated()]).await;
    let client = client(&server);
    let mut wrong = change();
    wrong.body.change_guides = None;
    wrong.body.level = Some("issues_level_1000".to_owned());
    wrong.body.plan_task_params = Some("HUNTER2HUNTER2".to_owned());
    let error = client.create_ticket(wrong.clone()).await.unwrap_err();
    let Error::Invalid(violations) = &error else { panic!("{error:?}") };
    let ids: Vec<_> = violations.iter().map(|violation| violation.rule.id).collect();
    assert_eq!(
        ids,
        ["create_ticket.level.enum.ChangeLevel", "create_ticket.change_guides.required"]
    );
    assert_eq!(
        (error.outcome(), error.attempts(), error.status()),
        (Outcome::NotSent, 0, None)
    );
    let text = error.to_string();
    let line = "/body/change_guides: required when path.ticket_type is change and change_scheme is \
                change_scheme_guides (create_ticket.change_guides.required; Creating a Service Ticket, Table 2)";
    assert!(text.contains(line), "{text}");
    assert!(!format!("{error:?} {text}").contains("HUNTER2"));
    let error = client.create_ticket(CreateTicketRequest::default()).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)));
    assert_eq!(server.connections(), 0);

    let unchecked = client.with_options(CallOptions::new().send_invalid(true));
    let response = unchecked.create_ticket(wrong.clone()).await.unwrap();
    assert_eq!(response.warnings().errors().count(), 2);
    let body = serde_json::to_value(&wrong.body).unwrap();
    check(&server.seen()[0], &server, "POST", "/v1/change/tickets", &body);
    // The option does not change the client that it was derived from.
    assert!(client.create_ticket(wrong).await.is_err());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_ticket_id_is_one_segment_of_the_path_or_is_refused() {
    let server = Server::start(vec![updated(); 6]).await;
    let client = client(&server);
    let with_id = |id: &str| {
        let body = start().body;
        UpdateTicketRequest::new(
            UpdateTicketPath::default().ticket_type("change").ticket_id(id),
            body,
        )
    };
    for (n, (id, segment)) in [
        ("?x=1", "%3Fx%3D1"),
        ("#", "%23"),
        ("....", "...."),
        ("a%2Fb", "a%252Fb"),
        ("%2e%2e", "%252e%252e"),
        ("变更 1", "%E5%8F%98%E6%9B%B4%201"),
    ]
    .into_iter()
    .enumerate()
    {
        client.update_ticket(with_id(id)).await.unwrap();
        let target = format!("/v1/change/tickets/{segment}");
        check(&server.seen()[n], &server, "PUT", &target, &start_json()["body"]);
    }
    let unchecked = client.with_options(CallOptions::new().send_invalid(true));
    for id in [".", "..", "a/b", "../..", " ", "a\u{7f}"] {
        for client in [&client, &unchecked] {
            let error = client.update_ticket(with_id(id)).await.unwrap_err();
            let Error::Build(BuildError::Segment { name, .. }) = &error else {
                panic!("{error:?}")
            };
            assert_eq!(
                (name.as_str(), error.outcome()),
                ("ticket_id", Outcome::NotSent)
            );
        }
    }
    // A blank id breaks a rule, and cannot be sent with `send_invalid` either.
    for request in [
        with_id(""),
        UpdateTicketRequest::new(
            UpdateTicketPath::default().ticket_type("change"),
            start().body,
        ),
    ] {
        assert!(matches!(
            client.update_ticket(request.clone()).await,
            Err(Error::Invalid(_))
        ));
        assert!(matches!(unchecked.update_ticket(request).await, Err(Error::Build(_))));
    }
    let no_type = CreateTicketRequest::new(CreateTicketPath::default(), change().body);
    assert!(matches!(unchecked.create_ticket(no_type).await, Err(Error::Build(_))));
    assert_eq!(server.seen().len(), 6);
}
