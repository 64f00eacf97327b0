//! Checks requests, one JSON envelope a line on standard input, and prints what is wrong with each, one line a line.
//!
//! ```text
//! in:   {"operation": "...", "path": {...}, "query": {...}, "header": {...}, "body": {...}}
//! out:  {"violations": [{"pointer", "rule", "kind", "severity", "message"}, ...]}   or   {"error": "..."}
//! ```
//!
//! Exits with 1 if a line has a violation of severity `error`, or is no request of a known operation.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use coc_generated::{Object, Violations, operation};
use serde::Serialize;
use serde_json::Value;

fn main() -> ExitCode {
    match run(io::stdin().lock(), io::BufWriter::new(io::stdout().lock())) {
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
enum Answer {
    Violations(Violations),
    Error(String),
}

/// Answers every line, and says whether all of them are right.
fn run(mut input: impl BufRead, mut output: impl Write) -> io::Result<bool> {
    let mut all_right = true;
    let mut line = Vec::new();
    // Lines are read as bytes: one that is not UTF-8 must not end the run.
    while input.read_until(b'\n', &mut line)? > 0 {
        let answer = lint(&line).map_or_else(Answer::Error, Answer::Violations);
        all_right &= matches!(&answer, Answer::Violations(violations) if !violations.has_errors());
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        line.clear();
    }
    output.flush()?;
    Ok(all_right)
}

fn lint(line: &[u8]) -> Result<Violations, String> {
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
    let entry = operation(name).ok_or_else(|| format!("no operation is called {name:?}"))?;
    entry.validate(&envelope).map_err(|error| format!("the request cannot be read: {error}"))
}
