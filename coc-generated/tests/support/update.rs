//! One update over a socket, for the programs of the features `client` and `blocking`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use coc_generated::update_ticket::enums::Action;
use coc_generated::update_ticket::wire::{
    HistoryInfo, SubTicketUpdate, UpdateTicketBody, UpdateTicketPath,
    UpdateTicketRequest,
};

/// The body of the server's answer. Its ticket has the id `CM1`.
const BODY: &str = r#"{"error_code": "GOM.00000000", "data": {"ticket_id": "CM1"}}"#;

/// A server that answers one request with success.
pub(crate) fn server() -> std::io::Result<(SocketAddr, JoinHandle<std::io::Result<()>>)>
{
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let read = stream.read(&mut [0; 16 * 1024])?;
        assert!(read > 0);
        let length = BODY.len();
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{BODY}")
    });
    Ok((address, server))
}

/// A request that breaks no rule.
pub(crate) fn request() -> UpdateTicketRequest {
    let part =
        SubTicketUpdate::default().ticket_id("e72f9b49-2294-4c58-bc57-4a0c6903c5e1");
    UpdateTicketRequest::new(
        UpdateTicketPath::default().ticket_type("change").ticket_id("CM1"),
        UpdateTicketBody::default()
            .history_info(HistoryInfo::default().action(Action::Start))
            .sub_tickets([part]),
    )
}
