//! Compares the pages of lists and the states that are waited for. Methods that go or
//! change belong to `program`.

use super::change::{Change, Kind, Verdict};
use crate::model::{Model, Operation};

/// The changes that `told` does not have already, by the methods of clients.
pub(super) fn changes(old: &Model, new: &Model, told: &[Change]) -> Vec<Change> {
    let mut found = Vec::new();
    for after in &new.operations {
        let before = old.operations.iter().find(|it| it.name == after.name);
        let Some(before) = before else { continue };
        let mut compare = |subject: String, method: &str, words: [Option<String>; 2]| {
            let method = format!("Client::{method}");
            if words[0] != words[1] && told.iter().all(|it| it.subject != method) {
                found.push(change(after, subject, words));
            }
        };
        if let Some(pages) = &after.pagination {
            let earlier = before.pagination.as_ref().map(|it| old.pages_in_words(it));
            let words = [earlier, Some(new.pages_in_words(pages))];
            compare(format!("{}.pages", after.name), &pages.rust_name, words);
        }
        for waiter in &after.waiters {
            let earlier = before.waiters.iter().find(|it| it.name == waiter.name);
            let words = [earlier.map(ToString::to_string), Some(waiter.to_string())];
            let subject = format!("{}.waiters.{}", after.name, waiter.name);
            compare(subject, &waiter.rust_name, words);
        }
    }
    found
}

fn change(operation: &Operation, subject: String, words: [Option<String>; 2]) -> Change {
    let [before, after] = words;
    Change {
        operation: Some(operation.name.clone()),
        subject,
        kind: Kind::Operation,
        verdict: if before.is_none() { Verdict::Came } else { Verdict::Reworded },
        breaks: None,
        before,
        after,
        refused_now: None,
        allowed_now: None,
    }
}
