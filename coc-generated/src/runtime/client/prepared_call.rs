//! One call as the engine gets it: serialised, and not yet signed. Making calls from
//! requests belongs to `handle`.

use std::num::NonZeroU32;
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderValue;

use super::options::CallOptions;
use super::retry::RetryPolicy;
use crate::runtime::http::{Body, Expected, Payload, Secrets, Shape};
use crate::runtime::service::{Operation, Service};

/// A call that is ready to be signed and sent.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    /// The path with its parameters' names instead of their values.
    pub(super) template: &'static str,
    pub(super) repeatable: bool,
    pub(super) expected: Expected<'static>,
    pub(super) request: http::Request<Payload>,
}

impl Call {
    pub(super) fn of(
        service: &'static Service,
        operation: &'static Operation,
        shape: Shape,
        request: http::Request<Payload>,
    ) -> Self {
        let Operation { name, path, repeatable, .. } = *operation;
        Self {
            service: service.name,
            operation: name,
            template: path,
            repeatable,
            expected: Expected::of(service, operation, shape),
            request,
        }
    }
}

/// The result of a call that succeeded.
#[derive(Debug)]
pub(crate) struct CallResult {
    pub(super) response: http::Response<Bytes>,
    pub(super) body: Body,
    pub(super) expected: Expected<'static>,
    pub(super) attempts: u32,
    pub(super) secrets: Secrets,
    /// How many bytes of the answer were written to a writer.
    pub(super) written: u64,
}

/// Settings that hold for the calls of a client and may be different for a single call.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) attempt_timeout: Duration,
    pub(super) total_timeout: Duration,
    /// The bytes of a form that are sent in a second at least.
    pub(super) upload_rate: NonZeroU32,
    pub(super) retry: RetryPolicy,
    pub(super) send_invalid: bool,
    pub(super) max_body: usize,
    /// How long an answer may be that is written to a writer.
    pub(super) max_written: u64,
    pub(super) user_agent: HeaderValue,
}

/// The longest answer that is written to a writer, where no option says so.
const MAX_WRITTEN: u64 = 1 << 30;

/// The bytes of a form that are sent in a second at least, where no option says so.
const UPLOAD_RATE: NonZeroU32 = NonZeroU32::new(1 << 16).unwrap();

/// No wait is longer than this: sums of times must not overflow.
pub(super) const MAX_WAIT: Duration = Duration::from_secs(365 * 86_400);

impl Settings {
    /// The settings where no option says otherwise.
    pub(super) fn new(
        retry: RetryPolicy,
        max_body: usize,
        user_agent: HeaderValue,
    ) -> Self {
        Self {
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(90),
            upload_rate: UPLOAD_RATE,
            retry,
            send_invalid: false,
            max_body,
            max_written: MAX_WRITTEN,
            user_agent,
        }
    }

    /// The settings with a call's own options applied.
    pub(super) fn with(&self, options: &CallOptions) -> Self {
        let mut settings = self.clone();
        settings.attempt_timeout =
            options.attempt_timeout.unwrap_or(self.attempt_timeout).min(MAX_WAIT);
        settings.total_timeout =
            options.total_timeout.unwrap_or(self.total_timeout).min(MAX_WAIT);
        settings.upload_rate = options.upload_rate.unwrap_or(self.upload_rate);
        settings.max_written = options.max_written.unwrap_or(self.max_written);
        settings.send_invalid = options.send_invalid.unwrap_or(self.send_invalid);
        if let Some(attempts) = options.max_attempts {
            settings.retry = settings.retry.max_attempts(attempts);
        }
        settings
    }

    /// The settings with the time that a form of this length takes; `None` for other
    /// bodies.
    pub(super) fn for_upload(&self, body: &Payload) -> Option<Self> {
        if !body.is_form() {
            return None;
        }
        // Whole seconds are exact enough for a bound, and cannot overflow.
        let rate = u64::from(self.upload_rate.get());
        let time = Duration::from_secs(body.len().div_ceil(rate)).min(MAX_WAIT);
        let mut settings = self.clone();
        settings.attempt_timeout =
            self.attempt_timeout.saturating_add(time).min(MAX_WAIT);
        settings.total_timeout = self.total_timeout.saturating_add(time).min(MAX_WAIT);
        Some(settings)
    }
}
