//! Observation of calls: events for the caller's own hooks, and `tracing`
//! spans with the names of OpenTelemetry's HTTP conventions. Neither carries bodies,
//! query values, header values or secrets. Hooks that change a request are in `intercept`.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use tracing::Span;

use super::prepared_call::{Call, CallResult};
use crate::runtime::http::{Endpoint, Error, printable};
use crate::runtime::violation::Violations;

/// Something that happened during a call.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// An attempt begins.
    #[non_exhaustive]
    AttemptStarted {
        /// Name of the operation.
        operation: &'a str,
        /// Number of the attempt, from 1.
        attempt: u32,
    },
    /// An attempt has ended.
    #[non_exhaustive]
    AttemptEnded {
        /// Name of the operation.
        operation: &'a str,
        /// Number of the attempt, from 1.
        attempt: u32,
        /// How long it took.
        elapsed: Duration,
        /// The status of a success, or the error.
        result: Result<StatusCode, &'a Error>,
        /// How long until the next attempt, if there is to be one.
        next_in: Option<Duration>,
    },
    /// The call has ended. A call whose future is dropped ends without this event.
    #[non_exhaustive]
    CallEnded {
        /// Name of the operation.
        operation: &'a str,
        /// Attempts made.
        attempts: u32,
        /// How long the call took, waits included.
        elapsed: Duration,
        /// The status of a success, or the error.
        result: Result<StatusCode, &'a Error>,
    },
}

/// Gets every [`Event`], for metrics or logs of the caller. Closures implement it. It runs
/// on the caller's task and should be quick. A panic in it does not end the call, so that
/// the answer to a request that was carried out is not lost.
pub trait Observe: Send + Sync + 'static {
    /// Gets an event.
    fn observe(&self, event: &Event<'_>);
}

impl<F: Fn(&Event<'_>) + Send + Sync + 'static> Observe for F {
    fn observe(&self, event: &Event<'_>) {
        self(event);
    }
}

/// All observers of a client.
#[derive(Clone, Default)]
pub(super) struct Observers(pub(super) Vec<Arc<dyn Observe>>);

impl Observers {
    pub(super) fn notify(&self, event: &Event<'_>) {
        for observer in &self.0 {
            let observe = AssertUnwindSafe(|| observer.observe(event));
            if catch_unwind(observe).is_err() {
                tracing::error!("an observer panicked");
            }
        }
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Observers({})", self.0.len())
    }
}

/// The span of one call.
pub(super) fn span(call: &Call, endpoint: &Endpoint) -> Span {
    let uri = call.request.uri();
    tracing::info_span!(
        "http.client.request",
        otel.name = format_args!("{} {}", call.request.method(), call.template),
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        rpc.service = call.service,
        rpc.method = call.operation,
        http.request.method = call.request.method().as_str(),
        url.template = call.template,
        url.scheme = if endpoint.is_plain() { "http" } else { "https" },
        server.address = uri.host().unwrap_or_default(),
        server.port = uri.port_u16().unwrap_or(endpoint.default_port()),
        http.response.status_code = tracing::field::Empty,
        http.request.resend_count = tracing::field::Empty,
        error.type = tracing::field::Empty,
        request_id = tracing::field::Empty,
    )
}

/// Completes the span of a call.
pub(super) fn record(span: &Span, attempts: u32, result: Result<&CallResult, &Error>) {
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
    let id = match result {
        Ok(done) if !span.is_disabled() => {
            let response = &done.response;
            span.record("http.response.status_code", response.status().as_u16());
            let id = response.headers().get("x-request-id");
            id.and_then(|id| id.to_str().ok())
                .map(|id| printable(id, Some(&done.secrets)))
        }
        Ok(_) => None,
        Err(error) => {
            span.record("otel.status_code", "ERROR");
            // By the conventions, this is the status if that is one of failure.
            match error.status() {
                Some(status) if !status.is_success() => {
                    span.record("error.type", status.as_str())
                }
                _ => span.record("error.type", kind(error)),
            };
            if let Some(status) = error.status() {
                span.record("http.response.status_code", status.as_u16());
            }
            error.request_id().map(str::to_owned)
        }
    };
    if let Some(id) = id {
        span.record("request_id", id.as_str());
    }
}

/// The sort of an error, for `error.type`: a name with few possible values.
pub(super) fn kind(error: &Error) -> &'static str {
    match error {
        Error::Invalid(_) => "invalid",
        Error::Build(_) => "build",
        Error::Credentials(_) => "credentials",
        Error::Config(_) => "config",
        Error::NotSent(_) => "not_sent",
        Error::Timeout(_) => "timeout",
        Error::ConnectionLost(_) => "connection_lost",
        Error::Refused(_) => "refused",
        Error::Unreadable(_) => "unreadable",
        Error::NotWritten(_) => "not_written",
    }
}

/// Records the violations, without the values.
pub(super) fn violations(operation: &str, violations: &Violations) {
    for violation in violations {
        tracing::warn!(
            operation,
            rule = violation.rule.id,
            pointer = violation.pointer.as_str(),
            severity = violation.rule.severity.as_str(),
            "the request has a violation that does not stop it"
        );
    }
}
