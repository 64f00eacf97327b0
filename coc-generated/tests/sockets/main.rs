//! The client over real local sockets: what is on the wire, and what happens when the
//! wire fails.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cases;
mod failures;
mod files;
mod floods;
mod proxies;
mod random;
mod sharing;
#[path = "../support/mod.rs"]
mod support;
mod tls;

use std::time::Duration;

use coc_generated::http::Endpoint;
use coc_generated::{ClientBuilder, Credentials, Proxy, RetryPolicy};
use support::SERVICE;
use support::server::Server;

const SECRET: &str = "SECRETKEYSECRETKEY";

/// How long a call waits that is to run into its time-out.
const IMPATIENT: Duration = Duration::from_millis(250);

/// A client of a local server, without waits between attempts.
fn builder(url: &str) -> ClientBuilder {
    ClientBuilder::new(&SERVICE)
        .endpoint(Endpoint::new(url).unwrap())
        .credentials(Credentials::keys("ACCESSKEYACCESS", SECRET).with_domain_id("d0"))
        .proxy(Proxy::none())
        .attempt_timeout(Duration::from_secs(10))
        .total_timeout(Duration::from_secs(20))
        .retry(RetryPolicy::new().first_wait(Duration::ZERO))
}

fn client(server: &Server) -> coc_generated::Client {
    builder(&server.url()).build().unwrap()
}
