//! The fields and values that the pages of `create_ticket` and `update_ticket` require,
//! allow and refuse, as tables that were written by hand from the pages and can be checked
//! against them row by row. The tests build wire requests with setters.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod create;
mod seen;
mod sub_tickets;
mod update;
mod values;

use std::collections::BTreeSet;

use coc_generated::operation;
use coc_generated::rules::RuleKind;

use seen::{Seen, is_of_corpora};

/// Rules of kind `type` are left out, since setters cannot break them; the corpus does.
#[test]
fn every_rule_is_seen_broken_and_kept() {
    let mut seen = Seen::default();
    for table in [
        create::presence,
        create::everything_and_nothing,
        create::no_scheme,
        values::values,
        values::sources,
        values::joined_texts,
        sub_tickets::sub_tickets,
        update::update,
    ] {
        table(&mut seen);
    }
    let rules = ["create_ticket", "update_ticket"]
        .into_iter()
        .flat_map(|name| operation(name).unwrap().rules())
        .filter(|rule| {
            rule.kind != RuleKind::Type && is_of_corpora(rule.citation.field)
        });
    let all: BTreeSet<&str> = rules.map(|rule| rule.id).collect();
    let missing = |list: &BTreeSet<&'static str>| {
        all.difference(list).copied().collect::<Vec<_>>()
    };
    assert!(all.len() >= 50, "{}", all.len());
    assert_eq!(missing(&seen.broken), Vec::<&str>::new(), "never seen broken");
    assert_eq!(missing(&seen.kept), Vec::<&str>::new(), "never seen kept");
}
