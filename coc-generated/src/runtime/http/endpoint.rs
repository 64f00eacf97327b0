//! Endpoints: checked base URLs. The endpoints of a service are listed in its `Service`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use http::Uri;

use super::encode::encode_into;
use crate::runtime::percent::decode;

/// The base URL of a service: `https`, a host, perhaps a port and a path that stands
/// before every operation's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    base: String,
}

impl Endpoint {
    /// Checks a base URL. Plain `http` is accepted for this machine's loopback alone.
    ///
    /// # Errors
    /// [`EndpointError`] if the URL is not one, is not `https`, or holds a user, a query
    /// or a fragment.
    pub fn new(url: &str) -> Result<Self, EndpointError> {
        Self::check(url, false)
    }

    /// Checks a base URL that may be plain `http` to any host. Anybody on the network
    /// path can then read every request and answer, and can repeat a signed request for
    /// some minutes.
    ///
    /// # Errors
    /// [`EndpointError`] if the URL is not one, or holds a user, a query or a fragment.
    pub fn insecure(url: &str) -> Result<Self, EndpointError> {
        Self::check(url, true)
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.base
    }

    /// Whether requests go out unencrypted.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.base.starts_with("http:")
    }

    /// Whether it is on this machine.
    #[cfg(feature = "client")]
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host_and_port().0)
    }

    #[cfg(feature = "client")]
    pub(crate) fn host_and_port(&self) -> (String, u16) {
        let uri = self.base.parse::<Uri>().unwrap_or_default();
        let port = uri.port_u16().unwrap_or(self.default_port());
        (uri.host().unwrap_or_default().to_owned(), port)
    }

    /// The port of a URL that names none.
    #[cfg(feature = "client")]
    pub(crate) fn default_port(&self) -> u16 {
        if self.is_plain() { 80 } else { 443 }
    }

    fn check(url: &str, insecure: bool) -> Result<Self, EndpointError> {
        // `http::Uri` drops a fragment silently.
        if url.contains('#') {
            return Err(EndpointError::NotABase);
        }
        let uri: Uri = url.parse().map_err(|_| EndpointError::NotAUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(EndpointError::NotAUrl);
        };
        if uri.query().is_some() || authority.as_str().contains('@') {
            return Err(EndpointError::NotABase);
        }
        let host = authority.host().to_ascii_lowercase();
        if !is_host(&host) {
            return Err(EndpointError::NotAUrl);
        }
        let default_port = match scheme {
            "https" => 443,
            "http" if insecure || is_loopback(&host) => 80,
            "http" => return Err(EndpointError::Plain { host }),
            _ => return Err(EndpointError::NotAUrl),
        };
        // The signature covers the host as sent, and HTTP stacks leave out a port that
        // is the scheme's own.
        let port = match authority.port() {
            Some(port) => match port.as_str().parse::<u16>() {
                // The parser of numbers takes a sign.
                _ if port.as_str().starts_with('+') => {
                    return Err(EndpointError::NotAUrl);
                }
                Ok(port) if port == default_port => String::new(),
                Ok(port) if port > 0 => format!(":{port}"),
                _ => return Err(EndpointError::NotAUrl),
            },
            // The parser does not report text behind the host that is no port.
            None if authority.as_str().len() > host.len() => {
                return Err(EndpointError::NotAUrl);
            }
            None => String::new(),
        };
        let path = uri.path().trim_end_matches('/');
        if !path.split('/').skip(1).all(is_segment) {
            return Err(EndpointError::NotABase);
        }
        Ok(Self { base: format!("{scheme}://{host}{port}{path}") })
    }
}

/// Whether a segment of the path is sent as it is signed: not empty, not dotted, and
/// encoded as signatures encode it. An encoded slash would be a separator.
fn is_segment(segment: &str) -> bool {
    let decoded = decode(segment);
    let mut encoded = String::new();
    encode_into(&mut encoded, &decoded);
    !matches!(&*decoded, b"" | b"." | b"..")
        && !decoded.contains(&b'/')
        && encoded == segment
}

/// Whether it is an address or a name that can be resolved: letters, digits, hyphens and
/// underscores, in parts that are not empty. A dot may end it.
fn is_host(host: &str) -> bool {
    if let Some(rest) = host.strip_prefix('[') {
        let address = rest.strip_suffix(']').map(str::parse::<Ipv6Addr>);
        return matches!(address, Some(Ok(_)));
    }
    let is_part = |part: &str| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        (1..=63).contains(&part.len()) && part.bytes().all(fits)
    };
    let name = host.strip_suffix('.').unwrap_or(host);
    name.len() <= 253 && name.split('.').all(is_part)
}

fn is_loopback(host: &str) -> bool {
    if host == "localhost" {
        return true;
    }
    let v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match v6 {
        Some(address) => {
            address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
        }
        None => host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(url: &str) -> Result<Self, EndpointError> {
        Self::new(url)
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = EndpointError;

    fn try_from(url: &str) -> Result<Self, EndpointError> {
        Self::new(url)
    }
}

impl AsRef<str> for Endpoint {
    fn as_ref(&self) -> &str {
        &self.base
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

/// A URL that cannot be an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndpointError {
    /// Not an absolute `https` (or `http`) URL with a host.
    NotAUrl,
    /// It holds a user, a query, a fragment, or a path with a segment that is empty,
    /// dotted, or not encoded as signatures encode it.
    NotABase,
    /// Plain `http` to a host that is not this machine.
    Plain {
        /// The host.
        host: String,
    },
}

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAUrl => f.write_str("the endpoint is not an https URL with a host"),
            Self::NotABase => f.write_str(
                "the endpoint must be a plain base URL: no user, query, fragment, no segment that is empty, dotted or not percent-encoded",
            ),
            Self::Plain { host } => write!(
                f,
                "the endpoint is plain http to {host}, which is not this machine; Endpoint::insecure allows it"
            ),
        }
    }
}

impl std::error::Error for EndpointError {}

#[cfg(test)]
mod tests {
    use super::{Endpoint, EndpointError};

    #[test]
    fn base_urls_are_accepted_and_brought_into_one_form() {
        for (url, base) in [
            ("https://a.example.com", "https://a.example.com"),
            ("https://A.example.com:443/", "https://a.example.com"),
            ("https://a.example.com:8443/x/", "https://a.example.com:8443/x"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://127.9.9.9", "http://127.9.9.9"),
            ("http://[::1]:80/", "http://[::1]"),
            ("http://localhost:1", "http://localhost:1"),
            ("https://a_b.example.com.", "https://a_b.example.com."),
            ("https://a/v-1/%E5%8F%98", "https://a/v-1/%E5%8F%98"),
        ] {
            assert_eq!(Endpoint::new(url).unwrap().as_str(), base);
        }
        assert!(Endpoint::insecure("http://a.example.com").unwrap().is_plain());
    }

    #[test]
    fn urls_that_are_no_base_or_not_encrypted_are_refused() {
        for url in [
            "",
            "a.example.com",
            "/x",
            "ftp://a",
            "https://",
            "https://:443",
            "https://u:p@a",
            "https://a?x=1",
            "https://a/#x",
            "https://a/../b",
            "https://a/%2e%2E/b",
            "https://a//b",
            "https://a:99999",
            "https://a b",
            "https://a..b",
            "https://.",
            "https://a%41",
            "https://a!b",
            "https://[::x]",
            "https://a:0",
            "https://a:+80",
            "https://a/变",
            "https://a/\"b",
            "https://a/a:b",
            "https://a/%e5%8f%98",
            "https://a/%41",
            "https://a/x%2Fy",
            "https://a/%zz",
        ] {
            assert!(Endpoint::new(url).is_err(), "{url}");
        }
        for url in [
            "http://a.example.com",
            "http://localhost.example.com",
            "http://128.0.0.1",
            "http://[::2]",
        ] {
            assert!(
                matches!(Endpoint::new(url), Err(EndpointError::Plain { .. })),
                "{url}"
            );
        }
    }
}
