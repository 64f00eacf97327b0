//! Client for Huawei Cloud's Cloud Operations Center that cannot send a wrong ticket by accident.
//!
//! The service's documentation ties many parameters to others: mandatory for one kind of ticket, valid only beside a
//! certain value. This crate is generated from a transcription that holds these conditions as data. It checks requests
//! against all of them, and then signs, sends and reads.
//!
//! Each operation has a module of its own, with its request, the types and enumerations in it, and its rules. The
//! documentation of a field says when it is required, what it may hold, and which row of which table says so. What all
//! operations share is in [`runtime`], and can be named from the root as well.
//!
//! To use it:
//!
//! 1. Put a typed request together, such as `CreateChangeTicket`: what its case needs must be given, and
//!    what does not belong to it cannot be. The table in the operation's module shows what each case needs. Requests that
//!    come from elsewhere are read as wire requests, in the module `wire` of the operation, and can be converted.
//! 2. Ask a wire request for its `violations()`, which are all that is wrong with it, each with its rule and its place.
//!    Nothing else is needed for this; the feature `client` can be off.
//! 3. Send it with the method of the `Client` that is named like the operation. It checks first, and sends nothing that
//!    breaks a rule.
//! 4. If that fails, `Error::outcome` tells whether the service may have done it all the same.
//!
//! The repository's README.md shows each of these steps. For callers that hold JSON there are [`operation`], which finds a
//! validator by name, and [`OPERATIONS`]:
//!
//! ```
//! for entry in coc_generated::OPERATIONS {
//!     println!("{}: {} {}", entry.operation.name, entry.operation.method, entry.operation.path);
//!     for rule in entry.rules() {
//!         println!("  {}: {}", rule.id, rule.text);
//!     }
//! }
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | (none) | | types and validators, on `serde` and `serde_json` alone |
//! | `typed` | yes | typed requests and their builders, on `bon` |
//! | `pattern` | yes | the engine for regular expressions, which a spec may have |
//! | `http` | by `client` | building and signing requests and reading answers, as pure functions over the types of `http` |
//! | `client` | yes | the asynchronous client, on `reqwest` with `rustls` |
//! | `blocking` | | the same client for code without an asynchronous runtime |
//! | `jiff` | | conversions between timestamps and those of `jiff` |
//! | `testing` | | a scripted transport and a clock that stands still, for tests without the service |

#[rustfmt::skip]
#[allow(clippy::doc_markdown, clippy::large_enum_variant, clippy::too_many_arguments, deprecated)]
mod generated;
pub mod runtime;

pub use generated::*;
pub use runtime::*;

/// The operation of this name, for callers that hold JSON instead of typed requests.
#[must_use]
pub fn operation(name: &str) -> Option<&'static OperationInfo> {
    let at = OPERATIONS.binary_search_by(|entry| entry.operation.name.cmp(name)).ok()?;
    Some(OPERATIONS[at])
}

/// Runs the Rust in README.md. One of its examples needs the feature `testing`.
#[cfg(all(doctest, feature = "client", feature = "testing"))]
#[doc = include_str!("../../README.md")]
struct Readme;
