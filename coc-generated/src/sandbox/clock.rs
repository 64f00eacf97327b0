//! The clock of the sandbox, which can be wrong for one request.

use std::future::Future;
use std::time::{Duration, SystemTime};

use crate::runtime::http::Clock;

tokio::task_local! {
    /// The seconds that the clock is ahead while this task handles a request.
    static AHEAD: i64;
}

/// The clock of the machine, unless it is wrong for the request that is handled.
#[derive(Debug)]
pub(super) struct SandboxClock;

impl Clock for SandboxClock {
    fn now(&self) -> SystemTime {
        moved(SystemTime::now(), AHEAD.try_with(|ahead| *ahead).unwrap_or_default())
    }
}

/// Handles a request while the clock is this many seconds ahead, and returns the time
/// that the clock then shows, too.
pub(super) async fn ahead<T>(
    seconds: i64,
    handle: impl Future<Output = T>,
) -> (T, SystemTime) {
    let handled = AHEAD.scope(seconds, handle).await;
    (handled, moved(SystemTime::now(), seconds))
}

fn moved(time: SystemTime, seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    let moved = if seconds < 0 { time.checked_sub(by) } else { time.checked_add(by) };
    moved.unwrap_or(time)
}
