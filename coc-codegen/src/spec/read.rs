//! Reads a YAML tree key by key, and collects every error. A key that no reader asked
//! for is reported by `unknown_keys`, so that nothing in a spec is ignored. The meaning of
//! the keys belongs to the readers that use this.

use std::collections::{HashMap, HashSet};

use super::def::Mention;
use super::language;
use super::yaml::{Entry, Kind, Node, no_text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Literal, Number};
use crate::source::{Span, Spanned};

/// A reader of a mapping.
pub(super) struct Keys<'n, 'd> {
    span: Span,
    pub(super) entries: Vec<(&'n Entry, bool)>,
    pub(super) asked: Vec<&'static str>,
    /// Missing required keys, with the diagnostics of them.
    pub(super) missing: Vec<(&'static str, Diagnostic)>,
    /// The thing that the mapping describes, such as "a field".
    pub(super) what: &'static str,
    /// The number of diagnostics before those of this mapping.
    pub(super) before: usize,
    pub(super) diagnostics: &'d mut Diagnostics,
}

impl<'n, 'd> Keys<'n, 'd> {
    /// A reader of `node`. Reports a node that is not a mapping.
    pub(super) fn of(
        node: &'n Node,
        what: &'static str,
        diagnostics: &'d mut Diagnostics,
    ) -> Option<Self> {
        let entries = entries(node, what, diagnostics)?;
        Some(Self {
            span: node.span,
            // A key that is a number has been reported.
            entries: entries.iter().map(|it| (it, it.number.is_some())).collect(),
            asked: Vec::new(),
            missing: Vec::new(),
            what,
            before: diagnostics.count(),
            diagnostics,
        })
    }

    /// The entry at `key`. From now on, the key counts as known.
    pub(super) fn entry(&mut self, key: &'static str) -> Option<&'n Entry> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let (entry, seen) =
            self.entries.iter_mut().find(|(entry, _)| entry.key == key)?;
        *seen = true;
        Some(entry)
    }

    /// The value at `key`.
    pub(super) fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at `key`. Reports a missing key.
    pub(super) fn needed(&mut self, key: &'static str) -> Option<&'n Node> {
        let node = self.node(key);
        if node.is_none() {
            let message = format!("{} needs the key `{key}`", self.what);
            // The span is the first line of the mapping.
            let diagnostic = Diagnostic::error(Code::MissingKey, self.span, message)
                .maybe_help(language::written(self.what, key));
            self.missing.push((key, diagnostic.clone()));
            self.diagnostics.push(diagnostic);
        }
        node
    }

    /// The text at `key`, if present.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        text(node, &format!("`{key}`"), self.diagnostics)
    }

    /// The text at `key`. Reports a missing key.
    pub(super) fn needed_text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.needed(key)?;
        text(node, &format!("`{key}`"), self.diagnostics)
    }

    /// The text at `key`, if present. Reports an empty text.
    pub(super) fn word(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let found = self.text(key)?;
        self.not_empty(key, found)
    }

    /// The text at `key`. Reports a missing key and an empty text.
    pub(super) fn needed_word(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let found = self.needed_text(key)?;
        self.not_empty(key, found)
    }

    fn not_empty(
        &mut self,
        key: &str,
        found: Spanned<String>,
    ) -> Option<Spanned<String>> {
        if !found.trim().is_empty() {
            return Some(found);
        }
        let message = format!("`{key}` is empty");
        let diagnostic = Diagnostic::error(Code::BadValue, found.span, message);
        self.diagnostics.push(diagnostic.help("write a text, or delete the key"));
        None
    }

    /// Reports that one of `keys` must be present, unless one is misspelt and reported
    /// already.
    pub(super) fn needs_one_of(
        &mut self,
        keys: &[&'static str],
        span: Span,
        message: String,
    ) {
        let first = keys.first().and_then(|key| language::written(self.what, key));
        let help = first.map(|it| format!("{it}; the others are alike"));
        let diagnostic =
            Diagnostic::error(Code::MissingKey, span, message).maybe_help(help);
        self.missing.extend(keys.iter().map(|key| (*key, diagnostic.clone())));
        self.diagnostics.push(diagnostic);
    }

    /// The boolean at `key`.
    pub(super) fn flag(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        let node = self.node(key)?;
        flag(node, &format!("`{key}`"), self.diagnostics)
    }

    /// The place of `key`, if its value is `true`. Refuses `false`, which has no
    /// effect.
    pub(super) fn mark(&mut self, key: &'static str) -> Option<Span> {
        let entry = self.entry(key)?;
        if flag(&entry.value, &format!("`{key}`"), self.diagnostics)?.value {
            return Some(entry.key_span);
        }
        let message = format!("`{key}: false` has no effect");
        let diagnostic = Diagnostic::error(Code::BadValue, entry.key_span, message);
        self.diagnostics.push(diagnostic.help("delete it"));
        None
    }

    /// The decision at `key`, for a key that departs from the page.
    pub(super) fn decision(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let node = self.node(key)?;
        if let Kind::Text(name) = &node.kind {
            return Some(Spanned::new(name.clone(), node.span));
        }
        let help = format!("such as `{key}: NAME`, where `decisions` has `NAME`");
        let expected = "the name of a decision";
        self.diagnostics
            .push(wrong_shape(node, &format!("`{key}`"), expected).help(help));
        None
    }

    /// The decisions at `decision`, each for one of these facts.
    pub(super) fn decisions(&mut self, facts: &[&'static str]) -> Vec<Mention> {
        let Some(node) = self.node("decision") else { return Vec::new() };
        let Kind::Map(entries) = &node.kind else {
            let name = match &node.kind {
                Kind::Text(name) => name.as_str(),
                _ => "NAME",
            };
            let help = format!(
                "name the fact that it covers, such as `decision: {{ {}: {name} }}`; the facts here are {}",
                facts[0],
                list(facts)
            );
            let diagnostic = wrong_shape(node, "`decision`", "a mapping of facts");
            self.diagnostics.push(diagnostic.help(help));
            return Vec::new();
        };
        if entries.is_empty() {
            let message = "`decision` of no facts says nothing";
            let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
            self.diagnostics.push(diagnostic.help("leave it out"));
        }
        let mut found = Vec::new();
        let entries = with_text_keys(entries, self.diagnostics).iter();
        for entry in entries.filter(|entry| entry.number.is_none()) {
            let Some(fact) = facts.iter().find(|fact| **fact == entry.key) else {
                let message = format!("{} has no fact `{}`", self.what, entry.key);
                let is_exactly =
                    entry.key == "exactly_when" && facts.contains(&"only_when");
                let exactly = is_exactly.then(|| {
                    "`exactly_when` is two facts: `required` and `only_when`".to_owned()
                });
                let help =
                    exactly.or_else(|| did_you_mean(&entry.key, facts.iter().copied()));
                let help = help
                    .unwrap_or_else(|| format!("the facts here are {}", list(facts)));
                let diagnostic =
                    Diagnostic::error(Code::UnknownKey, entry.key_span, message);
                self.diagnostics.push(diagnostic.help(help));
                continue;
            };
            if matches!(&entry.value.kind, Kind::List(names) if names.is_empty()) {
                let message = format!("no decision is named for `{fact}`");
                let diagnostic =
                    Diagnostic::error(Code::BadValue, entry.value.span, message);
                self.diagnostics.push(diagnostic.help("name one, or delete the key"));
            }
            let names = texts(&entry.value, "a decision", self.diagnostics);
            found.extend(names.into_iter().map(|name| Mention { fact, name }));
        }
        found
    }

    /// The texts at `key`, one or a list of them. Reports an empty list.
    pub(super) fn some_texts(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
            let message = format!("`{key}` is empty");
            let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
            self.diagnostics.push(diagnostic.help("add a name, or delete the key"));
        }
        texts(node, &format!("`{key}`"), self.diagnostics)
    }

    /// The mappings in the list at `key`, if present. Reports an empty list, and a mapping
    /// in the place of the list.
    pub(super) fn list_of_mappings(&mut self, key: &'static str) -> Vec<&'n Node> {
        let Some(node) = self.node(key) else { return Vec::new() };
        let what = format!("`{key}`");
        if matches!(node.kind, Kind::Map(_)) {
            let help = "put a dash before it, or brackets around it";
            self.diagnostics.push(wrong_shape(node, &what, "a list").help(help));
            return Vec::new();
        }
        let nodes = items(node, &what, self.diagnostics);
        if nodes.is_some_and(<[Node]>::is_empty) {
            let message = format!("{what} of nothing says nothing");
            let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
            self.diagnostics.push(diagnostic.help("leave it out"));
        }
        mappings(nodes.unwrap_or(&[])).collect()
    }

    /// The texts in the list at `key`.
    pub(super) fn text_list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let node = self.node(key);
        if let Some(node) = node
            && let Kind::Text(only) = &node.kind
        {
            let diagnostic = wrong_shape(node, &format!("`{key}`"), "a list");
            let help = format!("write `{key}: [{only}]`");
            self.diagnostics.push(diagnostic.help(help));
            return vec![Spanned::new(only.clone(), node.span)];
        }
        self.some_texts(key)
    }

    /// The texts at `key`, one or a list of them. Reports a missing key.
    pub(super) fn needed_texts(
        &mut self,
        key: &'static str,
    ) -> Option<Vec<Spanned<String>>> {
        self.needed(key)?;
        let found = self.some_texts(key);
        (!found.is_empty()).then_some(found)
    }

    /// The value of `key` as pairs.
    pub(super) fn pairs(&mut self, key: &'static str) -> &'n [Entry] {
        let Some(node) = self.node(key) else { return &[] };
        entries(node, &format!("`{key}`"), self.diagnostics).unwrap_or(&[])
    }

    /// The keys in the order of the file.
    pub(super) fn order(&self) -> Vec<&'n Entry> {
        self.entries.iter().map(|(entry, _)| *entry).collect()
    }

    /// The known keys that the mapping does not have.
    pub(super) fn absent(&self) -> Vec<&'static str> {
        let given: HashSet<&str> =
            self.entries.iter().map(|(entry, _)| entry.key.as_str()).collect();
        self.asked.iter().copied().filter(|key| !given.contains(key)).collect()
    }

    /// Whether an unknown key is probably a misspelling of `key`, which is missing.
    pub(super) fn misspells(&self, key: &str) -> bool {
        let absent = self.absent();
        let is_it = |entry: &Entry| self.meaning(entry, &absent) == Some(key);
        absent.contains(&key)
            && self.entries.iter().any(|(entry, seen)| !seen && is_it(entry))
    }
}

/// Names in backquotes, joined by commas.
pub(super) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

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
/// names, it is read on as the text that it was meant to be.
pub(super) fn with_text_keys<'n>(
    entries: &'n [Entry],
    diagnostics: &mut Diagnostics,
) -> &'n [Entry] {
    for entry in entries.iter().filter(|entry| entry.number.is_some()) {
        diagnostics.push(no_text(&entry.key, entry.key_span));
    }
    entries
}

/// The value that a key is, where keys may be numbers.
pub(super) fn key_value(entry: &Entry) -> Spanned<Literal> {
    let value = entry.number.map_or_else(
        || Literal::Text(entry.key.clone()),
        |number| Literal::Number(Number::Integer(number)),
    );
    Spanned::new(value, entry.key_span)
}

/// The pairs of a mapping whose keys are values, so text or whole numbers; anything else
/// is reported.
pub(super) fn entries_by_value<'n>(
    node: &'n Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<&'n [Entry]> {
    match &node.kind {
        Kind::Map(entries) => Some(entries),
        Kind::Reported => None,
        _ => {
            let diagnostic = wrong_shape(node, what, "a mapping");
            let keys = language::keys_of(what);
            let first = match &node.kind {
                Kind::List(items) => items.first().map(|item| &item.kind),
                _ => None,
            };
            diagnostics.push(match (first, keys.is_empty()) {
                (_, false) => {
                    diagnostic.help(format!("write its keys, which are {}", list(&keys)))
                }
                (Some(Kind::Text(first)), true) => diagnostic
                    .help(format!("write each as a key of its own: `{first}: ...`")),
                (Some(Kind::Map(_)), true) => diagnostic
                    .help("delete the dashes, and write each below a name of its own"),
                _ => diagnostic,
            });
            None
        }
    }
}

/// The items of a list that are mappings, and the first item that is none. Further ones
/// are not reported.
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

/// A text. Reports anything else. `1.0` and `true` are texts only in quotes,
/// `2024-01-01` without them too.
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

/// The boolean that a text stands for, as other languages write it.
pub(crate) fn meant_flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "always" => Some(true),
        "no" | "n" | "off" | "false" | "never" => Some(false),
        _ => None,
    }
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
                    None => "write `true`; a text has another key".to_owned(),
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

/// The diagnostic "X must be Y, but this is Z".
pub(super) fn wrong_shape(node: &Node, what: &str, expected: &str) -> Diagnostic {
    let message = format!("{what} must be {expected}, but this is {}", node.describe());
    Diagnostic::error(Code::WrongShape, node.span, message)
        .help(as_expected(node, expected))
}

/// The way to write what is expected in place of a node.
fn as_expected(node: &Node, expected: &str) -> String {
    match (expected, &node.kind) {
        ("a list", Kind::Text(text)) => format!("write it in brackets: `[{text}]`"),
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
            format!("write {expected} behind the colon, or delete the key")
        }
        _ => format!("write {expected} here"),
    }
}
