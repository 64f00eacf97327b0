//! The details of the errors that a call can end with after an attempt. What they mean together is in `error`.

use std::fmt;

use http::StatusCode;

use super::answer::Answer;
use super::error::{Error, History, Outcome};
use super::parse::Cut;

/// No connection came about.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unsent {
    pub(super) problem: String,
    pub(super) history: History,
}

impl Unsent {
    /// A failure before anything was sent. The text may hold no secret.
    #[must_use]
    pub fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), history: History::default() }
    }

    /// What went wrong: name resolution, connecting, TLS.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// Time ran out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TimedOut {
    pub(super) sent: bool,
    pub(super) total: bool,
    pub(super) history: History,
}

impl TimedOut {
    /// Time ran out, with or without something sent; `total` if it was the time of the whole call.
    #[cfg(feature = "client")]
    pub(crate) fn new(sent: bool, total: bool) -> Self {
        Self { sent, total, history: History::default() }
    }

    /// Whether something may have been sent when the time was over.
    #[must_use]
    pub fn sent(&self) -> bool {
        self.sent
    }

    /// Whether it was the time for the whole call, rather than for one attempt.
    #[must_use]
    pub fn total(&self) -> bool {
        self.total
    }

    pub(super) fn says(&self) -> &'static str {
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
pub struct Lost {
    pub(super) problem: String,
    pub(super) history: History,
}

impl Lost {
    /// A failure after something may have been sent. The text may hold no secret.
    #[must_use]
    pub fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), history: History::default() }
    }

    /// What went wrong.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// The service, or the gateway before it, answered that it failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Refused {
    pub(super) answer: Answer,
    pub(super) outcome: Outcome,
    pub(super) history: History,
}

impl Refused {
    pub(super) fn new(answer: Answer, has_result: bool) -> Self {
        let status = answer.status();
        let before_acting = match status {
            StatusCode::REQUEST_TIMEOUT => false,
            // The gateway says so when it is overloaded, before it hands a request on.
            StatusCode::SERVICE_UNAVAILABLE => answer.retry_after(std::time::UNIX_EPOCH).is_some(),
            // A proxy's own status for a client that went away while the request was under way.
            status if status.as_u16() == 499 => false,
            status => !status.is_server_error(),
        };
        let outcome = if before_acting && !has_result { Outcome::Rejected } else { Outcome::Unknown };
        Self { answer, outcome, history: History::default() }
    }

    /// The answer.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// What this answer alone says; earlier attempts are not counted, as [`Error::outcome`] does.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}

/// What came back is not an answer of the service.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Unreadable {
    pub(super) answer: Answer,
    pub(super) why: Why,
    pub(super) history: History,
}

impl Unreadable {
    pub(super) fn new(answer: Answer, why: Why) -> Self {
        Self { answer, why, history: History::default() }
    }

    /// The answer, as far as it can be told.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// What is wrong with it.
    #[must_use]
    pub fn why(&self) -> &Why {
        &self.why
    }
}

/// What makes an answer unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// It points elsewhere; redirects are never followed.
    Redirect {
        /// Where to, without the query.
        location: Option<String>,
    },
    /// Its status is none that ends a request.
    Status,
    /// It has no body.
    Empty,
    /// Its body is not JSON.
    NotJson,
    /// Its body is the beginning of JSON.
    Truncated,
    /// Its body did not arrive whole.
    Cut(Cut),
    /// It is JSON, but neither a code nor a result is in it.
    NoResult,
    /// It is JSON of another type than documented.
    Type,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Redirect { location: Some(location) } => return write!(f, "a redirect to {location}"),
            Self::Redirect { location: None } => "a redirect",
            Self::Status => "not a final status",
            Self::Empty => "no body",
            Self::NotJson => "not JSON",
            Self::Truncated => "JSON that ends early",
            Self::Cut(Cut::Broken) => "the connection broke within the body",
            Self::Cut(Cut::TooLong) => "the body is longer than allowed",
            Self::NoResult => "neither a code nor a result",
            Self::Type => "JSON of another type",
        })
    }
}

macro_rules! boxed_into_error {
    ($($name:ident),*) => { $(
        impl From<$name> for Error {
            fn from(error: $name) -> Self {
                Self::$name(Box::new(error))
            }
        }
    )* };
}

boxed_into_error!(Unsent, TimedOut, Lost, Refused, Unreadable);
