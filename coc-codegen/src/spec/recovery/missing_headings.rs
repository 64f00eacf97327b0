//! Headings that are missing, so that their contents are among the entries of another
//! mapping.

use std::collections::VecDeque;

use super::belongs::{Inner, fits_entry, inner, is_key_of, section};
use super::headings::Headings;
use super::strays::{Stray, mapping_of, take_while};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::language::shape::{Key, Shape, Value};
use crate::spec::yaml::{Entry, Kind, Node};

/// A missing heading, with its contents.
pub(super) struct Missing {
    /// The index of its mapping in `around`.
    level: usize,
    key: &'static str,
    /// The first entry below it, in words.
    what: String,
    wanted: Inner,
}

impl Headings<'_> {
    /// Whether an entry among plain values is a key of a section whose heading is missing.
    pub(super) fn shows_a_heading(
        &self,
        entry: &Entry,
        name: &str,
        holds: Inner,
    ) -> bool {
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

    /// The missing heading further out that an entry belongs below.
    ///
    /// ```yaml
    /// types:
    ///   Body:
    ///     fields: { .. }
    ///   Colour: # `enums:` is missing above it
    ///     values: { .. }
    /// ```
    pub(super) fn without_heading(
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
    pub(super) fn take_contents(
        &mut self,
        found: Missing,
        first: Entry,
        rest: &mut VecDeque<Entry>,
        name: &str,
        holds: Inner,
    ) -> Stray {
        let Missing { level, key, what, wanted } = found;
        let message = format!(
            "`{}` is {what}, and is among the {} of `{name}`",
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
        let value = mapping_of(std::iter::once(first).chain(others).collect());
        Stray { level, key, key_span, value }
    }
}
