//! The page at `/`: its files, and the state that its script fetches repeatedly. The script
//! writes every text as text, never as markup.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, HeaderName,
    HeaderValue, IF_NONE_MATCH, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Response, StatusCode, request};
use serde::Serialize;
use serde_json::json;

use super::log::{Log, shortened};
use super::operations::SandboxOperations;
use super::store::now;
use super::ticket::{HistoryRecord, Ticket};

/// The largest number of tickets that the page shows: the newest.
const MAX_TICKETS: usize = 200;

/// The files of the page, by their paths. No path of an operation begins with `/-/`.
const FILES: [(&str, &str, &str); 3] = [
    ("/", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("/-/style.css", "text/css; charset=utf-8", STYLE),
    ("/-/script.js", "text/javascript; charset=utf-8", include_str!("page/script.js")),
];

/// The style. Its colours and fonts are those of the reference, whose file is linked here.
const STYLE: &str =
    concat!(include_str!("page/palette.css"), include_str!("page/style.css"));

/// The path of the state, as JSON.
const STATE: &str = "/-/state";

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      connect-src 'self'; img-src data:; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// The answer to a request for a part of the page.
pub(super) fn page_answer(
    head: &request::Parts,
    operations: &SandboxOperations,
    log: &Log,
) -> Option<Response<Bytes>> {
    if head.method != Method::GET && head.method != Method::HEAD {
        return None;
    }
    let path = head.uri.path();
    if path == STATE {
        return Some(state(&head.headers, operations, log));
    }
    let (_, kind, text) = FILES.iter().find(|(file, ..)| *file == path)?;
    Some(response(kind, Bytes::from_static(text.as_bytes())))
}

fn response(kind: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    let headers: [(HeaderName, &'static str); 5] = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A ticket as a line of the page.
#[derive(Serialize)]
struct TicketLine {
    kind: &'static str,
    number: String,
    title: String,
    state: String,
    /// Whether operations find the ticket.
    is_ready: bool,
    action: String,
    updated: u64,
    sub_tickets: usize,
    started: usize,
    ended: usize,
}

impl TicketLine {
    fn new(ticket: &Ticket, last: &HistoryRecord) -> Self {
        let titles = ["title", "incident_title", "description", "change_notes"];
        let title =
            titles.iter().map(|name| ticket.text(name)).find(|it| !it.is_empty());
        let sub_tickets = || ticket.sub_tickets.iter();
        Self {
            kind: ticket.kind.label(),
            number: ticket.number.clone(),
            title: shortened(title.unwrap_or_default()),
            state: shortened(&ticket.state),
            is_ready: ticket.ready <= now(),
            action: shortened(&last.action),
            updated: ticket.updated,
            sub_tickets: ticket.sub_tickets.len(),
            started: sub_tickets().filter(|it| it.started).count(),
            ended: sub_tickets().filter(|it| it.ended).count(),
        }
    }
}

/// The newest tickets and requests, unless the page has them already.
fn state(
    headers: &HeaderMap,
    operations: &SandboxOperations,
    log: &Log,
) -> Response<Bytes> {
    let (tickets, lines) = operations.latest(MAX_TICKETS, TicketLine::new);
    let (requests, records) = log.latest();
    let state = json!({
        "tickets": { "total": tickets, "newest": lines },
        "requests": { "total": requests, "newest": records },
    });
    let body = state.to_string();
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    let tag = format!("\"{:016x}\"", hasher.finish());
    let is_known = headers.get(IF_NONE_MATCH).is_some_and(|it| it == tag.as_str());
    let body = if is_known { Bytes::new() } else { Bytes::from(body) };
    let mut response = response("application/json", body);
    if is_known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    if let Ok(tag) = HeaderValue::try_from(tag) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{FILES, STATE};
    use crate::generated::operations::OPERATIONS;
    use crate::runtime::route::operation_at;

    #[test]
    fn no_path_of_the_page_is_that_of_an_operation() {
        for path in FILES.iter().map(|(path, ..)| *path).chain([STATE]) {
            for info in OPERATIONS {
                let found = operation_at(OPERATIONS, info.operation.method, path);
                assert!(found.is_none(), "{path}");
            }
        }
    }

    #[test]
    fn the_page_loads_its_own_files_alone() {
        let (_, _, page) = FILES[0];
        for part in page.split(['"', '\'']).filter(|it| it.starts_with('/')) {
            let is_file = FILES.iter().any(|(path, ..)| *path == part);
            assert!(is_file, "{part}");
        }
        let script = FILES[2].2;
        assert!(script.contains(&format!("\"{STATE}\"")));
        for (path, _, text) in FILES {
            assert!(!text.contains("innerHTML") && !text.contains("://"), "{path}");
        }
    }
}
