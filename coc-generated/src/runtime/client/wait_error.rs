//! The errors of waiting. Errors of single calls are in `http`, and waiting is in `wait`.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::runtime::http::{Error, Response, Waiter};

/// The reason why a wait ended without the state that it was for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum WaitError<T> {
    /// A call failed.
    Call(Error),
    /// The answer says that the state can no longer be reached.
    Failed(Box<StateFailedError<T>>),
    /// The time is over, and the state is not reached yet.
    NotReady(Box<NotReadyError>),
}

/// An answer that says that the state can no longer be reached.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct StateFailedError<T> {
    waiter: &'static str,
    unless: &'static str,
    response: Response<T>,
    elapsed: Duration,
    calls: u32,
}

/// The time for a wait is over.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NotReadyError {
    waiter: &'static str,
    until: &'static str,
    elapsed: Duration,
    calls: u32,
    last: Result<(StatusCode, Option<String>), Error>,
}

impl<T> StateFailedError<T> {
    pub(super) fn new(
        waiter: &Waiter<T>,
        response: Response<T>,
        elapsed: Duration,
        calls: u32,
    ) -> Self {
        Self { waiter: waiter.name(), unless: waiter.unless(), response, elapsed, calls }
    }

    /// The name of the waiter.
    #[must_use]
    pub fn waiter(&self) -> &'static str {
        self.waiter
    }

    /// The answer.
    #[must_use]
    pub fn response(&self) -> &Response<T> {
        &self.response
    }

    /// The answer, without the rest.
    #[must_use]
    pub fn into_response(self) -> Response<T> {
        self.response
    }

    /// How long the wait took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How many calls were made.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.calls
    }
}

impl NotReadyError {
    pub(super) fn new<T>(
        waiter: &Waiter<T>,
        elapsed: Duration,
        calls: u32,
        last: Result<(StatusCode, Option<String>), Error>,
    ) -> Self {
        Self { waiter: waiter.name(), until: waiter.until(), elapsed, calls, last }
    }

    /// The name of the waiter.
    #[must_use]
    pub fn waiter(&self) -> &'static str {
        self.waiter
    }

    /// The condition that no answer met, in words.
    #[must_use]
    pub fn until(&self) -> &'static str {
        self.until
    }

    /// How long the wait took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How many calls were made.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.calls
    }

    /// The status of the last answer, if there was one.
    #[must_use]
    pub fn last_status(&self) -> Option<StatusCode> {
        match &self.last {
            Ok((status, _)) => Some(*status),
            Err(error) => error.status(),
        }
    }

    /// The code of the last answer, if it has one.
    #[must_use]
    pub fn last_code(&self) -> Option<&str> {
        match &self.last {
            Ok((_, code)) => code.as_deref(),
            Err(error) => error.code(),
        }
    }

    /// The error of the last call, if it failed: a refusal that means that the state is not
    /// reached yet, or a call that the bound of the wait has ended.
    #[must_use]
    pub fn last_error(&self) -> Option<&Error> {
        self.last.as_ref().err()
    }
}

/// `61 calls in 300 s`.
fn effort(calls: u32, elapsed: Duration) -> String {
    let noun = if calls == 1 { "call" } else { "calls" };
    match elapsed.as_secs() {
        0 => format!("{calls} {noun} in {} ms", elapsed.as_millis()),
        seconds => format!("{calls} {noun} in {seconds} s"),
    }
}

impl<T> fmt::Display for StateFailedError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` cannot be reached: {}, after {}",
            self.waiter,
            self.unless,
            effort(self.calls, self.elapsed)
        )
    }
}

impl fmt::Display for NotReadyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not reached after {}: no answer says that {}; the last call: ",
            self.waiter,
            effort(self.calls, self.elapsed),
            self.until
        )?;
        match &self.last {
            Ok((status, None)) => write!(f, "{status}"),
            Ok((status, Some(code))) => write!(f, "{status}, {code}"),
            Err(error @ Error::Refused(_)) => write!(
                f,
                "{error}. Such an answer may also mean that the request names something that does not exist"
            ),
            Err(error) => write!(f, "{error}"),
        }
    }
}

impl<T> fmt::Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
            Self::NotReady(error) => error.fmt(f),
        }
    }
}

impl<T: fmt::Debug> StdError for StateFailedError<T> {}

/// The error of the last call is whole in `Display`; the source is its own source.
impl StdError for NotReadyError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.last.as_ref().err().and_then(StdError::source)
    }
}

impl<T: fmt::Debug> StdError for WaitError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Call(error) => error.source(),
            Self::Failed(_) => None,
            Self::NotReady(error) => error.source(),
        }
    }
}

impl<T> From<Error> for WaitError<T> {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}

impl<T> From<StateFailedError<T>> for WaitError<T> {
    fn from(error: StateFailedError<T>) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl<T> From<NotReadyError> for WaitError<T> {
    fn from(error: NotReadyError) -> Self {
        Self::NotReady(Box::new(error))
    }
}
