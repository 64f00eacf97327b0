//! The page of the sandbox.

use coc_generated::Client;
use coc_generated::blocking;
use coc_generated::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::driver::{Browser, ENTER, TAB};
use crate::looks::{
    DESKTOP, PHONE, fits, has_contrast, has_visible_focus, skips_to_the_content,
};

fn client(sandbox: &Sandbox) -> blocking::Client {
    let builder = Client::builder().endpoint(sandbox.endpoint());
    builder.credentials(sandbox.credentials()).build_blocking().unwrap()
}

fn issue(title: &str) -> Value {
    let text = include_str!("../../../spec/examples/create_issue.json");
    let mut issue: Value = serde_json::from_str(text).unwrap();
    issue["body"]["title"] = title.into();
    issue
}

/// Sends a body that the client would not send.
fn send_wrong(sandbox: &Sandbox, body: &Value) {
    use std::io::{Read as _, Write as _};
    let mut stream = std::net::TcpStream::connect(sandbox.address()).unwrap();
    let (token, body) = (sandbox.token(), body.to_string());
    write!(
        stream,
        "POST /v1/issues_mgmt/tickets HTTP/1.1\r\nhost: a\r\nx-auth-token: {token}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

fn opened(sandbox: &Sandbox) -> Browser {
    let browser = Browser::start();
    browser.resize(DESKTOP.0, DESKTOP.1);
    browser.open(&format!("http://{}/", sandbox.address()));
    browser.wait_for("document.getElementById('status').textContent === 'Live'");
    browser
}

const TICKETS: &str = "document.querySelectorAll('#tickets > li')";
const REQUESTS: &str = "document.querySelectorAll('#requests > li')";

#[test]
fn tickets_and_refusals_appear_while_the_page_is_open() {
    let sandbox = Sandbox::start().unwrap();
    let browser = opened(&sandbox);
    assert!(browser.holds("!document.getElementById('tickets-empty').hidden"));
    assert!(
        browser.text("document.body.innerText").contains(&sandbox.address().to_string())
    );
    let client = client(&sandbox);
    let created = client.send_json("create_ticket", &issue("A slow shop")).unwrap();
    let number = created["data"]["ticket_id"].as_str().unwrap();
    browser.wait_for(&format!("{TICKETS}.length === 1 && {REQUESTS}.length === 1"));
    let ticket = browser.text(&format!("{TICKETS}[0].innerText"));
    for part in ["A slow shop", number, "unaccepted", "issue"] {
        assert!(ticket.contains(part), "no {part} in {ticket}");
    }
    assert!(browser.holds("document.getElementById('tickets-empty').hidden"));
    assert_eq!(
        browser.text("document.getElementById('tickets-count').textContent"),
        "1 ticket"
    );

    // A state changes in its line.
    browser.run(&format!("{TICKETS}[0].mark = 1;"));
    let accept = json!({
        "path": { "ticket_type": "issues_mgmt" },
        "body": { "ticket_id": number, "action": "gocm_issues_accepte", "params": {} },
    });
    client.send_json("execute_ticket_action", &accept).unwrap();
    browser.wait_for(&format!("{TICKETS}[0].innerText.includes('handling')"));
    assert!(browser.holds(&format!("{TICKETS}[0].mark === 1")), "another line");

    send_wrong(&sandbox, &json!({ "virtual_schedule_type": "one person" }));
    browser.wait_for(&format!("{REQUESTS}.length === 3"));
    let request = browser.text(&format!("{REQUESTS}[0].innerText"));
    for part in [
        "refused 400",
        "POST /v1/issues_mgmt/tickets",
        "create_ticket.virtual_schedule_type.enum",
        "/body/virtual_schedule_type",
        "one person",
        "create_ticket.description.required",
        "Creating a Service Ticket, Table 2",
    ] {
        assert!(request.contains(part), "no {part} in {request}");
    }
    // A reload shows the same.
    browser.reload();
    browser.wait_for(&format!("{REQUESTS}.length === 3 && {TICKETS}.length === 1"));
    assert_eq!(browser.text(&format!("{REQUESTS}[0].innerText")), request);
    assert!(browser.console_errors().is_empty(), "{:#?}", browser.console_errors());
}

#[test]
fn hostile_texts_are_shown_and_not_executed() {
    let sandbox = Sandbox::start().unwrap();
    let hostile =
        "<img src=x onerror=\"window.hurt=1\"><script>window.hurt=1</script>&lt;";
    client(&sandbox).send_json("create_ticket", &issue(hostile)).unwrap();
    send_wrong(&sandbox, &json!({ "virtual_schedule_type": hostile, hostile: 1 }));
    let browser = opened(&sandbox);
    browser.wait_for(&format!("{REQUESTS}.length === 2"));
    assert!(browser.text(&format!("{TICKETS}[0].innerText")).contains(hostile));
    assert!(browser.text(&format!("{REQUESTS}[0].innerText")).contains("window.hurt=1"));
    assert!(browser.holds("window.hurt === undefined"));
    assert_eq!(
        browser.text("document.querySelectorAll('main img, main script').length"),
        "0"
    );
    // Even a script that got into the page would not run.
    browser.run(
        "const made = document.createElement('script'); made.textContent = 'window.hurt = 2';
         document.body.append(made);",
    );
    assert!(browser.holds("window.hurt === undefined"), "the policy lets scripts in");
}

#[test]
fn the_page_is_used_by_keyboard_and_keeps_the_focus() {
    let sandbox = Sandbox::start().unwrap();
    send_wrong(&sandbox, &json!({}));
    let browser = opened(&sandbox);
    browser.wait_for(&format!("{REQUESTS}.length === 1"));
    skips_to_the_content(&browser);
    browser.press([TAB]);
    assert_eq!(browser.text("document.activeElement.tagName"), "SUMMARY");
    has_visible_focus(&browser);
    assert!(browser.holds("document.activeElement.parentElement.open"));
    browser.press([ENTER]);
    browser.wait_for("!document.activeElement.parentElement.open");
    // New lines above leave it closed, with the focus.
    client(&sandbox).send_json("create_ticket", &issue("Another one")).unwrap();
    browser.wait_for(&format!("{REQUESTS}.length === 2"));
    assert!(browser.holds("document.activeElement.tagName === 'SUMMARY' && !document.activeElement.parentElement.open"));

    browser.reload();
    browser.wait_for("document.getElementById('status').textContent === 'Live'");
    browser.press([TAB, TAB]);
    assert_eq!(browser.text("document.activeElement.id"), "pause");
    has_visible_focus(&browser);
    browser.press([' ']);
    browser.wait_for("document.activeElement.getAttribute('aria-pressed') === 'true'");
    assert_eq!(browser.text("document.getElementById('status').textContent"), "Paused");
    send_wrong(&sandbox, &json!({}));
    // An active page asks for the state each second.
    std::thread::sleep(std::time::Duration::from_millis(2_500));
    assert!(browser.holds(&format!("{REQUESTS}.length === 2")), "it is not paused");
    browser.press([' ']);
    browser.wait_for(&format!("{REQUESTS}.length === 3"));
}

#[test]
fn the_page_fits_phones_and_both_schemes() {
    let sandbox = Sandbox::start().unwrap();
    let browser = opened(&sandbox);
    let client = client(&sandbox);
    client.send_json("create_ticket", &issue(&"W".repeat(400))).unwrap();
    send_wrong(
        &sandbox,
        &json!({ "virtual_schedule_type": "x".repeat(200), "level": 1 }),
    );
    let long =
        json!({ "path": { "ticket_type": "issues_mgmt", "ticket_id": "y".repeat(60) } });
    client.send_json("show_ticket_info", &long).unwrap_err();
    browser.wait_for(&format!("{REQUESTS}.length === 3"));
    for size in [(320, 640), PHONE, (768, 1024), DESKTOP] {
        fits(&browser, size);
    }
    has_contrast(&browser);
    browser.run("document.getElementById('pause').click();");
    has_contrast(&browser);
}

#[test]
fn the_page_shows_that_the_sandbox_is_gone() {
    let sandbox = Sandbox::start().unwrap();
    let address = sandbox.address();
    let browser = opened(&sandbox);
    drop(sandbox);
    browser.wait_for(
        "document.getElementById('status').textContent.startsWith('No connection')",
    );
    let again = Sandbox::builder().address(address).start().unwrap();
    client(&again).send_json("create_ticket", &issue("After the restart")).unwrap();
    browser.wait_for(&format!("{TICKETS}.length === 1"));
    assert_eq!(browser.text("document.getElementById('status').textContent"), "Live");
}
