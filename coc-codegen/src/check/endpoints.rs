//! Endpoints: refuses URLs that a client cannot open or would have to change.

use super::draft::Draft;
use super::requests::{described, is_url};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

/// Checks the name of each region and its URL.
pub(super) fn check(draft: &Draft<'_>) {
    for (region, url) in &draft.spec.service.endpoints {
        let error = |at: &Spanned<String>, message: String| {
            draft.report(Diagnostic::error(Code::BadValue, at.span, message));
        };
        if region.is_empty() || region.contains(|c: char| !c.is_ascii_graphic()) {
            let message =
                "the name of a region has no blanks: write it like `cn-north-4`"
                    .to_owned();
            error(region, message);
        }
        if let Some(message) = wrong(url) {
            error(url, message);
        }
    }
}

/// The reason why a URL is no endpoint, or none.
fn wrong(url: &str) -> Option<String> {
    let Some(rest) = url.strip_prefix("https://") else {
        return Some(
            "an endpoint must be an `https://` URL without a final slash".to_owned(),
        );
    };
    let (authority, path) =
        rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    let told = if let Some(c) =
        url.chars().find(|c| !is_url(*c) && !matches!(c, '?' | '#'))
    {
        format!("an endpoint cannot hold {}", described(c))
    } else if path.contains('?') {
        "an endpoint cannot have a query: delete it".to_owned()
    } else if path.contains('#') {
        "an endpoint cannot have a fragment, which is never sent: delete it".to_owned()
    } else if authority.contains('@') {
        "an endpoint cannot have a user, since the client has the credentials: delete it"
            .to_owned()
    } else if !is_host(host(authority)) {
        format!("`{}` is not a host: write a name or an address", host(authority))
    } else if !is_port(&authority[host(authority).len()..]) {
        "the port of an endpoint must be a number from 1 to 65535".to_owned()
    } else if url.ends_with('/') {
        "an endpoint must be an `https://` URL without a final slash".to_owned()
    } else if path.split('/').skip(1).any(|it| matches!(it, "" | "." | "..")) {
        "the path of an endpoint cannot have an empty segment, `.` or `..`: delete it"
            .to_owned()
    } else {
        return None;
    };
    Some(told)
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
