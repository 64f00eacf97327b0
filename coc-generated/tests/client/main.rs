//! The client over a scripted transport, without a socket: the requests that it sends,
//! the attempts that it repeats, and the answers that it returns.
#![cfg(all(feature = "client", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(feature = "blocking")]
mod blocking;
#[cfg(feature = "blocking")]
mod blocking_pages;
mod by_name;
mod calls;
mod credentials;
mod environment;
mod errors;
mod files;
mod limits;
mod pages;
mod raw;
mod renewal;
mod retries;
mod secrets;
mod spans;
#[path = "../support/mod.rs"]
mod support;
mod tickets;
mod waits;

use bytes::Bytes;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, ClientBuilder, Credentials};
use http::{Response, StatusCode};
use support::{SERVICE, TOO_MANY, made};

const SECRET: &str = "SECRETKEYSECRETKEY";

fn keys() -> Credentials {
    Credentials::keys("ACCESSKEYACCESS", SECRET).with_domain_id("d0")
}

fn builder(script: &ScriptedTransport) -> ClientBuilder {
    ClientBuilder::new(&SERVICE)
        .region("north")
        .credentials(keys())
        .transport(script.clone())
}

fn client(script: &ScriptedTransport) -> Client {
    builder(script).build().unwrap()
}

fn status(status: u16, headers: &[(&'static str, &str)]) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    response
}

/// A refusal of the gateway, which proves that nothing was done.
fn gateway_refusal(
    code: u16,
    headers: &[(&'static str, &str)],
    body: &'static str,
) -> Response<Bytes> {
    let mut response = status(code, headers);
    *response.body_mut() = Bytes::from_static(body.as_bytes());
    response
}

/// The gateway's refusal of too many requests.
fn throttled(headers: &[(&'static str, &str)]) -> Response<Bytes> {
    gateway_refusal(429, headers, TOO_MANY)
}

/// Adds a success to the script.
fn ok(script: &ScriptedTransport) {
    script.answer_json(StatusCode::OK, &made());
}
