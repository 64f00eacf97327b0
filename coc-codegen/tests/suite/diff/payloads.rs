//! Verdicts are compared with random payloads, and relaxing a rule must break no caller.
//! Single edits belong to `verdicts`.

use std::collections::BTreeSet;

use coc_codegen::diff::{Breaks, Change, Kind, diff};
use coc_codegen::interpret::violations;
use coc_codegen::model::{Model, Operation};
use serde_json::{Map, Value};

use crate::oracle::dice::Dice;
use crate::oracle::payloads::Payloads;
use crate::random::edited;
use crate::seeds::seeds;

/// The rules that a request breaks as errors.
fn errors(model: &Model, name: &str, request: &Map<String, Value>) -> BTreeSet<String> {
    let operation = model.operations.iter().find(|it| it.name == name);
    let operation = operation.unwrap_or_else(|| panic!("{name} is gone"));
    violations(model, operation, request)
        .into_iter()
        .filter(|it| !model[it.rule].is_warning())
        .map(|it| model[it.rule].id.clone())
        .collect()
}

/// Whether a change is about a rule. An added or removed field is about the rule of its
/// type.
fn is_about(change: &Change, rule: &str) -> bool {
    let of_field = || {
        let field = change.subject.rsplit('.').next().unwrap_or_default();
        rule.ends_with(&format!(".{field}.type"))
    };
    change.subject == rule || (change.kind == Kind::Field && of_field())
}

/// If one version of the spec allows a request and the other one refuses it, then each
/// rule that refuses it must have a verdict in that direction.
fn hold_against_payloads(old: &Model, new: &Model, seed: u64, seen: &mut Seen) {
    let found = diff(old, new);
    let mut shown = BTreeSet::new();
    for (from, operation) in [old, new]
        .into_iter()
        .flat_map(|it| it.operations.iter().map(move |op| (it, op)))
    {
        let mut payloads = Payloads::new(from, operation, seed);
        for _ in 0..200 {
            let mut request = payloads.next();
            for repaired in [false, true] {
                if repaired {
                    repair(from, operation, &mut request);
                }
                let name = &operation.name;
                let (before, now) =
                    (errors(old, name, &request), errors(new, name, &request));
                if before.is_empty() == now.is_empty() {
                    continue;
                }
                let stricter = before.is_empty();
                seen.requests[usize::from(stricter)] += 1;
                for rule in before.union(&now) {
                    if stricter {
                        shown.insert(rule.clone());
                    }
                    let has_verdict = found.changes.iter().any(|change| {
                        is_about(change, rule)
                            && if stricter {
                                change.verdict.is_stricter()
                            } else {
                                change.verdict.is_laxer()
                            }
                    });
                    assert!(
                        has_verdict,
                        "seed {seed}: {rule} has no verdict {} for {request:?}\n{}",
                        if stricter { "stricter" } else { "laxer" },
                        coc_codegen::diff::text(&found)
                    );
                }
            }
        }
    }
    let stricter = found.changes.iter().filter(|it| {
        it.kind == Kind::Rule && it.breaks.is_some() && it.verdict.is_stricter()
    });
    for change in stricter {
        seen.verdicts[usize::from(shown.contains(&change.subject))] += 1;
    }
}

/// The requests and verdicts of a run.
#[derive(Debug, Default)]
struct Seen {
    /// Requests that only the later version allows, and requests that only the earlier
    /// one allows.
    requests: [usize; 2],
    /// Rules with the verdict stricter that no request shows, and rules that one shows.
    verdicts: [usize; 2],
}

/// Removes the values of a request that break rules, in at most eight rounds.
fn repair(model: &Model, operation: &Operation, request: &mut Map<String, Value>) {
    for _ in 0..8 {
        let broken = violations(model, operation, request);
        let errors = broken.iter().filter(|it| !model[it.rule].is_warning());
        let places: Vec<String> = errors.map(|it| it.pointer.clone()).collect();
        if places.is_empty() {
            return;
        }
        let mut whole = Value::Object(std::mem::take(request));
        for place in places {
            let (parent, key) = place.rsplit_once('/').unwrap_or_default();
            match whole.pointer_mut(parent) {
                Some(Value::Object(entries)) => {
                    entries.remove(&coc_codegen::pointer::unescape(key));
                }
                Some(Value::Array(items)) => items.clear(),
                _ => {}
            }
        }
        if let Value::Object(entries) = whole {
            *request = entries;
        }
    }
}

#[test]
fn a_request_that_is_newly_refused_or_accepted_has_a_rule_with_that_verdict() {
    let mut seen = Seen::default();
    for seed in seeds("RANDOM_EDITS", 0..24) {
        let mut dice = Dice::new(seed);
        let Some((old, new)) = edited::changed(seed, &mut dice) else { continue };
        hold_against_payloads(&old, &new, seed, &mut seen);
        // The reverse comparison undoes the edit.
        hold_against_payloads(&new, &old, seed, &mut seen);
    }
    println!("{seen:?}");
    // The test proves nothing if no request changes sides.
    assert!(seen.requests.iter().all(|count| *count > 100), "{seen:?}");
    // Random payloads reach a third of the verdicts at least; `verdicts` has a case for
    // each.
    assert!(seen.verdicts[1] * 2 > seen.verdicts[0], "{seen:?}");
}

#[test]
fn relaxing_a_rule_breaks_no_caller() {
    let mut edits = 0;
    for seed in seeds("RANDOM_RELAXATIONS", 0..80) {
        let mut dice = Dice::new(seed);
        let Some((old, new, edit)) = edited::relaxed(seed, &mut dice) else { continue };
        edits += 1;
        let broken: Vec<Change> = diff(&old, &new)
            .changes
            .into_iter()
            .filter(|it| it.breaks == Some(Breaks::Programs))
            .collect();
        assert!(broken.is_empty(), "seed {seed}: {edit} breaks {broken:#?}");
    }
    println!("{edits} edits");
    assert!(edits > 25, "{edits}");
}
