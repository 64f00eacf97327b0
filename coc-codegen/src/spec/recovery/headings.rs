//! Repairs the columns of a tree before it is read: one line out of place is one
//! diagnostic, and nothing that follows from it is reported. A heading is a key that other
//! entries belong below. This file walks through the tree, and asks of each entry whether
//! it is where it belongs:
//!
//! | file | repairs |
//! | --- | --- |
//! | `misplaced_headings` | a heading, or a key, at the column of other entries |
//! | `missing_headings` | entries whose heading is missing |
//! | `depth` | entries further in or out than those that they belong to |
//!
//! Keys that are merely unknown belong to `read`.

use std::collections::{HashSet, VecDeque};

use super::belongs::{Inner, inner, is_key_of};
use super::strays::Stray;
use crate::diagnostic::Diagnostics;
use crate::spec::language::shape::{Key, Shape, Value};
use crate::spec::yaml::{Entry, Kind, Node};

/// Repairs the tree of a file that has this shape.
pub(in crate::spec) fn repair(
    root: &mut Node,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) {
    let mut headings = Headings { diagnostics, around: Vec::new() };
    headings.take_misplaced("", root, Inner::Node(shape));
    headings.mapping(root, shape);
}

/// A repair of the headings of a tree.
pub(super) struct Headings<'d> {
    pub(super) diagnostics: &'d mut Diagnostics,
    /// The mappings around the one that is repaired, the root first.
    pub(super) around: Vec<Around>,
}

/// A mapping of a shape that holds the one that is repaired.
pub(super) struct Around {
    pub(super) shape: &'static Shape,
    /// The keys that it has.
    keys: HashSet<String>,
    /// The key of it that leads inwards.
    pub(super) heading: String,
    /// The name below that key that leads further; empty if there are no names.
    pub(super) item: String,
}

impl Around {
    /// Whether the mapping has this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

impl Headings<'_> {
    /// Repairs a mapping, and returns the entries that belong further out.
    fn mapping(&mut self, node: &mut Node, shape: &'static Shape) -> Vec<Stray> {
        let Kind::Map(entries) = &mut node.kind else { return Vec::new() };
        self.empty_headings(entries, shape);
        let keys = entries.iter().map(|entry| entry.key.clone()).collect();
        let (heading, item) = (String::new(), String::new());
        self.around.push(Around { shape, keys, heading, item });
        let level = self.around.len() - 1;
        let mut strays = Vec::new();
        // A stray may join the entries, so that there are more to repair.
        let mut at = 0;
        while at < entries.len() {
            let Entry { key, value, .. } = &mut entries[at];
            let holds = shape.key(key).and_then(|key| inner(&key.value));
            if let Some(around) = self.around.last_mut() {
                around.heading.clone_from(key);
                around.item.clear();
            }
            let found = match (holds, shape.key(key).map(|key| &key.value)) {
                (Some(holds), _) => self.section(key, value, holds),
                (None, Some(Value::List(_, Value::Mapping(item)))) => {
                    self.items(value, item);
                    Vec::new()
                }
                _ => Vec::new(),
            };
            for stray in found {
                if stray.level == level {
                    stray.join(entries);
                } else {
                    strays.push(stray);
                }
            }
            at += 1;
        }
        self.around.pop();
        strays
    }

    /// Repairs the items of a list, which have this shape.
    fn items(&mut self, node: &mut Node, shape: &'static Shape) {
        let Kind::List(items) = &mut node.kind else { return };
        for item in items {
            self.mapping(item, shape);
        }
    }

    /// Repairs the value of the key `heading`, which leads to `holds`.
    fn section(&mut self, heading: &str, node: &mut Node, holds: Inner) -> Vec<Stray> {
        let mut strays = self.take_misplaced(heading, node, holds);
        match (holds, &mut node.kind) {
            (Inner::Node(shape), _) => strays.extend(self.mapping(node, shape)),
            (Inner::Named(item), Kind::Map(named)) => {
                for Entry { key, value, .. } in named {
                    if let Some(around) = self.around.last_mut() {
                        around.item.clone_from(key);
                    }
                    strays.extend(self.take_misplaced(key, value, Inner::Node(item)));
                    strays.extend(self.mapping(value, item));
                }
            }
            _ => {}
        }
        strays
    }

    /// Takes the entries out of one mapping that belong further out.
    fn take_misplaced(
        &mut self,
        name: &str,
        node: &mut Node,
        holds: Inner,
    ) -> Vec<Stray> {
        let Kind::Map(entries) = &mut node.kind else { return Vec::new() };
        let mut strays = self.deep_headings(entries, holds);
        let mut rest = VecDeque::from(std::mem::take(entries));
        let was_empty = rest.is_empty();
        let mut kept: Vec<Entry> = Vec::with_capacity(rest.len());
        while let Some(first) = rest.pop_front() {
            let is_own =
                holds.takes(&first) && !self.shows_a_heading(&first, name, holds);
            let is_single = !matches!(holds, Inner::Node(_))
                && !matches!(first.value.kind, Kind::Null | Kind::Map(_));
            if is_own {
                kept.push(first);
            } else if let Inner::Named(item) = holds
                && is_key_of(item, &first)
            {
                self.keys_among_names(&mut kept, first, &mut rest, item, name);
            } else if kept.is_empty() && !is_single {
                // A misplaced section follows contents of the one that it is in, so the
                // first entry is not one.
                kept.push(first);
            } else if let Some(found) =
                self.heading_inside(&first, &mut rest, name, holds)
            {
                strays.extend(found);
            } else if let Some(stray) = self.too_deep(&first, &mut rest, name, holds) {
                strays.push(stray);
            } else if holds.may_mean(&first) {
                kept.push(first);
            } else if self.too_shallow(&mut kept, &first, &mut rest, name, holds) {
                // It is where it belongs now.
            } else if let Some(found) = self.without_heading(&first, name, holds) {
                strays.push(self.take_contents(found, first, &mut rest, name, holds));
            } else {
                kept.push(first);
            }
        }
        // A section of which no name is left counts as reported.
        let is_nameless = matches!(holds, Inner::Named(_))
            && !was_empty
            && kept.is_empty()
            && strays.is_empty();
        node.kind = if is_nameless { Kind::Reported } else { Kind::Map(kept) };
        strays
    }

    /// The mapping further out that lacks this key, and the key.
    pub(super) fn further_out(&self, name: &str) -> Option<(usize, &'static Key)> {
        self.around.iter().enumerate().rev().find_map(|(level, around)| {
            let key = around.shape.key(name)?;
            (!around.has(key.name)).then_some((level, key))
        })
    }
}
