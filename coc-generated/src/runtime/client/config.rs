//! The values that a client is built from, and what can be wrong with them. The builder itself is in `builder`.

use std::fmt;

use crate::runtime::http::EndpointError;

/// Through which proxy requests go.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy(pub(super) Route);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Route {
    Environment,
    Direct,
    Through { url: String, except: Option<String> },
}

impl Proxy {
    /// The one that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), if any.
    #[must_use]
    pub fn environment() -> Self {
        Self(Route::Environment)
    }

    /// None, whatever the environment says.
    #[must_use]
    pub fn none() -> Self {
        Self(Route::Direct)
    }

    /// The proxy at `url`, such as `http://proxy.example.com:3128`; a user and a password may stand in it.
    #[must_use]
    pub fn url(url: impl Into<String>) -> Self {
        Self(Route::Through { url: url.into(), except: None })
    }

    /// The same proxy, except for these hosts: names, domains, addresses or networks, separated by commas.
    #[must_use]
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        if let Route::Through { except, .. } = &mut self.0 {
            *except = Some(hosts.into());
        }
        self
    }
}

/// The URL may hold a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Route::Environment => "Proxy(environment)",
            Route::Direct => "Proxy(none)",
            Route::Through { .. } => "Proxy(url)",
        })
    }
}

/// Why a client could not be built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigError {
    /// Neither a region nor an endpoint was given.
    NoEndpoint,
    /// The region is not among those that the service is known to have.
    #[non_exhaustive]
    Region {
        /// The region that was asked for.
        region: String,
        /// The known ones.
        known: Vec<&'static str>,
    },
    /// The endpoint is not acceptable.
    Endpoint(EndpointError),
    /// The proxy's URL is not one.
    Proxy,
    /// A root certificate is not a PEM certificate.
    #[non_exhaustive]
    Certificate {
        /// What is wrong.
        problem: String,
    },
    /// The addition to the user agent cannot be written in a header.
    UserAgent,
    /// TLS or the HTTP library could not be set up.
    #[non_exhaustive]
    Setup {
        /// What is wrong.
        problem: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client cannot be built: ")?;
        match self {
            Self::NoEndpoint => f.write_str("it needs a region or an endpoint"),
            Self::Region { region, known } => {
                write!(f, "no endpoint is known for the region {region}; known are {}", known.join(", "))?;
                f.write_str("; any other can be given as an endpoint")
            }
            Self::Endpoint(error) => error.fmt(f),
            Self::Proxy => f.write_str("the proxy is not a valid URL"),
            Self::Certificate { problem } => write!(f, "a root certificate is not valid: {problem}"),
            Self::UserAgent => f.write_str("the addition to the user agent is not visible ASCII"),
            Self::Setup { problem } => f.write_str(problem),
        }
    }
}

impl std::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Endpoint(error) => Some(error),
            _ => None,
        }
    }
}

impl From<EndpointError> for ConfigError {
    fn from(error: EndpointError) -> Self {
        Self::Endpoint(error)
    }
}
