//! The side of the service: requests as they are received, and the answers to them.
//! Nothing here listens.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod any_input;
mod bounds;
mod callers;
mod calls;
mod raw;
mod rules;
