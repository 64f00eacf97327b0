//! Finds keys that no table documents, for tools: most of them are misspelt. They break no
//! rule, since services accept undocumented keys, so that validators do not look for them.

use serde_json::Value;

use super::object::Object;
use crate::runtime::rule::{Citation, Rule, RuleKind};
use crate::runtime::table::{Json, Table};
use crate::runtime::violation::{Collector, Location, Members, Violations};

/// The rule about such a key. No page documents it, so that it has no source.
static UNKNOWN_KEY: Rule = Rule::new(
    "unknown_key",
    RuleKind::UnknownKey,
    "no table documents this key",
    Citation::new("", "", ""),
);

/// Every key of a request that no table documents, each with the documented name that it
/// may have been meant for. `members` are the tables of free-form objects.
pub(super) fn unknown_keys(
    table: &'static Table,
    document: &Object,
    members: &Members,
) -> Violations {
    let mut search = Search { members, found: Collector::default() };
    for row in table.rows {
        if let Some(value) = document.get(row.name) {
            search.inside(row.json, value, Location::Root.key(row.name));
        }
    }
    search.found.finish()
}

struct Search<'m> {
    members: &'m Members,
    found: Collector,
}

impl Search<'_> {
    fn object(&mut self, table: &'static Table, object: &Object, at: Location<'_>) {
        for (name, value) in object {
            match table.rows.iter().find(|row| row.name == name) {
                Some(row) => self.inside(row.json, value, at.key(name)),
                None => {
                    let meant = nearest(name, table, object);
                    self.found.unknown(&UNKNOWN_KEY, at.key(name), meant);
                }
            }
        }
    }

    fn inside(&mut self, json: Json, value: &Value, at: Location<'_>) {
        match (json, value) {
            (Json::Object(table), Value::Object(entries)) => {
                self.object(table(), entries, at);
            }
            (Json::Free, Value::Object(entries)) if !self.members.is_empty() => {
                if let Some(table) = self.members.get(&at.to_string()) {
                    self.object(table(), entries, at);
                }
            }
            (Json::Array(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.inside(*inner, item, at.index(index));
                }
            }
            (Json::Map(inner), Value::Object(entries)) => {
                for (key, item) in entries {
                    self.inside(*inner, item, at.key(key));
                }
            }
            _ => {}
        }
    }
}

/// The documented name that differs least, if few letters differ. A name that the object
/// already has was not meant.
fn nearest(name: &str, table: &'static Table, object: &Object) -> Option<&'static str> {
    let length = name.chars().count();
    let limit = (length / 3).clamp(1, 3);
    // A key may be very long: names of other lengths are not compared with it.
    let candidates = table.rows.iter().map(|row| row.name).filter(|known| {
        known.chars().count().abs_diff(length) <= limit && !object.contains_key(*known)
    });
    let near = candidates
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= limit);
    near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// The number of letters to add, drop, change or swap with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            row[j + 1] =
                (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn letters_that_differ_are_counted() {
        for (a, b, count) in [
            ("titel", "title", 1),
            ("title", "title", 0),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), count, "{a} {b}");
        }
    }
}
