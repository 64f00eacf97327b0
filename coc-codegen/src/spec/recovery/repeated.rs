//! Keys that a mapping has twice because of a heading at another column: the entries that
//! belong below the heading are then beside the keys of the section before it. The heading
//! is reported in their place. Headings whose contents repeat nothing belong to `headings`.

use std::collections::HashMap;

use super::belongs::fits_entry;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;
use crate::spec::language::shapes::{is_key, shapes};
use crate::spec::yaml::{Entry, Kind, Node};

/// Replaces the report of a repeated key by one about the line before it, if that is the
/// cause. Returns whether a file has repeated keys.
pub(in crate::spec) fn explain_repeated_keys(
    root: &Node,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut spans = HashMap::new();
    for found in diagnostics.iter().filter(|it| it.code == Code::DuplicateKey) {
        spans.insert(found.span, found.span);
        // The first of two keys may be the one that is out of place.
        spans.extend(found.related.iter().map(|first| (first.0, found.span)));
    }
    if spans.is_empty() {
        return false;
    }
    let mut repeated = Repeated { spans, before: None, moved: HashMap::new() };
    repeated.search(root, None);
    let moved = repeated.moved;
    diagnostics
        .retain(|it| it.code != Code::DuplicateKey || !moved.contains_key(&it.span));
    for found in moved.into_values() {
        diagnostics.push(found);
    }
    true
}

/// The report of a heading at another column than it should be.
fn wrong_column(heading: &Entry, entry: &Entry) -> Diagnostic {
    let message = format!(
        "`{}` is at the wrong column: it is empty, and `{}` belongs below it",
        heading.key, entry.key
    );
    let help = format!(
        "put it further to the left, so that `{}` and what follows are below it",
        entry.key
    );
    Diagnostic::error(Code::WrongShape, heading.key_span, message)
        .related(entry.key_span, "this belongs below it")
        .help(help)
}

/// The report of an entry that ends too early, since its first lines are indented further
/// than the rest.
fn too_deep(entry: &Entry, key: &Entry) -> Diagnostic {
    let message = format!(
        "`{}` is at the wrong column: `{}` belongs to it, and is beside it",
        entry.key, key.key
    );
    Diagnostic::error(Code::WrongShape, entry.key_span, message)
        .related(key.key_span, "this belongs below it")
        .help("put it, and what is below it, further to the left")
}

/// The report of an entry at the column of a heading, so that those behind it became parts
/// of it.
fn too_shallow(entry: &Entry, beside: &Entry) -> Diagnostic {
    let message = format!(
        "`{}` is indented less than `{}`, which is beside it",
        entry.key, beside.key
    );
    Diagnostic::error(Code::WrongShape, entry.key_span, message)
        .related(beside.key_span, "this is beside it")
        .help(format!("indent it further: put it at the column of `{}`", beside.key))
}

/// The first part of an entry that has the form of the entry itself, and is no key of it.
fn swallowed(entry: &Entry) -> Option<&Entry> {
    let Kind::Map(parts) = &entry.value.kind else { return None };
    if is_key(&entry.key) {
        return None;
    }
    let mut kinds = shapes().filter(|shape| fits_entry(shape, entry));
    kinds.find_map(|shape| {
        parts.iter().find(|part| !shape.has(&part.key) && fits_entry(shape, part))
    })
}

/// A search for the causes of repeated keys.
struct Repeated<'n> {
    /// The places of the repeated keys, each with that of the report.
    spans: HashMap<Span, Span>,
    /// The entry in front of the one that is looked at, in the order of the file.
    before: Option<&'n Entry>,
    /// The reports of the causes, by the places of those that they replace.
    moved: HashMap<Span, Diagnostic>,
}

impl<'n> Repeated<'n> {
    /// Searches a node, which is the value of the entry `owner` if it has one.
    fn search(&mut self, node: &'n Node, owner: Option<&'n Entry>) {
        match &node.kind {
            Kind::Map(entries) => {
                let mut beside: Option<&Entry> = None;
                for entry in entries {
                    if let Some(report) = self.spans.get(&entry.key_span).copied() {
                        let heading = self.before.filter(|it| may_hold(it, entry));
                        let cut = beside.filter(|it| is_beginning(it, entry));
                        let swallows = owner.and_then(|it| Some((it, swallowed(it)?)));
                        let found = match (heading, cut, swallows) {
                            (Some(heading), ..) => Some(wrong_column(heading, entry)),
                            (_, Some(cut), _) => Some(too_deep(cut, entry)),
                            (_, _, Some((owner, first))) => {
                                Some(too_shallow(owner, first))
                            }
                            _ => None,
                        };
                        self.moved.extend(found.map(|found| (report, found)));
                    }
                    (self.before, beside) = (Some(entry), Some(entry));
                    self.search(&entry.value, Some(entry));
                }
            }
            Kind::List(items) => items.iter().for_each(|item| self.search(item, None)),
            _ => {}
        }
    }
}

/// Whether a heading has no contents, and an entry may belong below it.
fn may_hold(heading: &Entry, entry: &Entry) -> bool {
    heading.value.kind == Kind::Null
        && shapes().any(|shape| {
            let key = shape.key(&heading.key);
            key.is_some_and(|key| {
                key.value.holds_names() && key.value.takes(entry, shape)
            })
        })
}

/// Whether an entry is a name with the first keys of a mapping that has the key of the
/// entry behind it, too.
fn is_beginning(entry: &Entry, next: &Entry) -> bool {
    let Kind::Map(keys) = &entry.value.kind else { return false };
    let is_name = !is_key(&entry.key);
    is_name
        && !keys.is_empty()
        && keys.iter().all(|it| it.key != next.key)
        && shapes().any(|shape| {
            shape.is_distinguished_by(&next.key)
                && keys.iter().all(|it| shape.has(&it.key))
        })
}
