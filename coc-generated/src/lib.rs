//! Client for Huawei Cloud's Cloud Operations Center.

#[rustfmt::skip]
#[allow(clippy::doc_markdown, deprecated)]
mod generated;
pub mod runtime;

pub use generated::*;
pub use runtime::*;

/// The operation of this name, for callers that hold JSON instead of typed requests.
#[must_use]
pub fn operation(name: &str) -> Option<&'static Entry> {
    let at = OPERATIONS.binary_search_by(|entry| entry.operation.name.cmp(name)).ok()?;
    Some(OPERATIONS[at])
}
