//! The socket of the sandbox. Every connection, head and body is bounded in size and in
//! time. The meaning of a request belongs to the dispatcher.

use std::error::Error as _;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};

use super::desk::Desk;
use super::failure::Rules;
use super::inject::{End, handle};
use super::log::Log;
use super::page;
use crate::runtime::server::Dispatcher;

/// So many connections are open at most; others wait.
const MOST_CONNECTIONS: usize = 1_024;
/// The head of a request has so many bytes at most.
const MOST_HEAD: usize = 64 * 1024;

/// Everything that connections share.
pub(super) struct Service {
    pub(super) dispatcher: Dispatcher<Desk>,
    pub(super) rules: Rules,
    pub(super) log: Log,
    /// The time that a client has for a head, and for a body.
    pub(super) patience: Duration,
}

/// Answers connections until `stop` is sent or dropped.
pub(super) async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    mut stop: oneshot::Receiver<()>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            biased;
            _ = &mut stop => return,
            accepted = accepted => accepted,
        };
        let (Ok(place), Ok((stream, _))) = (place, accepted) else {
            // No descriptor is free: some become free soon.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            connection(stream, service).await;
            drop(place);
        });
    }
}

async fn connection(stream: TcpStream, service: Arc<Service>) {
    // Answers are short, and each is written at once.
    let _ = stream.set_nodelay(true);
    let patience = service.patience;
    let answer = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { answer(request, &service).await }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(MOST_HEAD);
    let mut connection = builder.serve_connection(TokioIo::new(stream), answer);
    let ended = (&mut connection).await;
    // Other errors are those of a client that went away or sent no HTTP.
    if ended.is_err_and(|error| matches!(error.source(), Some(it) if it.is::<Broken>()))
    {
        // The end of a socket that does not linger is a reset.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}

/// The connection breaks on request.
#[derive(Debug)]
enum Broken {
    /// In place of an answer.
    Reset,
    /// In the body of an answer.
    Cut,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the sandbox was asked to break the connection")
    }
}

impl std::error::Error for Broken {}

/// A body, which may break off.
struct Sent {
    bytes: Bytes,
    length: u64,
    /// The head and the bytes were handed over, and can be written before the end.
    is_flushed: bool,
}

impl Sent {
    fn whole(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self { bytes, length, is_flushed: false }
    }

    /// The first half, and then an end without the rest.
    fn half(mut bytes: Bytes) -> Self {
        let length = (bytes.len() as u64).max(1);
        bytes.truncate(bytes.len() / 2);
        Self { bytes, length, is_flushed: false }
    }
}

impl Body for Sent {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if !self.bytes.is_empty() {
            let bytes = std::mem::take(&mut self.bytes);
            self.length -= bytes.len() as u64;
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.length == 0 {
            return Poll::Ready(None);
        }
        if self.is_flushed {
            return Poll::Ready(Some(Err(Broken::Cut)));
        }
        self.is_flushed = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.length == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

async fn answer(
    request: Request<Incoming>,
    service: &Service,
) -> Result<Response<Sent>, Broken> {
    let dispatcher = &service.dispatcher;
    let (head, body) = request.into_parts();
    if let Some(page) = page::answer(&head, dispatcher.operations(), &service.log) {
        return Ok(page.map(Sent::whole));
    }
    let entry = service.log.begin(&head);
    let body = Limited::new(body, dispatcher.most_body()).collect();
    let body = match tokio::time::timeout(service.patience, body).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            let response = dispatcher.too_large();
            entry.answered(&response, false);
            return Ok(response.map(Sent::whole));
        }
        Ok(Err(_)) | Err(_) => {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = http::StatusCode::REQUEST_TIMEOUT;
            let close = http::HeaderValue::from_static("close");
            response.headers_mut().insert(http::header::CONNECTION, close);
            entry.answered(&response, false);
            return Ok(response.map(Sent::whole));
        }
    };
    let request = Request::from_parts(head, body);
    let act = |request| dispatcher.dispatch(request);
    match handle(&service.rules, request, act).await {
        End::Whole { response, is_injected } => {
            entry.answered(&response, is_injected);
            Ok(response.map(Sent::whole))
        }
        End::Cut(response) => {
            entry.broken(Some(&response));
            Ok(response.map(Sent::half))
        }
        End::Reset => {
            entry.broken(None);
            Err(Broken::Reset)
        }
    }
}
