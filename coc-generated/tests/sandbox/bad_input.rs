//! Clients that send nothing, too much, too slowly, or something else: the sandbox goes
//! on.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use coc_generated::sandbox::Sandbox;

use crate::{incident, of};

const PATIENCE: Duration = Duration::from_millis(500);

fn sandbox() -> Sandbox {
    Sandbox::builder().patience(PATIENCE).start().unwrap()
}

/// It still answers a proper client.
fn goes_on(sandbox: &Sandbox) {
    let client = of(sandbox).build_blocking().unwrap();
    client.send_json("create_coc_incident", &incident()).unwrap();
}

/// Sends some bytes, and returns what comes until the sandbox closes the connection.
fn exchange(sandbox: &Sandbox, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(sandbox.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The sandbox may close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_connection_that_says_nothing_or_too_little_is_closed() {
    let sandbox = sandbox();
    let head =
        "POST /v1/change/tickets HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{";
    for bytes in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: a\r\nx", head] {
        let start = Instant::now();
        let answer = exchange(&sandbox, bytes.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(10), "{bytes:?} {answer}");
    }
    assert!(exchange(&sandbox, head.as_bytes()).starts_with("HTTP/1.1 408 "));
    goes_on(&sandbox);
}

#[test]
fn huge_heads_and_bodies_and_broken_messages_are_refused() {
    let sandbox = sandbox();
    let head =
        "POST /v1/incident/attachments HTTP/1.1\r\nhost: a\r\nconnection: close\r\n";
    let long = format!("{head}x: {}\r\n\r\n", "y".repeat(1_000_000));
    let many = format!("{head}{}\r\n", "x: y\r\n".repeat(10_000));
    let body =
        format!("{head}content-length: 20000000\r\n\r\n{}", "z".repeat(20_000_000));
    let chunks = format!(
        "{head}transfer-encoding: chunked\r\n\r\n{}",
        format!("10000\r\n{}\r\n", "z".repeat(0x10000)).repeat(300)
    );
    for (name, text, status) in [
        ("long", long.as_str(), "431"),
        ("many", &many, "431"),
        ("body", &body, "413"),
        ("chunks", &chunks, "413"),
        ("length", &format!("{head}content-length: x\r\n\r\n"), "400"),
        ("chunk", &format!("{head}transfer-encoding: chunked\r\n\r\nxyz\r\n"), "408"),
        ("tls", "\x16\x03\x01\x02\x00\x01\x00\x01", ""),
    ] {
        let answer = exchange(&sandbox, text.as_bytes());
        let line = answer.lines().next().unwrap_or_default();
        // The end of a connection with unread bytes may overtake the answer.
        assert!(line.is_empty() || line.contains(status), "{name}: {line}");
    }
    goes_on(&sandbox);
}

#[test]
fn many_silent_connections_are_waited_out() {
    let sandbox = sandbox();
    let start = Instant::now();
    // The operating system may turn some away while the sandbox has no place for them.
    let streams: Vec<TcpStream> = (0..1_500)
        .take_while(|_| start.elapsed() < Duration::from_secs(5))
        .filter_map(|_| TcpStream::connect_timeout(&sandbox.address(), PATIENCE).ok())
        .collect();
    assert!(streams.len() > 100, "{}", streams.len());
    goes_on(&sandbox);
}

#[test]
fn a_sandbox_stops_with_its_value() {
    let sandbox = sandbox();
    let address = sandbox.address();
    drop(sandbox);
    assert!(TcpStream::connect(address).is_err());
}
