//! Reads a YAML mapping key by key, and collects every error. `unknown_keys` reports each
//! key that the shape of the mapping does not have, so that nothing in a spec is ignored.
//! The meaning of the keys belongs to the readers that use this.

use std::collections::HashSet;

use super::messages::{LIST_OF_TEXTS, empty, list, wrong_shape};
use super::values::{entries, flag, mappings, no_mapping, non_empty_items, text, texts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Span, Spanned};
use crate::spec::language::shape::{Key, Shape};
use crate::spec::yaml::{Entry, Kind, Node};

/// A reader of a mapping.
pub(super) struct Keys<'n, 'd> {
    span: Span,
    /// The entries, each with whether a reader has read it.
    pub(super) entries: Vec<(&'n Entry, bool)>,
    /// Missing required keys, with the diagnostics of them.
    pub(super) missing: Vec<(&'static str, Diagnostic)>,
    /// The keys that the mapping may have.
    pub(super) shape: &'static Shape,
    /// The thing that the mapping describes, as messages name it.
    pub(super) what: &'static str,
    /// The number of diagnostics before those of this mapping.
    pub(super) before: usize,
    pub(super) diagnostics: &'d mut Diagnostics,
}

/// The most keys that a message names.
const MOST_NAMED: usize = 8;

impl<'n, 'd> Keys<'n, 'd> {
    /// A reader of `node`. Reports a node that is not a mapping.
    pub(super) fn of(
        node: &'n Node,
        shape: &'static Shape,
        diagnostics: &'d mut Diagnostics,
    ) -> Option<Self> {
        Self::called(shape.what, node, shape, diagnostics)
    }

    /// A reader of `node`, which messages call `what`, since mappings of this shape have
    /// several uses.
    pub(super) fn called(
        what: &'static str,
        node: &'n Node,
        shape: &'static Shape,
        diagnostics: &'d mut Diagnostics,
    ) -> Option<Self> {
        let entries = match &node.kind {
            Kind::Map(entries) => entries,
            Kind::Reported => return None,
            _ => {
                let keys = shape.keys.iter().map(|key| key.name);
                diagnostics.push(if keys.len() <= MOST_NAMED {
                    let help = format!("write its keys, which are {}", list(keys));
                    wrong_shape(node, what, "a mapping").help(help)
                } else {
                    no_mapping(node, what)
                });
                return None;
            }
        };
        Some(Self {
            span: node.span,
            entries: entries.iter().map(|it| (it, false)).collect(),
            missing: Vec::new(),
            shape,
            what,
            before: diagnostics.count(),
            diagnostics,
        })
    }

    /// The entry at `key`.
    pub(super) fn entry(&mut self, key: &'static str) -> Option<&'n Entry> {
        debug_assert!(self.shape.has(key), "{} has no key `{key}`", self.shape.what);
        let (entry, seen) =
            self.entries.iter_mut().find(|(entry, _)| entry.key == key)?;
        *seen = true;
        Some(entry)
    }

    /// The value at `key`.
    pub(super) fn node(&mut self, key: &'static str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value at `key` as `read` returns it.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        let node = self.node(key)?;
        read(node, self.diagnostics)
    }

    /// The value at `key` as `read` returns it. Reports a missing key.
    pub(super) fn read_required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        let node = self.required(key)?;
        read(node, self.diagnostics)
    }

    /// The value at `key` as `read` returns it, or `Some(None)` without the key; none if
    /// the value cannot be read.
    pub(super) fn read_optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'n Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.node(key) {
            Some(node) => read(node, self.diagnostics).map(Some),
            None => Some(None),
        }
    }

    /// The entries of the mapping at `key`, each as `read` returns it.
    pub(super) fn read_entries<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&'n Entry, &mut Diagnostics) -> Option<T>,
    ) -> Vec<T> {
        let entries = self.entries_of(key).iter();
        entries.filter_map(|entry| read(entry, self.diagnostics)).collect()
    }

    /// The value at `key`. Reports a missing key.
    pub(super) fn required(&mut self, key: &'static str) -> Option<&'n Node> {
        let node = self.node(key);
        if node.is_none() {
            let message = format!("{} needs the key `{key}`", self.what);
            let diagnostic = Diagnostic::error(Code::MissingKey, self.span, message)
                .maybe_help(self.shape.key(key).map(Key::help_for_missing));
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

    /// The description at `doc`; empty without the key.
    pub(super) fn doc(&mut self) -> String {
        self.text("doc").map_or_else(String::new, |doc| doc.value)
    }

    /// The text at `key`. Reports a missing key.
    pub(super) fn required_text(
        &mut self,
        key: &'static str,
    ) -> Option<Spanned<String>> {
        let node = self.required(key)?;
        text(node, &format!("`{key}`"), self.diagnostics)
    }

    /// The text at `key`, if present. Reports an empty text.
    pub(super) fn non_empty_text(
        &mut self,
        key: &'static str,
    ) -> Option<Spanned<String>> {
        let found = self.text(key)?;
        self.not_empty(key, found)
    }

    /// The text at `key`. Reports a missing key and an empty text.
    pub(super) fn required_non_empty_text(
        &mut self,
        key: &'static str,
    ) -> Option<Spanned<String>> {
        let found = self.required_text(key)?;
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
        let help = "write a text, or delete the key";
        self.diagnostics.push(empty(&format!("`{key}`"), found.span, help));
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
        let first = keys.first().and_then(|key| self.shape.key(key));
        let help =
            first.map(|it| format!("{}; the others are alike", it.help_for_missing()));
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

    /// The texts at `key`, one or a list of them. Reports an empty list.
    pub(super) fn one_or_more_texts(
        &mut self,
        key: &'static str,
    ) -> Vec<Spanned<String>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        if matches!(&node.kind, Kind::List(items) if items.is_empty()) {
            let help = "list the names, or delete the key";
            self.diagnostics.push(empty(&format!("`{key}`"), node.span, help));
        }
        self.several_texts(key, node)
    }

    /// The texts of the value of `key`, one or a list of them. Reports several in one
    /// text, which are read nevertheless.
    pub(super) fn several_texts(
        &mut self,
        key: &str,
        node: &Node,
    ) -> Vec<Spanned<String>> {
        let what = format!("`{key}`");
        match &node.kind {
            Kind::Null => {
                self.diagnostics.push(wrong_shape(node, &what, LIST_OF_TEXTS));
                Vec::new()
            }
            Kind::Text(text) if several(text).len() > 1 => {
                let names = several(text);
                let message = if text.starts_with('-') {
                    "a space is missing after these dashes".to_owned()
                } else {
                    format!("{what} has several texts without brackets")
                };
                let help = format!("write `{key}: [{}]`", names.join(", "));
                let found = Diagnostic::error(Code::WrongShape, node.span, message);
                self.diagnostics.push(found.help(help));
                let names = names.into_iter();
                names.map(|it| Spanned::new(it.to_owned(), node.span)).collect()
            }
            _ => texts(node, &what, self.diagnostics),
        }
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
        let nodes = non_empty_items(node, &what, "entries", self.diagnostics);
        mappings(nodes.unwrap_or(&[])).collect()
    }

    /// The texts in the list at `key`. Reports a single text, and reads it as a list of
    /// one.
    pub(super) fn text_list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let node = self.node(key);
        if let Some(node) = node
            && let Kind::Text(only) = &node.kind
        {
            let diagnostic = wrong_shape(node, &format!("`{key}`"), "a list");
            let help = match only.as_str() {
                "" => format!("write `{key}: [\"\"]`"),
                only => format!("write `{key}: [{only}]`"),
            };
            self.diagnostics.push(diagnostic.help(help));
            let names = match several(only) {
                names if names.len() > 1 => names,
                _ => vec![only.as_str()],
            };
            let names = names.into_iter();
            return names.map(|it| Spanned::new(it.to_owned(), node.span)).collect();
        }
        self.one_or_more_texts(key)
    }

    /// The texts at `key`, one or a list of them. Reports a missing key.
    pub(super) fn required_texts(
        &mut self,
        key: &'static str,
    ) -> Option<Vec<Spanned<String>>> {
        self.required(key)?;
        let found = self.one_or_more_texts(key);
        (!found.is_empty()).then_some(found)
    }

    /// The value of `key` as pairs.
    pub(super) fn entries_of(&mut self, key: &'static str) -> &'n [Entry] {
        let Some(node) = self.node(key) else { return &[] };
        entries(node, &format!("`{key}`"), self.diagnostics).unwrap_or(&[])
    }

    /// The entries in the order of the file.
    pub(super) fn in_order(&self) -> Vec<&'n Entry> {
        self.entries.iter().map(|(entry, _)| *entry).collect()
    }

    /// The keys of the shape that the mapping does not have.
    pub(super) fn absent(&self) -> Vec<&'static str> {
        let given: HashSet<&str> =
            self.entries.iter().map(|(entry, _)| entry.key.as_str()).collect();
        let keys = self.shape.keys.iter().map(|key| key.name);
        keys.filter(|key| !given.contains(key)).collect()
    }

    /// Whether an unknown key is probably a misspelling of `key`, which is missing.
    pub(super) fn misspells(&self, key: &str) -> bool {
        let absent = self.absent();
        let is_it = |entry: &Entry| self.meaning(entry, &absent) == Some(key);
        absent.contains(&key) && self.unknown().any(is_it)
    }

    /// The entries with keys that the shape does not have, as far as they are not reported.
    pub(super) fn unknown(&self) -> impl Iterator<Item = &'n Entry> {
        let unread = self.entries.iter().filter(|(_, seen)| !seen);
        unread.map(|(entry, _)| *entry).filter(|entry| !self.shape.has(&entry.key))
    }
}

/// The names in a text that is meant as a list of them: they follow commas, or dashes
/// without a space behind them. Otherwise at most one.
fn several(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = match text.strip_prefix('-') {
        Some(rest) => rest.split(" -").collect(),
        None => text.split(',').map(str::trim).collect(),
    };
    let is_name = |it: &&str| !it.is_empty() && !it.contains(char::is_whitespace);
    if parts.iter().all(is_name) { parts } else { Vec::new() }
}
