//! Spreads work over all cores. Threads of the standard library are enough, since each
//! call has one flat list of work.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Runs `count` pieces of work on all cores and returns their results in order.
///
/// # Panics
/// If a piece of work does.
pub(crate) fn in_parallel<T: Send>(
    count: usize,
    make: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let workers =
        thread::available_parallelism().map_or(1, usize::from).min(count.max(1));
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, make(at)));
        }
    };
    let mut pieces: Vec<(usize, T)> = thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(run)).collect();
        let mut pieces = run();
        for other in others {
            match other.join() {
                Ok(found) => pieces.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        pieces
    });
    pieces.sort_unstable_by_key(|(at, _)| *at);
    pieces.into_iter().map(|(_, piece)| piece).collect()
}
