//! Every way in which a connection or an answer can fail, with the error and the number
//! of requests that the server saw.

use std::time::Duration;

use coc_generated::{Client, Error, Outcome};

use crate::support::server::{Act, Server, answer, success};
use crate::support::{Label, Make, TOO_MANY, made};
use crate::{SECRET, SHORT, builder, client, refusing};

/// The expectations for one failure: the kind of the error, its outcome, and the number
/// of requests that the server read, for an operation that may not be repeated; then
/// the number for one that may.
struct Case {
    name: &'static str,
    act: Act,
    kind: &'static str,
    outcome: Outcome,
    once: usize,
    often: usize,
}

fn kind(error: &Error) -> &'static str {
    match error {
        Error::NotSent(_) => "not sent",
        Error::Timeout(_) => "timed out",
        Error::ConnectionLost(_) => "lost",
        Error::Refused(_) => "refused",
        Error::Unreadable(_) => "unreadable",
        _ => "other",
    }
}

fn cases() -> Vec<Case> {
    use Outcome::{Rejected, Unknown};
    let case = |name, act, kind, outcome, once, often| Case {
        name,
        act,
        kind,
        outcome,
        once,
        often,
    };
    let json = made().to_string();
    let body = |status, headers, body: &str| Act::Answer(answer(status, headers, body));
    let cut = |text: &str| Act::Close(text.as_bytes().to_vec());
    let long =
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{json}", json.len() + 10);
    let short = answer(200, "", &json[..json.len() - 9]);
    let huge = answer(200, "", &"x".repeat(300_000));
    vec![
        case("reset at once", Act::ResetAtOnce, "lost", Unknown, 0, 1),
        case("reset after the head", Act::ResetAfterHead, "lost", Unknown, 0, 1),
        case("closed after the request", cut(""), "lost", Unknown, 1, 2),
        case("reset after the request", Act::Reset(Vec::new()), "lost", Unknown, 1, 2),
        case(
            "closed in the head",
            cut("HTTP/1.1 200 OK\r\ncontent-"),
            "lost",
            Unknown,
            1,
            2,
        ),
        case(
            "reset in the head",
            Act::Reset(b"HTTP/1.1 20".to_vec()),
            "lost",
            Unknown,
            1,
            2,
        ),
        case("not HTTP", cut("SSH-2.0-OpenSSH\r\n\r\n"), "lost", Unknown, 1, 2),
        case(
            "closed in the body",
            Act::Close(long.clone().into_bytes()),
            "unreadable",
            Unknown,
            1,
            2,
        ),
        case(
            "reset in the body",
            Act::Reset(long.into_bytes()),
            "unreadable",
            Unknown,
            1,
            2,
        ),
        case("too short a length", Act::Close(short), "unreadable", Unknown, 1, 2),
        case("silence", Act::Silence, "timed out", Unknown, 1, 2),
        case(
            "slow drip",
            Act::Drip(success(), Duration::from_millis(10)),
            "timed out",
            Unknown,
            1,
            2,
        ),
        case(
            "HTTP/1.0 without a length, cut",
            cut("HTTP/1.0 200 OK\r\n\r\n{\"result_code\":\"X.0\",\"par"),
            "unreadable",
            Unknown,
            1,
            2,
        ),
        case(
            "two lengths",
            cut("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 20\r\n\r\n{}"),
            "lost",
            Unknown,
            1,
            2,
        ),
        case(
            "a size of a chunk that is no number",
            cut("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n{}\r\n"),
            "unreadable",
            Unknown,
            1,
            2,
        ),
        case(
            "compressed unasked",
            Act::Answer(
                [
                    &b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 10\r\n\r\n"[..],
                    b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
                ]
                .concat(),
            ),
            "unreadable",
            Unknown,
            1,
            1,
        ),
        case("JSON in UTF-16", body(200, "", "{\0}\0"), "unreadable", Unknown, 1, 1),
        case("JSON too deep", body(200, "", &"[".repeat(50_000)), "unreadable", Unknown, 1, 1),
        case("huge body", Act::Close(huge), "unreadable", Unknown, 1, 1),
        case(
            "truncated JSON",
            body(200, "", "{\"result_code\":"),
            "unreadable",
            Unknown,
            1,
            2,
        ),
        case(
            "login page",
            body(200, "", "<html>in</html>"),
            "unreadable",
            Unknown,
            1,
            1,
        ),
        case("empty body", body(200, "", ""), "unreadable", Unknown, 1, 1),
        case(
            "no content",
            cut("HTTP/1.1 204 No Content\r\n\r\n"),
            "unreadable",
            Unknown,
            1,
            1,
        ),
        case(
            "failing code",
            body(200, "", r#"{"result_code":"X.7"}"#),
            "refused",
            Rejected,
            1,
            1,
        ),
        case(
            "301",
            body(301, "location: /elsewhere\r\n", ""),
            "unreadable",
            Unknown,
            1,
            1,
        ),
        case(
            "302",
            body(302, "location: http://127.0.0.1:1/\r\n", "<html>"),
            "unreadable",
            Unknown,
            1,
            1,
        ),
        case(
            "307",
            body(307, "location: /v2/again\r\n", ""),
            "unreadable",
            Unknown,
            1,
            1,
        ),
        case(
            "400",
            body(400, "", r#"{"error_code":"X.7","error_msg":"m"}"#),
            "refused",
            Rejected,
            1,
            1,
        ),
        case("403", body(403, "", "<html>"), "refused", Rejected, 1, 1),
        case("404", body(404, "", ""), "refused", Rejected, 1, 1),
        case("429", body(429, "", ""), "refused", Rejected, 1, 2),
        case(
            "429 with time",
            body(429, "retry-after: 0\r\n", ""),
            "refused",
            Rejected,
            1,
            2,
        ),
        case("429 of the gateway", body(429, "", TOO_MANY), "refused", Rejected, 2, 2),
        case(
            "500",
            body(500, "", r#"{"error_code":"X.7","error_msg":"m"}"#),
            "refused",
            Unknown,
            1,
            2,
        ),
        case("502", body(502, "", "<html>"), "refused", Unknown, 1, 2),
        case("503", body(503, "", ""), "refused", Unknown, 1, 2),
        case(
            "503 with seconds",
            body(503, "retry-after: 0\r\n", ""),
            "refused",
            Unknown,
            1,
            2,
        ),
        case(
            "503 with a date",
            body(503, "retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", ""),
            "refused",
            Unknown,
            1,
            2,
        ),
        case("503 of the gateway", body(503, "", TOO_MANY), "refused", Rejected, 2, 2),
        case("504", body(504, "", ""), "refused", Unknown, 1, 2),
    ]
}

/// A client with a limit on bodies, and with short time-outs if the failure is a
/// time-out.
fn subject(server: &Server, act: &Act) -> Client {
    let builder = builder(&server.url()).max_response_bytes(100_000);
    let patient = !matches!(act, Act::Silence | Act::Drip(..));
    if patient {
        builder.build().unwrap()
    } else {
        builder.attempt_timeout(SHORT).build().unwrap()
    }
}

#[tokio::test]
async fn every_failure_has_its_kind_its_outcome_and_its_number_of_requests() {
    for case in cases() {
        let name = case.name;
        let act = case.act.clone();
        // The operation may not be repeated.
        let server = Server::start(vec![case.act.clone()]).await;
        let client = subject(&server, &act);
        let result = client.send(Make::good()).await;
        assert_eq!(server.seen().len(), case.once, "{name}");
        if case.once < 2 {
            let error = result.unwrap_err();
            assert_eq!(
                (kind(&error), error.outcome()),
                (case.kind, case.outcome),
                "{name}: {error:?}"
            );
            assert_eq!(error.attempts(), 1, "{name}");
            for text in [format!("{error}"), format!("{error:?}")] {
                assert!(
                    !text.contains(SECRET) && !text.contains("Signature="),
                    "{name}: {text}"
                );
            }
        } else {
            assert_eq!(result.unwrap().attempts(), 2, "{name}");
        }

        // The operation may be repeated.
        let server = Server::start(vec![case.act]).await;
        let client = subject(&server, &act);
        let result = client.send(Label::good()).await;
        assert_eq!(server.seen().len(), case.often, "{name}");
        let repeated = case.often > case.once || case.often == 2;
        assert_eq!(result.is_ok(), repeated, "{name}: {result:?}");
        for seen in server.seen() {
            seen.verify(SECRET);
        }
    }
}

#[tokio::test]
async fn refused_connections_are_tried_again_and_were_never_sent() {
    let (_socket, url) = refusing();
    let error = builder(&url).build().unwrap().send(Make::good()).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 3));
}

#[tokio::test]
async fn a_name_that_does_not_resolve_sends_nothing() {
    // The top-level domain is reserved for names that never exist.
    let url = coc_generated::http::Endpoint::insecure("http://post.invalid").unwrap();
    let client = builder("http://127.0.0.1:1").endpoint(url).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
}

#[tokio::test]
async fn interim_answers_are_passed_over() {
    let mut bytes =
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
            .to_vec();
    bytes.extend(success());
    let server = Server::start(vec![Act::Answer(bytes)]).await;
    assert_eq!(client(&server).send(Make::good()).await.unwrap().output(), &made());
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn switching_protocols_is_no_answer() {
    let bytes =
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
            .to_vec();
    let server = Server::start(vec![Act::Close(bytes)]).await;
    let error = client(&server).send(Make::good()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_wrong_character_set_does_not_hide_a_success() {
    let mut body = br#"{"result_code":"X.0","result_text":""#.to_vec();
    body.extend(b"\xb1\xe4\xb8\xfc\",\"parcel\":{\"id\":\"P9\"}}");
    let mut bytes = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=gbk\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend(body);
    let server = Server::start(vec![Act::Answer(bytes)]).await;
    let response = client(&server).send(Make::good()).await.unwrap();
    assert_eq!(response.output()["parcel"]["id"], "P9");
}

#[tokio::test]
async fn a_chunked_answer_is_read_if_it_is_whole() {
    let json = made().to_string();
    let whole = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{json}\r\n0\r\n\r\n",
        json.len()
    );
    let open = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{json}\r\n",
        json.len()
    );
    let server = Server::start(vec![
        Act::Answer(whole.into_bytes()),
        Act::Close(open.into_bytes()),
    ])
    .await;
    let client = client(&server);
    assert!(client.send(Make::good()).await.is_ok());
    // All of the JSON has arrived, but the answer may still be incomplete.
    let error = client.send(Make::good()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(error.status().unwrap(), 200);
    assert!(error.response().unwrap().excerpt().contains("POST.0000"), "{error:?}");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn the_source_of_an_error_is_the_error_of_the_socket() {
    let (_socket, url) = refusing();
    let client = builder(&url).build().unwrap();
    let error = client.send(Make::good()).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    let io: &std::io::Error = source.downcast_ref().unwrap();
    assert_eq!(io.kind(), std::io::ErrorKind::ConnectionRefused);
    assert_eq!(error.attempts(), 3);
    let Error::NotSent(not_sent) = &error else { panic!("{error:?}") };
    assert!(not_sent.problem().ends_with(&io.to_string()), "{not_sent:?}");
    assert!(!error.to_string().contains(&io.to_string()), "{error}");

    let server = Server::start(vec![Act::Reset(Vec::new())]).await;
    let error = crate::client(&server).send(Make::good()).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    let io: &std::io::Error = source.downcast_ref().unwrap();
    assert_eq!(io.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(!error.to_string().contains(&io.to_string()), "{error}");
}
