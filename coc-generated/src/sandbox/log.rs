//! The last requests and their verdicts, for the page. A record has the method and the
//! path of a request: neither its query nor its headers nor its body, which can hold
//! secrets. The number of records and the length of their texts are bounded.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use http::{Response, request};
use serde::Serialize;
use serde_json::Value;

use super::store::now;
use crate::generated::operations::OPERATIONS;
use crate::runtime::Violations;
use crate::runtime::route::operation_at;

/// The largest number of requests that are kept.
const MAX_RECORDS: usize = 100;
/// The largest number of violations that a record names.
const MAX_VIOLATIONS: usize = 20;
/// The largest number of characters of a text in a record.
const MAX_TEXT: usize = 300;

/// The records of the last requests.
#[derive(Debug, Default)]
pub(super) struct Log(Mutex<Records>);

#[derive(Debug, Default)]
struct Records {
    count: u64,
    /// The oldest first.
    list: VecDeque<RequestRecord>,
}

/// A request.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RequestRecord {
    number: u64,
    time: u64,
    method: String,
    path: String,
    operation: Option<&'static str>,
    /// The time that the answer took, as soon as there is one.
    milliseconds: Option<u64>,
    verdict: Verdict,
    /// Whether a failure was injected, by the request or by an option of the sandbox.
    is_injected: bool,
}

/// The end of a request.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Verdict {
    /// There is none yet.
    Waiting,
    /// An answer that is a success.
    Accepted { status: u16, violations: Found },
    /// Another answer.
    Refused { status: u16, code: String, message: String, violations: Found },
    /// An answer that broke off in its body.
    Cut { status: u16 },
    /// No answer; the connection was reset.
    Reset,
    /// No answer; the client went away.
    Gone,
}

/// The violations of a request, and how many more there are.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Found {
    list: Vec<ViolationLine>,
    more: usize,
}

/// A violation.
#[derive(Debug, Clone, Serialize)]
struct ViolationLine {
    pointer: String,
    rule: &'static str,
    severity: &'static str,
    message: String,
    page: &'static str,
    table: &'static str,
}

impl Log {
    fn records(&self) -> MutexGuard<'_, Records> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins the record of a request. If the entry is dropped without an end, the verdict
    /// is that the client went away.
    pub(super) fn begin(&self, head: &request::Parts) -> OpenRecord<'_> {
        let (method, path) = (&head.method, head.uri.path());
        let info = operation_at(OPERATIONS, method.as_str(), path);
        let mut records = self.records();
        records.count += 1;
        let number = records.count;
        if records.list.len() >= MAX_RECORDS {
            records.list.pop_front();
        }
        records.list.push_back(RequestRecord {
            number,
            time: now(),
            method: shortened(method.as_str()),
            path: shortened(path),
            operation: info.map(|info| info.operation.name),
            milliseconds: None,
            verdict: Verdict::Waiting,
            is_injected: false,
        });
        OpenRecord { log: self, number, since: Instant::now(), has_ended: false }
    }

    /// The number of requests so far, and the last of them, the newest first.
    pub(super) fn latest(&self) -> (u64, Vec<RequestRecord>) {
        let records = self.records();
        (records.count, records.list.iter().rev().cloned().collect())
    }
}

/// The record of a request that has no verdict yet.
#[derive(Debug)]
pub(super) struct OpenRecord<'l> {
    log: &'l Log,
    number: u64,
    since: Instant,
    has_ended: bool,
}

impl OpenRecord<'_> {
    /// The request has this answer.
    pub(super) fn answered(mut self, answer: &Response<Bytes>, is_injected: bool) {
        let status = answer.status().as_u16();
        let found = Found::new(answer.extensions().get::<Violations>());
        let verdict = if answer.status().is_success() {
            Verdict::Accepted { status, violations: found }
        } else {
            let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
            let text = |name: &str| shortened(body[name].as_str().unwrap_or_default());
            // The message of broken rules is their list.
            let message =
                if found.list.is_empty() { text("error_msg") } else { String::new() };
            Verdict::Refused {
                status,
                code: text("error_code"),
                message,
                violations: found,
            }
        };
        self.end(verdict, is_injected);
    }

    /// The connection broke by an injected failure: behind half of an answer, or without
    /// one.
    pub(super) fn broken(mut self, answer: Option<&Response<Bytes>>) {
        let verdict = answer.map_or(Verdict::Reset, |answer| Verdict::Cut {
            status: answer.status().as_u16(),
        });
        self.end(verdict, true);
    }

    fn end(&mut self, verdict: Verdict, is_injected: bool) {
        self.has_ended = true;
        let mut records = self.log.records();
        // Later requests may have taken the place of the record.
        let Some(first) = records.list.front().map(|record| record.number) else {
            return;
        };
        let at = self.number.checked_sub(first).and_then(|at| usize::try_from(at).ok());
        if let Some(record) = at.and_then(|at| records.list.get_mut(at)) {
            let took = self.since.elapsed().as_millis();
            record.milliseconds = Some(u64::try_from(took).unwrap_or(u64::MAX));
            record.verdict = verdict;
            record.is_injected = is_injected;
        }
    }
}

impl Drop for OpenRecord<'_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.end(Verdict::Gone, false);
        }
    }
}

impl Found {
    fn new(violations: Option<&Violations>) -> Self {
        let all = violations.into_iter().flatten();
        let list: Vec<ViolationLine> = all
            .take(MAX_VIOLATIONS)
            .map(|violation| ViolationLine {
                pointer: shortened(&violation.pointer),
                rule: violation.rule.id,
                severity: violation.rule.severity.as_str(),
                message: shortened(&violation.message().to_string()),
                page: violation.rule.citation.page,
                table: violation.rule.citation.table,
            })
            .collect();
        let more = violations.map_or(0, Violations::len) - list.len();
        Self { list, more }
    }
}

/// The beginning of a text that is too long, with a mark of the rest.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{Request, Response, StatusCode};

    use super::{Log, MAX_RECORDS, MAX_TEXT};

    fn head(path: &str) -> http::request::Parts {
        Request::get(path).body(()).unwrap().into_parts().0
    }

    #[test]
    fn records_and_their_texts_are_bounded() {
        let log = Log::default();
        let long = format!("/{}?token=secret", "é".repeat(5_000));
        let first = log.begin(&head("/first"));
        for _ in 0..MAX_RECORDS * 3 {
            let mut response = Response::new(Bytes::from(
                serde_json::json!({ "error_msg": "x".repeat(5_000) }).to_string(),
            ));
            *response.status_mut() = StatusCode::BAD_REQUEST;
            log.begin(&head(&long)).answered(&response, false);
        }
        // Its record is gone, and it takes no other one's place.
        first.answered(&Response::new(Bytes::new()), false);
        let (count, records) = log.latest();
        assert_eq!((count, records.len()), (301, MAX_RECORDS));
        let text = serde_json::to_string(&records).unwrap();
        assert!(!text.contains("secret") && !text.contains("accepted"), "{text}");
        assert!(text.chars().count() < MAX_RECORDS * 3 * MAX_TEXT, "{}", text.len());
        let numbers: Vec<u64> = records.iter().map(|record| record.number).collect();
        assert!(numbers.is_sorted_by(|one, other| *one == other + 1), "{numbers:?}");
    }

    #[test]
    fn a_request_without_an_end_is_one_of_a_client_that_went_away() {
        let log = Log::default();
        let entry = log.begin(&head("/a"));
        let kind = || {
            serde_json::to_value(log.latest().1).unwrap()[0]["verdict"]["kind"].clone()
        };
        assert_eq!(kind(), "waiting");
        drop(entry);
        assert_eq!(kind(), "gone");
    }
}
