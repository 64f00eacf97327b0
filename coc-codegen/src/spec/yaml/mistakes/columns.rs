//! The columns of keys, and the mistakes of a line at another column.

use std::ops::Range;

use super::mistake::Mistake;

/// A key above the line that is read.
struct Level {
    indent: usize,
    /// Whether its value may be in the lines below it.
    opens: bool,
    /// Whether its value is a list with the dashes at its own column.
    has_items: bool,
}

/// The keys above the line that is read, from the outside in.
#[derive(Default)]
pub(super) struct Columns {
    levels: Vec<Level>,
}

impl Columns {
    /// Adds a key at the column `indent`.
    pub(super) fn enter(&mut self, indent: usize, opens: bool) {
        match self.levels.last_mut() {
            Some(level) if level.indent == indent => {
                (level.opens, level.has_items) = (opens, false);
            }
            _ => self.levels.push(Level { indent, opens, has_items: false }),
        }
    }

    /// Removes the keys right of the column `indent`.
    pub(super) fn leave(&mut self, indent: usize) {
        self.levels.retain(|level| level.indent <= indent);
    }

    /// The mistake of an item with its dash at the column `indent`, among keys that have
    /// values.
    pub(super) fn item(&mut self, indent: usize, dash: usize) -> Option<Mistake> {
        let before = self.levels.len();
        self.leave(indent);
        let has_keys_below = self.levels.len() < before;
        let level = self.levels.last_mut().filter(|level| level.indent == indent)?;
        let is_among_keys = !level.opens || has_keys_below && !level.has_items;
        level.has_items |= !is_among_keys;
        is_among_keys.then(|| {
            Mistake::new(
                dash..dash + 1,
                "a list item cannot be among keys",
                "delete the dash, or put the list below a key of its own",
            )
        })
    }

    /// The mistake of a key at the column `indent`, at which there is no key above it.
    /// `is_name` tells that the language has no such key.
    pub(super) fn key(
        &mut self,
        is_item: bool,
        indent: usize,
        key: Range<usize>,
        is_name: bool,
    ) -> Option<Mistake> {
        let before = self.levels.len();
        self.leave(indent);
        let Some(level) = self.levels.last() else {
            return (before > 0 && !is_item).then(|| wrong_column(key));
        };
        if is_item || level.indent == indent {
            return None;
        }
        if self.levels.len() < before {
            return Some(wrong_column(key));
        }
        (!level.opens).then(|| {
            Mistake::new(
                key,
                "this key is indented more than the one before it, which has a value already",
                if is_name {
                    "put it at the column of the keys that it belongs to; a heading may be missing above it"
                } else {
                    "put it at the column of the keys that it belongs to"
                },
            )
        })
    }
}

fn wrong_column(key: Range<usize>) -> Mistake {
    Mistake::new(
        key,
        "no key above this one is at the same column",
        "put it at the column of the keys that it belongs to",
    )
}
