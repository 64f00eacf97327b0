//! Compares the pagination of lists and the conditions of waiters. Methods that were
//! removed or changed belong to `program`.

use std::collections::HashSet;

use super::change::{Change, Kind};
use super::pairs::by_name;
use super::versions::Versions;
use crate::model::Model;

/// The changes of pages and waiters whose methods are not among the `reported` changes.
pub(super) fn changes(old: &Model, new: &Model, reported: &[Change]) -> Vec<Change> {
    let reported: HashSet<&str> =
        reported.iter().map(|change| change.subject.as_str()).collect();
    let earlier = by_name(old);
    let mut found = Vec::new();
    for after in &new.operations {
        let Some(before) = earlier.get(after.name.as_str()) else { continue };
        let mut compare = |subject: &str, method: &str, words: Versions<_>| {
            let is_reported = reported.contains(format!("Client::{method}").as_str());
            if words.differ() && !is_reported {
                let Versions { old, new } = words;
                found.push(Change::new(Kind::Operation, Some(after), subject, old, new));
            }
        };
        if let Some(pages) = &after.pagination {
            let earlier = before.pagination.as_ref().map(|it| old.pages_in_words(it));
            let words = Versions::new(earlier, Some(new.pages_in_words(pages)));
            compare(&format!("{}.pages", after.name), &pages.rust_name, words);
        }
        for waiter in &after.waiters {
            let earlier = before.waiters.iter().find(|it| it.name == waiter.name);
            let earlier = earlier.map(ToString::to_string);
            let words = Versions::new(earlier, Some(waiter.to_string()));
            let subject = format!("{}.waiters.{}", after.name, waiter.name);
            compare(&subject, &waiter.rust_name, words);
        }
    }
    found
}
