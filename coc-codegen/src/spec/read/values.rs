//! Reads single values of YAML, lists of them, and the pairs of mappings whose keys the
//! spec chooses. Mappings with fixed keys belong to `keys`.

use std::collections::HashMap;

use super::messages::{empty, list, wrong_shape};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Literal, Number};
use crate::source::{Span, Spanned};
use crate::spec::recovery::meant_values::meant_flag;
use crate::spec::yaml::{Entry, Kind, Node, no_text};

/// The pairs of a mapping whose keys are text. Reports anything else.
pub(super) fn entries<'n>(
    node: &'n Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'n [Entry]> {
    let entries = entries_by_value(node, what, diagnostics)?;
    Some(with_text_keys(entries, diagnostics))
}

/// The same pairs, after a report of each key that is a number. If the spec chooses the
/// keys, such a key is then read as text.
pub(super) fn with_text_keys<'n>(
    entries: &'n [Entry],
    diagnostics: &mut Diagnostics,
) -> &'n [Entry] {
    for entry in entries.iter().filter(|entry| entry.number.is_some()) {
        diagnostics.push(no_text(&entry.key, entry.key_span));
    }
    entries
}

/// The value of a key that may be a number.
pub(super) fn key_value(entry: &Entry) -> Spanned<Literal> {
    let value = entry.number.map_or_else(
        || Literal::Text(entry.key.clone()),
        |number| Literal::Number(Number::Integer(number)),
    );
    Spanned::new(value, entry.key_span)
}

/// The pairs of a mapping whose keys are text or whole numbers. Reports anything else.
pub(super) fn entries_by_value<'n>(
    node: &'n Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'n [Entry]> {
    match &node.kind {
        Kind::Map(entries) => Some(entries),
        Kind::Reported => None,
        _ => {
            diagnostics.push(no_mapping(node, what));
            None
        }
    }
}

/// The report of a node that is not a mapping.
pub(super) fn no_mapping(node: &Node, what: &str) -> Diagnostic {
    let diagnostic = wrong_shape(node, what, "a mapping");
    let Kind::List(items) = &node.kind else { return diagnostic };
    match items.first().map(|item| &item.kind) {
        Some(Kind::Text(first)) => {
            diagnostic.help(format!("write each as a key of its own: `{first}: ...`"))
        }
        Some(Kind::Map(_)) => {
            diagnostic.help("delete the dashes, and write each below a name of its own")
        }
        _ => diagnostic,
    }
}

/// The items of a list that are mappings, and the first item that is none, so that only
/// that one is reported.
pub(super) fn mappings(nodes: &[Node]) -> impl Iterator<Item = &Node> {
    let mut seen = false;
    nodes.iter().filter(move |node| {
        let is_map = matches!(node.kind, Kind::Map(_));
        is_map || !std::mem::replace(&mut seen, true)
    })
}

/// The items of a list. Reports anything else.
pub(super) fn items<'n>(
    node: &'n Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'n [Node]> {
    match &node.kind {
        Kind::List(items) => Some(items),
        _ => {
            diagnostics.push(wrong_shape(node, what, "a list"));
            None
        }
    }
}

/// The items of a list. Reports an empty list, with the word for its items, and anything
/// else.
pub(super) fn non_empty_items<'n>(
    node: &'n Node,
    what: &str,
    noun: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'n [Node]> {
    let nodes = items(node, what, diagnostics)?;
    if nodes.is_empty() {
        let help = format!("list the {noun}, or delete the key");
        diagnostics.push(empty(what, node.span, &help));
        return None;
    }
    Some(nodes)
}

/// Every item as `read` returns it; none if one cannot be read. The others are read
/// nevertheless, so that each error is reported.
pub(super) fn read_all<T>(
    nodes: &[Node],
    read: impl FnMut(&Node) -> Option<T>,
) -> Option<Vec<T>> {
    let found: Vec<T> = nodes.iter().filter_map(read).collect();
    (found.len() == nodes.len()).then_some(found)
}

/// A text. Reports anything else. `1.0` and `true` are texts only in quotes; `2024-01-01`
/// is one without them, too.
pub(super) fn text(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<String>> {
    match &node.kind {
        Kind::Text(text) => Some(Spanned::new(text.clone(), node.span)),
        Kind::Bool(_) | Kind::Integer(_) | Kind::Float(_) => {
            diagnostics.push(wrong_shape(node, what, "text").help("put it in quotes"));
            None
        }
        _ => {
            diagnostics.push(wrong_shape(node, what, "text"));
            None
        }
    }
}

/// One text, or a list of texts. Reports repeated texts.
pub(super) fn texts(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Spanned<String>> {
    let Kind::List(items) = &node.kind else {
        return text(node, what, diagnostics).into_iter().collect();
    };
    let mut found: Vec<Spanned<String>> = Vec::with_capacity(items.len());
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(items.len());
    for item in items {
        let Some(text) = text(item, what, diagnostics) else { continue };
        if let Kind::Text(name) = &item.kind
            && let Some(first) = seen.insert(name, item.span)
        {
            diagnostics.push(twice(name, item.span, first));
            continue;
        }
        found.push(text);
    }
    found
}

/// The diagnostic of a value that a list repeats.
fn twice(value: &str, span: Span, first: Span) -> Diagnostic {
    let message = format!("this list contains `{value}` twice");
    let diagnostic = Diagnostic::error(Code::BadValue, span, message);
    diagnostic.related(first, "first here").help("delete one of them")
}

/// A boolean. Reports anything else.
pub(super) fn flag(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<bool>> {
    match node.kind {
        Kind::Bool(value) => Some(Spanned::new(value, node.span)),
        _ => {
            let diagnostic = wrong_shape(node, what, "`true` or `false`");
            let help = match &node.kind {
                Kind::Text(text) if text == "true" || text == "false" => {
                    "delete the quotes".to_owned()
                }
                Kind::Text(text) => match meant_flag(text) {
                    Some(meant) => format!("write `{meant}`"),
                    None => {
                        "write `true`, or put the text under the key that takes text"
                            .to_owned()
                    }
                },
                _ => "write `true` or `false`".to_owned(),
            };
            diagnostics.push(diagnostic.help(help));
            None
        }
    }
}

/// A single value. Reports anything else.
pub(super) fn literal(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<Literal>> {
    let value = match &node.kind {
        Kind::Bool(value) => Literal::Bool(*value),
        Kind::Integer(value) => Literal::Number(Number::Integer(*value)),
        Kind::Float(value) => Literal::Number(Number::Float(*value)),
        Kind::Text(text) => Literal::Text(text.clone()),
        _ => {
            diagnostics.push(wrong_shape(node, what, "a single value"));
            return None;
        }
    };
    Some(Spanned::new(value, node.span))
}

/// A list of single values. Reports repeated values and anything else, and then returns
/// none.
pub(super) fn literals(
    nodes: &[Node],
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Spanned<Literal>>> {
    let mut found: Vec<Spanned<Literal>> = Vec::with_capacity(nodes.len());
    let mut seen: HashMap<(bool, String), Span> = HashMap::with_capacity(nodes.len());
    for node in nodes {
        let Some(value) = literal(node, what, diagnostics) else { continue };
        // `1` and `1.0` are equal; the text `1` is not.
        let key = (matches!(value.value, Literal::Text(_)), value.value.to_string());
        if let Some(first) = seen.insert(key, node.span) {
            diagnostics.push(twice(&value.value.to_string(), node.span, first));
        } else {
            found.push(value);
        }
    }
    (found.len() == nodes.len()).then_some(found)
}

/// The one of the `known` words that a text is. Reports another text.
pub(super) fn word<'k>(
    given: &Spanned<String>,
    what: &str,
    known: &[&'k str],
    diagnostics: &mut Diagnostics,
) -> Option<&'k str> {
    let found = known.iter().copied().find(|word| *word == given.value);
    if found.is_none() {
        let help = did_you_mean(&given.value, known.iter().copied());
        let message = format!("`{}` is not {what}", given.value);
        let help =
            help.unwrap_or_else(|| format!("it can be {}", list(known.iter().copied())));
        diagnostics
            .push(Diagnostic::error(Code::BadValue, given.span, message).help(help));
    }
    found
}
