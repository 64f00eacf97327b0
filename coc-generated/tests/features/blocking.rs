//! The client for code without an asynchronous runtime, over a socket.

#[path = "../support/update.rs"]
mod update;

use coc_generated::http::Endpoint;
use coc_generated::{Client, Credentials, Proxy};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (address, server) = update::server()?;
    let client = Client::builder()
        .endpoint(Endpoint::new(&format!("http://{address}"))?)
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .proxy(Proxy::none())
        .build_blocking()?;
    let response = client.update_ticket(update::request())?;
    assert_eq!(response.output().ticket_id(), Some("CM1"));
    server.join().map_err(|_| "the server failed")??;
    Ok(())
}
