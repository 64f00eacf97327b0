//! Failures that the sandbox is asked for: the client makes no ticket twice, and the
//! outcome of its error agrees with the tickets that the sandbox keeps.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use coc_generated::sandbox::Sandbox;
use coc_generated::{CallOptions, Client, ClientBuilder, Error, Outcome, RetryPolicy};
use serde_json::json;

use crate::seeds::seeds;
use crate::{client_builder, issue};

const HEADER: &str = "X-Sandbox-Fail";

fn failing(rules: &[&str]) -> Sandbox {
    let builder = Sandbox::builder();
    let builder = rules.iter().try_fold(builder, |builder, rule| builder.fail(rule));
    builder.unwrap().start().unwrap()
}

/// Repeats at once.
fn hurried(sandbox: &Sandbox, attempts: u32, timeout: u64) -> ClientBuilder {
    let retry = RetryPolicy::new().first_wait(Duration::ZERO).max_attempts(attempts);
    client_builder(sandbox).retry(retry).attempt_timeout(Duration::from_millis(timeout))
}

async fn create(client: &Client) -> Result<(), Error> {
    client.send_json("create_ticket", &issue()).await.map(drop)
}

/// The number of tickets that the sandbox keeps. They are all issues.
async fn kept(client: &Client) -> usize {
    // A client that went by a wrong clock is put right by a first answer.
    let options =
        CallOptions::new().attempt_timeout(Duration::from_secs(20)).max_attempts(3);
    let list = json!({
        "path": { "ticket_type": "issues_mgmt" }, "body": { "contain_all": true },
    });
    let listed = client.with_options(options).send_json("list_tickets", &list).await;
    listed.unwrap()["data"]["tickets"].as_array().unwrap().len()
}

#[tokio::test]
async fn each_failure_does_what_its_text_says() {
    const PROVEN: &str = "429 code=APIGW.0308 retry-after=0";
    for (failure, outcome, tickets) in [
        (PROVEN, None, 1),
        ("429 code=APIGW.0308 x3", Some(Outcome::Rejected), 0),
        ("503", Some(Outcome::Unknown), 0),
        ("503 after", Some(Outcome::Unknown), 1),
        ("502 code=GATE.1", Some(Outcome::Unknown), 0),
        ("400 code=GOM.00007256", Some(Outcome::Rejected), 0),
        ("delay=0.02", None, 1),
        ("delay=0.02 after", None, 1),
        ("silence", Some(Outcome::Unknown), 0),
        ("silence after", Some(Outcome::Unknown), 1),
        ("reset", Some(Outcome::Unknown), 0),
        ("reset after", Some(Outcome::Unknown), 1),
        ("cut", Some(Outcome::Unknown), 1),
        ("clock=86400 x3", None, 1),
        ("clock=-86400 x3", None, 1),
        ("clock=60", None, 1),
    ] {
        let count = if failure.contains('x') { "" } else { " x2" };
        let sandbox = failing(&[&format!("create_ticket: {failure}{count}")]);
        let timeout = if failure.contains("silence") { 500 } else { 10_000 };
        let client = hurried(&sandbox, 3, timeout).build().unwrap();
        let result = create(&client).await;
        let seen = result.as_ref().err().map(Error::outcome);
        assert_eq!(seen, outcome, "{failure}: {result:?}");
        assert_eq!(kept(&client).await, tickets, "{failure}");
    }
}

#[tokio::test]
async fn a_header_asks_for_a_failure_of_its_request() {
    let sandbox = failing(&["*: 500 x1"]);
    let client = hurried(&sandbox, 1, 10_000).build().unwrap();
    let ask = |failure: &str| {
        client.with_options(CallOptions::new().header(HEADER, failure).unwrap())
    };
    let failure = "418 code=TEA.1 retry-after=7";
    let error = create(&ask(failure)).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (418, Some("TEA.1")));
    assert_eq!(error.response().unwrap().headers()["retry-after"], "7");
    // The client withholds the message, since it shows the value of a header.
    let error = create(&ask("418 x2")).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (400, Some("400")));
    let (text, _) = read(&sandbox, "418 x2\r\nconnection: close");
    assert!(text.contains("x2 is for an option of the sandbox"), "{text}");
    // The failure of the sandbox is not used up by requests that have the header.
    let error = create(&client).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (500, None));
    create(&client).await.unwrap();
    assert_eq!(kept(&client).await, 1);
}

/// The bytes up to the end of the connection, and the way in which it ends.
fn read(sandbox: &Sandbox, failure: &str) -> (String, Option<ErrorKind>) {
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let token = sandbox.token();
    write!(
        stream,
        "GET /v1/incident-tickets HTTP/1.1\r\nhost: a\r\nx-auth-token: {token}\r\n\
         x-sandbox-fail: {failure}\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).err().map(|error| error.kind());
    (String::from_utf8(bytes).unwrap(), end)
}

#[test]
fn reset_closes_the_connection_and_cut_sends_half_of_the_body() {
    let sandbox = Sandbox::start().unwrap();
    for failure in ["reset", "reset after"] {
        let reset = (String::new(), Some(ErrorKind::ConnectionReset));
        assert_eq!(read(&sandbox, failure), reset, "{failure}");
    }
    let (text, _) = read(&sandbox, "cut");
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    assert!(body.starts_with('{') && body.len() == length / 2, "{length}: {body}");
}

/// Failures after which the outcome of the client is `Unknown`, or is what happened.
const FAILURES: &[&str] = &[
    "429",
    "429 code=APIGW.0308",
    "429 code=APIGW.0308 retry-after=0",
    "503 code=APIGW.0308",
    "503 retry-after=0",
    "503 code=GATE.1 after retry-after=0",
    "500",
    "500 code=GATE.1 after",
    "502 after",
    "504 after",
    "408 after",
    "400 code=GOM.00007256",
    "401 code=APIGW.0301",
    "403",
    "delay=0.005",
    "delay=0.005 after",
    "delay=0.4",
    "delay=0.4 after",
    "silence",
    "silence after",
    "reset",
    "reset after",
    "cut",
    "clock=86400",
    "clock=-86400",
];

/// The outcomes that were seen.
#[derive(Debug, Default)]
struct Tally {
    made: usize,
    made_after_failures: usize,
    refused: usize,
    unknown_and_made: usize,
    unknown_and_not_made: usize,
}

async fn one(seed: u64) -> (Result<(), Error>, usize, String) {
    let mut random = fastrand::Rng::with_seed(seed);
    let rules: Vec<String> = (0..random.usize(0..5))
        .map(|_| {
            let failure = FAILURES[random.usize(0..FAILURES.len())];
            format!("create_ticket: {failure} x1")
        })
        .collect();
    let sandbox = failing(&rules.iter().map(String::as_str).collect::<Vec<_>>());
    let attempts = random.u32(1..6);
    let client = hurried(&sandbox, attempts, 200).build().unwrap();
    let result = create(&client).await;
    let kept = kept(&client).await;
    (result, kept, format!("seed {seed}, {attempts} attempts, {rules:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn random_failures_make_no_ticket_twice_and_hide_none() {
    let mut seeds = seeds("RANDOM_FAILURES", 0..150);
    let mut tally = Tally::default();
    let mut calls = tokio::task::JoinSet::new();
    loop {
        while calls.len() < 32
            && let Some(seed) = seeds.next()
        {
            calls.spawn(one(seed));
        }
        let Some(call) = calls.join_next().await else { break };
        let (result, kept, name) = call.unwrap();
        let name = format!("{name}: {kept} tickets, {result:?}");
        match result.map_err(|error| (error.outcome(), error)) {
            Ok(_) => {
                assert_eq!(kept, 1, "{name}");
                let at_once = name.contains("[]");
                tally.made += usize::from(at_once);
                tally.made_after_failures += usize::from(!at_once);
            }
            Err((Outcome::NotSent | Outcome::Rejected, _)) => {
                assert_eq!(kept, 0, "{name}");
                tally.refused += 1;
            }
            Err((Outcome::Unknown, _)) => {
                assert!(kept <= 1, "{name}");
                tally.unknown_and_made += kept;
                tally.unknown_and_not_made += 1 - kept;
            }
        }
    }
    println!("{tally:?}");
    // Outcomes that never occur would prove nothing.
    let Tally { made, made_after_failures, refused, .. } = tally;
    let unknown = tally.unknown_and_made.min(tally.unknown_and_not_made);
    let least = made.min(made_after_failures).min(refused).min(unknown);
    assert!(least >= 5 || std::env::var_os("RANDOM_FAILURES").is_some(), "{tally:?}");
}
