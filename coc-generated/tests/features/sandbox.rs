//! The sandbox without a client: it answers a request that has a token.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use coc_generated::sandbox::Sandbox;

fn main() -> std::io::Result<()> {
    let sandbox = Sandbox::start()?;
    let mut stream = TcpStream::connect(sandbox.address())?;
    let (host, token) = (sandbox.address(), sandbox.token());
    write!(
        stream,
        "GET /v1/incident-tickets HTTP/1.1\r\nhost: {host}\r\nx-auth-token: {token}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("GOM.00000000"), "{answer}");
    Ok(())
}
