//! The choice of a proxy, as a caller makes it. Finding the proxy of the environment
//! belongs to `find_proxy`, and the error of a wrong one to `http`.

use std::fmt;

/// The proxy between client and service.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy(pub(super) ProxyChoice);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum ProxyChoice {
    Environment,
    Direct,
    Through { url: String, except: Option<String> },
}

impl Proxy {
    /// The proxy that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`,
    /// `NO_PROXY`), if any.
    #[must_use]
    pub fn environment() -> Self {
        Self(ProxyChoice::Environment)
    }

    /// No proxy, whatever the environment says.
    #[must_use]
    pub fn none() -> Self {
        Self(ProxyChoice::Direct)
    }

    /// The proxy at `url`, such as `http://proxy.example.com:3128`; a user and a
    /// password may stand in it.
    #[must_use]
    pub fn url(url: impl Into<String>) -> Self {
        Self(ProxyChoice::Through { url: url.into(), except: None })
    }

    /// The same proxy, except for these hosts: names, domains, addresses or networks,
    /// separated by commas.
    #[must_use]
    pub fn except(mut self, hosts: impl Into<String>) -> Self {
        if let ProxyChoice::Through { except, .. } = &mut self.0 {
            *except = Some(hosts.into());
        }
        self
    }
}

/// The URL may hold a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ProxyChoice::Environment => "Proxy(environment)",
            ProxyChoice::Direct => "Proxy(none)",
            ProxyChoice::Through { .. } => "Proxy(url)",
        })
    }
}
