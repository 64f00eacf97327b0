//! Messages of several readers: a value of the wrong shape, a key without contents, and
//! names in a list. Messages of one reader belong to it.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::yaml::{Kind, Node};

/// Names in backquotes, joined by commas.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> =
        names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// The diagnostic of an empty value.
pub(super) fn empty(what: &str, span: Span, help: &str) -> Diagnostic {
    let message = format!("{what} is empty");
    Diagnostic::error(Code::BadValue, span, message).help(help)
}

/// The words for the value of a key that takes several texts.
pub(super) const LIST_OF_TEXTS: &str = "a text or a list of texts";

/// The diagnostic "X must be Y, but this is Z".
pub(super) fn wrong_shape(node: &Node, what: &str, expected: &str) -> Diagnostic {
    let message = format!("{what} must be {expected}, but this is {}", node.describe());
    Diagnostic::error(Code::WrongShape, node.span, message)
        .help(expected_help(node, expected))
}

/// The way to write what is expected in place of a node.
fn expected_help(node: &Node, expected: &str) -> String {
    match (expected, &node.kind) {
        ("a list", Kind::Text(text)) if text.is_empty() => {
            "write it in brackets: `[\"\"]`".to_owned()
        }
        ("a list", Kind::Text(text)) => format!("write it in brackets: `[{text}]`"),
        ("a list" | LIST_OF_TEXTS, Kind::Null) => {
            "write the items in brackets, `[...]`, or delete the key".to_owned()
        }
        ("a list", Kind::Map(_)) => "write a list of them: `[{ ... }]`".to_owned(),
        ("a mapping", Kind::Text(_)) => {
            "write keys with their values below it, or `{ key: value }`".to_owned()
        }
        ("a mapping", Kind::Null) => {
            "write keys with their values below it, or delete it".to_owned()
        }
        ("text" | "a single value", Kind::List(items)) if items.len() == 1 => {
            "delete the brackets".to_owned()
        }
        ("text" | "a single value", Kind::List(_)) => {
            "write one of them, without brackets".to_owned()
        }
        ("text" | "a single value", Kind::Map(_)) => {
            "write it in quotes, if the braces or the colon belong to a text".to_owned()
        }
        (_, Kind::Null) => {
            format!("write {expected} after the colon, or delete the key")
        }
        _ => format!("write {expected} here"),
    }
}
