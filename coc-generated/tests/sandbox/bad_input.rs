//! Clients that send nothing, too much, too slowly, or something else: the sandbox still
//! serves others.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use coc_generated::sandbox::Sandbox;

use crate::program::Program;
use crate::{client_builder, incident};

const READ_TIMEOUT: Duration = Duration::from_millis(500);

fn sandbox() -> Sandbox {
    Sandbox::builder().read_timeout(READ_TIMEOUT).start().unwrap()
}

/// Checks that the sandbox still answers a proper client.
fn serves_others(sandbox: &Sandbox) {
    let client = client_builder(sandbox).build_blocking().unwrap();
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
fn a_connection_that_sends_nothing_or_too_little_is_closed() {
    let sandbox = sandbox();
    let head =
        "POST /v1/change/tickets HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{";
    for bytes in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: a\r\nx", head] {
        let start = Instant::now();
        let answer = exchange(&sandbox, bytes.as_bytes());
        assert!(start.elapsed() < Duration::from_secs(10), "{bytes:?} {answer}");
    }
    assert!(exchange(&sandbox, head.as_bytes()).starts_with("HTTP/1.1 408 "));
    serves_others(&sandbox);
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
    ] {
        let answer = exchange(&sandbox, text.as_bytes());
        let line = answer.lines().next().unwrap_or_default();
        // The end of a connection with unread bytes may overtake the answer.
        assert!(line.is_empty() || line.contains(status), "{name}: {line}");
    }
    for (name, text) in [
        ("length", &format!("{head}content-length: x\r\n\r\n")),
        ("chunk", &format!("{head}transfer-encoding: chunked\r\n\r\nxyz\r\n")),
    ] {
        let answer = exchange(&sandbox, text.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 "), "{name}: {answer}");
    }
    exchange(&sandbox, b"\x16\x03\x01\x02\x00\x01\x00\x01");
    serves_others(&sandbox);
}

#[test]
fn a_sender_that_drips_is_cut_off() {
    let sandbox = sandbox();
    let body =
        "POST /v1/change/tickets HTTP/1.1\r\nhost: a\r\ncontent-length: 999\r\n\r\n{";
    for start in ["GET / HTTP/1.1\r\nx: ", body] {
        let mut stream = TcpStream::connect(sandbox.address()).unwrap();
        stream.write_all(start.as_bytes()).unwrap();
        // Each byte comes in time, and all of them do not.
        let begin = Instant::now();
        while stream.write_all(b" ").is_ok() {
            assert!(begin.elapsed() < Duration::from_secs(20), "{start:?}");
            std::thread::sleep(READ_TIMEOUT / 10);
        }
    }
    serves_others(&sandbox);
}

#[test]
fn wrong_lengths_end_the_connection() {
    let sandbox = sandbox();
    let request = |length: &str| {
        let (token, host) = (sandbox.token(), sandbox.address());
        format!(
            "POST /v2/incidents/list HTTP/1.1\r\nhost: {host}\r\nx-auth-token: {token}\r\n\
             content-type: application/json\r\n{length}\r\n{{}}"
        )
    };
    for (length, statuses) in [
        ("content-length: 2\r\nconnection: close\r\n", &["200"][..]),
        // The rest of the body is no request.
        ("content-length: 1\r\n", &["400", "400"]),
        ("content-length: 3\r\n", &["408"]),
        ("content-length: -1\r\n", &["400"]),
        ("content-length: 99999999999999999999999\r\n", &["400"]),
        ("content-length: 2\r\ncontent-length: 3\r\n", &["400"]),
        ("content-length: 2\r\ntransfer-encoding: chunked\r\n", &["400"]),
    ] {
        let answer = exchange(&sandbox, request(length).as_bytes());
        let mut seen = answer.lines().filter_map(|line| line.strip_prefix("HTTP/1.1 "));
        let first = seen.next().map(|line| &line[..3]);
        assert!(first.is_some_and(|it| statuses.contains(&it)), "{length:?}: {answer}");
        let rest: Vec<&str> = seen.map(|line| &line[..3]).collect();
        assert!(rest.iter().all(|it| statuses.contains(it)), "{length:?}: {answer}");
    }
    serves_others(&sandbox);
}

#[test]
fn bodies_that_are_no_json_are_refused_with_the_place() {
    let sandbox = sandbox();
    let deep = "[".repeat(100_000);
    for (body, part) in [
        (&b"{\"title\":"[..], "EOF"),
        (b"{\"title\" 1}", "line 1 column 10"),
        (b"[]", "/body"),
        (b"\"text\"", "/body"),
        (b"{\"title\":\"\xff\"}", "line 1 column"),
        (b"{\"title\":1e999}", "number out of range"),
        (deep.as_bytes(), "recursion limit"),
        (b"\0", "line 1 column 1"),
    ] {
        let (token, host) = (sandbox.token(), sandbox.address());
        let head = format!(
            "POST /v1/change/tickets HTTP/1.1\r\nhost: {host}\r\nx-auth-token: {token}\r\n\
             content-type: application/json\r\nconnection: close\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let answer = exchange(&sandbox, &[head.as_bytes(), body].concat());
        let name = String::from_utf8_lossy(&body[..body.len().min(20)]);
        assert!(answer.starts_with("HTTP/1.1 400 "), "{name}: {answer}");
        assert!(answer.contains("GOM.00007256"), "{name}: {answer}");
        assert!(answer.contains(part), "{name}: {answer}");
    }
    serves_others(&sandbox);
}

/// Idle connections are closed for clients that send something, although each might stay
/// idle for longer than the test takes.
#[test]
fn ten_thousand_idle_connections_block_no_client() {
    const ALL: usize = 10_000;
    let program = Program::start(&["--delay", "0", "--read-timeout", "3600"]);
    let address = program.address();
    let client = program.client().build_blocking().unwrap();
    let mut open = VecDeque::new();
    let (mut most, mut made) = (0, 0);
    while made < ALL {
        match TcpStream::connect(address) {
            Ok(stream) => open.push_back(stream),
            // The limit of descriptors of this process: the oldest ones go, and all the
            // connections are made nonetheless.
            Err(error) if error.raw_os_error() == Some(24) && open.len() > 100 => {
                open.drain(..100);
                continue;
            }
            Err(error) => panic!("connection {made}: {error}"),
        }
        made += 1;
        most = most.max(open.len());
        if made % 1_000 == 0 {
            // A call needs descriptors, too.
            let few = open.len().saturating_sub(100);
            open.drain(..open.len() - few);
            client.send_json("create_coc_incident", &incident()).unwrap();
        }
    }
    println!("{made} idle connections, of which up to {most} were open at once");
    let list = serde_json::json!({ "body": { "contain_all": true } });
    let listed = client.send_json("list_incidents", &list).unwrap();
    assert_eq!(listed["data"]["tickets"].as_array().unwrap().len(), ALL / 1_000);
    if let Some(kibibytes) = program.peak_memory() {
        println!("at most {kibibytes} KiB of memory");
        assert!(kibibytes < 100 * 1024, "{kibibytes} KiB");
    }
}

/// Bodies that are read at once share a bounded room: others wait for it, and all of them
/// are answered.
#[test]
fn many_long_bodies_at_once_take_bounded_memory() {
    const SENDERS: usize = 64;
    const LENGTH: usize = 10 * 1024 * 1024;
    let program = Program::start(&["--read-timeout", "120"]);
    let address = program.address();
    let head = format!(
        "POST /v1/incident/attachments HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary=b\r\ncontent-length: {LENGTH}\r\n\r\n"
    );
    let piece = [b'z'; 64 * 1024];
    let send = || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        for _ in 0..LENGTH / piece.len() {
            stream.write_all(&piece).unwrap();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let answers: Vec<String> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS).map(|_| scope.spawn(send)).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    for answer in answers {
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    }
    if let Some(kibibytes) = program.peak_memory() {
        println!("at most {kibibytes} KiB of memory");
        // All bodies at once are 640 MiB.
        assert!(kibibytes < 400 * 1024, "{kibibytes} KiB");
    }
}
