//! Headings, and keys, at another column than they should be, so that their contents are
//! elsewhere in the tree.

use std::collections::VecDeque;

use super::belongs::{Inner, inner, is_key_of, may_be};
use super::headings::Headings;
use super::strays::{Stray, innermost, mapping_of, take_while};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::language::shape::Shape;
use crate::spec::yaml::{Entry, Kind};

impl Headings<'_> {
    /// Moves out headings that are indented further than their contents: the heading is the
    /// last key of an entry, and the contents follow the entry.
    ///
    /// ```yaml
    /// types:
    ///   Body:
    ///     fields: { .. }
    ///     enums: # belongs at the column of `types`
    ///   Colour:
    ///     values: { .. }
    /// ```
    pub(super) fn deep_headings(
        &mut self,
        entries: &mut Vec<Entry>,
        holds: Inner,
    ) -> Vec<Stray> {
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
                format!("`{}` is indented further than its contents", key.name);
            self.diagnostics.push(
                Diagnostic::error(Code::WrongShape, heading.key_span, message)
                    .related(contents[0].key_span, "this belongs below it")
                    .help(format!("put it at the column of `{column}`")),
            );
            let (key, key_span) = (key.name, heading.key_span);
            strays.push(Stray { level, key, key_span, value: mapping_of(contents) });
        }
        strays
    }

    /// Takes out a heading of a mapping further out, with its contents: those below it, or
    /// else those of `rest` that belong to it.
    ///
    /// ```yaml
    /// types:
    ///   Body:
    ///     fields: { .. }
    ///   enums: # belongs at the column of `types`
    ///     Colour:
    ///       values: { .. }
    /// ```
    pub(super) fn heading_inside(
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
                (!contents.is_empty()).then(|| mapping_of(contents))?
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
            format!("`{}` is among the {} of `{name}`", key.name, holds.parts());
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

    /// Moves the entries behind a heading without a value below it.
    ///
    /// ```yaml
    /// types:
    /// Body: # belongs below `types`
    ///   fields: { .. }
    /// ```
    pub(super) fn empty_headings(
        &mut self,
        entries: &mut Vec<Entry>,
        shape: &'static Shape,
    ) {
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
    pub(super) fn fill(&mut self, heading: &mut Entry, contents: Vec<Entry>) {
        let Some(first) = contents.first() else { return };
        let message =
            format!("`{}` is empty, and `{}` is at its column", heading.key, first.key);
        self.diagnostics.push(
            Diagnostic::error(Code::WrongShape, heading.key_span, message)
                .related(first.key_span, "this belongs below it")
                .help("indent what belongs to it further than itself"),
        );
        heading.value = mapping_of(contents);
    }

    /// Reports keys of one `item` among the names of items. They belong to the item before
    /// them, or to one whose name is missing.
    ///
    /// ```yaml
    /// fields:
    ///   size:
    ///     type: integer
    ///   required: true # belongs to `size`
    /// ```
    pub(super) fn keys_among_names(
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
            "`{key}` is a key of {}, and is among the names of `{section}`",
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
