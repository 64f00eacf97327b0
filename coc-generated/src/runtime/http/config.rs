//! The error of building a client. It stands beside the other errors, so that a call and
//! the client that makes it can fail with one type.

use std::fmt;

use super::endpoint::EndpointError;

/// A client cannot be built from what was given.
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
    /// A proxy's URL is not one of `http` or `https` with a host.
    #[non_exhaustive]
    Proxy {
        /// The variable of the environment that names it, or `ClientBuilder::proxy`.
        from: &'static str,
    },
    /// A root certificate is not a PEM certificate.
    #[non_exhaustive]
    Certificate {
        /// The problem.
        problem: String,
    },
    /// The addition to the user agent cannot be written in a header.
    UserAgent,
    /// A header that goes with every request cannot be written in HTTP.
    #[non_exhaustive]
    Header {
        /// Name of the header. Its value may be a secret, and is never kept.
        name: String,
    },
    /// TLS or the HTTP library could not be set up.
    #[non_exhaustive]
    Setup {
        /// The problem.
        problem: String,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client cannot be built: ")?;
        match self {
            Self::NoEndpoint => f.write_str("it needs a region or an endpoint"),
            Self::Region { region, known } => {
                write!(f, "no endpoint is known for the region {region:?}")?;
                if !known.is_empty() {
                    write!(f, "; known are {}", known.join(", "))?;
                }
                f.write_str("; any other can be given as an endpoint")
            }
            Self::Endpoint(error) => error.fmt(f),
            Self::Proxy { from } => {
                write!(
                    f,
                    "the proxy URL from {from} is not an http or https URL with a host"
                )
            }
            Self::Certificate { problem } => {
                write!(f, "a root certificate is not valid: {problem}")
            }
            Self::UserAgent => {
                f.write_str("the addition to the user agent is not visible ASCII")
            }
            Self::Header { name } => {
                write!(f, "header {name} is not allowed or not valid")
            }
            Self::Setup { problem } => f.write_str(problem),
        }
    }
}

/// There is no source: `Display` shows the whole problem.
impl std::error::Error for ConfigError {}

impl From<EndpointError> for ConfigError {
    fn from(error: EndpointError) -> Self {
        Self::Endpoint(error)
    }
}
