//! The comparison of two contracts: its verdicts are compared with random payloads, and
//! relaxing a rule must break no caller.

use std::collections::BTreeSet;

use coc_codegen::Checked;
use coc_codegen::diagnostic::Severity;
use coc_codegen::diff::{Breaks, Change, Kind, Verdict, diff, surface};
use coc_codegen::interpret::violations;
use coc_codegen::model::{Model, Operation};
use serde_json::{Map, Value};

use crate::oracle::dice::Dice;
use crate::oracle::payloads::Payloads;
use crate::random::{edited, seeds};
use crate::support::{check, library_spec, load, own_spec, sources};

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
fn a_request_that_changes_sides_breaks_a_rule_with_that_verdict() {
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
    // Random payloads show about half of the verdicts; the tests below show the others.
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

#[test]
fn nothing_changes_without_an_edit() {
    for folder in [own_spec(), library_spec()] {
        let model = load(&folder).model;
        assert_eq!(diff(&model, &model).changes, []);
        assert!(!surface(&model).is_empty());
    }
}

const OP: &str =
    "operation: op\nhttp: POST /things\nbody: Body\ntypes:\n  Body:\n    fields:\n";

fn model(fields: &str) -> Model {
    let text = format!("{OP}{fields}");
    check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &text)])).model
}

/// A form that has nothing but the cases of a discriminator is a struct already.
#[test]
fn a_first_field_that_all_cases_share_breaks_no_program() {
    let spec = |shared: &str| {
        let fields = format!(
            "      kind: {{ type: Kind, required: true, cases: {{ a: CaseA, b: CaseB }} }}\n      \
             of_a: {{ type: long, required: {{ kind: a }} }}\n{shared}enums: {{ Kind: {{ values: {{ a: , b: }} }} }}\n"
        );
        model(&fields)
    };
    let changes = diff(&spec(""), &spec("      note: { type: string }\n")).changes;
    assert!(!changes.is_empty());
    let broken: Vec<Change> =
        changes.into_iter().filter(|it| it.breaks.is_some()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The verdicts of rules and fields, and whether they break requests.
fn verdicts(before: &str, after: &str) -> Vec<(String, Verdict, bool)> {
    let changes = diff(&model(before), &model(after)).changes;
    let requests = changes.into_iter().filter(|it| it.kind != Kind::Program);
    requests
        .map(|it| (it.subject, it.verdict, it.breaks == Some(Breaks::Requests)))
        .collect()
}

#[track_caller]
fn expect(before: &str, after: &str, expected: &[(&str, Verdict, bool)]) {
    let found = verdicts(before, after);
    let found: Vec<(&str, Verdict, bool)> = found
        .iter()
        .map(|(name, verdict, breaks)| (name.as_str(), *verdict, *breaks))
        .collect();
    assert_eq!(found, expected);
}

const KIND: &str = "      kind: { type: Kind, required: true }\n";
const LIST: &str = "enums: { Kind: { values: { a: A., b: B. } } }\n";

#[test]
fn verdicts_follow_from_cases_and_not_from_words() {
    let with =
        |name: &str| format!("{KIND}      name: {{ type: string{name} }}\n{LIST}");
    let id = "op.name.required";
    // Another wording of the same cases.
    expect(
        &with(", required: { kind: a }"),
        &with(", required: { not: { kind: b } }"),
        &[(id, Verdict::Reworded, false)],
    );
    expect(
        &with(", required: { kind: a }"),
        &with(", required: true"),
        &[(id, Verdict::Stricter, true)],
    );
    expect(
        &with(", required: { kind: a }"),
        &with(", required: { kind: b }"),
        &[(id, Verdict::Mixed, true)],
    );
    expect(&with(", required: true"), &with(""), &[(id, Verdict::Laxer, false)]);
    let length = "op.name.length";
    expect(
        &with(", length: { max: 5 }"),
        &with(", length: { min: 2, max: 9 }"),
        &[(length, Verdict::Mixed, true)],
    );
}

#[test]
fn rules_of_values_have_verdicts_of_their_own() {
    let list =
        |more: &str| format!("      list: {{ type: {{ array: string }}{more} }}\n");
    expect(
        &list(""),
        &list(", unique: true"),
        &[("op.list.unique", Verdict::Stricter, true)],
    );
    expect(
        &list(", unique: true"),
        &list(""),
        &[("op.list.unique", Verdict::Laxer, false)],
    );
    expect(
        &list(", unique: true, items: { min: 2 }"),
        &list(", unique: true, items: { min: 3 }"),
        &[("op.list.items", Verdict::Stricter, true)],
    );
    let map = |keys: &str| format!("      map: {{ type: {{ map: long }}{keys} }}\n");
    expect(
        &map(", keys: { length: { max: 3 } }"),
        &map(", keys: { length: { max: 5 } }"),
        &[("op.map.keys.length", Verdict::Laxer, false)],
    );
    expect(
        &map(", keys: { one_of: [a, b] }"),
        &map(", keys: { one_of: [b, c] }"),
        &[("op.map.keys.enum", Verdict::Mixed, true)],
    );
    let day = |ty: &str| format!("      day: {{ type: {ty} }}\n");
    expect(&day("string"), &day("date"), &[("op.day.format", Verdict::Stricter, true)]);
    let end = |ty: &str, more: &str| {
        format!("      start: {{ type: {ty} }}\n      end: {{ type: {ty}{more} }}\n")
    };
    for ty in ["integer", "long", "float", "timestamp", "date", "time", "date_time"] {
        let (at_least, greater) = (", at_least: start", ", greater_than: start");
        expect(
            &end(ty, ""),
            &end(ty, at_least),
            &[("op.end.at_least", Verdict::Stricter, true)],
        );
        expect(
            &end(ty, greater),
            &end(ty, ""),
            &[("op.end.greater_than", Verdict::Laxer, false)],
        );
        expect(
            &end(ty, at_least),
            &end(ty, greater),
            &[
                ("op.end.greater_than", Verdict::Stricter, true),
                ("op.end.at_least", Verdict::Went, false),
            ],
        );
    }
}

/// A request that draws a warning is valid.
#[test]
fn a_rule_that_becomes_a_warning_is_laxer() {
    const WHY: &str =
        "decisions: { why: { pages: None., resolution: Sent., evidence: A tool. } }\n";
    let observed = ", observed: true, decision: { observed: why }";
    let spec = |more: &str, decisions: &str| {
        format!(
            "      tags: {{ type: {{ array: date }}, items: {{ max: 2 }}{more} }}\n      end: {{ type: long }}\n    \
             groups: {{ some: {{ at_least_one_of: [tags, end] }} }}\n{decisions}"
        )
    };
    let (page, tool) = (spec("", ""), spec(observed, WHY));
    let kinds = ["type", "each.format", "items"];
    let ids = kinds.map(|kind| format!("op.tags.{kind}"));
    let ids = || ids.iter().map(String::as_str).chain(["op.some.group"]);
    let all =
        |verdict, breaks| -> Vec<_> { ids().map(|id| (id, verdict, breaks)).collect() };
    expect(&page, &tool, &all(Verdict::Laxer, false));
    expect(&tool, &page, &all(Verdict::Stricter, true));
}

#[test]
fn a_new_field_breaks_requests_only_if_it_is_required() {
    let old = format!("{KIND}{LIST}");
    let with = |more: &str| format!("{KIND}      more: {{ type: long{more} }}\n{LIST}");
    // A client may have sent another value under a name that no rule read before.
    expect(&old, &with(""), &[("Body.more", Verdict::Stricter, false)]);
    expect(
        &old,
        &with(", required: { kind: b }"),
        &[
            ("Body.more", Verdict::Stricter, false),
            ("op.more.required", Verdict::Stricter, true),
        ],
    );
}

/// The second field is on no page, so that the first group draws warnings: a request
/// with all three fields was allowed.
#[test]
fn a_group_that_draws_warnings_hides_no_verdict() {
    let model = |group: &str| {
        let text = format!(
            "{OP}      first: {{ type: string }}\n      \
             second: {{ type: string, observed: true, decision: {{ observed: seen }} }}\n      \
             third: {{ type: string }}\n    \
             groups:\n      one: {{ at_most_one_of: [first, second] }}\n{group}\
             decisions: {{ seen: {{ pages: a, resolution: b, evidence: c }} }}\n"
        );
        let sources =
            sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &text)]);
        sound(&sources).unwrap_or_else(|| panic!("the spec has errors: {text}"))
    };
    let group =
        "      two: { at_most_one_of: [first, third], when: { present: second } }\n";
    let found = diff(&model(""), &model(group)).changes;
    let rule = found.iter().find(|it| it.subject == "op.two.group");
    assert_eq!(rule.map(|it| it.verdict), Some(Verdict::Stricter), "{found:#?}");
}

#[test]
fn headers_of_answers_and_of_a_client_are_items_that_programs_name() {
    let model = |client: &str, answer: &str| {
        let service = format!("service: demo\n{client}");
        let operation = format!(
            "operation: op\nhttp: GET /\nresponses: {{ \"200\": {{ type: none{answer} }} }}\n"
        );
        check(&sources(&[("service.yaml", &service), ("op.yaml", &operation)])).model
    };
    let with = model(
        "header: { fields: { X-Tone: { type: string } } }\n",
        ", header: { fields: { X-Left: { type: long } } }",
    );
    let without = model("", "");
    assert!(!diff(&without, &with).is_breaking());
    let broken = diff(&with, &without).changes.into_iter();
    let broken = broken.filter(|it| it.breaks == Some(Breaks::Programs));
    let broken: Vec<String> = broken.map(|it| it.subject).collect();
    assert_eq!(
        broken,
        [
            "CallOptions::x_tone",
            "ClientBuilder::x_tone",
            "op::wire::OpAnswerHeaders",
            "op::wire::OpAnswerHeaders.x_left",
        ]
    );
}

#[test]
fn another_delimiter_of_an_array_is_a_change() {
    let model = |delimiter: &str| {
        let operation = format!(
            "operation: op\nhttp: GET /\nquery: {{ fields: {{ a: {{ type: {{ array: long }}{delimiter} }} }} }}\n"
        );
        check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &operation)]))
            .model
    };
    let found = diff(&model(""), &model(", delimiter: \"|\"")).changes;
    let changes: Vec<_> =
        found.iter().map(|it| (it.subject.as_str(), it.verdict, it.breaks)).collect();
    assert_eq!(changes, [("query.a", Verdict::Resent, None)]);
    assert_eq!(found[0].after.as_deref(), Some("joined by `|`"));
}

#[test]
fn a_changed_list_is_a_change_of_the_rule_that_names_it() {
    let old = format!("{KIND}{LIST}");
    let longer = old.replace("b: B.", "b: B., c: C.");
    expect(&old, &longer, &[("op.kind.enum", Verdict::Laxer, false)]);
    expect(&longer, &old, &[("op.kind.enum", Verdict::Stricter, true)]);
    let changes = diff(&model(&longer), &model(&old)).changes;
    let variant = changes.iter().find(|it| it.subject == "op::enums::Kind::C");
    assert_eq!(variant.map(|it| it.breaks), Some(Some(Breaks::Programs)));
}

#[test]
fn a_changed_list_of_integers_is_a_change_of_its_rule_and_its_type() {
    let list = |values: &str| {
        format!(
            "      level: {{ type: Level }}\nenums: {{ Level: {{ values: {{ {values} }} }} }}\n"
        )
    };
    let short = list("1: { rust_name: High }");
    let longer = list("1: { rust_name: High }, -2: { rust_name: Low }");
    expect(&short, &longer, &[("op.level.enum", Verdict::Laxer, false)]);
    expect(&longer, &short, &[("op.level.enum", Verdict::Stricter, true)]);
    let texts = list("\"1\": { rust_name: High }");
    expect(&texts, &short, &[("op.level.type", Verdict::Mixed, true)]);
    let changes = diff(&model(&texts), &model(&short)).changes;
    let list = changes.iter().find(|it| it.subject == "op::enums::Level");
    assert_eq!(list.map(|it| it.breaks), Some(Some(Breaks::Programs)));
    let number = "      level: { type: long }\n".to_owned();
    expect(&short, &number, &[("op.level.enum", Verdict::Laxer, false)]);
}

/// The model of a spec, unless the spec has errors.
pub(crate) fn sound(sources: &coc_codegen::source::Sources) -> Option<Model> {
    let checked = Checked::load(sources);
    let wrong = checked.diagnostics.iter().any(|it| it.severity == Severity::Error);
    (!wrong).then_some(checked.model)
}
