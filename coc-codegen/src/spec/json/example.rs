//! Reads documented requests and answers from the files in `examples/`. The check
//! against the rules belongs to `check`.

use serde_json::{Map, Value};

use super::mistakes::known_mistake;
use super::tokens::Tokens;
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
pub(in crate::spec) fn example(
    id: FileId,
    source: &Source,
    diagnostics: &mut Diagnostics,
) -> Option<Example> {
    const HELP: &str = "write `{ ... }`: a request document, or a status and a body";
    if source.text.trim().is_empty() {
        let span = Span::start_of(id);
        let found = Diagnostic::error(Code::Example, span, "this file is empty");
        diagnostics.push(found.help(HELP));
        return None;
    }
    if source.text.starts_with('\u{feff}') {
        let message = "this file begins with a byte order mark (U+FEFF)";
        let span = Span::of(id, 0..3);
        diagnostics.push(
            Diagnostic::error(Code::Example, span, message)
                .help("save it as UTF-8 without one"),
        );
        return None;
    }
    match serde_json::from_str(&source.text) {
        Ok(Value::Object(value)) => {
            let tokens = Tokens::of(id, &source.text);
            for key in &tokens.repeated {
                let message = format!("this object has the key `{}` twice", key.name);
                diagnostics.push(
                    Diagnostic::error(Code::DuplicateKey, key.span, message)
                        .related(key.first, "first here")
                        .help("delete one of them"),
                );
            }
            Some(Example { value, tokens })
        }
        Ok(_) => {
            let span = Tokens::of(id, &source.text).value("");
            let message = "an example must be an object";
            diagnostics.push(Diagnostic::error(Code::Example, span, message).help(HELP));
            None
        }
        Err(error) => {
            diagnostics.push(not_json(id, &source.text, &error));
            None
        }
    }
}

/// The diagnostic of a text that is not JSON.
fn not_json(id: FileId, text: &str, error: &serde_json::Error) -> Diagnostic {
    let message = format!("this is not JSON: {}", reason(error));
    let (before, rest) = text.split_at(offset(text, error.line(), error.column()));
    let bytes = match before.rfind(',') {
        Some(comma) if message.contains("trailing comma") => comma..comma + 1,
        // A line break belongs to the line that it ends.
        _ if message.contains("control") && before.ends_with('\n') => {
            before.len() - 1..before.len() - 1
        }
        _ => before.len()..before.len(),
    };
    let known = known_mistake(text, before.len());
    let help = known.unwrap_or_else(|| syntax_help(&message, rest).to_owned());
    Diagnostic::error(Code::Example, Span::of(id, bytes), message).help(help)
}

/// The help for a text that is refused where `rest` begins.
fn syntax_help(message: &str, rest: &str) -> &'static str {
    let has = |words: &str| message.contains(words);
    match rest.chars().next() {
        Some('/' | '#') => "JSON has no comments: delete it",
        Some('\'' | '“' | '”' | '‘' | '’') => "put texts and keys in `\"`",
        _ if has("trailing comma") => "delete the comma in front of this bracket",
        _ if has("expected `,`") => "put a comma between two entries",
        _ if has("expected `:`") => "put a colon between a key and its value",
        _ if has("key must be a string") => "put the key in double quotes",
        _ if has("control character") => {
            "close the text in its line; a line break within it is written `\\n`"
        }
        _ if has("escape") => "write `\\\\` for a backslash",
        _ if has("trailing characters") => {
            "the object is closed already: delete what follows it"
        }
        _ if has("not closed") => "close what the last lines open",
        _ if has("number") => {
            "write a number such as `1`, `-2.5` or `3e8`, or put it in quotes"
        }
        _ => "write text in double quotes, a number, `true`, `false` or `null` here",
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

/// The byte of a line and a column, both counted from 1. Columns count bytes, and may point
/// into a character.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let lines = text.split_inclusive('\n').take(line.saturating_sub(1));
    let before: usize = lines.map(str::len).sum();
    let mut at = (before + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
