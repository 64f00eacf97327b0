//! Headings that are missing or at another column, so that their contents are elsewhere in
//! the tree. The tree is repaired before it is read: one line out of place is one
//! diagnostic, and nothing that follows from it is reported. Keys that are merely unknown
//! belong to `unknown_keys`.

use std::collections::{HashSet, VecDeque};

use super::belongs::{Inner, fits_entry, inner, is_key_of, may_be, section, shape};
use super::strays::{Stray, below, innermost, take_while};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::spec::language::shape::{Key, Shape, Value};
use crate::spec::yaml::{Entry, Kind, Node};

/// Repairs the tree of a file that has the shape called `name`.
pub(in crate::spec) fn repair(
    root: &mut Node,
    name: &str,
    diagnostics: &mut Diagnostics,
) {
    if let Some(shape) = shape(name) {
        let mut headings = Headings { diagnostics, around: Vec::new() };
        headings.inside("", root, Inner::Node(shape));
        headings.mapping(root, shape);
    }
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
    fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

/// A missing heading, with its contents.
struct Missing {
    /// The index of its mapping in `around`.
    level: usize,
    key: &'static str,
    /// The first entry below it, in words.
    what: String,
    wanted: Inner,
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
                (None, Some(Value::List(_, Value::Node(name)))) => {
                    self.items(value, name);
                    Vec::new()
                }
                _ => Vec::new(),
            };
            for stray in found {
                match stray.level == level {
                    true => stray.join(entries),
                    false => strays.push(stray),
                }
            }
            at += 1;
        }
        self.around.pop();
        strays
    }

    /// Repairs the items of a list, which have the shape called `name`.
    fn items(&mut self, node: &mut Node, name: &str) {
        let (Kind::List(items), Some(shape)) = (&mut node.kind, shape(name)) else {
            return;
        };
        for item in items {
            self.mapping(item, shape);
        }
    }

    /// Repairs the value of the key `heading`, which leads to `holds`.
    fn section(&mut self, heading: &str, node: &mut Node, holds: Inner) -> Vec<Stray> {
        let mut strays = self.inside(heading, node, holds);
        match (holds, &mut node.kind) {
            (Inner::Node(shape), _) => strays.extend(self.mapping(node, shape)),
            (Inner::Named(item), Kind::Map(named)) => {
                for Entry { key, value, .. } in named {
                    if let Some(around) = self.around.last_mut() {
                        around.item.clone_from(key);
                    }
                    strays.extend(self.inside(key, value, Inner::Node(item)));
                    strays.extend(self.mapping(value, item));
                }
            }
            _ => {}
        }
        strays
    }

    /// Takes the entries out of one mapping that belong further out.
    fn inside(&mut self, name: &str, node: &mut Node, holds: Inner) -> Vec<Stray> {
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
                strays.push(self.contents(found, first, &mut rest, name, holds));
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

    /// Takes out headings of mappings further out that are deeper than their contents: each
    /// is the last key inside of an entry, and its contents follow the entry.
    fn deep_headings(&mut self, entries: &mut Vec<Entry>, holds: Inner) -> Vec<Stray> {
        let mut strays = Vec::new();
        let mut at = 0;
        while at + 1 < entries.len() {
            let (before, behind) = entries.split_at_mut(at + 1);
            at += 1;
            let Some(inside) = before.last_mut().and_then(|it| innermost(&mut it.value))
            else {
                continue;
            };
            let found = inside.last().and_then(|heading| {
                let (level, key) = self.further_out(&heading.key)?;
                let wanted = inner(&key.value)?;
                let belongs = |it: &&Entry| !holds.takes(it) && wanted.takes(it);
                let count = behind.iter().take_while(belongs).count();
                (count > 0).then_some((level, key, count))
            });
            let Some((level, key, count)) = found else { continue };
            let Some(heading) = inside.pop() else { continue };
            let contents: Vec<Entry> = entries.drain(at..at + count).collect();
            let column = &self.around[level].heading;
            let message =
                format!("`{}` stands deeper than what belongs to it", key.name);
            self.diagnostics.push(
                Diagnostic::error(Code::WrongShape, heading.key_span, message)
                    .related(contents[0].key_span, "this belongs below it")
                    .help(format!("put it at the column of `{column}`")),
            );
            let (key, key_span) = (key.name, heading.key_span);
            strays.push(Stray { level, key, key_span, value: below(contents) });
        }
        strays
    }

    /// The mapping further out that lacks this key, and the key.
    fn further_out(&self, name: &str) -> Option<(usize, &'static Key)> {
        self.around.iter().enumerate().rev().find_map(|(level, around)| {
            let key = around.shape.key(name)?;
            (!around.has(key.name)).then_some((level, key))
        })
    }

    /// Whether an entry among plain values is a key of a section whose heading is missing.
    fn shows_a_heading(&self, entry: &Entry, name: &str, holds: Inner) -> bool {
        matches!(holds, Inner::Values(_)) && self.missing_heading(entry, name).is_some()
    }

    /// The key beside the heading `name` that is missing, and needs this entry below it.
    fn missing_heading(
        &self,
        entry: &Entry,
        name: &str,
    ) -> Option<(&'static Key, &'static Shape)> {
        let around = self.around.last().filter(|around| around.heading == name)?;
        let mut keys = around.shape.keys.iter().filter(|key| !around.has(key.name));
        keys.find_map(|key| match inner(&key.value) {
            Some(Inner::Node(shape)) if shape.is_distinguished_by(&entry.key) => {
                is_key_of(shape, entry).then_some((key, shape))
            }
            _ => None,
        })
    }

    /// A heading of a mapping further out that stands in this one, with its contents:
    /// those below it, or else those of `rest` that belong to it.
    fn heading_inside(
        &mut self,
        heading: &Entry,
        rest: &mut VecDeque<Entry>,
        name: &str,
        holds: Inner,
    ) -> Option<Vec<Stray>> {
        let (level, key) = self.further_out(&heading.key)?;
        let value = match (&heading.value.kind, inner(&key.value)) {
            (Kind::Null, Some(wanted)) => {
                let contents = take_while(rest, |entry| wanted.takes(entry));
                (!contents.is_empty()).then(|| below(contents))?
            }
            (Kind::Map(inside), Some(wanted)) => {
                let fits =
                    !inside.is_empty() && inside.iter().all(|it| wanted.takes(it));
                fits.then(|| heading.value.clone())?
            }
            _ => may_be(&key.value, &heading.value, self.around[level].shape)
                .then(|| heading.value.clone())?,
        };
        let message =
            format!("`{}` stands among the {} of `{name}`", key.name, holds.parts());
        let help = format!("put it at the column of `{}`", self.around[level].heading);
        let key_span = heading.key_span;
        self.diagnostics
            .push(Diagnostic::error(Code::WrongShape, key_span, message).help(help));
        let mut found = vec![Stray { level, key: key.name, key_span, value }];
        // The keys behind it that are missing there, too, have slipped with it.
        let shape = self.around[level].shape;
        while let Some(next) = rest.front()
            && matches!(holds, Inner::Named(_))
            && let Some(key) = self.further_out(&next.key)
            && key.0 == level
            && found.iter().all(|it| it.key != key.1.name)
            && !matches!(next.value.kind, Kind::Map(_))
            && may_be(&key.1.value, &next.value, shape)
        {
            let Some(Entry { key_span, value, .. }) = rest.pop_front() else { break };
            found.push(Stray { level, key: key.1.name, key_span, value });
        }
        Some(found)
    }

    /// The missing heading further out that an entry belongs below.
    fn without_heading(
        &self,
        first: &Entry,
        name: &str,
        holds: Inner,
    ) -> Option<Missing> {
        if let Inner::Node(own) = holds
            && own.keys.iter().filter_map(section).any(|(_, it)| fits_entry(it, first))
        {
            // Its own heading is missing, which the reader of this mapping reports.
            return None;
        }
        let named = self.around.iter().enumerate().rev().find_map(|(level, around)| {
            let mut sections = around.shape.keys.iter().filter_map(section);
            let (key, item) = sections
                .find(|(key, item)| *key != around.heading && fits_entry(item, first))?;
            let what = item.what.to_owned();
            Some(Missing { level, key, what, wanted: Inner::Named(item) })
        });
        named.or_else(|| self.without_list(first, holds)).or_else(|| {
            let (key, shape) = self.missing_heading(first, name)?;
            let what = format!("a key of {}", shape.what);
            let level = self.around.len() - 1;
            Some(Missing { level, key: key.name, what, wanted: Inner::Node(shape) })
        })
    }

    /// The missing heading of lists by name that a list among other names belongs below.
    fn without_list(&self, first: &Entry, holds: Inner) -> Option<Missing> {
        let Kind::List(items) = &first.value.kind else { return None };
        // A list of other texts is more probably a field without its keys.
        let is_place =
            |it: &Node| matches!(&it.kind, Kind::Text(it) if it.contains('.'));
        let level = self.around.len().checked_sub(1)?;
        let around = &self.around[level];
        let mut keys = around.shape.keys.iter().filter(|key| !around.has(key.name));
        let is_among_names =
            items.iter().all(is_place) && matches!(holds, Inner::Named(_));
        keys.find_map(|key| match inner(&key.value).filter(|_| is_among_names)? {
            wanted @ Inner::Values(Value::List(..)) => {
                let what = format!("a list, as those of `{}` are", key.name);
                Some(Missing { level, key: key.name, what, wanted })
            }
            _ => None,
        })
    }

    /// The entries that belong below a missing heading.
    fn contents(
        &mut self,
        found: Missing,
        first: Entry,
        rest: &mut VecDeque<Entry>,
        name: &str,
        holds: Inner,
    ) -> Stray {
        let Missing { level, key, what, wanted } = found;
        let message = format!(
            "`{}` is {what}, and stands among the {} of `{name}`",
            first.key,
            holds.parts()
        );
        let help = format!(
            "put it below `{key}:`, at the column of `{}`",
            self.around[level].heading
        );
        let key_span = first.key_span;
        self.diagnostics
            .push(Diagnostic::error(Code::MissingKey, key_span, message).help(help));
        let others = take_while(rest, |entry| wanted.takes(entry));
        let value = below(std::iter::once(first).chain(others).collect());
        Stray { level, key, key_span, value }
    }

    /// Repairs keys without a value whose contents follow at the same column.
    fn empty_headings(&mut self, entries: &mut Vec<Entry>, shape: &'static Shape) {
        let mut at = 0;
        while at < entries.len() {
            let heading = &entries[at];
            let key = shape.key(&heading.key);
            if let (Kind::Null, Some(key)) = (&heading.value.kind, key) {
                let belongs = |entry: &&Entry| {
                    !shape.has(&entry.key) && key.value.takes(entry, shape)
                };
                let count = entries[at + 1..].iter().take_while(belongs).count();
                let contents: Vec<Entry> = entries.drain(at + 1..=at + count).collect();
                self.fill(&mut entries[at], contents);
            }
            at += 1;
        }
    }

    /// Puts the entries behind an empty heading below it, and reports it.
    fn fill(&mut self, heading: &mut Entry, contents: Vec<Entry>) {
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

    /// Reports keys of one `item` among the names of items. They belong to the item before
    /// them, or to one whose name is missing.
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
            return self.fill(owner, keys);
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
