//! The client over real local sockets: the bytes that it sends, and the errors when a
//! connection fails.
#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod blocking;
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

/// The time-out of a call that must run into it.
const SHORT: Duration = Duration::from_millis(250);

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

/// A socket that is bound and does not listen, with its URL: connections are refused while
/// it lives, and no other process gets its port.
fn refusing() -> (tokio::net::TcpSocket, String) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    (socket, url)
}

fn client(server: &Server) -> coc_generated::Client {
    builder(&server.url()).build().unwrap()
}
