//! Whether the Tokio runtime that a call runs on has timers and I/O, which a client needs.
//!
//! Tokio tells a runtime without timers or I/O from others by a panic alone: as of 1.54,
//! neither its handle nor its metrics show the difference. The functions here therefore
//! create the smallest object that needs the driver, and catch the panic. The program's
//! panic hook runs first and may print Tokio's advice to enable the driver: hooks are
//! global, and a library must not replace them. A program built with `panic = "abort"`
//! ends there.

use std::net::{Ipv4Addr, UdpSocket};
use std::panic::catch_unwind;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::sleep;

/// Whether this is a task of a runtime with timers.
pub(super) fn has_timers() -> bool {
    Handle::try_current().is_ok() && catch_unwind(|| drop(sleep(Duration::ZERO))).is_ok()
}

/// Whether this is a task of a runtime with I/O. If no socket can be opened, the error of
/// connecting has the reason.
pub(super) fn has_io() -> bool {
    let socket = || {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok()?;
        socket.set_nonblocking(true).ok()?;
        tokio::net::UdpSocket::from_std(socket).ok()
    };
    Handle::try_current().is_ok() && catch_unwind(|| drop(socket())).is_ok()
}
