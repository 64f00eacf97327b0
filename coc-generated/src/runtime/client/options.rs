//! Settings that can be different for single calls. The settings of a client are in
//! `builder`.

use std::num::NonZeroU32;
use std::time::Duration;

use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::runtime::http::{BuildError, signable_header};

/// Settings of single calls, given to
/// [`Client::with_options`](crate::Client::with_options). Settings that are not given
/// stay the client's.
#[derive(Debug, Clone, Default)]
pub struct CallOptions {
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) total_timeout: Option<Duration>,
    pub(super) upload_rate: Option<NonZeroU32>,
    pub(super) max_attempts: Option<u32>,
    pub(super) repeatable: Option<bool>,
    pub(super) send_invalid: Option<bool>,
    pub(super) wait_every: Option<Duration>,
    pub(super) wait_at_most: Option<Duration>,
    pub(super) max_written: Option<u64>,
    pub(super) headers: HeaderMap,
}

impl CallOptions {
    /// Nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take.
    #[must_use]
    pub fn attempt_timeout(mut self, time: Duration) -> Self {
        self.attempt_timeout = Some(time);
        self
    }

    /// How long the call may take, with all attempts and the waits between them.
    #[must_use]
    pub fn total_timeout(mut self, time: Duration) -> Self {
        self.total_timeout = Some(time);
        self
    }

    /// The slowest rate at which a form with files is expected to be sent, in bytes per
    /// second: its length gives the time that is added to both time-outs.
    #[must_use]
    pub fn min_upload_bytes_per_second(mut self, bytes: NonZeroU32) -> Self {
        self.upload_rate = Some(bytes);
        self
    }

    /// How many attempts are made at most; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts);
        self
    }

    /// Whether this call may be made twice. It overrides the operation's own setting, and
    /// decides about a retry after a time-out, a lost connection or a 5xx.
    #[must_use]
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = Some(repeatable);
        self
    }

    /// How long an answer may be that is written to a writer, in bytes; 1 GiB without
    /// this. An answer that is collected may be as long as
    /// [`ClientBuilder::max_response_bytes`](crate::ClientBuilder::max_response_bytes)
    /// says.
    #[must_use]
    pub fn max_written_bytes(mut self, bytes: u64) -> Self {
        self.max_written = Some(bytes);
        self
    }

    /// Whether requests that break documented rules are sent all the same.
    #[must_use]
    pub fn send_invalid(mut self, send: bool) -> Self {
        self.send_invalid = Some(send);
        self
    }

    /// The pause between two calls of a wait, in place of the waiter's own.
    #[must_use]
    pub fn wait_every(mut self, pause: Duration) -> Self {
        self.wait_every = Some(pause);
        self
    }

    /// How long a wait may take as a whole, in place of the waiter's own bound. It ends a
    /// call that is under way.
    #[must_use]
    pub fn wait_at_most(mut self, time: Duration) -> Self {
        self.wait_at_most = Some(time);
        self
    }

    /// Adds a header, which is signed with the others. Its value never shows in an
    /// error.
    ///
    /// # Errors
    /// [`BuildError::Header`] if HTTP cannot hold it, if it would not be signed, or if
    /// the client itself sets it.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, BuildError> {
        let (header, value) = own_header(name, value)?;
        self.headers.insert(header, value);
        Ok(self)
    }

    /// These options where they are set, `other`'s where not.
    pub(super) fn over(mut self, other: &Self) -> Self {
        for (name, value) in &other.headers {
            if !self.headers.contains_key(name) {
                self.headers.insert(name.clone(), value.clone());
            }
        }
        Self {
            attempt_timeout: self.attempt_timeout.or(other.attempt_timeout),
            total_timeout: self.total_timeout.or(other.total_timeout),
            upload_rate: self.upload_rate.or(other.upload_rate),
            max_attempts: self.max_attempts.or(other.max_attempts),
            repeatable: self.repeatable.or(other.repeatable),
            send_invalid: self.send_invalid.or(other.send_invalid),
            wait_every: self.wait_every.or(other.wait_every),
            wait_at_most: self.wait_at_most.or(other.wait_at_most),
            max_written: self.max_written.or(other.max_written),
            headers: self.headers,
        }
    }
}

/// A header that the caller may add to a request that was built.
pub(super) fn own_header(
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), BuildError> {
    let refuse = || BuildError::Header { name: name.to_owned() };
    let (header, mut value) = signable_header(name, value).ok_or_else(refuse)?;
    // The first decides whether a body is signed, and the others come from the
    // credentials.
    if matches!(header.as_str(), "content-type" | "x-domain-id" | "x-project-id") {
        return Err(refuse());
    }
    value.set_sensitive(true);
    Ok((header, value))
}
