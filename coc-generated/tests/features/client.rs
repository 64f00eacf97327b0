//! The asynchronous client, over a socket.

use std::io::{Read, Write};
use std::net::TcpListener;

use coc_generated::update_ticket::enums::Action;
use coc_generated::update_ticket::wire::{HistoryInfo, SubTicketUpdate, UpdateTicketBody, UpdateTicketPath, UpdateTicketRequest};
use coc_generated::http::Endpoint;
use coc_generated::{Client, Credentials, Proxy};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 60\r\n\r\n\
    {\"error_code\": \"GOM.00000000\", \"data\": {\"ticket_id\": \"CM1\"}}";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = Client::builder()
        .endpoint(Endpoint::new(&format!("http://{}", listener.local_addr()?))?)
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .proxy(Proxy::none())
        .build()?;
    let server = std::thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let read = stream.read(&mut [0; 16 * 1024])?;
        assert!(read > 0);
        stream.write_all(ANSWER)
    });
    let path = UpdateTicketPath::default().ticket_type("change").ticket_id("CM1");
    let start = UpdateTicketBody::default()
        .history_info(HistoryInfo::default().action(Action::Start))
        .sub_tickets([SubTicketUpdate::default().ticket_id("e72f9b49-2294-4c58-bc57-4a0c6903c5e1")]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let response = runtime.block_on(client.update_ticket(UpdateTicketRequest::new(path, start)))?;
    assert_eq!(response.output().ticket_id(), Some("CM1"));
    server.join().map_err(|_| "the server failed")??;
    Ok(())
}
