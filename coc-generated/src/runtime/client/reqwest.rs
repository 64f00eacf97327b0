//! The transport that really connects: `reqwest` with rustls, HTTP/1.1, no redirects, no
//! repeats of its own. No other module names that library.

use std::error::Error as _;
use std::fmt::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Method;
use reqwest::Url;
use tokio::runtime::{Handle, Id};

use super::route::ProxyUrl;
use super::tls::{self, Roots};
use super::transport::{BoxFuture, Transport, TransportError};
use crate::runtime::http::ConfigError;
use crate::runtime::http::IncompleteBody;

/// How long an unused connection is kept. Shorter than what gateways keep one for: a
/// request on a connection that the other side is just closing is lost, and nobody can
/// tell whether it arrived.
const IDLE: Duration = Duration::from_secs(15);

/// This machine, at the port of the URL.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// The transport that connects over TCP and TLS.
#[derive(Clone)]
pub(super) struct HttpTransport {
    builder: Arc<dyn Fn() -> reqwest::Result<reqwest::Client> + Send + Sync>,
    /// Connections live on the runtime that made them, and one runtime does not drive
    /// those of another: each has a client of its own, the latest last.
    clients: Arc<Mutex<Vec<(Id, reqwest::Client)>>>,
    max_body: usize,
}

/// So many runtimes at a time have connections of their own.
const RUNTIMES: usize = 8;

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport")
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}

/// The settings of connections.
#[derive(Debug, Clone)]
pub(super) struct TransportConfig {
    pub(super) connect_timeout: Duration,
    pub(super) proxy: Option<ProxyUrl>,
    pub(super) roots: Roots,
    /// Whether any connection will be encrypted.
    pub(super) tls: bool,
    pub(super) max_body: usize,
}

impl HttpTransport {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, ConfigError> {
        let tls = tls::config(&config.roots, config.tls)?;
        let connect_timeout = config.connect_timeout;
        let proxy = config.proxy.as_ref().map(|proxy| {
            reqwest::Proxy::all(proxy.url.expose())
                .map_err(|_| ConfigError::Proxy { from: "builder" })
        });
        let proxy = proxy.transpose()?;
        let builder = move || {
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .connect_timeout(connect_timeout)
                .pool_idle_timeout(IDLE)
                // It ignores variables that it does not understand: see `route`.
                .no_proxy()
                // Plain text to this machine must not go where a name server says.
                .resolve_to_addrs("localhost", &LOCALHOST);
            match &proxy {
                Some(proxy) => builder.proxy(proxy.clone()).build(),
                None => builder.build(),
            }
        };
        builder().map_err(|error| ConfigError::Setup {
            problem: chain(&error.without_url()),
        })?;
        Ok(Self {
            builder: Arc::new(builder),
            clients: Arc::default(),
            max_body: config.max_body,
        })
    }

    /// The client whose connections this runtime drives.
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        let runtime = Handle::try_current()
            .map_err(|_| TransportError::not_sent("a call needs a Tokio runtime"))?;
        let id = runtime.id();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(owner, _)| *owner == id) {
            return Ok(client.clone());
        }
        let client = (self.builder)().map_err(classify)?;
        if clients.len() >= RUNTIMES {
            clients.remove(0);
        }
        clients.push((id, client.clone()));
        Ok(client)
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut response =
            self.client()?.execute(convert(request)?).await.map_err(classify)?;
        let mut body = BytesMut::new();
        let cut = loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.max_body => {
                    body.extend_from_slice(
                        chunk.get(..self.max_body - body.len()).unwrap_or_default(),
                    );
                    break Some(IncompleteBody::TooLong);
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break None,
                Err(_) => break Some(IncompleteBody::Broken),
            }
        };
        let mut out = http::Response::new(body.freeze());
        *out.status_mut() = response.status();
        *out.headers_mut() = std::mem::take(response.headers_mut());
        if let Some(cut) = cut {
            out.extensions_mut().insert(cut);
        }
        Ok(out)
    }
}

impl Transport for HttpTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn convert(request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string())
        .map_err(|error| TransportError::not_sent(error.to_string()).lasting())?;
    // The URL parser tidies what it reads. The signed text is sent as it is.
    let same = parts.uri.path() == url.path() && parts.uri.query() == url.query();
    if !same {
        return Err(TransportError::not_sent(
            "the URL would not be sent as it was signed",
        )
        .lasting());
    }
    let with_body = !body.is_empty()
        || matches!(parts.method, Method::POST | Method::PUT | Method::PATCH);
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    if with_body {
        *request.body_mut() = Some(body.into());
    }
    Ok(request)
}

/// Only a failure to connect (name, TCP, proxy, TLS) is certain to come before the first
/// byte of a request.
fn classify(error: reqwest::Error) -> TransportError {
    let timed_out = error.is_timeout();
    let certain = error.is_connect() || error.is_builder();
    let lasting = error.is_builder() || is_lasting(&error);
    let error = error.without_url();
    let problem = chain(&error);
    let mut out = match certain {
        true => TransportError::not_sent(problem),
        false => TransportError::maybe_sent(problem),
    };
    out.lasting = lasting;
    let out = out.with_source(error);
    if timed_out { out.timed_out() } else { out }
}

/// Whether the certificate is wrong or a proxy wants another user: neither heals.
fn is_lasting(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(_)) = error.downcast_ref() {
            return true;
        }
        if error.to_string().ends_with("proxy authorization required") {
            return true;
        }
        // The source of an `io::Error` is not what it holds, but the source of that.
        cause = match error.downcast_ref::<std::io::Error>().and_then(|it| it.get_ref())
        {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

/// The messages of an error and its causes.
fn chain(error: &reqwest::Error) -> String {
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
