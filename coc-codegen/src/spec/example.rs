//! Reads documented requests and answers from the files in `examples/`. The check
//! against the rules belongs to `check`.

use serde_json::{Map, Value};

use super::json::Tokens;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, Source, Span};

/// One example.
#[derive(Debug, Clone)]
pub(crate) struct Example {
    pub(crate) value: Map<String, Value>,
    /// Places of the parts of the value.
    pub(crate) tokens: Tokens,
}

/// Reads an example, which must be an object.
pub(super) fn example(
    id: FileId,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Option<Example> {
    let mut error = |span: Span, message: String| {
        diagnostics.push(Diagnostic::error(Code::Example, span, message));
    };
    if source.text.trim().is_empty() {
        let message =
            "this file is empty: write a request document, or a status and a body";
        error(Span { file: id, start: 0, end: 0 }, message.to_owned());
        return None;
    }
    match serde_json::from_str(&source.text) {
        Ok(Value::Object(value)) => {
            let tokens = Tokens::of(id, &source.text);
            for (key, second, first) in &tokens.repeated {
                let message = format!("this object has the key `{key}` twice");
                let diagnostic = Diagnostic::error(Code::DuplicateKey, *second, message);
                diagnostics.push(
                    diagnostic.related(*first, "first here").help("delete one of them"),
                );
            }
            Some(Example { value, tokens })
        }
        Ok(_) => {
            let message = "an example must be an object: a request document, or a status and a body";
            error(Span { file: id, start: 0, end: 1 }, message.to_owned());
            None
        }
        Err(found) => {
            let at = offset(source, found.line(), found.column());
            error(
                Span { file: id, start: at, end: at },
                format!("this is not JSON: {}", reason(&found)),
            );
            None
        }
    }
}

/// The message of an error without its place, which the diagnostic shows anyway.
fn reason(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "a bracket, or a text, is not closed where the file ends".to_owned();
    }
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text[..end].to_owned()
}

fn offset(source: &Source, line: usize, column: usize) -> u32 {
    let before: usize = source
        .text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    u32::try_from((before + column.saturating_sub(1)).min(source.text.len()))
        .unwrap_or(u32::MAX)
}
