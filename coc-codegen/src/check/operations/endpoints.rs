//! Endpoints: refuses URLs that a client cannot open or would have to change. The paths of
//! operations belong to `path`.

use crate::check::draft::resolved::Draft;
use crate::check::text::{described, is_url};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

/// Checks the name of each region and its URL.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    for (region, url) in &draft.spec.service.endpoints {
        let error = |at: &Spanned<String>, message: String, help: &str| {
            let found = Diagnostic::error(Code::BadValue, at.span, message);
            draft.report(found.help(help));
        };
        if region.is_empty() || region.contains(|c: char| !c.is_ascii_graphic()) {
            let message = "the name of a region has no spaces".to_owned();
            error(region, message, "write it like `cn-north-4`");
        }
        if let Some((message, help)) = wrong(url) {
            error(url, message, &help);
        }
    }
}

/// The reason why a URL is no endpoint, and the fix; none if it is one.
fn wrong(url: &str) -> Option<(String, String)> {
    const SLASH: &str = "an endpoint must be an `https://` URL without a final slash";
    let Some(rest) = url.strip_prefix("https://") else {
        return Some((SLASH.to_owned(), with_scheme(url)));
    };
    let (authority, path) =
        rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let refusal =
        if let Some(c) = url.chars().find(|c| !is_url(*c) && !matches!(c, '?' | '#')) {
            let message = format!("an endpoint cannot hold {}", described(c));
            (
                message,
                "delete it, or encode it: a host in Punycode, a path in `%` and digits",
            )
        } else if path.contains('?') {
            ("an endpoint cannot have a query".to_owned(), "delete it")
        } else if path.contains('#') {
            let message = "an endpoint cannot have a fragment, which is never sent";
            (message.to_owned(), "delete it")
        } else if authority.contains('@') {
            let message =
                "an endpoint cannot have a user, since the client has the credentials";
            (message.to_owned(), "delete it")
        } else if !is_host(host(authority)) {
            let message = format!("`{}` is not a host", host(authority));
            (message, "write a name such as `things.example.com`, or an address")
        } else if !is_port(&authority[host(authority).len()..]) {
            let message = "the port of an endpoint must be a number from 1 to 65535";
            (message.to_owned(), "write it like `:8443`, or delete the colon")
        } else if url.ends_with('/') {
            (SLASH.to_owned(), "delete the slash")
        } else if path.split('/').skip(1).any(|it| matches!(it, "" | "." | "..")) {
            let message =
                "the path of an endpoint cannot have an empty segment, `.` or `..`";
            (message.to_owned(), "delete it")
        } else {
            return None;
        };
    let (message, help) = refusal;
    Some((message, help.to_owned()))
}

/// The fix for a URL with another scheme or without one.
fn with_scheme(url: &str) -> String {
    let bare = url.trim_start_matches('<').trim_end_matches(['>', '/']);
    let rest = match bare.split_once([':', '/', '\\']) {
        Some((scheme, rest)) if !scheme.contains('.') => {
            rest.trim_start_matches([':', '/', '\\'])
        }
        _ => bare,
    };
    let fixed = format!("https://{rest}");
    match rest.contains('.') && wrong(&fixed).is_none() {
        true => format!("write `{fixed}`"),
        false => "write it like `https://things.example.com`".to_owned(),
    }
}

/// The host in `authority`, without the port.
fn host(authority: &str) -> &str {
    let end = match authority.find(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    &authority[..end]
}

/// Whether the text is empty, or `:` and the number of a port.
fn is_port(text: &str) -> bool {
    text.is_empty()
        || text.strip_prefix(':').is_some_and(|port| {
            port.bytes().all(|it| it.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
}

/// Whether a host is a name of labels or an address.
fn is_host(text: &str) -> bool {
    if let Some(address) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
    {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}
