//! The proxy between a client and its endpoint, if there is one. It is determined when the
//! client is built, so that a proxy that cannot be used is an error and never ignored.
//! Connecting through it belongs to `net`.

use std::net::IpAddr;

use http::Uri;

use super::proxy::{Proxy, ProxyChoice};
use crate::runtime::http::{ConfigError, Endpoint, Secret};
use crate::runtime::percent::decode;

/// A proxy that is used.
#[derive(Debug, Clone)]
pub(super) struct ProxyUrl {
    /// The variable of the environment or the method that named it.
    pub(super) from: &'static str,
    pub(super) url: Secret,
    pub(super) password: Option<Secret>,
}

/// The proxy between a client and `endpoint`. Loopback is never proxied: requests to this
/// machine, perhaps unencrypted, stay on it.
pub(super) fn find_proxy(
    proxy: &Proxy,
    endpoint: &Endpoint,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<ProxyUrl>, ConfigError> {
    let set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let first =
        |names: &[&'static str]| names.iter().find_map(|name| Some((*name, set(name)?)));
    let (from, url, except) = match &proxy.0 {
        ProxyChoice::Direct => return Ok(None),
        ProxyChoice::Through { url, except } => {
            ("ClientBuilder::proxy", url.clone(), except.clone())
        }
        ProxyChoice::Environment => {
            let names = if endpoint.is_plain() {
                // A server of CGI sets `HTTP_PROXY` to a header of the request.
                let trusted: &[&str] = &["HTTP_PROXY", "http_proxy"];
                let cgi = variable("REQUEST_METHOD").is_some();
                if cgi { &trusted[1..] } else { trusted }
            } else {
                &["HTTPS_PROXY", "https_proxy"]
            };
            let found = first(names).or_else(|| first(&["ALL_PROXY", "all_proxy"]));
            let Some((from, url)) = found else {
                return Ok(None);
            };
            (from, url, first(&["NO_PROXY", "no_proxy"]).map(|(_, hosts)| hosts))
        }
    };
    let proxy = parse(from, url.trim()).ok_or(ConfigError::Proxy { from })?;
    let direct = endpoint.is_loopback()
        || except.is_some_and(|hosts| is_exempt(&hosts, &endpoint.host_and_port()));
    Ok((!direct).then_some(proxy))
}

/// A proxy's URL is of `http` or `https`, with a host and perhaps a user. Without a
/// scheme it is one of `http`, as in other tools.
fn parse(from: &'static str, text: &str) -> Option<ProxyUrl> {
    let url =
        if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    let uri: Uri = url.parse().ok().filter(|_| !url.contains('#'))?;
    let authority = uri.authority()?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    let plain = matches!(uri.path(), "" | "/") && uri.query().is_none();
    let (user, place) =
        authority.as_str().rsplit_once('@').unwrap_or(("", authority.as_str()));
    let host = authority.host();
    // The parser does not report text behind the host that is no port.
    let port =
        place.len() == host.len() || authority.port_u16().is_some_and(|port| port > 0);
    if !known || !plain || !port || host.is_empty() {
        return None;
    }
    let password = user.split_once(':').map(|(_, password)| {
        Secret::new(String::from_utf8_lossy(&decode(password)).into_owned())
    });
    Some(ProxyUrl { from, url: Secret::new(url), password })
}

/// Whether one of `hosts` is this one: a name, which stands for all names below it as
/// well, an address, a network, each perhaps with a port, or `*` for all. Commas or
/// blanks stand between them.
fn is_exempt(hosts: &str, (host, port): &(String, u16)) -> bool {
    let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    // A dot at the end of a name makes it no other name.
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    let mut entries = hosts
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty());
    entries.any(|entry| {
        let whole = entry.trim_matches(['[', ']']);
        if whole == "*" {
            return true;
        }
        if let (Some(address), Ok(other)) = (address, whole.parse::<IpAddr>()) {
            return address == other;
        }
        if let (Some(address), Some((network, bits))) = (address, whole.split_once('/'))
        {
            return is_inside(address, network, bits);
        }
        let (name, wanted) = match entry.rsplit_once(':') {
            Some((name, port)) if !name.ends_with(':') => (name, port.parse().ok()),
            _ => (entry, None),
        };
        let name = name.trim_matches(['[', ']']).trim_start_matches('*');
        let name = name.trim_matches('.').to_ascii_lowercase();
        let same = host == name
            || address.is_none()
                && host.strip_suffix(&name).is_some_and(|rest| rest.ends_with('.'));
        !name.is_empty() && same && wanted.is_none_or(|wanted: u16| wanted == *port)
    })
}

fn is_inside(address: IpAddr, network: &str, bits: &str) -> bool {
    let Ok(bits) = bits.parse::<u32>() else { return false };
    let same = |one: u128, other: u128, width: u32| {
        bits <= width && one.checked_shr(width - bits) == other.checked_shr(width - bits)
    };
    match (address, network.parse()) {
        (IpAddr::V4(one), Ok(IpAddr::V4(other))) => {
            same(one.to_bits().into(), other.to_bits().into(), 32)
        }
        (IpAddr::V6(one), Ok(IpAddr::V6(other))) => {
            same(one.to_bits(), other.to_bits(), 128)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Proxy, find_proxy, is_exempt, parse};
    use crate::runtime::http::Endpoint;

    #[test]
    fn proxies_that_cannot_be_used_are_refused() {
        for url in
            ["http://p:3128", "p:3128", "http://u:p@p:1/", "https://p", "http://[::1]:1"]
        {
            assert!(parse("", url).is_some(), "{url}");
        }
        for url in [
            "htttp://p",
            "ftp://p",
            "ws://p",
            "gopher://p",
            "socks5://p:1",
            "://p",
            "http://",
            "http://p:x",
            "http://p:0",
            "http://p:99999",
            "http://p/x",
            "http://p?x",
            "http://p#x",
            "http://a b",
            "::",
        ] {
            assert!(parse("", url).is_none(), "{url}");
        }
    }

    #[test]
    fn exempt_hosts_are_names_addresses_and_networks() {
        let is = |hosts, host: &str| is_exempt(hosts, &(host.to_owned(), 443));
        for (hosts, host) in [
            ("*", "10.1.2.3"),
            ("a.org, *", "b.example.com"),
            ("a.org b.example.com", "b.example.com"),
            ("b.example.com", "b.example.com."),
            ("example.com.", "b.example.com"),
            ("example.com", "example.com"),
            ("example.com", "b.example.com"),
            (".example.com", "b.example.com"),
            ("*.Example.com", "b.example.com"),
            ("example.com:443", "b.example.com"),
            ("10.1.2.3", "10.1.2.3"),
            ("10.0.0.0/8", "10.1.2.3"),
            ("0.0.0.0/0", "10.1.2.3"),
            ("fd00::/8", "[fd12::1]"),
            ("[fd12::1]", "[fd12::1]"),
            ("fd12::1", "[fd12::1]"),
        ] {
            assert!(is(hosts, host), "{hosts} {host}");
        }
        for (hosts, host) in [
            ("", "b.example.com"),
            ("example.com", "badexample.com"),
            ("example.com:80", "example.com"),
            ("a.org b.org", "b.example.com"),
            ("10.0.0.0/8", "11.1.2.3"),
            ("10.0.0.0/99", "10.0.0.0"),
            ("2.3", "10.1.2.3"),
            (".", "b.example.com"),
        ] {
            assert!(!is(hosts, host), "{hosts} {host}");
        }
    }

    const PLAIN: &str = "http://a.example.com";
    const ENCRYPTED: &str = "https://a.example.com";

    /// The source and the URL of the proxy to `url` in an environment of these variables.
    fn found(
        url: &str,
        variables: &[(&str, &str)],
    ) -> Result<Option<(&'static str, String)>, String> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let endpoint = Endpoint::insecure(url).unwrap();
        find_proxy(&Proxy::environment(), &endpoint, lookup)
            .map(|found| found.map(|proxy| (proxy.from, proxy.url.expose().to_owned())))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_environment_names_a_proxy_for_each_scheme() {
        let both = [("HTTP_PROXY", "http://one:1"), ("https_proxy", "http://two:2")];
        let one = Some(("HTTP_PROXY", "http://one:1".to_owned()));
        let two = Some(("https_proxy", "http://two:2".to_owned()));
        assert_eq!(found(PLAIN, &both), Ok(one));
        assert_eq!(found(ENCRYPTED, &both), Ok(two));
        assert_eq!(found(ENCRYPTED, &both[..1]), Ok(None));
        let three = Some(("ALL_PROXY", "http://three:3".to_owned()));
        assert_eq!(found(ENCRYPTED, &[("ALL_PROXY", "three:3")]), Ok(three));
    }

    #[test]
    fn loopback_and_exempt_hosts_are_not_proxied() {
        let both = [("HTTP_PROXY", "http://one:1"), ("https_proxy", "http://two:2")];
        assert_eq!(found("http://127.0.0.1:80", &both), Ok(None));
        assert_eq!(found("https://[::1]", &both), Ok(None));
        let all = [("ALL_PROXY", "three:3"), ("NO_PROXY", "a.example.com")];
        assert_eq!(found(ENCRYPTED, &all), Ok(None));
        let none = [("HTTPS_PROXY", "http://two:2"), ("NO_PROXY", "*")];
        assert_eq!(found("https://10.1.2.3", &none), Ok(None));
    }

    #[test]
    fn a_cgi_request_cannot_name_a_proxy() {
        let cgi = [("HTTP_PROXY", "http://one:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(found(PLAIN, &cgi), Ok(None));
    }

    #[test]
    fn an_unusable_proxy_is_an_error_that_names_its_source_and_no_password() {
        let unusable = "htttp://u:PROXYPASS@p";
        let builder = find_proxy(
            &Proxy::url(unusable),
            &Endpoint::new(ENCRYPTED).unwrap(),
            |_| None,
        );
        for (source, error) in [
            ("HTTPS_PROXY", found(ENCRYPTED, &[("HTTPS_PROXY", unusable)]).unwrap_err()),
            ("ClientBuilder::proxy", builder.unwrap_err().to_string()),
        ] {
            assert!(error.contains(source) && !error.contains("PROXYPASS"), "{error}");
        }
    }
}
