//! The sandbox over sockets of this machine.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod data;
mod failures;
mod lives;
mod page;
mod program;
#[path = "../../../coc-codegen/tests/seeds/mod.rs"]
mod seeds;
mod states;

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

#[test]
fn dropping_a_sandbox_closes_its_listener() {
    let sandbox = Sandbox::start().unwrap();
    let address = sandbox.address();
    drop(sandbox);
    assert!(std::net::TcpStream::connect(address).is_err());
}
