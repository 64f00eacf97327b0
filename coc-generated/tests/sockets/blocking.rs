//! A blocking server of one thread, for answers that no act of the asynchronous server
//! gives.

use std::io::Read as _;
use std::net::{SocketAddr, TcpListener, TcpStream};

/// Hands connections to `answer`, one after the other. The thread of the server ends with
/// the test's process.
pub(crate) fn serve(mut answer: impl FnMut(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    address
}

/// Reads until something of a request arrives; false at the end of the connection.
pub(crate) fn receives_bytes(stream: &mut TcpStream) -> bool {
    stream.read(&mut [0; 8_192]).is_ok_and(|n| n > 0)
}
