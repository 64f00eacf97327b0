//! The transport over sockets: `hyper` over TCP and rustls, HTTP/1.1, no redirects, no
//! retries of its own. No other module of the client names that library.

mod connect;
mod connection;
mod sending;

use std::error::Error as _;
use std::fmt::{self, Write as _};
use std::io::{self, ErrorKind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_LENGTH, HeaderValue, PROXY_AUTHORIZATION};
use http::{Method, Version};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::InvalidDnsNameError;
use tokio::runtime::{Handle, Id};

pub(super) use self::connect::TransportConfig;
use self::connect::{AlwaysReady, Connector};
use self::sending::Sending;
use super::boxed::BoxFuture;
use super::stream::{BodyStream, ReadChunk};
use super::tokio_check::has_io;
use super::transport::{Transport, TransportError};
use crate::runtime::http::{ConfigError, IncompleteBody, Payload};

/// How long an unused connection is kept. It is shorter than the time of gateways: if a
/// request is lost on a connection that the other side is closing, it is unknown whether
/// the request arrived.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// How many bytes of an answer are held at most before they are parsed. A longer head is
/// an error.
const MAX_BUFFER_BYTES: usize = 64 * 1024;

/// How many runtimes have connections of their own at most.
const MAX_RUNTIMES: usize = 8;

type HyperClient = legacy::Client<AlwaysReady<Connector>, Sending>;

/// The transport that connects over TCP and TLS.
#[derive(Clone)]
pub(super) struct HttpTransport {
    connector: Connector,
    /// The client of each runtime, the latest last: a runtime does not drive the
    /// connections of another one.
    clients: Arc<Mutex<Vec<(Id, HyperClient)>>>,
    max_body: usize,
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}

impl HttpTransport {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, ConfigError> {
        Ok(Self {
            connector: Connector::new(config)?,
            clients: Arc::default(),
            max_body: config.max_body,
        })
    }

    /// The client whose connections this runtime drives.
    fn client(&self) -> Result<HyperClient, TransportError> {
        let runtime = Handle::try_current()
            .map_err(|_| TransportError::not_sent("a call needs a Tokio runtime"))?;
        let id = runtime.id();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(owner, _)| *owner == id) {
            return Ok(client.clone());
        }
        if !has_io() {
            let problem = "a call needs a Tokio runtime with I/O";
            return Err(TransportError::not_sent(problem).with_permanent_cause());
        }
        let client = legacy::Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_timer(TokioTimer::new())
            .http1_max_buf_size(MAX_BUFFER_BYTES)
            .build(AlwaysReady(self.connector.clone()));
        if clients.len() >= MAX_RUNTIMES {
            clients.remove(0);
        }
        clients.push((id, client.clone()));
        Ok(client)
    }

    /// Sends a request, and returns the answer when its head is there.
    async fn request(
        &self,
        request: http::Request<Payload>,
    ) -> Result<http::Response<Incoming>, TransportError> {
        let client = self.client()?;
        let (parts, body) = request.into_parts();
        let body = Sending::of(body).await.map_err(|error| {
            TransportError::not_sent(error.to_string())
                .with_permanent_cause()
                .with_source(error)
        })?;
        let request = self.prepare(parts, body);
        client.request(request).await.map_err(classify)
    }

    async fn exchange(
        &self,
        request: http::Request<Payload>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (parts, body) = self.request(request).await?.into_parts();
        let (body, cut) = collect(body, self.max_body).await;
        let mut response = without_extensions(parts, body);
        if let Some(cut) = cut {
            response.extensions_mut().insert(cut);
        }
        Ok(response)
    }

    /// The request as it goes out: nothing that is signed is changed.
    fn prepare(
        &self,
        mut parts: http::request::Parts,
        body: Sending,
    ) -> http::Request<Sending> {
        parts.version = Version::HTTP_11;
        let needs_length =
            matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
        if body.is_end_stream() && needs_length {
            parts.headers.insert(CONTENT_LENGTH, HeaderValue::from(0));
        }
        if let Some(authorization) = self.connector.authorization(&parts.uri) {
            parts.headers.insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        http::Request::from_parts(parts, body)
    }
}

/// An answer without the extensions of the HTTP library.
fn without_extensions<B>(parts: http::response::Parts, body: B) -> http::Response<B> {
    let mut response = http::Response::new(body);
    *response.status_mut() = parts.status;
    *response.headers_mut() = parts.headers;
    response
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn open(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        Box::pin(async {
            let (parts, body) = self.request(request).await?.into_parts();
            Ok(without_extensions(parts, BodyStream::new(Arriving(body))))
        })
    }
}

/// A body that arrives on a connection.
struct Arriving(Incoming);

impl ReadChunk for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, IncompleteBody>>> {
        Box::pin(chunk(&mut self.0))
    }
}

/// The next bytes of a body. Trailers are of no use here.
async fn chunk(body: &mut Incoming) -> Option<Result<Bytes, IncompleteBody>> {
    loop {
        match body.frame().await? {
            Err(_) => return Some(Err(IncompleteBody::Broken)),
            Ok(frame) => {
                if let Ok(chunk) = frame.into_data() {
                    return Some(Ok(chunk));
                }
            }
        }
    }
}

/// The bytes of a body, at most `max` of them, and the reason why they are not all.
async fn collect(mut body: Incoming, max: usize) -> (Bytes, Option<IncompleteBody>) {
    let mut whole = BytesMut::new();
    let cut = loop {
        let chunk = match chunk(&mut body).await {
            None => break None,
            Some(Err(cut)) => break Some(cut),
            Some(Ok(chunk)) => chunk,
        };
        let room = max - whole.len();
        if chunk.len() > room {
            whole.extend_from_slice(chunk.get(..room).unwrap_or_default());
            break Some(IncompleteBody::TooLong);
        }
        whole.extend_from_slice(&chunk);
    };
    (whole.freeze(), cut)
}

/// Only a failure to connect (name, TCP, proxy, TLS) is certain to come before the first
/// byte of a request.
fn classify(error: legacy::Error) -> TransportError {
    let problem = chain(&error);
    let mut out = if error.is_connect() {
        TransportError::not_sent(problem)
    } else {
        TransportError::maybe_sent(problem)
    };
    let (mut permanent, mut timed_out) = (false, false);
    let mut cause = error.source();
    while let Some(inner) = cause {
        permanent |= is_permanent(inner);
        cause = inner.source();
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            timed_out |= inner.kind() == ErrorKind::TimedOut;
            // The source of an `io::Error` is not what it holds, but the source of that.
            permanent |= inner.get_ref().is_some_and(|inner| is_permanent(inner));
        }
    }
    out.permanent = permanent;
    let out = out.with_source(error);
    if timed_out { out.with_timeout() } else { out }
}

/// Whether another attempt would fail as well: the certificate is wrong, no certificate can
/// be for that host, or a proxy refuses the user.
fn is_permanent(error: &(dyn std::error::Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_)))
        || error.is::<InvalidDnsNameError>()
        // `hyper-util` has no public type for this error of its tunnel. If its text
        // changes, `a_proxy_that_refuses_the_user_gets_one_request` fails.
        || error.to_string().ends_with("proxy authorization required")
}

/// The messages of an error and its causes.
fn chain(error: &legacy::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let message = inner.to_string();
        if !text.ends_with(&message) {
            // Writing to a string does not fail.
            let _ = write!(text, ": {message}");
        }
        cause = inner.source();
    }
    text
}
