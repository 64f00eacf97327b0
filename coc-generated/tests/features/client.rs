//! The asynchronous client, over a socket.

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
        .build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let response = runtime.block_on(client.update_ticket(update::request()))?;
    assert_eq!(response.output().ticket_id(), Some("CM1"));
    server.join().map_err(|_| "the server failed")??;
    Ok(())
}
