//! Limits over all calls of a client: attempts per second, and retries. Whether a retry
//! may follow one failure is decided in `retry`.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Spaces attempts evenly, so that no more than a given number begin in a second.
#[derive(Debug)]
pub(super) struct Pace {
    apart: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        Self { apart: Duration::from_secs(1) / per_second.get(), next: Mutex::default() }
    }

    /// Takes the next turn, and returns the wait until it. If that is not shorter than
    /// `left`, it returns `None`, and the turn is left to another attempt.
    pub(super) fn turn(&self, left: Duration) -> Option<Duration> {
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = next.map_or(now, |next| next.max(now));
        let wait = turn.duration_since(now);
        if wait > Duration::ZERO && wait >= left {
            return None;
        }
        *next = turn.checked_add(self.apart);
        Some(wait)
    }
}

/// Cost of a retry in units of successful calls.
const RETRY: u32 = 10;

/// The retries that are left. If most calls fail, retrying all of them would only add
/// to the load of the service.
#[derive(Debug)]
pub(super) struct Budget {
    full: u32,
    left: AtomicU32,
}

impl Budget {
    pub(super) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(RETRY);
        Self { full, left: AtomicU32::new(full) }
    }

    /// Takes a retry, if there is one left.
    pub(super) fn take(&self) -> bool {
        let take = |left: u32| left.checked_sub(RETRY);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Adds a tenth of a retry after a success, or a whole one if that success was a retry.
    pub(super) fn succeeded(&self, was_retry: bool) {
        let earned = if was_retry { RETRY } else { 1 };
        let give = |left: u32| {
            (left < self.full).then(|| left.saturating_add(earned).min(self.full))
        };
        // `Err` means that the budget is full.
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::time::Duration;

    use super::{Budget, Pace};

    #[test]
    fn a_budget_is_spent_and_earned_back() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        (0..9).for_each(|_| budget.succeeded(false));
        assert!(!budget.take());
        budget.succeeded(false);
        assert!(budget.take() && !budget.take());
        (0..5).for_each(|_| budget.succeeded(true));
        assert!(budget.take() && budget.take() && !budget.take(), "it is never fuller");
        assert!(!Budget::new(0).take());
    }

    #[tokio::test(start_paused = true)]
    async fn pace_spaces_attempts_evenly() {
        let pace = Pace::new(NonZeroU32::new(10).unwrap());
        let long = Duration::from_secs(60);
        let tenths = |n: u64| Some(Duration::from_millis(100 * n));
        assert_eq!([0, 1, 2].map(|_| pace.turn(long)), [0, 1, 2].map(tenths));
        // A turn that would come too late is left to others.
        assert_eq!(pace.turn(Duration::from_millis(200)), None);
        assert_eq!(pace.turn(long), tenths(3));
        // Time that nobody used is not saved up.
        tokio::time::sleep(long).await;
        assert_eq!([0, 1].map(|_| pace.turn(long)), [0, 1].map(tenths));
    }
}
