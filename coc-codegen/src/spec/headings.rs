//! Headings that are gone or stand at another column, so that what belongs below them
//! stands beside them. The tree is put right before it is read: one line out of place is
//! one diagnostic, and nothing that follows from it is reported. Keys that are merely
//! unknown belong to `unknown_keys`.

use std::collections::VecDeque;

use super::language::shapes;
use super::shape::{Key, Shape, Value};
use super::yaml::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Puts the tree of a file right that has the shape called `name`.
pub(super) fn put_right(root: &mut Node, name: &str, diagnostics: &mut Diagnostics) {
    if let Some(shape) = shape(name) {
        Headings { diagnostics }.mapping(root, shape);
    }
}

struct Headings<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl Headings<'_> {
    fn mapping(&mut self, node: &mut Node, shape: &'static Shape) {
        let Kind::Map(entries) = &mut node.kind else { return };
        self.empty_headings(entries, shape);
        for (key, item) in shape.keys.iter().filter_map(section) {
            self.section(entries, shape, key, item);
        }
        for entry in entries {
            let key = shape.keys.iter().find(|key| key.name == entry.key);
            match key.map(|key| inner(&key.value)) {
                Some(Some(Inner::Node(shape))) => self.mapping(&mut entry.value, shape),
                Some(Some(Inner::Named(shape))) => {
                    let Kind::Map(named) = &mut entry.value.kind else { continue };
                    named.iter_mut().for_each(|it| self.mapping(&mut it.value, shape));
                }
                _ => {}
            }
        }
    }

    /// Keys below which nothing stands, while their contents follow at the same column.
    fn empty_headings(&mut self, entries: &mut Vec<Entry>, shape: &'static Shape) {
        let mut at = 0;
        while at < entries.len() {
            let heading = &entries[at];
            let key = shape.keys.iter().find(|key| key.name == heading.key);
            let holds = key.and_then(|key| inner(&key.value));
            if let (Kind::Null, Some(holds)) = (&heading.value.kind, holds) {
                let belongs = |entry: &&Entry| {
                    !shape.has(&entry.key)
                        && match holds {
                            Inner::Node(inner) => inner.has(&entry.key),
                            Inner::Named(item) => fits(item, &entry.value),
                            Inner::Values => true,
                        }
                };
                let count = entries[at + 1..].iter().take_while(belongs).count();
                let contents: Vec<Entry> = entries.drain(at + 1..=at + count).collect();
                self.give_back(&mut entries[at], contents);
            }
            at += 1;
        }
    }

    /// Puts the entries that stand behind an empty heading below it.
    fn give_back(&mut self, heading: &mut Entry, contents: Vec<Entry>) {
        let Some(first) = contents.first() else { return };
        let message = format!(
            "nothing stands below `{}`: `{}` stands beside it",
            heading.key, first.key
        );
        self.diagnostics.push(
            Diagnostic::error(Code::WrongShape, heading.key_span, message)
                .related(first.key_span, "this belongs below it")
                .help("indent what belongs to it further than itself"),
        );
        heading.value = below(contents);
    }

    /// The entries of the section `key` of a mapping of `shape`: each is an `item`.
    fn section(
        &mut self,
        entries: &mut Vec<Entry>,
        shape: &'static Shape,
        key: &'static str,
        item: &'static Shape,
    ) {
        let Some(at) = entries.iter().position(|entry| entry.key == key) else { return };
        let Kind::Map(named) = &mut entries[at].value.kind else { return };
        let mut rest = VecDeque::from(std::mem::take(named));
        let was_empty = rest.is_empty();
        let mut kept: Vec<Entry> = Vec::with_capacity(rest.len());
        let mut moved: Vec<(&'static str, Vec<Entry>)> = Vec::new();
        while let Some(first) = rest.pop_front() {
            if fits(item, &first.value) && !is_decision(item, &first) {
                kept.push(first);
            } else if let Some(found) =
                self.heading_inside(&first, &mut rest, shape, key)
            {
                moved.push(found);
            } else if is_key_of(item, &first) {
                self.keys_among_names(&mut kept, first, &mut rest, item, key);
            } else if let Some((section, item)) =
                other_section(shape, key, |_, item| fits(item, &first.value))
            {
                let contents =
                    self.section_without_heading(first, &mut rest, section, item, key);
                moved.push((section, contents));
            } else {
                kept.push(first);
            }
        }
        // Without a name, nobody knows what the section holds.
        let is_nameless = !was_empty && kept.is_empty() && moved.is_empty();
        entries[at].value.kind =
            if is_nameless { Kind::Reported } else { Kind::Map(kept) };
        for (section, contents) in moved {
            add(entries, section, contents);
        }
    }

    /// A heading of `shape` that stands among the names of its section `key`, with its
    /// contents: those below it, or else those of `rest` that belong to it.
    fn heading_inside(
        &mut self,
        heading: &Entry,
        rest: &mut VecDeque<Entry>,
        shape: &'static Shape,
        key: &str,
    ) -> Option<(&'static str, Vec<Entry>)> {
        let (section, item) =
            other_section(shape, key, |name, _| name == heading.key.as_str())?;
        let contents = match &heading.value.kind {
            Kind::Null => {
                let contents = take_while(rest, |entry| fits(item, &entry.value));
                Some(contents).filter(|contents| !contents.is_empty())?
            }
            Kind::Map(inside) if inside.iter().all(|it| fits(item, &it.value)) => {
                inside.clone()
            }
            _ => return None,
        };
        let message = format!("`{section}` stands among the names of `{key}`");
        self.diagnostics.push(
            Diagnostic::error(Code::WrongShape, heading.key_span, message)
                .help(format!("put it at the column of `{key}`")),
        );
        Some((section, contents))
    }

    /// The entries of another section, whose heading is gone.
    fn section_without_heading(
        &mut self,
        first: Entry,
        rest: &mut VecDeque<Entry>,
        section: &str,
        item: &'static Shape,
        key: &str,
    ) -> Vec<Entry> {
        let message = format!(
            "`{}` is {}, and stands among the names of `{key}`",
            first.key, item.what
        );
        self.diagnostics.push(
            Diagnostic::error(Code::MissingKey, first.key_span, message)
                .help(format!("put it below `{section}:`, at the column of `{key}`")),
        );
        let others = take_while(rest, |entry| fits(item, &entry.value));
        std::iter::once(first).chain(others).collect()
    }

    /// Keys of one `item` that stand among the names of items: they belong to the one
    /// before them, or to one whose name is gone.
    fn keys_among_names(
        &mut self,
        kept: &mut [Entry],
        first: Entry,
        rest: &mut VecDeque<Entry>,
        item: &'static Shape,
        section: &str,
    ) {
        let (key, key_span) = (first.key.clone(), first.key_span);
        let others = take_while(rest, |entry| is_key_of(item, entry));
        let keys: Vec<Entry> = std::iter::once(first).chain(others).collect();
        let Some(owner) = kept.last_mut() else {
            let message = format!(
                "`{key}` is a key of {}, whose name is missing above it",
                item.what
            );
            let help = "write the name above it, and indent what belongs to the name";
            self.diagnostics
                .push(Diagnostic::error(Code::MissingKey, key_span, message).help(help));
            return;
        };
        if owner.value.kind == Kind::Null {
            return self.give_back(owner, keys);
        }
        let message = format!(
            "`{key}` is a key of {}, and stands among the names of `{section}`",
            item.what
        );
        self.diagnostics.push(
            Diagnostic::error(Code::WrongShape, key_span, message)
                .help(format!("indent it further, if it belongs to `{}`", owner.key)),
        );
        if let Kind::Map(entries) = &mut owner.value.kind {
            for key in keys {
                if entries.iter().all(|it| it.key != key.key) {
                    entries.push(key);
                }
            }
        }
    }
}

/// Takes entries from the front as long as they are wanted.
fn take_while(
    rest: &mut VecDeque<Entry>,
    is_wanted: impl Fn(&Entry) -> bool,
) -> Vec<Entry> {
    let count = rest.iter().take_while(|entry| is_wanted(entry)).count();
    rest.drain(..count).collect()
}

impl Shape {
    fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|it| it.name == key)
    }

    /// Whether this key tells the shape from others: one that must be there.
    fn is_told_by(&self, key: &str) -> bool {
        self.exactly_one_of.contains(&key)
            || self.keys.iter().any(|it| it.needed && it.name == key)
    }
}

/// The mappings that a key leads to.
#[derive(Clone, Copy)]
enum Inner {
    Node(&'static Shape),
    /// Mappings with names that the spec chooses.
    Named(&'static Shape),
    /// Single values with such names.
    Values,
}

fn inner(value: &'static Value) -> Option<Inner> {
    match value {
        Value::Node(name) => shape(name).map(Inner::Node),
        Value::Named(Value::Node(name)) => shape(name).map(Inner::Named),
        Value::Named(_) => Some(Inner::Values),
        _ => None,
    }
}

/// A key that leads to named mappings, with their shape.
fn section(key: &'static Key) -> Option<(&'static str, &'static Shape)> {
    match inner(&key.value) {
        Some(Inner::Named(item)) => Some((key.name, item)),
        _ => None,
    }
}

/// The first section of `shape` besides `key` that is wanted.
fn other_section(
    shape: &'static Shape,
    key: &str,
    is_wanted: impl Fn(&str, &'static Shape) -> bool,
) -> Option<(&'static str, &'static Shape)> {
    let mut sections = shape.keys.iter().filter_map(section);
    sections.find(|(name, item)| *name != key && is_wanted(name, item))
}

fn shape(name: &str) -> Option<&'static Shape> {
    shapes().find(|shape| shape.name == name)
}

/// Whether this is a mapping with a key that tells the shape from others.
fn fits(shape: &Shape, node: &Node) -> bool {
    let Kind::Map(entries) = &node.kind else { return false };
    entries.iter().any(|entry| shape.is_told_by(&entry.key))
}

/// Whether an entry is a key of the shape with its value, and no name.
fn is_key_of(shape: &'static Shape, entry: &Entry) -> bool {
    let key = shape.keys.iter().find(|key| key.name == entry.key);
    key.is_some_and(|key| may_be(&key.value, &entry.value, shape))
}

/// Whether an entry is the key that names decisions by their facts, which may be called
/// like keys of the shape.
fn is_decision(shape: &'static Shape, entry: &Entry) -> bool {
    let key = shape.keys.iter().find(|key| key.name == entry.key);
    let Kind::Map(entries) = &entry.value.kind else { return false };
    key.is_some_and(|key| matches!(key.value, Value::Facts(_)))
        && names_decisions(entries)
}

/// Whether each of these entries is a fact with the names of decisions.
fn names_decisions(entries: &[Entry]) -> bool {
    let is_name = |it: &Entry| matches!(it.value.kind, Kind::Text(_) | Kind::List(_));
    !entries.is_empty() && entries.iter().all(is_name)
}

/// Whether a node may be the value of a key in a mapping of the shape `around`.
fn may_be(value: &'static Value, node: &Node, around: &Shape) -> bool {
    match (&node.kind, value) {
        (_, Value::Either(values)) => values.iter().any(|it| may_be(it, node, around)),
        (Kind::Map(entries), Value::Node(name)) => {
            let inner = shape(name);
            !entries.is_empty()
                && entries.iter().all(|it| inner.is_some_and(|inner| inner.has(&it.key)))
        }
        (Kind::Map(entries), Value::Facts(_)) => names_decisions(entries),
        (Kind::Map(entries), Value::Named(_) | Value::Condition) => {
            !entries.is_empty() && !entries.iter().any(|it| around.has(&it.key))
        }
        (Kind::Map(entries), Value::Type) => {
            entries.len() == 1 && matches!(entries[0].key.as_str(), "array" | "map")
        }
        (Kind::Map(_) | Kind::Null | Kind::Reported, _) => false,
        (Kind::List(_), value) => matches!(value, Value::List(..)),
        (Kind::Bool(_), value) => {
            matches!(value, Value::Flag | Value::Condition | Value::Literal)
        }
        (Kind::Text(_), value) => matches!(
            value,
            Value::Text | Value::Like(_) | Value::Word(_) | Value::Type | Value::Literal
        ),
        (Kind::Integer(_) | Kind::Float(_), value) => matches!(
            value,
            Value::Count | Value::WholeNumber | Value::Number | Value::Literal
        ),
    }
}

/// Adds entries to the section of this name, which is made if need be.
fn add(entries: &mut Vec<Entry>, section: &str, contents: Vec<Entry>) {
    let known = entries.iter_mut().find(|entry| entry.key == section);
    match known.map(|entry| &mut entry.value.kind) {
        Some(Kind::Map(named)) => named.extend(contents),
        Some(_) => {}
        None => {
            let key_span = contents.first().map_or_else(Span::default, |it| it.key_span);
            let value = below(contents);
            entries.push(Entry {
                key: section.to_owned(),
                key_span,
                number: None,
                value,
            });
        }
    }
}

/// A mapping of these entries.
fn below(entries: Vec<Entry>) -> Node {
    let span = match (entries.first(), entries.last()) {
        (Some(first), Some(last)) => {
            Span { end: last.value.span.end.max(last.key_span.end), ..first.key_span }
        }
        _ => Span::default(),
    };
    Node { span, kind: Kind::Map(entries) }
}
