//! Checks requests, one JSON envelope a line on standard input, and prints what is wrong
//! with each, one line a line.
//!
//! ```text
//! in:   {"operation": "...", "path": {...}, "query": {...}, "header": {...}, "body": {...}}
//! out:  {"violations": [{"pointer", "rule", "kind", "severity", "message"}, ...]}   or   {"error": "..."}
//! ```
//!
//! With `--unknown-keys`, keys that no table documents are reported too, as warnings,
//! with the name that was probably meant. Exits with 1 if a line has a violation of
//! severity `error`, or is no request of a known operation.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use coc_generated::wire::Object;
use coc_generated::{Violations, operation};
use serde::Serialize;
use serde_json::Value;

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
    match run(unknown_keys, io::stdin().lock(), io::BufWriter::new(io::stdout().lock()))
    {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lint: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One line of output.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum ErrorResponse {
    Violations(Violations),
    Error(String),
}

/// Answers every line, and says whether all of them are right.
pub(crate) fn run(
    unknown_keys: bool,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<bool> {
    let mut all_right = true;
    let mut line = Vec::new();
    // Lines are read as bytes: one that is not UTF-8 must not end the run.
    while input.read_until(b'\n', &mut line)? > 0 {
        let answer = lint(&line, unknown_keys)
            .map_or_else(ErrorResponse::Error, ErrorResponse::Violations);
        all_right &= matches!(&answer, ErrorResponse::Violations(violations) if !violations.has_errors());
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        line.clear();
    }
    output.flush()?;
    Ok(all_right)
}

fn lint(line: &[u8], unknown_keys: bool) -> Result<Violations, String> {
    if line.trim_ascii().is_empty() {
        return Err("the line is empty".to_owned());
    }
    let envelope: Object = match serde_json::from_slice(line) {
        Ok(Value::Object(envelope)) => envelope,
        Ok(_) => return Err("the line is not an object".to_owned()),
        Err(error) => return Err(format!("the line is not JSON: {error}")),
    };
    let Some(name) = envelope.get("operation").and_then(Value::as_str) else {
        return Err("the line has no `operation`, or one that is not text".to_owned());
    };
    let entry =
        operation(name).ok_or_else(|| format!("no operation is called {name:?}"))?;
    let violations = entry
        .validate(&envelope)
        .map_err(|error| format!("the request cannot be read: {error}"))?;
    if !unknown_keys {
        return Ok(violations);
    }
    Ok(violations.into_iter().chain(entry.unknown_keys(&envelope)).collect())
}
