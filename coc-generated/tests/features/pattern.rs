//! The engine for patterns. The spec of this crate has none, so that the program is that of
//! `tickets`.

#[path = "tickets.rs"]
mod tickets;

fn main() {
    tickets::main();
}
