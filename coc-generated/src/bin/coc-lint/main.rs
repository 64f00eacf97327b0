//! Checks requests, and prints what is wrong with each of them.
//!
//! ```text
//! in:   {"operation": "...", "path": {...}, "query": {...}, "header": {...}, "body": {...}}
//! out:  {"violations": [{"pointer", "rule", "kind", "severity", "message"}, ...]}   or   {"error": "..."}
//! ```
//!
//! Exits with 1 if a request has a violation of severity `error`, or is no request of a
//! known operation, and with 2 if the arguments are wrong.

mod curl;
mod http;
mod input;
mod lint;
mod report;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use input::InputFormat;
use report::{OutputFormat, Report};

const USAGE: &str = "usage: coc-lint [OPTIONS] [FILE or FOLDER]...

Without a file, the linter reads one request from each line of standard input.
A folder stands for all files below it that end in .json, .ndjson, .jsonl, .har or .curl.

  --input ndjson|json|har|curl  the format of the input; by default, the ending of each file decides
  --format json|text|github     the format of the output; json: one line for each request
  --explain                     print for each violation the field, the rule, the values that made it
                                apply, the page, and the decisions behind it
  --unknown-keys                warn about keys that no table documents";

#[derive(Debug, Default)]
struct Arguments {
    input: Option<InputFormat>,
    output: OutputFormat,
    explain: bool,
    unknown_keys: bool,
    paths: Vec<String>,
}

impl Arguments {
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut found = Self::default();
        while let Some(word) = words.next() {
            let (name, given) = match word.split_once('=') {
                Some((name, value)) if name.starts_with("--") => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                _ => (word, None),
            };
            let mut value = || {
                given
                    .clone()
                    .or_else(|| words.next())
                    .ok_or(format!("{name} needs a value"))
            };
            match name.as_str() {
                "--input" => found.input = Some(InputFormat::parse(&value()?)?),
                "--format" => found.output = OutputFormat::parse(&value()?)?,
                "--explain" if given.is_none() => found.explain = true,
                "--unknown-keys" if given.is_none() => found.unknown_keys = true,
                "-" => found.paths.push(name),
                "--explain" | "--unknown-keys" => {
                    return Err(format!("{name} takes no value"));
                }
                other if other.starts_with('-') => {
                    return Err(format!("{other} is no option"));
                }
                _ => found.paths.push(name),
            }
        }
        Ok(found)
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let arguments = match Arguments::parse(words.into_iter()) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("coc-lint: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments, io::BufWriter::new(io::stdout().lock())) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("coc-lint: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments, mut out: impl Write) -> io::Result<bool> {
    let Arguments { input, output, explain, unknown_keys, paths } = arguments;
    let lines = matches!(input, None | Some(InputFormat::Ndjson));
    if paths.is_empty() && lines && *output == OutputFormat::Json && !explain {
        // Answers come as lines come.
        return lint::run(*unknown_keys, io::stdin().lock(), out);
    }
    let report = Report::new(*output, *explain);
    let mut all_right = true;
    let stdin = ["-".to_owned()];
    for path in if paths.is_empty() { &stdin[..] } else { paths } {
        for one in input::read(Path::new(path), *input) {
            let found = one
                .request
                .as_ref()
                .map_err(Clone::clone)
                .and_then(|request| lint::lint(request, *unknown_keys));
            all_right &= report.add(&one, found, &mut out)?;
        }
    }
    out.flush()?;
    Ok(all_right)
}
