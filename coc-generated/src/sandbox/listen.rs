//! The socket of the sandbox. Every connection, head and body is bounded in size and in
//! time. The meaning of a request belongs to the dispatcher.

use std::error::Error as _;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};

use bytes::Bytes;
use http::header::{CONNECTION, HeaderValue};
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::failure::InjectedFailures;
use super::inject::{Delivery, handle, refusal};
use super::log::Log;
use super::operations::SandboxOperations;
use super::page;
use super::slots::Slots;
use crate::runtime::server::Dispatcher;

/// The largest number of open connections.
const MAX_CONNECTIONS: usize = 1_024;
/// The largest number of connections that the operating system keeps until they are
/// accepted. The operating system makes further clients retry after a second.
const MAX_WAITING: u32 = 1_024;
/// The most bytes of the head of a request.
const MAX_HEAD: usize = 64 * 1024;

/// The most bytes of a body that is read at once. A longer one needs room.
const SHORT_BODY: u32 = 64 * 1024;
/// The room for longer bodies, in bytes: bodies beyond it wait.
const MAX_BODIES: usize = 256 * 1024 * 1024;

/// Everything that connections share.
pub(super) struct Service {
    dispatcher: Dispatcher<SandboxOperations>,
    failures: InjectedFailures,
    log: Log,
    /// The time that a client has for a head, and for a body.
    read_timeout: Duration,
    room: Semaphore,
}

impl Service {
    pub(super) fn new(
        dispatcher: Dispatcher<SandboxOperations>,
        failures: InjectedFailures,
        read_timeout: Duration,
    ) -> Self {
        let (log, room) = (Log::default(), Semaphore::new(MAX_BODIES));
        Self { dispatcher, failures, log, read_timeout, room }
    }

    /// Waits until there is room for this body.
    async fn room(&self, body: &Incoming) -> Option<SemaphorePermit<'_>> {
        let most = u32::try_from(self.dispatcher.max_body_bytes()).unwrap_or(u32::MAX);
        let upper = body.size_hint().upper();
        let bytes =
            upper.map_or(most, |it| u32::try_from(it).map_or(most, |it| it.min(most)));
        if bytes <= SHORT_BODY { None } else { self.room.acquire_many(bytes).await.ok() }
    }
}

/// Listens at an address, within a runtime.
pub(super) fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Unix, a port stays in use for a while after its process ended; elsewhere the
    // option would let two processes share it.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(MAX_WAITING)
}

/// Answers connections until `stop` is sent or dropped.
pub(super) async fn serve(
    listener: TcpListener,
    service: Arc<Service>,
    mut stop: oneshot::Receiver<()>,
) {
    let slots = Arc::new(Slots::new(MAX_CONNECTIONS));
    loop {
        let accepted = async {
            let (stream, _) = listener.accept().await.ok()?;
            Some((stream, slots.take().await?))
        };
        let accepted = tokio::select! {
            biased;
            _ = &mut stop => return,
            accepted = accepted => accepted,
        };
        let Some((stream, slot)) = accepted else {
            // No descriptor is free.
            if slots.close_oldest_idle() {
                tokio::task::yield_now().await;
            } else {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            continue;
        };
        let (service, slots) = (Arc::clone(&service), Arc::clone(&slots));
        tokio::spawn(async move {
            if slots.first_byte(&stream, service.read_timeout).await {
                connection(stream, service).await;
            }
            drop(slot);
        });
    }
}

/// Answers the requests of one connection.
async fn connection(stream: TcpStream, service: Arc<Service>) {
    // Answers are short, and each is written at once.
    let _ = stream.set_nodelay(true);
    let read_timeout = service.read_timeout;
    let respond = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { respond(request, &service).await }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(read_timeout)
        .max_buf_size(MAX_HEAD);
    let mut connection = builder.serve_connection(TokioIo::new(stream), respond);
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

/// The body of an answer, which may break off.
struct ResponseBody {
    bytes: Bytes,
    length: u64,
    /// The head and the bytes were handed over, and can be written before the end.
    is_flushed: bool,
}

impl ResponseBody {
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

impl Body for ResponseBody {
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

/// Answers one request, unless a failure breaks the connection.
async fn respond(
    request: Request<Incoming>,
    service: &Service,
) -> Result<Response<ResponseBody>, Broken> {
    let dispatcher = &service.dispatcher;
    let (head, body) = request.into_parts();
    if let Some(page) = page::page_answer(&head, dispatcher.operations(), &service.log) {
        return Ok(page.map(ResponseBody::whole));
    }
    let entry = service.log.begin(&head);
    let read = async {
        let room = service.room(&body).await;
        let body = Limited::new(body, dispatcher.max_body_bytes()).collect().await;
        body.map(|body| (body.to_bytes(), room))
    };
    let (body, _room) = match tokio::time::timeout(service.read_timeout, read).await {
        Ok(Ok(read)) => read,
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            let response = dispatcher.too_large();
            entry.answered(&response, false);
            return Ok(response.map(ResponseBody::whole));
        }
        unread @ (Ok(Err(_)) | Err(_)) => {
            let is_late = unread.is_err();
            let response = incomplete(is_late);
            entry.answered(&response, false);
            return Ok(response.map(ResponseBody::whole));
        }
    };
    let request = Request::from_parts(head, body);
    let act = async |request| {
        let response = dispatcher.dispatch(request).await;
        match dispatcher.operations().written().await {
            Ok(()) => response,
            Err(problem) => not_written(&problem),
        }
    };
    match handle(&service.failures, request, act).await {
        Delivery::Whole { response, is_injected } => {
            entry.answered(&response, is_injected);
            Ok(response.map(ResponseBody::whole))
        }
        Delivery::Cut(response) => {
            entry.broken(Some(&response));
            Ok(response.map(ResponseBody::half))
        }
        Delivery::Reset => {
            entry.broken(None);
            Err(Broken::Reset)
        }
    }
}

/// The answer to a request whose body is malformed, or came too late if `is_late`. It
/// closes the connection.
fn incomplete(is_late: bool) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() =
        if is_late { StatusCode::REQUEST_TIMEOUT } else { StatusCode::BAD_REQUEST };
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The answer in place of one that shows data that is not on the disk.
fn not_written(problem: &str) -> Response<Bytes> {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    let message = format!("the data of the sandbox cannot be written: {problem}");
    refusal(status, status.as_str(), &message)
}
