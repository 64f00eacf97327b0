//! Validates single requests, and lines of requests with one answer for each line.
//! Reading files and other forms of output do not belong here.

use std::io::{self, BufRead, Write};

use coc_generated::rules::OperationInfo;
use coc_generated::wire::Object;
use coc_generated::{Violations, operation};
use serde::Serialize;
use serde_json::Value;

/// One line of output.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Violations(Violations),
    Error(String),
}

/// Answers every line, and returns whether all of them are right.
pub(crate) fn run(
    unknown_keys: bool,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<bool> {
    let mut all_right = true;
    let mut line = Vec::new();
    // Lines are read as bytes: one that is not UTF-8 must not end the run.
    while input.read_until(b'\n', &mut line)? > 0 {
        let found = parse(&line).and_then(|request| lint(&request, unknown_keys));
        all_right &= answer(found, &mut output)?;
        line.clear();
    }
    output.flush()?;
    Ok(all_right)
}

/// Writes the answer to one request, and returns whether the request is right.
pub(crate) fn answer(
    found: Result<Violations, String>,
    output: &mut impl Write,
) -> io::Result<bool> {
    let answer = found.map_or_else(Answer::Error, Answer::Violations);
    let right = matches!(&answer, Answer::Violations(found) if !found.has_errors());
    serde_json::to_writer(&mut *output, &answer)?;
    output.write_all(b"\n")?;
    Ok(right)
}

/// The request on a line.
pub(crate) fn parse(line: &[u8]) -> Result<Object, String> {
    if line.trim_ascii().is_empty() {
        return Err("the line is empty".to_owned());
    }
    match serde_json::from_slice(line) {
        Ok(Value::Object(request)) => Ok(request),
        Ok(_) => Err("the line is not an object".to_owned()),
        Err(error) => Err(format!("the line is not JSON: {error}")),
    }
}

/// The operation that a request names.
pub(crate) fn called(request: &Object) -> Result<&'static OperationInfo, String> {
    let Some(name) = request.get("operation").and_then(Value::as_str) else {
        return Err("the request has no `operation`, or one that is not text".to_owned());
    };
    operation(name).ok_or_else(|| format!("no operation is called {name:?}"))
}

/// Everything that is wrong with a request.
pub(crate) fn lint(request: &Object, unknown_keys: bool) -> Result<Violations, String> {
    let info = called(request)?;
    let violations = info
        .validate(request)
        .map_err(|error| format!("the request cannot be read: {error}"))?;
    if !unknown_keys {
        return Ok(violations);
    }
    Ok(violations.into_iter().chain(info.unknown_keys(request)).collect())
}
