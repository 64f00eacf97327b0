//! The ids of rules, the pages that they come from, and the warnings about unknown keys.

use std::collections::BTreeSet;

use coc_generated::{OPERATIONS, operation};
use serde_json::Value;

/// The ids that the last release recorded, after two lines of comments. There was none yet.
const RELEASED: &str = include_str!("../released_rule_ids.txt");

#[test]
fn a_rule_id_is_unique_and_lasts() {
    let mut ids: BTreeSet<&str> = BTreeSet::new();
    for entry in OPERATIONS {
        let all: Vec<&str> = entry.rules().map(|rule| rule.id).collect();
        let own: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(own.len(), all.len(), "an id is used twice");
        // Operations have the rules of shared types in common, and no others.
        let twice: Vec<_> =
            own.intersection(&ids).filter(|id| !id.starts_with("shared.")).collect();
        assert!(twice.is_empty(), "an id is used twice: {twice:?}");
        ids.extend(own);
    }
    let lines: Vec<&str> =
        RELEASED.lines().filter(|line| !line.starts_with('#')).collect();
    let released: BTreeSet<&str> = lines.iter().copied().collect();
    assert_eq!(
        lines,
        released.iter().copied().collect::<Vec<_>>(),
        "the list is sorted, each id once"
    );

    let gone: Vec<_> = released.difference(&ids).collect();
    assert!(
        gone.is_empty(),
        "These released rule ids are gone: {gone:#?}\nAn id never changes once it is released. If the rule was renamed \
         along with its field or type, give it its old id with `ids:` (a group: `id:`) in the spec. If the vendor has withdrawn it, take \
         it out of tests/released_rule_ids.txt and say so in CHANGELOG.md: that is a breaking change."
    );
}

#[test]
fn every_rule_names_its_operation_its_kind_and_its_page() {
    for entry in OPERATIONS {
        for rule in entry.rules() {
            let id = rule.id;
            let is_shared = id.starts_with("shared.");
            let own = format!("{}.", entry.operation.name);
            assert!(is_shared || id.starts_with(&own), "{id}");
            assert!(!rule.text.is_empty() && !rule.citation.page.is_empty(), "{id}");
            assert!(id.contains(rule.kind.as_str()), "{id}");
        }
    }
}

#[test]
fn unknown_keys_are_reported_on_request_alone() {
    let entry = operation("create_ticket").unwrap();
    let Value::Object(document) = serde_json::json!({
        "path": { "ticket_type": "change" },
        "body": { "titel": "x", "title_": "x", "qqq": 1, "sub_tickets": [{ "regoin": "r", "region": null }, { "regoin": "r" }] },
    }) else {
        unreachable!("an object")
    };
    let found = entry.unknown_keys(&document);
    assert!(!found.has_errors());
    let mut found: Vec<_> =
        found.iter().map(|it| (it.pointer.as_str(), it.suggestion)).collect();
    // A JSON object has no order.
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("/body/qqq", None),
            // The object has `region`, so that it is not suggested.
            ("/body/sub_tickets/0/regoin", None),
            ("/body/sub_tickets/1/regoin", Some("region")),
            ("/body/titel", Some("title")),
            ("/body/title_", Some("title")),
        ]
    );
    assert!(
        entry.validate(&document).unwrap().iter().all(|it| it.rule.id != "unknown_key")
    );
}

#[test]
fn unknown_keys_are_found_in_the_members_that_the_action_needs() {
    let entry = operation("execute_ticket_action").unwrap();
    let keys = |action: &str| {
        let Value::Object(document) = serde_json::json!({
            "path": { "ticket_type": "issues_mgmt" },
            "body": {
                "action": action,
                "params": {
                    "conclusio": "true",
                    "solutoin": "x",
                    "sub_tickets": [{ "target_type": "x" }, { "target_typ": "x" }],
                },
            },
        }) else {
            unreachable!("an object")
        };
        let found = entry.unknown_keys(&document);
        let found = found.iter().map(|it| (it.pointer.clone(), it.suggestion));
        found.collect::<std::collections::BTreeMap<_, _>>()
    };
    let agreed = keys("agreed");
    assert_eq!(agreed.get("/body/params/conclusio"), Some(&Some("conclusion")));
    assert_eq!(agreed.get("/body/params/solutoin"), Some(&None));
    assert_eq!(agreed.get("/body/params/sub_tickets"), Some(&None));
    assert_eq!(agreed.len(), 3, "{agreed:?}");
    let solution = keys("submitting_question");
    assert_eq!(solution.get("/body/params/solutoin"), Some(&Some("solution")));
    let inside = solution.get("/body/params/sub_tickets/1/target_typ");
    assert_eq!(inside, Some(&Some("target_type")));
    assert_eq!(solution.len(), 3, "{solution:?}");
    // No table has members of other actions.
    for action in ["suspend_resume", "an_action_of_tomorrow"] {
        assert!(keys(action).is_empty(), "{action}");
    }
}
