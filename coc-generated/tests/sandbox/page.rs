//! The page at `/` as a client of HTTP sees it. The tests in a browser are a target of
//! their own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use coc_generated::sandbox::Sandbox;
use coc_generated::{Client, Credentials};
use serde_json::{Value, json};

use crate::{change, client_builder, issue};

/// Sends a request, and returns the head and the body of its answer.
fn exchange(sandbox: &Sandbox, head: &str, body: &str) -> (String, String) {
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(
        stream,
        "{head}\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

fn state(sandbox: &Sandbox) -> Value {
    let (_, body) = exchange(sandbox, "GET /-/state HTTP/1.1", "");
    serde_json::from_str(&body).unwrap()
}

/// The state as soon as the newest request has this verdict.
fn state_after(sandbox: &Sandbox, verdict: &str) -> Value {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let state = state(sandbox);
        if state["requests"]["newest"][0]["verdict"]["kind"] == verdict {
            return state;
        }
        assert!(Instant::now() < end, "no request is {verdict}: {state:#}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_page_and_its_files_have_a_strict_policy() {
    let sandbox = Sandbox::start().unwrap();
    for (path, kind) in [
        ("/", "text/html"),
        ("/-/style.css", "text/css"),
        ("/-/script.js", "text/javascript"),
        ("/-/state", "application/json"),
    ] {
        let (head, body) = exchange(&sandbox, &format!("GET {path} HTTP/1.1"), "");
        assert!(head.starts_with("http/1.1 200 "), "{path}: {head}");
        assert!(head.contains(&format!("content-type: {kind}")), "{path}: {head}");
        assert!(head.contains("default-src 'none'; script-src 'self'"), "{head}");
        assert!(head.contains("x-content-type-options: nosniff"), "{head}");
        assert!(!body.is_empty());
        let (head, body) = exchange(&sandbox, &format!("HEAD {path} HTTP/1.1"), "");
        assert!(head.starts_with("http/1.1 200 ") && body.is_empty(), "{head}{body}");
        // Other methods have no such page.
        let (head, _) = exchange(&sandbox, &format!("POST {path} HTTP/1.1"), "");
        assert!(head.starts_with("http/1.1 404 "), "{path}: {head}");
    }
    let (head, _) = exchange(&sandbox, "GET /-/other HTTP/1.1", "");
    assert!(head.starts_with("http/1.1 404 "), "{head}");
}

#[test]
fn a_state_that_is_known_is_not_sent_again() {
    let sandbox = Sandbox::builder().delay(Duration::from_secs(1)).start().unwrap();
    let tag = |head: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix("etag: "));
        line.unwrap().to_owned()
    };
    let ask = |tag: &str| {
        exchange(&sandbox, &format!("GET /-/state HTTP/1.1\r\nif-none-match: {tag}"), "")
    };
    let (head, _) = ask("\"other\"");
    let first = tag(&head);
    let (head, body) = ask(&first);
    assert!(head.starts_with("http/1.1 304 ") && body.is_empty(), "{head}{body}");
    let client = client_builder(&sandbox).build_blocking().unwrap();
    client.send_json("create_ticket", &issue()).unwrap();
    let (head, body) = ask(&first);
    assert!(head.starts_with("http/1.1 200 ") && body.contains("\"is_ready\":false"));
    // The end of the delay changes the state, too.
    let second = tag(&head);
    let end = Instant::now() + Duration::from_secs(20);
    while ask(&second).0.starts_with("http/1.1 304 ") {
        assert!(Instant::now() < end);
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(state(&sandbox)["tickets"]["newest"][0]["is_ready"], true);
}

#[test]
fn tickets_and_requests_are_shown_with_their_verdicts() {
    let sandbox =
        Sandbox::builder().fail("show_ticket_info: 503 code=GATE.1 x1").unwrap().start();
    let sandbox = sandbox.unwrap();
    let client = client_builder(&sandbox).build_blocking().unwrap();
    let created = client.send_json("create_ticket", &change()).unwrap();
    let number = &created["data"]["ticket_id"];
    let shown = state_after(&sandbox, "accepted");
    let ticket = &shown["tickets"]["newest"][0];
    assert_eq!(ticket["number"], *number);
    assert_eq!(ticket["kind"], "change");
    assert_eq!(ticket["state"], "phase_change_approve");
    assert_eq!(ticket["title"], change()["body"]["title"]);
    assert_eq!((&ticket["sub_tickets"], &ticket["started"]), (&json!(2), &json!(0)));
    let request = &shown["requests"]["newest"][0];
    assert_eq!(request["operation"], "create_ticket");
    assert_eq!(
        (&request["method"], &request["path"]),
        (&json!("POST"), &json!("/v1/change/tickets"))
    );
    assert_eq!(request["verdict"]["status"], 200);

    let cancel = json!({
        "path": { "change_id": number },
        "body": { "ticket_info": { "phase": "phase_change_cancel" } },
    });
    client.send_json("update_change", &cancel).unwrap();
    let shown = state_after(&sandbox, "accepted");
    assert_eq!(shown["tickets"]["newest"][0]["state"], "phase_change_cancel");

    // The client would not send it.
    let token = sandbox.token();
    let head = format!(
        "POST /v1/issues_mgmt/tickets HTTP/1.1\r\nx-auth-token: {token}\r\ncontent-type: application/json"
    );
    let (answer, _) =
        exchange(&sandbox, &head, r#"{"virtual_schedule_type":"one person"}"#);
    assert!(answer.starts_with("http/1.1 400 "), "{answer}");
    let shown = state_after(&sandbox, "refused");
    let verdict = &shown["requests"]["newest"][0]["verdict"];
    let found = verdict["violations"]["list"].as_array().unwrap();
    let wrong = found.iter().find(|it| it["pointer"] == "/body/virtual_schedule_type");
    let wrong = wrong.unwrap_or_else(|| panic!("{verdict:#}"));
    assert_eq!(wrong["rule"], "create_ticket.virtual_schedule_type.enum");
    assert!(wrong["message"].as_str().unwrap().contains("one person"));
    assert_eq!(wrong["page"], "Creating a Service Ticket");
    assert!(found.iter().any(|it| it["rule"] == "create_ticket.description.required"));

    let show = json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": "IS1" } });
    let error = client.send_json("show_ticket_info", &show).unwrap_err();
    assert_eq!(error.code(), Some("COC.00067003"));
    let shown = state_after(&sandbox, "refused");
    let newest = &shown["requests"]["newest"];
    assert_eq!(newest[0]["verdict"]["code"], "COC.00067003");
    assert_eq!(newest[0]["verdict"]["message"], "there is no ticket IS1");
    assert_eq!(newest[0]["is_injected"], false);
    // The client sent the request again after the failure of the rule.
    assert_eq!(newest[1]["verdict"]["code"], "GATE.1");
    assert_eq!(newest[1]["is_injected"], true);
    assert_eq!(shown["requests"]["total"], 5);
}

#[test]
fn requests_without_an_answer_are_shown_too() {
    let sandbox = Sandbox::start().unwrap();
    let token = sandbox.token();
    for (failure, verdict) in
        [("reset", "reset"), ("cut", "cut"), ("silence", "waiting")]
    {
        let mut stream = TcpStream::connect(sandbox.address()).unwrap();
        write!(
            stream,
            "GET /v1/incident-tickets HTTP/1.1\r\nhost: a\r\nx-auth-token: {token}\r\nx-sandbox-fail: {failure}\r\n\r\n"
        )
        .unwrap();
        state_after(&sandbox, verdict);
    }
    // The last client hung up.
    let shown = state_after(&sandbox, "gone");
    assert_eq!(shown["requests"]["newest"][2]["is_injected"], true);
}

#[test]
fn no_secret_of_a_request_is_shown() {
    let sandbox = Sandbox::start().unwrap();
    let (access, secret) = sandbox.keys();
    let wrong = Credentials::keys(access, "AnotherSecretKeyOfNobody");
    let client = Client::builder().endpoint(sandbox.endpoint()).credentials(wrong);
    let error = client.build_blocking().unwrap().send_json("create_ticket", &change());
    assert_eq!(error.unwrap_err().code(), Some("APIGW.0301"));
    let mut runbook = change();
    runbook["body"]["plan_task_params"] = "password=hunter2".into();
    runbook["body"]["change_scheme"] = "change_scheme_runbook".into();
    let token = sandbox.token();
    for (token, body) in [
        (token, runbook["body"].to_string()),
        ("token-of-somebody", runbook["body"].to_string()),
        (token, r#"{"plan_task_params":["hunter2"],"#.to_owned()),
        (token, r#"{"plan_task_params":["hunter2"]}"#.to_owned()),
    ] {
        let head = format!(
            "POST /v1/change/tickets?key=hunter2 HTTP/1.1\r\nx-auth-token: {token}\r\nx-security-token: hunter2\r\ncontent-type: application/json"
        );
        exchange(&sandbox, &head, &body);
    }
    let shown = state(&sandbox);
    assert_eq!(shown["requests"]["total"], 5);
    let text = shown.to_string();
    for part in [
        "hunter2",
        token,
        "token-of-somebody",
        access,
        secret,
        "AnotherSecret",
        "Signature=",
    ] {
        assert!(!text.contains(part), "{part} is in {text}");
    }
}
