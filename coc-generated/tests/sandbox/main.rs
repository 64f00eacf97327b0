//! The sandbox over sockets of this machine.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod data;
mod failures;
mod lives;
mod page;
mod program;
mod states;

use std::ops::Range;

use coc_generated::sandbox::Sandbox;
use coc_generated::{Client, ClientBuilder};

/// A client of a sandbox, before it is built.
fn client_builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder().endpoint(sandbox.endpoint()).credentials(sandbox.credentials())
}

fn documented(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

fn change() -> serde_json::Value {
    documented(include_str!("../../../spec/examples/create_change.json"))
}

fn issue() -> serde_json::Value {
    documented(include_str!("../../../spec/examples/create_issue.json"))
}

fn incident() -> serde_json::Value {
    documented(include_str!("../../../spec/examples/create_incident_for_person.json"))
}

/// The seeds that a variable names, as `0..10`, and without one the usual ones.
fn seeds(variable: &str, usual: Range<u64>) -> Range<u64> {
    let Ok(given) = std::env::var(variable) else { return usual };
    let (from, to) = given.split_once("..").unwrap();
    from.parse().unwrap()..to.parse().unwrap()
}
