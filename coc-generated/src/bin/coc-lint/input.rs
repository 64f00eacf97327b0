//! Reads requests from lines, documents, recorded calls, and folders of these.

use std::io::Read;
use std::path::{Path, PathBuf};

use coc_generated::wire::Object;
use serde_json::Value;

use crate::{curl, http, lint};

/// The format of a file of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputFormat {
    /// One request a line.
    Ndjson,
    /// One document: a request, or an array of them.
    Json,
    /// A recording of a browser or proxy.
    Har,
    /// A command line of curl.
    Curl,
}

impl InputFormat {
    pub(crate) fn parse(word: &str) -> Result<Self, String> {
        match word {
            "ndjson" => Ok(Self::Ndjson),
            "json" => Ok(Self::Json),
            "har" => Ok(Self::Har),
            "curl" => Ok(Self::Curl),
            _ => Err(format!("--input is ndjson, json, har or curl, and not {word}")),
        }
    }

    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "json" => Some(Self::Json),
            "har" => Some(Self::Har),
            "curl" => Some(Self::Curl),
            _ => None,
        }
    }
}

/// One request, or the reason for its absence.
pub(crate) struct Input {
    /// The file; `-` for standard input.
    pub(crate) file: String,
    /// The line, counted from 1, where a file has one request a line.
    pub(crate) line: Option<usize>,
    /// The request's number, counted from 1, where a document has several.
    pub(crate) number: Option<usize>,
    pub(crate) request: Result<Object, String>,
}

/// The requests at a path.
pub(crate) fn read(path: &Path, format: Option<InputFormat>) -> Vec<Input> {
    if path.is_dir() {
        return folder(path, format);
    }
    let name = path.display().to_string();
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let at = |line, number, request| Input { file: name.clone(), line, number, request };
    let one = |request| at(None, None, request);
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            return vec![one(Err(format!("the file cannot be read: {error}")))];
        }
    };
    match format.or_else(|| InputFormat::of(path)).unwrap_or(InputFormat::Ndjson) {
        InputFormat::Ndjson => lines(&bytes)
            .zip(1..)
            .map(|(request, line)| at(Some(line), None, request))
            .collect(),
        InputFormat::Curl => {
            let text = String::from_utf8_lossy(&bytes);
            vec![one(curl::call(&text).and_then(|call| http::request(&call)))]
        }
        InputFormat::Json | InputFormat::Har => {
            let requests = documents(&bytes);
            let are_several = requests.len() > 1;
            let numbered = requests.into_iter().zip(1..);
            numbered
                .map(|(request, number)| {
                    at(None, are_several.then_some(number), request)
                })
                .collect()
        }
    }
}

/// The requests on lines.
fn lines(bytes: &[u8]) -> impl Iterator<Item = Result<Object, String>> {
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines = (!bytes.is_empty()).then(|| text.split(|byte| *byte == b'\n'));
    lines.into_iter().flatten().map(lint::parse)
}

/// The requests in a file that is one JSON value.
fn documents(bytes: &[u8]) -> Vec<Result<Object, String>> {
    match serde_json::from_slice(bytes) {
        Ok(value) => document(value),
        Err(error) => vec![Err(format!("the file is not JSON: {error}"))],
    }
}

/// The requests in a document: a recording, an array of requests, or a single one.
fn document(value: Value) -> Vec<Result<Object, String>> {
    if let Some(Value::Array(entries)) = value.pointer("/log/entries") {
        return entries.iter().map(http::entry).collect();
    }
    let request = |value| match value {
        Value::Object(request) => Ok(request),
        _ => Err("the document is not an object".to_owned()),
    };
    match value {
        Value::Array(items) => items.into_iter().map(request).collect(),
        other => vec![request(other)],
    }
}

/// Every file with a known ending below a folder, in the order of paths.
fn folder(path: &Path, format: Option<InputFormat>) -> Vec<Input> {
    let mut open = vec![path.to_owned()];
    let mut files: Vec<PathBuf> = Vec::new();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                found.push(Input {
                    file: folder.display().to_string(),
                    line: None,
                    number: None,
                    request: Err(format!("the folder cannot be read: {error}")),
                });
                continue;
            }
        };
        for entry in entries.flatten() {
            // A link may lead back here, so it is not followed to a folder.
            if entry.file_type().is_ok_and(|it| it.is_dir()) {
                open.push(entry.path());
            } else if InputFormat::of(&entry.path()).is_some() && !entry.path().is_dir()
            {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    found.extend(files.iter().flat_map(|file| read(file, format)));
    found
}
