//! From the model to files. Emitters read the model and nothing else; what they need to know was decided before.

mod json;
mod openapi;
mod rust;
mod schema;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::model::Model;

/// Text of every generated file, by its path below the generated crate.
pub type Files = BTreeMap<String, String>;

/// Where the generated Rust stands: codegen owns everything in it.
pub const GENERATED: &str = "src/generated";

/// Renders everything.
///
/// # Errors
/// If something that was emitted is not Rust, which would be a mistake in this crate: says which file.
pub fn emit(model: &Model) -> Result<Files, String> {
    let mut files = rust::emit(model)?;
    files.insert(openapi::PATH.to_owned(), openapi::emit(model));
    Ok(files)
}

/// Renders `count` pieces, in their order, on every core there is.
fn in_parallel<T: Send>(count: usize, render: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(count.max(1));
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= count {
                return done;
            }
            done.push((at, render(at)));
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
