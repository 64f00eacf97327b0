//! The error type of calls, with the outcome of the call that failed. Its parts are in
//! `error_details`, `build`, `config` and `credentials`.

use std::fmt;

use super::answer::ErrorResponse;
use super::build::BuildError;
use super::config::ConfigError;
use super::credentials::CredentialsError;
use super::error_details::{
    Cause, ConnectionLostError, NotSentError, NotWrittenError, RefusedError,
    TimeoutError, UnreadableError,
};
use super::outcome::{History, Outcome};
use crate::runtime::violation::Violations;

/// The reason why a call failed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Error {
    /// The request breaks documented rules; all violations are listed, warnings
    /// included.
    Invalid(Violations),
    /// The request cannot be written as HTTP.
    Build(BuildError),
    /// There are no credentials to send it with.
    Credentials(CredentialsError),
    /// The client for it cannot be built.
    Config(Box<ConfigError>),
    /// No connection came about, so nothing was sent.
    NotSent(Box<NotSentError>),
    /// Time ran out.
    Timeout(Box<TimeoutError>),
    /// The connection was lost after the request, or a part of it, was sent.
    ConnectionLost(Box<ConnectionLostError>),
    /// The service, or the gateway before it, answered that it failed.
    Refused(Box<RefusedError>),
    /// The answer is not one of the service.
    Unreadable(Box<UnreadableError>),
    /// The answer is a success, and the writer that it was for failed.
    NotWritten(Box<NotWrittenError>),
}

impl Error {
    /// Whether the request was, or may have been, carried out. It takes all attempts
    /// into account.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let own = match self {
            Self::Invalid(_)
            | Self::Build(_)
            | Self::Credentials(_)
            | Self::Config(_)
            | Self::NotSent(_) => Outcome::NotSent,
            Self::Timeout(error) if !error.sent => Outcome::NotSent,
            Self::Timeout(_)
            | Self::ConnectionLost(_)
            | Self::Unreadable(_)
            | Self::NotWritten(_) => Outcome::Unknown,
            Self::Refused(error) => error.outcome,
        };
        own.max(self.history().earlier)
    }

    /// How many attempts were made; 0 where nothing was attempted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.history().attempts
    }

    /// The answer, if there was one.
    #[must_use]
    pub fn response(&self) -> Option<&ErrorResponse> {
        match self {
            Self::Refused(error) => Some(&error.response),
            Self::Unreadable(error) => Some(&error.response),
            _ => None,
        }
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<http::StatusCode> {
        self.response().map(ErrorResponse::status)
    }

    /// The code in the answer's body, if there was one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.response().and_then(ErrorResponse::code)
    }

    /// The message in the answer's body, if there was one.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.response().and_then(ErrorResponse::message)
    }

    /// The identifier that the vendor's support asks for, if there was an answer with
    /// one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.response().and_then(ErrorResponse::request_id)
    }

    fn history(&self) -> History {
        match self {
            Self::Invalid(_)
            | Self::Build(_)
            | Self::Credentials(_)
            | Self::Config(_) => History::default(),
            Self::NotSent(error) => error.history,
            Self::Timeout(error) => error.history,
            Self::ConnectionLost(error) => error.history,
            Self::Refused(error) => error.history,
            Self::Unreadable(error) => error.history,
            Self::NotWritten(error) => error.history,
        }
    }

    /// The same error, after this many attempts.
    #[cfg(feature = "client")]
    pub(crate) fn with_attempts(self, attempts: u32) -> Self {
        let earlier = self.history().earlier;
        self.with_history(History { attempts, earlier })
    }

    #[cfg(feature = "client")]
    pub(crate) fn with_history(mut self, history: History) -> Self {
        match &mut self {
            Self::Invalid(_)
            | Self::Build(_)
            | Self::Credentials(_)
            | Self::Config(_) => {}
            Self::NotSent(error) => error.history = history,
            Self::Timeout(error) => error.history = history,
            Self::ConnectionLost(error) => error.history = history,
            Self::Refused(error) => error.history = history,
            Self::Unreadable(error) => error.history = history,
            Self::NotWritten(error) => error.history = history,
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => {
                return write!(f, "the request breaks documented rules:\n{violations}");
            }
            Self::Build(error) => return error.fmt(f),
            Self::Credentials(error) => return error.fmt(f),
            Self::Config(error) => return error.fmt(f),
            Self::NotSent(error) => {
                let problem = Cause::strip(error.cause.as_ref(), &error.problem);
                write!(f, "nothing was sent: {problem}")?;
            }
            Self::Timeout(error) => f.write_str(error.description())?,
            Self::ConnectionLost(error) => {
                let problem = Cause::strip(error.cause.as_ref(), &error.problem);
                write!(f, "the connection was lost: {problem}")?;
            }
            Self::Refused(error) => write!(f, "refused: {}", error.response)?,
            Self::Unreadable(error) => {
                write!(
                    f,
                    "unreadable answer ({}): {}",
                    error.description(),
                    error.response
                )?;
            }
            Self::NotWritten(error) => {
                let problem = Cause::strip(error.cause.as_ref(), &error.problem);
                write!(f, "the answer could not be written: {problem}")?;
            }
        }
        match self.attempts() {
            0 | 1 => {}
            attempts => write!(f, " (after {attempts} attempts)")?,
        }
        match self.outcome() {
            Outcome::Unknown => {
                f.write_str("; it may have been carried out all the same")
            }
            Outcome::NotSent | Outcome::Rejected => Ok(()),
        }
    }
}

/// The source is the innermost error of a connection, such as an `io::Error`. The others
/// are whole in `Display`, and their parts are in the variants.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause = match self {
            Self::NotSent(error) => error.cause.as_ref(),
            Self::ConnectionLost(error) => error.cause.as_ref(),
            Self::NotWritten(error) => error.cause.as_ref(),
            _ => None,
        };
        cause.map(Cause::root)
    }
}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

impl From<BuildError> for Error {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

macro_rules! boxed_into_error {
    ($($variant:ident($name:ident)),*) => { $(
        impl From<$name> for Error {
            fn from(error: $name) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )* };
}

boxed_into_error!(
    Config(ConfigError),
    NotSent(NotSentError),
    Timeout(TimeoutError),
    ConnectionLost(ConnectionLostError),
    Refused(RefusedError),
    Unreadable(UnreadableError),
    NotWritten(NotWrittenError)
);
