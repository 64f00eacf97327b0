//! Temporary credentials from the metadata service of a virtual machine. Renewing them
//! belongs to `cache`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::time::timeout;

use super::provide::ProvideCredentials;
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::client::net::{HttpTransport, TransportConfig};
use crate::runtime::client::tls::Roots;
use crate::runtime::client::tokio_check::has_timers;
use crate::runtime::client::transport::Transport;
use crate::runtime::http::{Credentials, CredentialsError, Payload, from_iso};

const SOURCE: &str = "metadata service";
const BASE: &str = "http://169.254.169.254";
const TOKEN_PATH: &str = "/meta-data/latest/api/token";
const KEY_PATH: &str = "/openstack/latest/securitykey";
/// How long the service's own token is asked to hold, in seconds.
const TOKEN_SECONDS: &str = "21600";
/// How long the service may take to answer a request.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// The metadata service of a virtual machine, which gives out temporary keys of the
/// agency that the machine has.
///
/// It is used only if it is put into a [`ProviderChain`](super::ProviderChain) or given to
/// the builder.
#[derive(Clone)]
pub struct MetadataService {
    transport: Option<Arc<dyn Transport>>,
    domain_id: Option<String>,
    project_id: Option<String>,
}

impl fmt::Debug for MetadataService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetadataService")
            .field("domain_id", &self.domain_id)
            .field("project_id", &self.project_id)
            .finish_non_exhaustive()
    }
}

impl Default for MetadataService {
    fn default() -> Self {
        Self::new()
    }
}

impl MetadataService {
    /// The service at its fixed address, which is never called through a proxy.
    #[must_use]
    pub fn new() -> Self {
        Self { transport: None, domain_id: None, project_id: None }
    }

    /// Sends requests to it by other means.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// The domain's identifier, which the service does not give.
    #[must_use]
    pub fn with_domain_id(mut self, id: impl Into<String>) -> Self {
        self.domain_id = Some(id.into());
        self
    }

    /// The project's identifier, which the service does not give.
    #[must_use]
    pub fn with_project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let transport = match &self.transport {
            Some(transport) => Arc::clone(transport),
            None => direct()?,
        };
        let token = token(&*transport).await?;
        let mut request = request(Method::GET, KEY_PATH);
        if let Some(token) = token {
            let mut value = HeaderValue::try_from(token.expose_secret())
                .map_err(|_| fail("its token cannot be written in a header"))?;
            value.set_sensitive(true);
            request.headers_mut().insert("x-metadata-token", value);
        }
        let response = ask(&*transport, request).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Err(fail("the machine has no agency that it could give keys of"));
        }
        if response.status() != StatusCode::OK {
            return Err(fail(&format!("it answered {}", response.status())));
        }
        self.credentials_from(response.body())
    }

    fn credentials_from(&self, body: &Bytes) -> Result<Credentials, CredentialsError> {
        // The parser's message could quote the body.
        let answer: KeyAnswer = serde_json::from_slice(body)
            .map_err(|_| fail("its answer is not the documented JSON"))?;
        let key = answer.credential;
        let expiry = from_iso(&key.expires_at)
            .ok_or_else(|| fail("its answer's expiry is not a date"))?;
        let mut credentials = Credentials::keys(key.access, key.secret)
            .with_security_token(key.securitytoken)
            .with_expiry(expiry);
        if let Some(id) = &self.domain_id {
            credentials = credentials.with_domain_id(id);
        }
        if let Some(id) = &self.project_id {
            credentials = credentials.with_project_id(id);
        }
        Ok(credentials)
    }
}

impl ProvideCredentials for MetadataService {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}

#[derive(Deserialize)]
struct KeyAnswer {
    credential: Key,
}

#[derive(Deserialize)]
struct Key {
    access: String,
    secret: String,
    securitytoken: String,
    expires_at: String,
}

/// The token that newer machines ask for; `None` if the service has no tokens.
async fn token(
    transport: &dyn Transport,
) -> Result<Option<SecretString>, CredentialsError> {
    let mut request = request(Method::PUT, TOKEN_PATH);
    request
        .headers_mut()
        .insert("x-metadata-token-ttl-seconds", HeaderValue::from_static(TOKEN_SECONDS));
    let response = ask(transport, request).await?;
    match response.status() {
        StatusCode::OK => match std::str::from_utf8(response.body()).map(str::trim) {
            Ok(token) if !token.is_empty() => {
                Ok(Some(SecretString::from(token.to_owned())))
            }
            _ => Err(fail("it gave an unusable token")),
        },
        StatusCode::NOT_FOUND
        | StatusCode::METHOD_NOT_ALLOWED
        | StatusCode::SERVICE_UNAVAILABLE => Ok(None),
        status => Err(fail(&format!("it answered {status} when asked for a token"))),
    }
}

async fn ask(
    transport: &dyn Transport,
    request: http::Request<Payload>,
) -> Result<http::Response<Bytes>, CredentialsError> {
    if !has_timers() {
        return Err(fail("asking it needs a Tokio runtime with timers"));
    }
    match timeout(ANSWER_TIMEOUT, transport.send(request)).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(fail(&error.to_string())),
        Err(_) => Err(fail("no answer in time")),
    }
}

fn request(method: Method, path: &str) -> http::Request<Payload> {
    let mut request = http::Request::new(Payload::new());
    *request.method_mut() = method;
    if let Ok(uri) = format!("{BASE}{path}").parse() {
        *request.uri_mut() = uri;
    }
    request
}

fn direct() -> Result<Arc<dyn Transport>, CredentialsError> {
    let transport = HttpTransport::new(&TransportConfig {
        connect_timeout: Duration::from_secs(2),
        proxy: None,
        roots: Roots::default(),
        tls: false,
        max_body: 64 * 1024,
    });
    transport
        .map(|transport| Arc::new(transport) as Arc<dyn Transport>)
        .map_err(|error| fail(&error.to_string()))
}

fn fail(problem: &str) -> CredentialsError {
    CredentialsError::new(SOURCE, problem)
}
