//! Entries that stand too deep or not deep enough: those of a mapping around the one that
//! holds them, and those of a mapping inside of the entry before them. Headings that are
//! missing or misplaced belong to `headings`.

use std::collections::VecDeque;

use super::belongs::{Inner, fits_entry, inner, is_key_of, section};
use super::headings::Headings;
use super::strays::{Stray, mapping_of, take_while};
use crate::diagnostic::{Code, Diagnostic};
use crate::spec::language::shape::{Shape, Value};
use crate::spec::yaml::{Entry, Kind, Node};

/// The most entries before one that are looked at, since there may be thousands.
const MOST_BEFORE: usize = 32;

/// A mapping inside of the last of some entries.
struct Inside {
    /// The steps from those entries: each is the index of an entry with a mapping.
    steps: Vec<usize>,
    /// The kind of the mapping.
    holds: Inner,
    /// The key in front of the mapping.
    heading: String,
}

impl Headings<'_> {
    /// Takes out an entry that has the form of those around it, with the ones behind it
    /// that belong there, too. Reports the first.
    ///
    /// ```yaml
    /// types:
    ///   Body:
    ///     fields: { .. }
    ///     Part: # belongs at the column of `Body`
    ///       fields: { .. }
    /// ```
    pub(super) fn too_deep(
        &mut self,
        first: &Entry,
        rest: &mut VecDeque<Entry>,
        name: &str,
        holds: Inner,
    ) -> Option<Stray> {
        if !matches!(holds, Inner::Node(_)) {
            return None;
        }
        let found = self.around.iter().enumerate().rev().find_map(|(level, around)| {
            let (key, item) = section(around.shape.key(&around.heading)?)?;
            fits_entry(item, first).then_some((level, key, item))
        });
        let (level, key, item) = found?;
        let message = format!(
            "`{}` is {}, and is among the keys of `{name}`",
            first.key, item.what
        );
        let help = format!(
            "indent it less: put it at the column of `{}`",
            self.around[level].item
        );
        let key_span = first.key_span;
        self.diagnostics
            .push(Diagnostic::error(Code::WrongShape, key_span, message).help(help));
        let others = take_while(rest, |it| !holds.takes(it) && fits_entry(item, it));
        let value = mapping_of(std::iter::once(first.clone()).chain(others).collect());
        Some(Stray { level, key, key_span, value })
    }

    /// Moves an entry into the mapping inside of the last one of `kept` that it belongs to,
    /// with the ones behind it that belong there, too. Reports the first, and returns
    /// whether there is such a mapping.
    ///
    /// ```yaml
    /// Body:
    ///   fields:
    ///     size: { type: integer }
    ///   name: { type: string } # belongs at the column of `size`
    /// ```
    pub(super) fn too_shallow(
        &mut self,
        kept: &mut [Entry],
        first: &Entry,
        rest: &mut VecDeque<Entry>,
        name: &str,
        holds: Inner,
    ) -> bool {
        let Some(found) = inside(kept, holds, first) else { return false };
        let Some(entries) = follow(kept, &found.steps) else { return false };
        let beside = entries.last().map(|it| it.key.clone()).unwrap_or_default();
        let words = match found.holds {
            Inner::Named(item) => item.what.to_owned(),
            Inner::Node(shape) => format!("a key of {}", shape.what),
            Inner::Values(_) => format!("an entry of `{}`", found.heading),
        };
        let around = match name {
            "" => "the file".to_owned(),
            name => format!("`{name}`"),
        };
        let message = format!(
            "`{}` is {words}, and is among the {} of {around}",
            first.key,
            holds.parts()
        );
        self.diagnostics.push(
            Diagnostic::error(Code::WrongShape, first.key_span, message)
                .help(format!("indent it further: put it at the column of `{beside}`")),
        );
        let mut moved = VecDeque::from([first.clone()]);
        while let Some(mut entry) = moved.pop_front() {
            if let Inner::Named(item) = found.holds {
                detach(&mut entry, item, &mut moved);
            }
            if entries.iter().all(|it| it.key != entry.key) {
                entries.push(entry);
            }
            if moved.is_empty()
                && rest.front().is_some_and(|next| {
                    !holds.takes(next) && found.holds.has_room(entries, next)
                })
            {
                moved.extend(rest.pop_front());
            }
        }
        true
    }
}

impl Inner {
    /// Whether an entry belongs to a mapping of this kind that has these entries.
    fn has_room(self, entries: &[Entry], entry: &Entry) -> bool {
        match self {
            Self::Named(item) => fits_entry(item, entry),
            Self::Node(shape) => {
                is_key_of(shape, entry) && entries.iter().all(|it| it.key != entry.key)
            }
            Self::Values(Value::Text) => matches!(entry.value.kind, Kind::Text(_)),
            Self::Values(_) => false,
        }
    }
}

/// The innermost mapping at the end of these entries that an entry belongs to.
fn inside(entries: &[Entry], holds: Inner, entry: &Entry) -> Option<Inside> {
    for (at, before) in entries.iter().enumerate().rev().take(MOST_BEFORE) {
        let is_last = at + 1 == entries.len();
        let next = match holds {
            Inner::Node(shape) => shape.key(&before.key).and_then(|it| inner(&it.value)),
            Inner::Named(item) => is_last.then_some(Inner::Node(item)),
            Inner::Values(_) => None,
        };
        let (Some(next), Kind::Map(below)) = (next, &before.value.kind) else {
            continue;
        };
        if is_last && let Some(mut found) = inside(below, next, entry) {
            found.steps.insert(0, at);
            return Some(found);
        }
        let is_section = matches!(next, Inner::Named(_));
        if (is_last || is_section) && next.has_room(below, entry) {
            let heading = before.key.clone();
            return Some(Inside { steps: vec![at], holds: next, heading });
        }
    }
    None
}

/// The mapping that these steps lead to.
fn follow<'e>(entries: &'e mut [Entry], steps: &[usize]) -> Option<&'e mut Vec<Entry>> {
    let (first, rest) = steps.split_first()?;
    let Node { kind: Kind::Map(below), .. } = &mut entries.get_mut(*first)?.value else {
        return None;
    };
    match rest {
        [] => Some(below),
        rest => follow(below, rest),
    }
}

/// Takes the entries at the end of an entry that stand beside it, since only the entry
/// itself is at another column.
fn detach(entry: &mut Entry, item: &'static Shape, beside: &mut VecDeque<Entry>) {
    let Kind::Map(entries) = &mut entry.value.kind else { return };
    let is_beside = |it: &Entry| !is_key_of(item, it) && fits_entry(item, it);
    if let Some(at) = entries.iter().position(is_beside) {
        beside.extend(entries.drain(at..));
    }
}
