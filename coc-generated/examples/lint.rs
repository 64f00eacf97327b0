//! Checks requests, one request document a line on standard input, and prints what is wrong
//! with each, one line a line. `coc-lint` is the same as an installable program, and can
//! more.
//!
//! ```text
//! in:   {"operation": "...", "path": {...}, "query": {...}, "header": {...}, "body": {...}}
//! out:  {"violations": [{"pointer", "rule", "kind", "severity", "message"}, ...]}   or   {"error": "..."}
//! ```
//!
//! With `--unknown-keys`, keys that no table documents are reported too, as warnings,
//! with the name that was probably meant. Exits with 1 if a line has a violation of
//! severity `error`, or is no request of a known operation.

#[path = "../src/bin/coc-lint/lint.rs"]
mod lint;

use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let unknown_keys =
        match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => false,
            ["--unknown-keys"] => true,
            _ => {
                eprintln!("usage: lint [--unknown-keys] < payloads.ndjson");
                return ExitCode::from(2);
            }
        };
    let output = io::BufWriter::new(io::stdout().lock());
    match lint::run(unknown_keys, io::stdin().lock(), output) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lint: {error}");
            ExitCode::FAILURE
        }
    }
}
