//! The result of a successful call. Failures are in `error`.

use std::fmt;
use std::ops::Deref;
use std::sync::OnceLock;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::disposition::{content_length, file_name};
use super::received::received;
use super::redact::printable;
use super::request::OperationRequest;
use super::secrets::{Secrets, WITHHELD};
#[cfg(feature = "client")]
use super::{
    answer::ErrorResponse,
    error::Error,
    error_details::{UnreadableError, UnreadableReason},
    output::{Expected, Output},
};
use crate::runtime::violation::Violations;

/// The answer to a call that succeeded.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) output: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) request_id: Printable,
    pub(crate) code: Printable,
    pub(crate) warnings: Violations,
    pub(crate) attempts: u32,
    pub(crate) body: Bytes,
    pub(crate) secrets: Secrets,
}

impl<T> Response<T> {
    /// The output of the operation.
    #[must_use]
    pub fn output(&self) -> &T {
        &self.output
    }

    /// The output of the operation, without the rest.
    #[must_use]
    pub fn into_output(self) -> T {
        self.output
    }

    received!();

    /// The identifier that the vendor's support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.printable(&self.secrets)
    }

    /// The service's own result code in the body, if there is one. It is withheld if it
    /// shows a secret of the request.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.printable(&self.secrets)
    }

    /// The type of the body, as the answer gives it.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length of the body in bytes, if the answer gives it.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        content_length(&self.headers)
    }

    /// The name of the file in the body, if the answer gives one. It is the last part of
    /// a path at most, and holds no separators, no drive and no control characters; `None`
    /// if nothing else is left. The server chooses it: a file of this name may exist.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        file_name(&self.headers)
    }

    /// The warnings about the request. If the client sends invalid requests, the errors
    /// are included.
    #[must_use]
    pub fn warnings(&self) -> &Violations {
        &self.warnings
    }

    /// How many attempts were made, this answer's included; 0 where no client made them.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The error of an answer to `R` that cannot be used after all.
    #[cfg(feature = "client")]
    pub(crate) fn unreadable<R: OperationRequest>(
        &self,
        reason: UnreadableReason,
    ) -> Error {
        let mut response = http::Response::new(self.body.clone());
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        let json = serde_json::from_slice(&self.body).ok();
        let expected = Expected {
            secrets: Some(&self.secrets),
            ..Expected::of(R::SERVICE, R::OPERATION, R::Output::SHAPE)
        };
        let answer = ErrorResponse::of(&response, json.as_ref(), expected);
        Error::from(UnreadableError::new(answer, reason)).with_attempts(self.attempts)
    }

    /// The same answer with its output turned into something else.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Response<U> {
        let Self {
            output,
            status,
            headers,
            request_id,
            code,
            warnings,
            attempts,
            body,
            secrets,
        } = self;
        Response {
            output: f(output),
            status,
            headers,
            request_id,
            code,
            warnings,
            attempts,
            body,
            secrets,
        }
    }
}

/// The code in an answer of an operation, as received.
#[allow(dead_code, reason = "a spec may be without waiters")]
pub(crate) fn code_of<R: OperationRequest>(
    answer: &Response<R::Output>,
) -> Option<&str> {
    answer.code.received.as_deref()
}

/// A text of an answer as received, and as it may be printed. The search for an echo of a
/// secret takes place when the text is asked for, and not at every call.
#[derive(Clone)]
pub(crate) struct Printable {
    received: Option<String>,
    printable: OnceLock<String>,
}

impl Printable {
    pub(super) fn new(received: Option<String>) -> Self {
        Self { received, printable: OnceLock::new() }
    }

    fn printable(&self, secrets: &Secrets) -> Option<&str> {
        let received = self.received.as_ref()?;
        Some(self.printable.get_or_init(|| printable(received, Some(secrets))))
    }
}

/// The output of the operation.
impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.output
    }
}

/// Header values and the raw body stay out, and an output that echoes a secret of the
/// request.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let output = format!("{:?}", self.output);
        let echo = self.secrets.parts().show_in(&output);
        let mut out = f.debug_struct("Response");
        out.field("status", &self.status);
        if echo {
            out.field("output", &format_args!("{WITHHELD}"));
        } else {
            out.field("output", &self.output);
        }
        out.field("request_id", &self.request_id())
            .field("warnings", &self.warnings)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
