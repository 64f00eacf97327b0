//! The builder of clients. It reads no credentials and sends nothing: the engine does at
//! the first call. It reads the profile file for a region alone, in `load_env`.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use http::header::HeaderValue;

use super::engine::Engine;
use super::find_proxy::find_proxy;
use super::handle::Client;
use super::intercept::{Intercept, Interceptors};
use super::limit::{Budget, Pace};
use super::net::{HttpTransport, TransportConfig};
use super::observe::{Observe, Observers};
use super::options::CallOptions;
use super::prepared_call::Settings;
use super::provider::{
    CredentialCache, ProfileFile, ProvideCredentials, ProviderChain, in_environment,
    on_blocking_thread, variable,
};
use super::proxy::Proxy;
use super::retry::RetryPolicy;
use super::tls::Roots;
use super::transport::Transport;
use crate::runtime::http::{
    Clock, ConfigError, CredentialsError, Endpoint, SystemClock,
};
use crate::runtime::service::Service;

/// Makes a [`Client`]. A region or an endpoint is needed; all else has a default.
#[derive(Clone)]
pub struct ClientBuilder {
    service: &'static Service,
    endpoint: Option<Result<Endpoint, ConfigError>>,
    credentials: Option<Arc<dyn ProvideCredentials>>,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    observers: Observers,
    interceptors: Interceptors,
    connect_timeout: Duration,
    retry: RetryPolicy,
    retries: Option<u32>,
    per_second: Option<NonZeroU32>,
    proxy: Proxy,
    roots: Result<Roots, ConfigError>,
    max_body: usize,
    application: Option<String>,
    /// The options of all calls.
    defaults: Result<CallOptions, ConfigError>,
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("service", &self.service.name)
            .field("endpoint", &self.endpoint)
            .field("proxy", &self.proxy)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// A builder of clients of `service`, with the defaults.
    #[must_use]
    pub fn new(service: &'static Service) -> Self {
        Self {
            service,
            endpoint: None,
            credentials: None,
            transport: None,
            clock: Arc::new(SystemClock),
            observers: Observers::default(),
            interceptors: Interceptors::default(),
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            retries: Some(100),
            per_second: None,
            proxy: Proxy::environment(),
            roots: Ok(Roots::default()),
            max_body: 8 * 1024 * 1024,
            application: None,
            defaults: Ok(CallOptions::default()),
        }
    }

    /// Changes the options of all calls.
    fn with_defaults(mut self, set: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.defaults = self.defaults.map(set);
        self
    }

    /// Calls the service's endpoint in this region. [`build`](Self::build) fails if none is
    /// known.
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        self.endpoint = Some(match self.service.endpoint(region) {
            Some(url) => Endpoint::new(url).map_err(ConfigError::from),
            None => Err(ConfigError::Region {
                region: region.to_owned(),
                known: self.service.endpoints.iter().map(|(name, _)| *name).collect(),
            }),
        });
        self
    }

    /// Takes the region from `HUAWEICLOUD_SDK_REGION`, or else from the key `region` of
    /// the profile, unless a region or an endpoint was given already. Credentials come
    /// from the same two places without this.
    ///
    /// # Errors
    /// [`ConfigError`] if the profile file is there and cannot be read.
    pub async fn load_env(self) -> Result<Self, ConfigError> {
        let load = || self.with_region_of_environment();
        on_blocking_thread(load).await.map_err(|error| unusable(&error))?
    }

    fn with_region_of_environment(self) -> Result<Self, ConfigError> {
        if self.endpoint.is_some() {
            return Ok(self);
        }
        let file = ProfileFile::new(self.service.scope);
        let region = match variable(REGION) {
            None => file.region().map_err(|error| unusable(&error))?,
            region => region,
        };
        Ok(match region {
            Some(region) => self.region(region.trim()),
            None => self,
        })
    }

    /// Calls this endpoint.
    #[must_use]
    pub fn endpoint(mut self, endpoint: Endpoint) -> Self {
        self.endpoint = Some(Ok(endpoint));
        self
    }

    /// The source of credentials: [`Credentials`](crate::Credentials) themselves, a
    /// provider, or a chain of them. Without this it is [`ProviderChain::standard`]: the
    /// environment, then the profile file.
    #[must_use]
    pub fn credentials(mut self, provider: impl ProvideCredentials) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// How long a connection may take to come about, name resolution and TLS included.
    /// 10 seconds by default, and never more than nine tenths of an attempt.
    #[must_use]
    pub fn connect_timeout(mut self, time: Duration) -> Self {
        self.connect_timeout = time;
        self
    }

    /// How long one attempt may take, to the last byte of the answer. 30 seconds by
    /// default; an upload has more, see
    /// [`min_upload_bytes_per_second`](Self::min_upload_bytes_per_second).
    #[must_use]
    pub fn attempt_timeout(self, time: Duration) -> Self {
        self.with_defaults(|options| options.attempt_timeout(time))
    }

    /// How long a call may take, with all attempts and the waits between them. 90
    /// seconds by default.
    #[must_use]
    pub fn total_timeout(self, time: Duration) -> Self {
        self.with_defaults(|options| options.total_timeout(time))
    }

    /// The slowest rate at which a form with files is expected to be sent, in bytes per
    /// second; 65536 by default. The time that its length takes at this rate is added to
    /// [`attempt_timeout`](Self::attempt_timeout) and to
    /// [`total_timeout`](Self::total_timeout), so that these suit small requests and large
    /// files alike: a file of 10 MiB has 160 seconds more by default.
    #[must_use]
    pub fn min_upload_bytes_per_second(self, bytes: NonZeroU32) -> Self {
        self.with_defaults(|options| options.min_upload_bytes_per_second(bytes))
    }

    /// How often and how fast failed attempts are retried, where they may be.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many retries all calls together may make. A retry takes one; ten successful
    /// calls, or one successful retry, give one back. 100 by default, so that a failing
    /// service does not get three times the load; `None` is no limit.
    #[must_use]
    pub fn retry_budget(mut self, retries: impl Into<Option<u32>>) -> Self {
        self.retries = retries.into();
        self
    }

    /// How many attempts begin in a second at most, evenly spaced, over all calls.
    /// Others wait for their turn; a call that would have to wait longer than its time
    /// fails at once, and nothing is sent. Without a limit by default.
    #[must_use]
    pub fn max_requests_per_second(mut self, attempts: NonZeroU32) -> Self {
        self.per_second = Some(attempts);
        self
    }

    /// The proxy between client and service. By default it is that of the environment.
    /// Loopback is never proxied.
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.proxy = proxy;
        self
    }

    /// Trusts the root certificates in this PEM text, beside the platform's.
    #[must_use]
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        self.roots = self.roots.and_then(|mut roots| {
            roots.add_pem(pem)?;
            Ok(roots)
        });
        self
    }

    /// Trusts the given root certificates alone, and not the platform's.
    #[must_use]
    pub fn only_given_roots(mut self) -> Self {
        self.roots = self.roots.map(|roots| Roots { only_given: true, ..roots });
        self
    }

    /// How many bytes of a body are read before the answer counts as unreadable. 8 MiB
    /// by default. JSON that would take more than eight times as much memory (and
    /// more than 1 MiB), such as millions of zeros, is unreadable, too.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Whether requests that break documented rules are sent all the same, for rules that
    /// are wrong about the service, or to see its answer. A path that would
    /// become another operation's is refused even then. Off by default.
    #[must_use]
    pub fn send_invalid(self, send: bool) -> Self {
        self.with_defaults(|options| options.send_invalid(send))
    }

    /// Name and version of your application, such as `deployer/1.2`, put after this
    /// crate's in the user agent.
    #[must_use]
    pub fn application(mut self, name: impl Into<String>) -> Self {
        self.application = Some(name.into());
        self
    }

    /// Sends a header with every request, signed with the others. Its value never shows
    /// in an error. [`build`](Self::build) fails if HTTP cannot hold it, if it would not
    /// be signed, or if the client itself sets it.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.defaults = self.defaults.and_then(|options| {
            let refuse = |_| ConfigError::Header { name: name.to_owned() };
            options.header(name, value).map_err(refuse)
        });
        self
    }

    /// Sends requests by other means. The settings of proxy, roots and connect time-out
    /// then have no effect.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Takes the time of day from elsewhere.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Reports every attempt and call to `observer`, beside the observers given before.
    #[must_use]
    pub fn observer(mut self, observer: impl Observe) -> Self {
        self.observers.0.push(Arc::new(observer));
        self
    }

    /// Lets `interceptor` add headers to every attempt before it is signed, after those
    /// that were given before.
    #[must_use]
    pub fn interceptor(mut self, interceptor: impl Intercept) -> Self {
        self.interceptors.0.push(Arc::new(interceptor));
        self
    }

    /// Makes the client. Nothing is read or fetched, except the platform's root
    /// certificates, and the variables of the environment that name a proxy.
    ///
    /// # Errors
    /// [`ConfigError`] if something given is not usable.
    pub fn build(self) -> Result<Client, ConfigError> {
        let endpoint = self.endpoint.unwrap_or(Err(ConfigError::NoEndpoint))?;
        let roots = self.roots?;
        let defaults = self.defaults?;
        let user_agent = user_agent(self.service.name, self.application.as_deref())?;
        let settings =
            Settings::new(self.retry, self.max_body, user_agent).with(&defaults);
        let proxy = match &self.transport {
            Some(_) => None,
            None => find_proxy(&self.proxy, &endpoint, in_environment)?,
        };
        let proxy_password = proxy.as_ref().and_then(|proxy| proxy.password.clone());
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(HttpTransport::new(&TransportConfig {
                // Before the attempt's own time is over: then it is certain that nothing
                // was sent.
                connect_timeout: self
                    .connect_timeout
                    .min(settings.attempt_timeout.mul_f64(0.9)),
                proxy,
                roots,
                tls: !endpoint.is_plain(),
                max_body: self.max_body,
            })?),
        };
        let provider = match self.credentials {
            Some(provider) => provider,
            None => Arc::new(ProviderChain::standard(self.service.scope)),
        };
        let engine = Engine {
            service: self.service,
            endpoint,
            credentials: CredentialCache::new(provider),
            transport,
            clock: self.clock,
            observers: self.observers,
            interceptors: self.interceptors,
            budget: self.retries.map(Budget::new),
            pace: self.per_second.map(Pace::new),
            proxy_password,
            skew: AtomicI64::new(0),
            proven_skew: AtomicI64::new(0),
        };
        Ok(Client::new(engine, settings, defaults))
    }
}

#[cfg(feature = "blocking")]
impl ClientBuilder {
    /// Like [`load_env`](Self::load_env), for code without an asynchronous runtime.
    ///
    /// # Errors
    /// [`ConfigError`] if the profile file is there and cannot be read.
    pub fn load_env_blocking(self) -> Result<Self, ConfigError> {
        let load = || self.with_region_of_environment();
        super::provider::on_own_thread(load).map_err(|error| unusable(&error))?
    }
}

/// The variable of the environment that names the region.
const REGION: &str = "HUAWEICLOUD_SDK_REGION";

/// The error of a profile file from which the region was to come.
fn unusable(error: &CredentialsError) -> ConfigError {
    let problems: Vec<_> =
        error.tried().map(|(source, problem)| format!("{source}: {problem}")).collect();
    ConfigError::Setup { problem: problems.join("; ") }
}

/// The crate's name and version, the service's name, and the application's own.
fn user_agent(
    service: &str,
    application: Option<&str>,
) -> Result<HeaderValue, ConfigError> {
    let own = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
    let text = match application {
        Some(application) => format!("{own} ({service}) {application}"),
        None => format!("{own} ({service})"),
    };
    if !text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err(ConfigError::UserAgent);
    }
    HeaderValue::try_from(text).map_err(|_| ConfigError::UserAgent)
}
