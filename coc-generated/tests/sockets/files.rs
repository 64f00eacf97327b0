//! Forms on their way to a server, and answers on their way to a writer.

use std::error::Error as _;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use coc_generated::error::{IncompleteBody, UnreadableReason};
use coc_generated::wire::File;
use coc_generated::{CallOptions, Client, Error, Outcome};
use tokio::io::{AsyncReadExt as _, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

use crate::support::multipart::parts;
use crate::support::server::{Act, Seen, Server, answer, success};
use crate::support::{Attach, Scan, TOO_MANY};
use crate::{SECRET, SHORT, builder, client, refusing};

fn attach(file: File) -> Attach {
    Attach { note: Some("a note".to_owned()), files: vec![("file", file)] }
}

/// A file on disk with this content.
fn on_disk(content: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".txt").tempfile().unwrap();
    file.write_all(content).unwrap();
    file
}

fn read(seen: &Seen) -> Vec<(String, Option<String>, usize)> {
    let kind = seen.header("content-type").unwrap();
    let length = seen.header("content-length").unwrap();
    assert_eq!(length, seen.body.len().to_string());
    assert_eq!(seen.header("transfer-encoding"), None);
    let parts = parts(kind, &seen.body).unwrap().into_iter();
    parts.map(|it| (it.name, it.file_name, it.content.len())).collect()
}

#[tokio::test]
async fn a_form_arrives_as_it_was_signed() {
    let server = Server::start(vec![]).await;
    let content = vec![7; 500_000];
    let file = on_disk(&content);
    let from_path = File::open(file.path()).await.unwrap().with_name("计划.txt");
    for file in [from_path, File::new("计划.txt", content)] {
        client(&server).send(attach(file)).await.unwrap();
    }
    for seen in server.seen() {
        seen.verify(SECRET);
        assert_eq!(seen.header("x-sdk-content-sha256"), Some("UNSIGNED-PAYLOAD"));
        assert_eq!(
            read(&seen),
            [
                ("note".to_owned(), None, 6),
                ("file".to_owned(), Some("计划.txt".to_owned()), 500_000)
            ]
        );
    }
    assert_eq!(server.seen().len(), 2);
}

/// The operation and the caller allow repetitions.
#[tokio::test]
async fn a_form_is_not_sent_again_once_a_part_of_it_was_sent() {
    let gateway = |status| Act::Answer(answer(status, "", TOO_MANY));
    for (act, outcome) in [
        (Act::ResetAfterHead, Outcome::Unknown),
        (Act::Close(Vec::new()), Outcome::Unknown),
        (Act::Answer(answer(503, "", "{}")), Outcome::Unknown),
        (Act::Answer(answer(500, "", "{}")), Outcome::Unknown),
        (gateway(429), Outcome::Rejected),
        (gateway(503), Outcome::Rejected),
        (
            Act::Close(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec()),
            Outcome::Unknown,
        ),
    ] {
        let server = Server::start(vec![act.clone(), act.clone(), act.clone()]).await;
        let options = CallOptions::new().repeatable(true).max_attempts(3);
        let client = client(&server).with_options(options);
        let error = client.send(attach(File::new("a", "x"))).await.unwrap_err();
        assert_eq!(
            (error.attempts(), error.outcome()),
            (1, outcome),
            "{act:?}: {error}"
        );
        assert_eq!(server.connections(), 1, "{act:?}");
    }
    let server = Server::start(vec![Act::Silence]).await;
    let client = builder(&server.url()).attempt_timeout(SHORT).build().unwrap();
    let error = client.send(attach(File::new("a", "x"))).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
}

#[tokio::test]
async fn a_form_is_sent_again_where_no_connection_came_about() {
    let (_socket, url) = refusing();
    let client = builder(&url).build().unwrap();
    let error = client.send(attach(File::new("a", "x"))).await.unwrap_err();
    assert_eq!((error.attempts(), error.outcome()), (3, Outcome::NotSent), "{error}");
}

#[tokio::test]
async fn a_file_that_has_changed_is_not_sent() {
    let server = Server::start(vec![]).await;
    let mut file = on_disk(b"12345");
    let given = File::from_path(file.path()).unwrap();
    file.write_all(b"6").unwrap();
    let error = client(&server).send(attach(given.clone())).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error}");
    assert!(error.to_string().contains("had 5 bytes, and has 6 now"), "{error}");
    assert_eq!(error.attempts(), 1, "another attempt would fail as well");
    file.close().unwrap();
    let error = client(&server).send(attach(given)).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error}");
    assert_eq!(server.connections(), 0);
}

/// Reads a request up to the end of its head, and returns the length of its body.
async fn head(stream: &mut TcpStream) -> usize {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_ascii_lowercase();
    let (_, length) = head.split_once("content-length: ").unwrap();
    length.split("\r\n").next().unwrap().parse().unwrap()
}

/// More than the buffers of a connection hold.
const LONG: u64 = 64 * 1024 * 1024;

#[tokio::test]
async fn a_file_that_changes_while_it_is_sent_breaks_the_request_off() {
    for (now, expected) in [(LONG / 2, "ended early"), (LONG + 1, "grew")] {
        let file = on_disk(b"");
        file.as_file().set_len(LONG).unwrap();
        let given = File::from_path(file.path()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let length = head(&mut stream).await;
            file.as_file().set_len(now).unwrap();
            let mut count = 0;
            let mut buffer = vec![0; 64 * 1024];
            loop {
                match stream.read(&mut buffer).await {
                    Ok(0) | Err(_) => return (length, count),
                    Ok(read) => count += read,
                }
            }
        });
        let client = builder(&url).build().unwrap();
        let error = client.send(attach(given)).await.unwrap_err();
        assert!(matches!(error, Error::ConnectionLost(_)), "{error}");
        assert!(error.to_string().contains("the connection was lost"), "{error}");
        let source = error.source().unwrap().to_string();
        assert!(source.contains(expected), "{source}");
        assert_eq!(error.attempts(), 1);
        let (length, count) = server.await.unwrap();
        assert!(count < length, "{count} of {length} bytes: the request is not whole");
    }
}

fn long(headers: &str, count: usize) -> Vec<u8> {
    let body: Vec<u8> = (0..count).map(|at| at.to_le_bytes()[0]).collect();
    let head = format!("HTTP/1.1 200 OK\r\n{headers}\r\n");
    [head.into_bytes(), body].concat()
}

#[tokio::test]
async fn an_answer_is_written_as_it_arrives() {
    let headers = "content-type: image/png\r\ncontent-disposition: attachment; filename=\"a/b.png\"\r\n";
    for count in [0, 1, 65_536, 65_537, 300_000] {
        let with_length = format!("{headers}content-length: {count}\r\n");
        let server = Server::start(vec![
            Act::Answer(long(&with_length, count)),
            Act::Close(long(headers, count)),
        ])
        .await;
        for _ in 0..2 {
            let mut written = Vec::new();
            let answer = client(&server).send_to(Scan, &mut written).await.unwrap();
            assert_eq!(*answer.output(), u64::try_from(count).unwrap());
            assert_eq!(answer.content_type(), Some("image/png"));
            assert_eq!(answer.file_name().as_deref(), Some("b.png"));
            assert_eq!((answer.attempts(), answer.body().len()), (1, 0));
            assert!(long("", count).ends_with(&written) && written.len() == count);
        }
    }
}

#[tokio::test]
async fn an_error_is_never_written() {
    let refused = r#"{"result_code":"X.7","result_text":"no such file"}"#;
    for (status, code) in [(200, "X.7"), (400, "X.7"), (404, "X.7")] {
        let server = Server::start(vec![Act::Answer(answer(status, "", refused))]).await;
        let mut written = Vec::new();
        let error = client(&server).send_to(Scan, &mut written).await.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
        assert_eq!(error.code(), Some(code));
        assert!(written.is_empty(), "{status}");
    }
    let server =
        Server::start(vec![Act::Answer(answer(302, "location: /x\r\n", "y"))]).await;
    let mut written = Vec::new();
    let error = client(&server).send_to(Scan, &mut written).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)) && written.is_empty(), "{error}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_tells_how_much_came() {
    let cut = long("content-length: 300000\r\n", 200_000);
    let server = Server::start(vec![Act::Close(cut), Act::Answer(success())]).await;
    let mut written = Vec::new();
    let error = client(&server).send_to(Scan, &mut written).await.unwrap_err();
    assert!(error.to_string().contains("after 200000 of 300000 bytes"), "{error}");
    let Error::Unreadable(error) = &error else { panic!("{error}") };
    assert_eq!(error.reason(), &UnreadableReason::Incomplete(IncompleteBody::Broken));
    assert_eq!((error.received(), error.announced()), (200_000, Some(300_000)));
    assert_eq!(written.len(), 200_000, "the part that came is written");
    assert_eq!(server.seen().len(), 1, "nothing can be written a second time");
}

#[tokio::test]
async fn an_answer_that_breaks_off_before_anything_is_written_is_asked_for_again() {
    let cut = long("content-length: 300000\r\n", 20_000);
    let whole = long("content-length: 300000\r\n", 300_000);
    let server = Server::start(vec![Act::Close(cut), Act::Answer(whole)]).await;
    let mut written = Vec::new();
    let answer = client(&server).send_to(Scan, &mut written).await.unwrap();
    assert_eq!((answer.attempts(), written.len()), (2, 300_000));
}

#[tokio::test]
async fn a_long_answer_is_cut_at_the_limit() {
    let limited = |server: &Server, bytes| {
        client(server).with_options(CallOptions::new().max_written_bytes(bytes))
    };
    // The first two lengths are known before anything is written.
    for (bytes, headers, count, least) in [
        (1_000, "", 1_001, 0),
        (100_000, "content-length: 100001\r\n", 100_001, 0),
        (100_000, "", 300_000, 65_536),
    ] {
        let server = Server::start(vec![Act::Close(long(headers, count))]).await;
        let mut written = Vec::new();
        let error =
            limited(&server, bytes).send_to(Scan, &mut written).await.unwrap_err();
        let Error::Unreadable(unreadable) = &error else { panic!("{error}") };
        let expected = UnreadableReason::Incomplete(IncompleteBody::TooLong);
        assert_eq!(unreadable.reason(), &expected, "{error}");
        let within = least..=usize::try_from(bytes).unwrap();
        assert!(within.contains(&written.len()), "{} bytes", written.len());
        assert!(least > 0 || written.is_empty(), "nothing is written for nothing");
    }
    let server =
        Server::start(vec![Act::Close(long("content-length: 100000\r\n", 100_000))])
            .await;
    let mut written = Vec::new();
    limited(&server, 100_000).send_to(Scan, &mut written).await.unwrap();
    assert_eq!(written.len(), 100_000);
}

#[tokio::test]
async fn a_slow_answer_runs_into_the_time_of_an_attempt() {
    let slow =
        Act::Drip(long("content-length: 300000\r\n", 300), Duration::from_millis(20));
    let server = Server::start(vec![slow]).await;
    let client = builder(&server.url())
        .attempt_timeout(SHORT)
        .total_timeout(SHORT)
        .build()
        .unwrap();
    let mut written = Vec::new();
    let error = client.send_to(Scan, &mut written).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && written.is_empty(), "{error}");
}

/// A writer that takes this many bytes, and then fails.
struct Full(usize);

impl Full {
    fn take(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space left"));
        }
        let count = bytes.len().min(self.0);
        self.0 -= count;
        Ok(count)
    }
}

impl AsyncWrite for Full {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Poll::Ready(self.take(bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.take(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_full(error: &Error) {
    let Error::NotWritten(unwritten) = error else { panic!("{error}") };
    assert!(unwritten.written() > 0);
    assert_eq!(error.source().unwrap().to_string(), "no space left");
    assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
    assert!(error.to_string().contains("could not be written"), "{error}");
}

#[tokio::test]
async fn a_writer_that_fails_ends_the_call() {
    for (room, count) in [(10, 100), (100_000, 300_000)] {
        let whole = long(&format!("content-length: {count}\r\n"), count);
        let server =
            Server::start(vec![Act::Answer(whole), Act::Answer(success())]).await;
        let error = client(&server).send_to(Scan, Full(room)).await.unwrap_err();
        is_full(&error);
        assert_eq!(server.seen().len(), 1);
    }
}

/// The future of a call can move to another thread, whatever the request is.
#[tokio::test]
async fn a_call_that_writes_can_be_spawned() {
    let server = Server::start(vec![Act::Close(long("", 100_000))]).await;
    let client: Client = client(&server);
    let task = tokio::spawn(async move {
        let mut written = Vec::new();
        client.send_to(Scan, &mut written).await.map(|_| written.len())
    });
    assert_eq!(task.await.unwrap().unwrap(), 100_000);
}

#[cfg(feature = "blocking")]
mod blocking {
    use coc_generated::blocking::Client;

    use super::*;

    fn client(server: &Server) -> Client {
        builder(&server.url()).build_blocking().unwrap()
    }

    /// The calls are made on the thread of an asynchronous task, which a blocking client
    /// has to bear.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn answers_are_written_and_forms_are_sent() {
        let server = Server::start(vec![
            Act::Close(long("", 2_000_000)),
            Act::Answer(answer(200, "", r#"{"result_code":"X.7"}"#)),
            Act::Answer(success()),
            Act::Close(long("", 2_000_000)),
            Act::Close(long("content-length: 300000\r\n", 200_000)),
        ])
        .await;
        let client = client(&server);
        let mut written = Vec::new();
        let answer = client.send_to(Scan, &mut written).unwrap();
        assert_eq!((*answer.output(), written.len()), (2_000_000, 2_000_000));
        assert!(long("", 2_000_000).ends_with(&written));
        let mut written = Vec::new();
        let error = client.send_to(Scan, &mut written).unwrap_err();
        assert!(matches!(error, Error::Refused(_)) && written.is_empty(), "{error}");
        let file = on_disk(&[7; 500_000]);
        client.send(attach(File::from_path(file.path()).unwrap())).unwrap();
        assert_eq!(read(&server.seen()[2])[1].2, 500_000);
        is_full(&client.send_to(Scan, Full(100_000)).unwrap_err());
        let mut written = Vec::new();
        let error = client.send_to(Scan, &mut written).unwrap_err();
        assert!(error.to_string().contains("after 200000 of 300000 bytes"), "{error}");
        assert_eq!(written.len(), 200_000);
    }
}
