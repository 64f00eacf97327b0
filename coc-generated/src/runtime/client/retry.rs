//! The decision whether and when another attempt follows a failed one. It depends on what
//! may have happened, and on nothing else. Making the attempts belongs to `engine`.

use std::time::{Duration, SystemTime};

use http::StatusCode;

use crate::runtime::http::{Error, IncompleteBody, Outcome, UnreadableReason};

/// The number of attempts, and the waits between them. Whether a failed attempt may be
/// retried at all depends on its [`Outcome`](crate::Outcome), and on no policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(super) max_attempts: u32,
    first_wait: Duration,
    max_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            first_wait: Duration::from_millis(250),
            max_wait: Duration::from_secs(10),
        }
    }
}

impl RetryPolicy {
    /// Three attempts, the first retry after about a quarter of a second, the waits
    /// doubling up to ten seconds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One attempt.
    #[must_use]
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// How many attempts are made at most; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// About how long the first wait is; each further one is twice as long.
    #[must_use]
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait, unless the server asks for more; at most a day.
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait.min(Duration::from_secs(86_400));
        self
    }

    /// The wait after the failed attempt number `attempt`. Half of it is random, so
    /// that many callers that failed together do not retry together. The wait that the
    /// server asks for is a lower bound.
    pub(super) fn wait(&self, attempt: u32, asked: Option<Duration>) -> Duration {
        let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
        let full = self.first_wait.saturating_mul(doubled).min(self.max_wait);
        match asked {
            Some(asked) => asked.saturating_add(full.mul_f64(fastrand::f64() / 2.0)),
            None => full.mul_f64(0.5 + fastrand::f64() / 2.0),
        }
    }
}

/// Whether another attempt may be made after `error`, itself the outcome of one attempt.
pub(super) fn may_retry(error: &Error, repeatable: bool) -> bool {
    match error {
        Error::NotSent(error) => !error.is_permanent(),
        Error::Timeout(error) => {
            !error.was_whole_call() && (repeatable || !error.may_have_been_sent())
        }
        Error::ConnectionLost(_) => repeatable,
        Error::Refused(refused) => match refused.response().status() {
            // `Retry-After` delays a retry and never permits one.
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
                if refused.was_refused_before_acting() =>
            {
                true
            }
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => repeatable,
            _ => false,
        },
        Error::Unreadable(error) => {
            repeatable
                && matches!(
                    error.reason(),
                    UnreadableReason::Incomplete(IncompleteBody::Broken)
                        | UnreadableReason::Truncated
                )
        }
        _ => false,
    }
}

/// Whether the gateway's code proves that nothing was done.
pub(super) fn is_proven(error: &Error) -> bool {
    matches!(error, Error::Refused(refused) if refused.was_refused_before_acting())
}

/// Whether nothing of the request was sent.
pub(super) fn is_unsent(error: &Error) -> bool {
    match error {
        Error::NotSent(_) => true,
        Error::Timeout(error) => !error.may_have_been_sent(),
        _ => false,
    }
}

/// How long the server asks to wait.
pub(super) fn asked(error: &Error, now: SystemTime) -> Option<Duration> {
    match error {
        Error::Refused(refused) => refused.response().retry_after(now),
        _ => None,
    }
}

/// A clock further from the server's than this makes signatures invalid, or soon will.
const MAX_SKEW: Duration = Duration::from_secs(5 * 60);

/// The server's time, if it refused the caller's identity and its clock is far from
/// `now`.
pub(super) fn skewed(error: &Error, now: SystemTime) -> Option<SystemTime> {
    let Error::Refused(refused) = error else {
        return None;
    };
    let status = refused.response().status();
    if refused.outcome() != Outcome::Rejected
        || !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    {
        return None;
    }
    let date = refused.response().date()?;
    let apart = date.duration_since(now).unwrap_or_else(|error| error.duration());
    (apart > MAX_SKEW).then_some(date)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;

    #[test]
    fn waits_double_with_jitter_up_to_the_longest() {
        let policy = RetryPolicy::new();
        for (attempt, full) in [
            (1, 250),
            (2, 500),
            (3, 1_000),
            (6, 8_000),
            (7, 10_000),
            (40, 10_000),
            (0, 250),
        ] {
            let full = Duration::from_millis(full);
            for _ in 0..100 {
                let wait = policy.wait(attempt, None);
                assert!(wait >= full / 2 && wait <= full, "{attempt}: {wait:?}");
            }
        }
    }

    #[test]
    fn a_wait_is_as_long_as_the_server_asks_or_longer() {
        let policy = RetryPolicy::new();
        for asked in [Duration::ZERO, Duration::from_secs(7), Duration::MAX] {
            assert!(policy.wait(1, Some(asked)) >= asked);
        }
    }
}
