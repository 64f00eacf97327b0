//! Reads a request document from each line of standard input, and prints a line with its
//! violations. `coc-lint` is an installable program that answers lines in the same way and
//! has more options.
//!
//! ```text
//! in:   {"operation": "...", "path": {...}, "query": {...}, "header": {...}, "body": {...}}
//! out:  {"violations": [{"pointer", "rule", "kind", "severity", "message"}, ...]}   or   {"error": "..."}
//! ```
//!
//! With `--unknown-keys`, keys that no table documents are reported too, as warnings that
//! suggest a similar name. The program exits with 1 if a line has a violation of severity
//! `error`, or is no request of a known operation.

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
