//! Prints to standard output.

use std::io::Write;

/// Prints to standard output. A reader that closes it early, such as `head`, has read
/// enough.
pub(crate) fn print_out(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
