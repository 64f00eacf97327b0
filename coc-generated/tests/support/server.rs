//! A server on a raw local socket that answers or fails by a list of acts.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// An act of the server for a connection or a request.
#[derive(Debug, Clone)]
pub enum Act {
    /// Resets a new connection before it reads anything, and a kept one after the head of
    /// the next request.
    ResetAtOnce,
    /// Reads the head of a request and resets.
    ResetAfterHead,
    /// Reads the request, writes these bytes, and keeps the connection.
    Answer(Vec<u8>),
    /// The same, then closes.
    Close(Vec<u8>),
    /// The same, then resets.
    Reset(Vec<u8>),
    /// Reads the request and writes these bytes one by one, with a pause between.
    Drip(Vec<u8>, Duration),
    /// Reads the request and stays silent.
    Silence,
}

/// A request as it was received.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    pub fn verify(&self, secret: &str) {
        if let Err(problem) = super::canonical::verify(
            &self.method,
            &self.target,
            &self.headers,
            &self.body,
            secret,
        ) {
            panic!("{problem}");
        }
    }
}

#[derive(Default)]
struct State {
    acts: VecDeque<Act>,
    seen: Vec<Seen>,
    connections: usize,
    open: usize,
}

pub struct Server {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Starts a server that performs these acts in order, and then answers with success.
    pub async fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state =
            Arc::new(Mutex::new(State { acts: acts.into(), ..State::default() }));
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                let reset = {
                    let mut state = state.lock().unwrap();
                    state.connections += 1;
                    let reset = matches!(state.acts.front(), Some(Act::ResetAtOnce));
                    if reset {
                        state.acts.pop_front();
                    }
                    reset
                };
                if reset {
                    let _ = stream.set_zero_linger();
                    continue;
                }
                tokio::spawn(async move {
                    state.lock().unwrap().open += 1;
                    serve(stream, &state).await;
                    state.lock().unwrap().open -= 1;
                });
            }
        });
        Self { address, state, task }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }

    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }

    pub fn open(&self) -> usize {
        self.state.lock().unwrap().open
    }
}

async fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let mut buffer = Vec::new();
    loop {
        let Some(end) = head(&mut stream, &mut buffer).await else {
            return;
        };
        let act = state
            .lock()
            .unwrap()
            .acts
            .pop_front()
            .unwrap_or_else(|| Act::Answer(success()));
        if !matches!(act, Act::ResetAfterHead | Act::ResetAtOnce) {
            let Some(seen) = request(&mut stream, &mut buffer, end).await else {
                return;
            };
            state.lock().unwrap().seen.push(seen);
        }
        match act {
            Act::ResetAfterHead | Act::ResetAtOnce => {
                let _ = stream.set_zero_linger();
                return;
            }
            Act::Answer(bytes) => {
                let _ = stream.write_all(&bytes).await;
            }
            Act::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Act::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // The client has to read the bytes before the reset discards them.
                tokio::time::sleep(Duration::from_millis(20)).await;
                let _ = stream.set_zero_linger();
                return;
            }
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    if stream.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
            }
            Act::Silence => {
                // The server waits until the client closes the connection.
                while stream.read_buf(&mut buffer).await.unwrap_or(0) > 0 {}
                return;
            }
        }
    }
}

/// Reads until the head is complete, and returns where it ends.
async fn head(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<usize> {
    loop {
        if let Some(at) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            return Some(at + 4);
        }
        if stream.read_buf(buffer).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

/// Reads the request whose head ends at `end`, and takes it out of the buffer.
async fn request(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    end: usize,
) -> Option<Seen> {
    let mut seen = parse(&buffer[..end]);
    let length = seen.header("content-length").map_or(0, |text| text.parse().unwrap());
    while buffer.len() < end + length {
        if stream.read_buf(buffer).await.unwrap_or(0) == 0 {
            return None;
        }
    }
    seen.body = buffer[end..end + length].to_vec();
    buffer.drain(..end + length);
    Some(seen)
}

fn parse(head: &[u8]) -> Seen {
    let text = String::from_utf8(head.to_vec()).unwrap();
    let mut lines = text.split("\r\n").filter(|line| !line.is_empty());
    let mut first = lines.next().unwrap().split(' ');
    let (method, target) =
        (first.next().unwrap().to_owned(), first.next().unwrap().to_owned());
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':').unwrap();
        (name.to_owned(), value.trim().to_owned())
    });
    Seen { method, target, headers: headers.collect(), body: Vec::new() }
}

/// A complete answer.
pub fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
    .into_bytes()
}

pub fn success() -> Vec<u8> {
    answer(
        200,
        "content-type: application/json\r\nx-request-id: REQ1\r\n",
        &super::made().to_string(),
    )
}
