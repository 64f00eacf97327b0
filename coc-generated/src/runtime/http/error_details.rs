//! The details of the errors that a call can return after an attempt. The error type of
//! calls is in `error`.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use super::answer::ErrorResponse;
use super::disposition::content_length;
use super::outcome::{History, Outcome};
use super::output::Expected;
use super::payload::length_of;

/// The error behind a failure. Its text is part of the problem's, and not repeated in
/// `Debug`.
#[derive(Clone)]
pub(crate) struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    #[cfg(feature = "client")]
    pub(crate) fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }

    /// The innermost error, such as an `io::Error`.
    pub(super) fn root(&self) -> &(dyn Error + 'static) {
        let mut error: &(dyn Error + 'static) = &*self.0;
        while let Some(inner) = error.source() {
            error = inner;
        }
        error
    }

    /// `problem` without the text of the innermost error, which follows as the source.
    pub(super) fn strip<'a>(cause: Option<&Self>, problem: &'a str) -> &'a str {
        let root = cause.map(|cause| cause.root().to_string());
        root.and_then(|root| problem.strip_suffix(&root)?.strip_suffix(": "))
            .unwrap_or(problem)
    }
}

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cause")
    }
}

/// No connection came about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NotSentError {
    pub(super) problem: String,
    pub(super) cause: Option<Cause>,
    #[cfg_attr(not(feature = "client"), allow(dead_code))]
    permanent: bool,
    pub(super) history: History,
}

impl NotSentError {
    #[cfg(feature = "client")]
    pub(crate) fn of(problem: String, cause: Option<Cause>, permanent: bool) -> Self {
        Self { cause, permanent, ..Self::new(problem) }
    }

    /// Whether another attempt would fail in the same way.
    #[cfg(feature = "client")]
    pub(crate) fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// A failure before anything was sent. The text may hold no secret.
    #[must_use]
    pub fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
            cause: None,
            permanent: false,
            history: History::default(),
        }
    }

    /// The problem: name resolution, connecting, TLS.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// Time ran out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TimeoutError {
    pub(super) sent: bool,
    pub(super) total: bool,
    pub(super) history: History,
}

impl TimeoutError {
    /// Time ran out, with or without something sent; `total` if it was the time of the
    /// whole call.
    #[cfg(feature = "client")]
    pub(crate) fn new(sent: bool, total: bool) -> Self {
        Self { sent, total, history: History::default() }
    }

    /// Whether something may have been sent when the time was over.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.sent
    }

    /// Whether it was the time for the whole call, rather than for one attempt.
    #[must_use]
    pub fn was_whole_call(&self) -> bool {
        self.total
    }

    pub(super) fn description(&self) -> &'static str {
        match (self.total, self.sent) {
            (false, true) => "no answer in the time for one attempt",
            (false, false) => "no connection in the time for one attempt",
            (true, true) => "no answer in the time for the whole call",
            (true, false) => "nothing was sent in the time for the whole call",
        }
    }
}

/// The connection was lost.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ConnectionLostError {
    pub(super) problem: String,
    pub(super) cause: Option<Cause>,
    pub(super) history: History,
}

impl ConnectionLostError {
    #[cfg(feature = "client")]
    pub(crate) fn of(problem: String, cause: Option<Cause>) -> Self {
        Self { cause, ..Self::new(problem) }
    }

    /// A failure after something may have been sent. The text may hold no secret.
    #[must_use]
    pub fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), cause: None, history: History::default() }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// The service, or the gateway before it, answered that it failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RefusedError {
    pub(super) response: ErrorResponse,
    pub(super) outcome: Outcome,
    /// Whether its code proves that nothing was done.
    pub(super) before_acting: bool,
    pub(super) history: History,
}

impl RefusedError {
    pub(super) fn new(
        response: ErrorResponse,
        has_result: bool,
        expected: Expected<'_>,
    ) -> Self {
        let status = response.status();
        let listed =
            |codes: &[&str]| response.code().is_some_and(|it| codes.contains(&it));
        let before_acting = !has_result
            && !status.is_success()
            && listed(expected.refused_before_acting);
        let rejected = match status {
            StatusCode::REQUEST_TIMEOUT => false,
            // A proxy's own status for a client that went away while the request was
            // under way.
            status if status.as_u16() == 499 => false,
            // A success by its status, and a failure by its code.
            status if status.is_success() => {
                expected.envelope.is_some_and(|envelope| listed(envelope.refusals))
            }
            // A backend that failed or was slow may have acted.
            status => !status.is_server_error(),
        };
        let outcome = if before_acting || rejected && !has_result {
            Outcome::Rejected
        } else {
            Outcome::Unknown
        };
        Self { response, outcome, before_acting, history: History::default() }
    }

    /// Whether the code of the answer proves that nothing was done, so that even a
    /// request that must not be carried out twice may be sent again.
    #[must_use]
    pub fn was_refused_before_acting(&self) -> bool {
        self.before_acting
    }

    /// The answer.
    #[must_use]
    pub fn response(&self) -> &ErrorResponse {
        &self.response
    }

    /// The outcome by this answer alone. [`Error::outcome`](super::Error::outcome) takes
    /// earlier attempts into account as well.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// The answer is not one of the service.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct UnreadableError {
    pub(super) response: ErrorResponse,
    pub(super) reason: UnreadableReason,
    received: u64,
    pub(super) history: History,
}

impl UnreadableError {
    pub(super) fn new(response: ErrorResponse, reason: UnreadableReason) -> Self {
        let received = length_of(response.body());
        Self { response, reason, received, history: History::default() }
    }

    /// An answer whose body did not arrive whole, of which `received` bytes were taken
    /// and are not kept.
    #[cfg(feature = "client")]
    pub(crate) fn incomplete(
        response: &http::Response<bytes::Bytes>,
        cut: IncompleteBody,
        received: u64,
        expected: Expected<'_>,
    ) -> Self {
        let answer = ErrorResponse::of(response, None, expected);
        Self { received, ..Self::new(answer, UnreadableReason::Incomplete(cut)) }
    }

    /// How many bytes of the body came.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes the body has, if a header of the answer gives that.
    #[must_use]
    pub fn announced(&self) -> Option<u64> {
        content_length(self.response.headers())
    }

    /// The reason, and of a body that did not arrive whole, how much of it came.
    pub(super) fn description(&self) -> String {
        match (&self.reason, self.announced()) {
            (UnreadableReason::Incomplete(_), Some(all)) => {
                format!("{}, after {} of {all} bytes", self.reason, self.received)
            }
            (UnreadableReason::Incomplete(_), None) => {
                format!("{}, after {} bytes", self.reason, self.received)
            }
            (reason, _) => reason.to_string(),
        }
    }

    /// The answer, as far as it could be read.
    #[must_use]
    pub fn response(&self) -> &ErrorResponse {
        &self.response
    }

    /// The reason.
    #[must_use]
    pub fn reason(&self) -> &UnreadableReason {
        &self.reason
    }
}

/// The answer is a success, and the writer that it was for failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NotWrittenError {
    pub(super) problem: String,
    pub(super) cause: Option<Cause>,
    written: u64,
    pub(super) history: History,
}

impl NotWrittenError {
    /// The failure of a writer that was given this many bytes.
    #[cfg(feature = "client")]
    pub(crate) fn new(error: std::io::Error, written: u64) -> Self {
        let problem = error.to_string();
        let cause = Some(Cause::new(error));
        Self { problem, cause, written, history: History::default() }
    }

    /// The problem.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }

    /// How many bytes the writer was given, of which it may have kept a part.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }
}

/// The reason why an answer is unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreadableReason {
    /// It points elsewhere; redirects are never followed.
    Redirect {
        /// The target, without the query.
        location: Option<String>,
    },
    /// Its status does not complete a request (1xx).
    Status,
    /// It has no body.
    Empty,
    /// Its body is not JSON.
    NotJson,
    /// Its body is the beginning of JSON.
    Truncated,
    /// Its body holds more JSON values than fit into the memory for an answer.
    TooManyValues,
    /// Its body did not arrive whole.
    Incomplete(IncompleteBody),
    /// It is JSON, but what a success must hold is not in it.
    NoResult,
    /// It is JSON of another type than documented.
    Type,
    /// It is a page of a list that came before, or its marker leads back to one.
    SamePage,
    /// It is a page of a list that does not say which one is next, and is not known to be
    /// the last.
    NoNextPage,
}

impl fmt::Display for UnreadableReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Redirect { location: Some(location) } => {
                return write!(f, "a redirect to {location}");
            }
            Self::Redirect { location: None } => "a redirect",
            Self::Status => "not a final status",
            Self::Empty => "no body",
            Self::NotJson => "not JSON",
            Self::Truncated => "JSON that ends early",
            Self::TooManyValues => "more JSON values than fit into the memory for it",
            Self::Incomplete(IncompleteBody::Broken) => {
                "the connection broke within the body"
            }
            Self::Incomplete(IncompleteBody::TooLong) => {
                "the body is longer than allowed"
            }
            Self::NoResult => "without the result that a success holds",
            Self::Type => "JSON of another type",
            Self::SamePage => "a page that came before, or that leads back to one",
            Self::NoNextPage => "a page that does not lead to the next one",
        })
    }
}

/// Marks an answer whose body did not arrive whole. A transport adds it to the extensions
/// of the answer, so that status, headers and the part that did arrive are not lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IncompleteBody {
    /// The connection broke within the body.
    Broken,
    /// The body is longer than the limit.
    TooLong,
}
