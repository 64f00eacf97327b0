//! Requests and answers without a connection: building, signing, reading.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod any_input;
mod forms;
mod requests;
mod second_implementation;
#[path = "../support/mod.rs"]
mod support;
mod vectors;
mod verify;
