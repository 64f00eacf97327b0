//! A large file is sent from a path and written to a writer in little memory. It is
//! alone in its process, whose memory it measures.
#![cfg(all(feature = "client", target_os = "linux"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/mod.rs"]
mod support;

use std::io::Write as _;

use coc_generated::http::Endpoint;
use coc_generated::wire::File;
use coc_generated::{ClientBuilder, Credentials, Proxy};
use support::{Attach, SERVICE, Scan, made};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The size of the file.
const SIZE: usize = 50 * 1024 * 1024;

/// The most memory in bytes that may be added: a fraction of the file, and several times
/// the chunks and the buffers of a connection.
const MOST: usize = 12 * 1024 * 1024;

/// A line of the process's status, in bytes.
fn memory(line: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let found = status.lines().find_map(|it| it.strip_prefix(line)).unwrap();
    found.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// Reads a request without keeping its body, and answers `POST` with a success and `GET`
/// with a file.
async fn serve(mut stream: TcpStream) -> Option<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let length = head.lines().find_map(|it| it.strip_prefix("content-length: "));
        let mut left = length.map_or(0, |it| it.parse::<usize>().unwrap());
        if head.starts_with("POST") {
            while left > 0 {
                let room = left.min(buffer.len());
                let read = stream.read(&mut buffer[..room]).await.ok()?;
                // The client went away.
                left -= Some(read).filter(|read| *read > 0)?;
            }
            let body = made().to_string();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.ok()?;
        } else {
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {SIZE}\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.ok()?;
            for _ in 0..SIZE / buffer.len() {
                stream.write_all(&buffer).await.ok()?;
            }
        }
    }
}

#[tokio::test]
async fn a_large_file_is_sent_and_written_in_little_memory() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let client = ClientBuilder::new(&SERVICE)
        .endpoint(Endpoint::new(&url).unwrap())
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .proxy(Proxy::none())
        .build()
        .unwrap();
    let small = Attach { note: None, files: vec![("f", File::new("a", "x"))] };
    // A process sets up some things once, before it is measured.
    client.send(small).await.unwrap();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    for _ in 0..SIZE / 65_536 {
        file.write_all(&[7; 65_536]).unwrap();
    }
    let before = memory("VmHWM:");
    let large = File::open(file.path()).await.unwrap();
    assert_eq!(large.size(), u64::try_from(SIZE).unwrap());
    let request = Attach { note: None, files: vec![("f", large)] };
    client.send(request).await.unwrap();
    let sent = memory("VmHWM:") - before;
    assert!(sent < MOST, "{sent} more bytes for sending");
    let answer = client.send_to(Scan, tokio::io::sink()).await.unwrap();
    assert_eq!(*answer.output(), u64::try_from(SIZE).unwrap());
    let both = memory("VmHWM:") - before;
    assert!(both < MOST, "{both} more bytes for both");
    println!("{sent} more bytes for sending, {both} for both");
}
