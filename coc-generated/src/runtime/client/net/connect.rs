//! Connecting: name, TCP, proxy, TLS. Requests and answers on a connection belong to the
//! module above, and reading from it to `connection`.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::header::HeaderValue;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::connection::Stream;
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::client::find_proxy::ProxyUrl;
use crate::runtime::client::tls::{self, Roots};
use crate::runtime::http::ConfigError;

type BoxError = Box<dyn Error + Send + Sync>;

/// A step on the way to a connection.
pub(super) trait Connect<Target>: Clone + Send + 'static {
    type Connection;
    type Error;

    fn connect(
        self,
        target: Target,
    ) -> impl Future<Output = Result<Self::Connection, Self::Error>> + Send;
}

/// A step as hyper asks for it: a service, which is always ready.
#[derive(Clone)]
pub(super) struct AlwaysReady<S>(pub(super) S);

impl<Target: Send + 'static, S: Connect<Target>> Service<Target> for AlwaysReady<S> {
    type Response = S::Connection;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Connection, S::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Target) -> Self::Future {
        Box::pin(self.0.clone().connect(target))
    }
}

/// The settings of connections.
#[derive(Debug, Clone)]
pub(in super::super) struct TransportConfig {
    pub(in super::super) connect_timeout: Duration,
    pub(in super::super) proxy: Option<ProxyUrl>,
    pub(in super::super) roots: Roots,
    /// Whether any connection will be encrypted.
    pub(in super::super) tls: bool,
    pub(in super::super) max_body: usize,
}

/// Makes connections to servers, through a proxy if there is one, within a time.
#[derive(Clone)]
pub(super) struct Connector {
    dialer: Dialer,
    proxy: Option<Arc<HttpProxy>>,
    connect_timeout: Duration,
}

/// A proxy as the HTTP library connects through it.
struct HttpProxy {
    uri: Uri,
    authorization: Option<HeaderValue>,
}

impl HttpProxy {
    fn new(proxy: &ProxyUrl) -> Result<Self, ConfigError> {
        let matcher = Matcher::builder().all(proxy.url.expose()).build();
        let found = matcher.intercept(&Uri::from_static("https://any.invalid"));
        let found = found.ok_or(ConfigError::Proxy { from: proxy.from })?;
        let authorization = found.basic_auth().cloned().map(|mut value| {
            value.set_sensitive(true);
            value
        });
        Ok(Self { uri: found.uri().clone(), authorization })
    }
}

impl Connector {
    pub(super) fn new(config: &TransportConfig) -> Result<Self, ConfigError> {
        let tls = tls::config(&config.roots, config.tls)?;
        let proxy = match &config.proxy {
            Some(proxy) => Some(Arc::new(HttpProxy::new(proxy)?)),
            None => None,
        };
        let mut tcp =
            HttpConnector::new_with_resolver(AlwaysReady(Resolver(GaiResolver::new())));
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Ok(Self {
            dialer: Dialer { tcp, tls: TlsConnector::from(Arc::new(tls)) },
            proxy,
            connect_timeout: config.connect_timeout,
        })
    }

    /// The proxy's authorization, if a request to `target` carries it because no tunnel
    /// does.
    pub(super) fn authorization(&self, target: &Uri) -> Option<&HeaderValue> {
        let proxy = self.proxy.as_ref().filter(|_| !is_encrypted(target))?;
        proxy.authorization.as_ref()
    }

    async fn connect(self, target: Uri) -> Result<TokioIo<Stream>, BoxError> {
        let Self { mut dialer, proxy, .. } = self;
        let stream = match proxy {
            None => dialer.reach(target).await?,
            Some(proxy) if is_encrypted(&target) => {
                let tls = dialer.tls.clone();
                let mut tunnel = Tunnel::new(proxy.uri.clone(), AlwaysReady(dialer));
                if let Some(authorization) = &proxy.authorization {
                    tunnel = tunnel.with_auth(authorization.clone());
                }
                let stream = tunnel.call(target.clone()).await?.into_inner();
                encrypt(&tls, &target, stream).await?
            }
            Some(proxy) => dialer.reach(proxy.uri.clone()).await?.proxied(),
        };
        Ok(TokioIo::new(stream))
    }
}

impl Connect<Uri> for Connector {
    type Connection = TokioIo<Stream>;
    type Error = BoxError;

    async fn connect(self, target: Uri) -> Result<TokioIo<Stream>, BoxError> {
        let late = || io::Error::new(ErrorKind::TimedOut, "no connection in time");
        timeout(self.connect_timeout, self.connect(target)).await.map_err(|_| late())?
    }
}

/// Makes connections to the next machine on the way, the server or a proxy.
#[derive(Clone)]
struct Dialer {
    tcp: HttpConnector<AlwaysReady<Resolver>>,
    tls: TlsConnector,
}

impl Dialer {
    async fn reach(&mut self, target: Uri) -> Result<Stream, BoxError> {
        let stream = Stream::new(self.tcp.call(target.clone()).await?.into_inner());
        if is_encrypted(&target) {
            encrypt(&self.tls, &target, stream).await
        } else {
            Ok(stream)
        }
    }
}

impl Connect<Uri> for Dialer {
    type Connection = TokioIo<Stream>;
    type Error = BoxError;

    async fn connect(mut self, target: Uri) -> Result<TokioIo<Stream>, BoxError> {
        Ok(TokioIo::new(self.reach(target).await?))
    }
}

fn is_encrypted(target: &Uri) -> bool {
    target.scheme_str() == Some("https")
}

async fn encrypt(
    tls: &TlsConnector,
    target: &Uri,
    stream: Stream,
) -> Result<Stream, BoxError> {
    let host = target.host().unwrap_or_default().trim_matches(['[', ']']);
    let name = ServerName::try_from(host.to_owned())?;
    Ok(Stream::new(tls.connect(name, stream).await?))
}

/// This machine, at the port of the URL.
const LOCALHOST: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
    SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), 0),
];

/// The system's resolver, except for this machine's own name: a name server must not decide
/// to which machine plain text for this one goes.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Connect<Name> for Resolver {
    type Connection = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;

    async fn connect(mut self, name: Name) -> io::Result<Self::Connection> {
        if name.as_str().eq_ignore_ascii_case("localhost") {
            return Ok(LOCALHOST.to_vec().into_iter());
        }
        Ok(self.0.call(name).await?.collect::<Vec<_>>().into_iter())
    }
}
