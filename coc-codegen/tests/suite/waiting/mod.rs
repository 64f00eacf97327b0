//! Waiters: the emitted conditions on answers agree with a plain evaluation of the
//! conditions of the spec, and the checks of conditions on answers are right. The runtime
//! is tested in the generated crate.

mod answers;
mod pages;

use std::fmt::Write as _;

use coc_codegen::Checked;
use coc_codegen::model::{Condition, Contract, Model, OperationId};
use serde_json::{Value, json};

use crate::crates::{Crate, OF_PROGRAMS};
use crate::oracle::dice::Dice;
use crate::support::{check, emit_sources, library_spec, load, sources};
use answers::{Answer, holds, state};

fn operation(model: &Model, name: &str) -> OperationId {
    let mut all = model.operations.entries();
    let found = all.find(|(_, operation)| operation.name == name);
    found.map_or_else(|| panic!("no operation is called {name}"), |(id, _)| id)
}

/// A program that prints the state that each waiter sees in each of its answers.
fn program(model: &Model, cases: &[(OperationId, Vec<(u16, Value)>)]) -> String {
    let mut text = "//! Asks waiters about answers.\nuse coc_generated::http::{Bytes, parse_response};\n\n\
                    fn response(status: u16, body: &str) -> http::Response<Bytes> {\n    \
                    let mut response = http::Response::new(Bytes::copy_from_slice(body.as_bytes()));\n    \
                    *response.status_mut() = http::StatusCode::from_u16(status).unwrap();\n    response\n}\n\nfn main() {\n"
        .to_owned();
    for (id, answers) in cases {
        let operation = &model[*id];
        let (module, request) = (&operation.rust_name, &operation.request_name);
        let _ = writeln!(text, "    for (status, body) in [");
        for (status, body) in answers {
            let _ = writeln!(text, "        ({status}, {:?}),", body.to_string());
        }
        let _ = writeln!(
            text,
            "    ] {{\n        let answer = || parse_response::<coc_generated::{module}::wire::{request}>(response(status, body));"
        );
        for waiter in &operation.waiters {
            let _ = writeln!(
                text,
                "        println!(\"{{:?}}\", coc_generated::{module}::waiters::{}.state(&answer()));",
                waiter.static_name
            );
        }
        text.push_str("    }\n");
    }
    text + "}\n"
}

/// The states that a plain evaluation sees.
fn expected(
    model: &Model,
    cases: &[(OperationId, Vec<(u16, Value)>)],
) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (id, answers) in cases {
        for (status, body) in answers {
            let answer = Answer { status: *status, body };
            for waiter in &model[*id].waiters {
                found.push(state(model, *id, waiter, &answer));
            }
        }
    }
    found
}

/// Compares the emitted conditions with the plain evaluation, and returns the numbers of
/// answers that are ready, failed, and neither.
fn agree(
    asked: &Crate,
    features: &str,
    model: &Model,
    cases: &[(OperationId, Vec<(u16, Value)>)],
) -> [usize; 3] {
    asked.program("ask", &program(model, cases));
    let printed = asked.run("ask", features);
    let printed: Vec<&str> = printed.lines().collect();
    let expected = expected(model, cases);
    let answers = cases.iter().flat_map(|(id, answers)| {
        let waiters = &model[*id].waiters;
        answers.iter().flat_map(move |answer| waiters.iter().map(move |it| (it, answer)))
    });
    assert_eq!(printed.len(), expected.len());
    for ((found, expected), (waiter, answer)) in
        printed.iter().zip(&expected).zip(answers)
    {
        assert_eq!(found, expected, "{}: {} of {answer:?}", waiter.name, waiter.ready);
    }
    ["Ready", "Failed", "NotYet"]
        .map(|state| printed.iter().filter(|it| **it == state).count())
}

/// An answer with a list of loans, in which the shelf has these members too.
fn loans(more: &Value) -> Value {
    let mut shelf = json!({ "status": "sorted", "loans": [{ "number": 1 }] });
    for (name, value) in more.as_object().into_iter().flatten() {
        shelf[name] = value.clone();
    }
    json!({ "status_code": "0", "status_text": "fine", "shelf": shelf })
}

#[test]
fn waiters_of_the_library_see_what_their_conditions_say() {
    let model = load(&library_spec()).model;
    let back = |title: Value, state: u8| {
        json!({ "loans": [
            { "number": null, "title": "c", "kinds": ["tool"] },
            { "title": title, "state": state, "kinds": ["tool", "film"], "words": [["z"], ["x"]], "fines": null },
        ] })
    };
    let cases = [
        (
            operation(&model, "list_loans"),
            vec![
                (200, loans(&json!({}))),
                (200, loans(&json!({ "status": "in_order" }))),
                (200, loans(&json!({ "status": "burnt" }))),
                (200, loans(&json!({ "status": "new" }))),
                (200, loans(&json!({ "inner": { "status": "burnt" } }))),
                (200, loans(&json!({ "inner": null }))),
                (200, loans(&json!({ "loans": [] }))),
                (200, loans(&json!({ "loans": [{ "number": null }] }))),
                (200, loans(&json!({ "loans": null }))),
                (200, loans(&back(json!("a \"b\""), 2))),
                (203, loans(&back(json!("a \"b\""), 2))),
                (202, loans(&back(json!("a \"b\""), 2))),
                (200, loans(&back(json!("a \"b\""), 1))),
                (200, loans(&back(json!(null), 2))),
                (200, loans(&back(json!("n/a"), 2))),
                (200, json!({ "status_code": "OK", "status_text": "fine" })),
            ],
        ),
        (
            operation(&model, "list_shelves"),
            vec![
                (200, json!({ "status_code": "OK", "code": "a" })),
                (
                    200,
                    json!({ "status_code": "0", "code": "a", "body": { "names": ["gone"] } }),
                ),
                (
                    200,
                    json!({ "status_code": "OK", "body": { "names": ["x", "gone"] } }),
                ),
                (
                    200,
                    json!({ "status_code": "OK", "code": "c", "body": { "names": [] } }),
                ),
            ],
        ),
        (
            operation(&model, "search_index"),
            vec![
                (200, json!([])),
                (200, json!([{ "word": "lost" }, { "word": "found" }])),
                (200, json!([{ "word": null }, {}])),
            ],
        ),
    ];
    let [ready, failed, not_yet] = agree(&Crate::library(), OF_PROGRAMS, &model, &cases);
    assert!(ready >= 5 && failed >= 3 && not_yet >= 15, "{ready} {failed} {not_yet}");
}

/// An operation whose answer has fields of many kinds, with these waiters.
fn asking(waiters: &str) -> String {
    format!(
        "operation: ask\nhttp: GET /ask\nenvelope: none\nresponses: {{ \"200\": {{ type: Told }} }}\n\
         types:\n  Told:\n    fields:\n      text: {{ type: string }}\n      kind: {{ type: Kind }}\n      \
         flag: {{ type: boolean }}\n      number: {{ type: long, nullable: true }}\n      part: {{ type: Part, nullable: true }}\n      \
         parts: {{ type: {{ array: Part }} }}\n      tags: {{ type: {{ array: string }} }}\n  \
         Part:\n    fields:\n      text: {{ type: string, nullable: true }}\n      kind: {{ type: Kind }}\n      \
         next: {{ type: {{ array: Part }}, nullable: true }}\n\
         enums: {{ Kind: {{ values: {{ a: , b: }} }} }}\nwaiters:\n{waiters}"
    )
}

/// A field with values that it is compared with.
const FIELDS: [(&str, &[&str]); 11] = [
    ("text", &["a", "b"]),
    ("kind", &["a", "b"]),
    ("flag", &["true", "false"]),
    ("number", &["1", "2"]),
    ("part.text", &["a", "b"]),
    ("part.kind", &["a", "b"]),
    ("parts.text", &["a", "b"]),
    ("parts.kind", &["a", "b"]),
    ("part.next.kind", &["a", "b"]),
    ("tags", &["a", "b"]),
    ("parts", &[]),
];

/// A condition on the first of the fields, as many as `known`: the fewer, the more often
/// its parts contradict each other.
fn condition(dice: &mut Dice, depth: usize, known: usize) -> String {
    let (field, values) = FIELDS[dice.below(known)];
    let several = |dice: &mut Dice| {
        let parts: Vec<String> =
            (0..2 + dice.below(2)).map(|_| condition(dice, depth - 1, known)).collect();
        parts.join(", ")
    };
    match dice.below(if depth == 0 { 4 } else { 9 }) {
        0 => format!("{{ present: answer.{field} }}"),
        1 if values.len() > 1 => {
            format!("{{ answer.{field}: [{}] }}", values.join(", "))
        }
        1..=3 if values.is_empty() => format!("{{ present: answer.{field} }}"),
        1..=3 => format!("{{ answer.{field}: {} }}", values[dice.below(values.len())]),
        4 | 5 => format!("{{ all: [{}] }}", several(dice)),
        6 | 7 => format!("{{ any: [{}] }}", several(dice)),
        _ => format!("{{ not: {} }}", condition(dice, depth - 1, known)),
    }
}

/// A random answer with some of the fields.
fn answer(dice: &mut Dice) -> Value {
    let mut shown = json!({});
    let texts = [json!("a"), json!("b"), json!("c"), json!(""), json!(null)];
    let mut maybe = |dice: &mut Dice, name: &str, value: Value| {
        if dice.below(3) > 0 {
            shown[name] = value;
        }
    };
    let text = |dice: &mut Dice| texts[dice.below(texts.len())].clone();
    let value = text(dice);
    maybe(dice, "text", value);
    let value = text(dice);
    maybe(dice, "kind", value);
    let value = [json!(true), json!(false), json!(null)][dice.below(3)].clone();
    maybe(dice, "flag", value);
    let value = [json!(1), json!(2), json!(3), json!(null)][dice.below(4)].clone();
    maybe(dice, "number", value);
    let value = part(dice, 1);
    maybe(dice, "part", value);
    let value = parts(dice, 1);
    maybe(dice, "parts", value);
    let tags: Vec<Value> =
        (0..dice.below(3)).map(|_| texts[dice.below(4)].clone()).collect();
    maybe(dice, "tags", json!(tags));
    shown
}

fn part(dice: &mut Dice, depth: usize) -> Value {
    let texts = [json!("a"), json!("b"), json!("c"), json!(null)];
    let mut part = json!({});
    for name in ["text", "kind"] {
        if dice.below(3) > 0 {
            part[name] = texts[dice.below(texts.len())].clone();
        }
    }
    if depth > 0 && dice.below(2) > 0 {
        part["next"] = parts(dice, depth - 1);
    }
    part
}

fn parts(dice: &mut Dice, depth: usize) -> Value {
    (0..dice.below(3)).map(|_| part(dice, depth)).collect()
}

/// The verdict of the checks on a condition.
#[derive(Debug, PartialEq)]
enum Verdict {
    Sound,
    Never,
    Always,
}

/// The verdict of the checks, unless they find something else, such as a part that stands
/// twice.
fn verdict(written: &str) -> Option<(Verdict, Checked)> {
    let spec = asking(&format!("  w: {{ ready: {written}, every: 1, at_most: 9 }}\n"));
    let checked = Checked::load(&sources(&[
        ("service.yaml", "service: demo\n"),
        ("ask.yaml", &spec),
    ]));
    let codes: Vec<&str> =
        checked.diagnostics.iter().map(|it| it.code.as_str()).collect();
    let verdict = match codes.as_slice() {
        [] => Verdict::Sound,
        ["S013"] => Verdict::Never,
        ["S014"] => Verdict::Always,
        codes => {
            let known = |code: &&str| ["S013", "S014", "S028", "S030"].contains(code);
            assert!(codes.iter().all(known), "{codes:?}: {written}");
            return None;
        }
    };
    Some((verdict, checked))
}

#[test]
fn conditions_on_answers_that_never_or_always_hold_are_found() {
    let mut dice = Dice::new(0x5eed_fa11);
    let (mut counts, mut unproven) = ([0; 3], 0);
    let answers: Vec<Value> = (0..1_500).map(|_| answer(&mut dice)).collect();
    let sound = check(&sources(&[
        ("service.yaml", "service: demo\n"),
        (
            "ask.yaml",
            &asking("  w: { ready: { present: answer.text }, every: 1, at_most: 9 }\n"),
        ),
    ]));
    let ask = operation(&sound.model, "ask");
    for round in 0..300 {
        let known = if round % 2 == 0 { 3 } else { FIELDS.len() };
        let written = condition(&mut dice, 2, known);
        let Some((verdict, checked)) = verdict(&written) else { continue };
        // A condition with an error is read from a spec in which it is no error.
        let Some(condition) = read(&written, checked.contract()) else { continue };
        let held = answers
            .iter()
            .filter(|body| {
                holds(&sound.model, ask, &condition, &Answer { status: 200, body })
            })
            .count();
        match verdict {
            Verdict::Never => {
                counts[0] += 1;
                assert_eq!(held, 0, "{written}");
            }
            Verdict::Always => {
                counts[1] += 1;
                assert_eq!(held, answers.len(), "{written}");
            }
            Verdict::Sound => {
                counts[2] += 1;
                // Rare cases may be missing among the answers.
                unproven += usize::from(held == 0 || held == answers.len());
            }
        }
    }
    assert!(counts[0] > 5 && counts[1] > 2 && counts[2] > 100, "{counts:?}");
    assert!(unproven * 20 < counts[2], "{unproven} of {counts:?}");
}

/// Resolves a written condition, if that is possible. A condition that always or never
/// holds is refused alone, so it is wrapped into one that does neither.
fn read(written: &str, contract: &Contract) -> Option<Condition> {
    let of = |contract: &Contract| {
        let (_, operation) = contract.operations.entries().next()?;
        Some(operation.waiters.first()?.ready.clone())
    };
    if let Some(condition) = of(contract) {
        return Some(condition);
    }
    // The two halves read `tags` with different values, so that the condition neither
    // always nor never holds.
    let whole = format!(
        "  w: {{ ready: {{ any: [{{ all: [{written}, {{ answer.tags: x }}] }}, {{ all: [{{ not: {written} }}, {{ answer.tags: y }}] }}] }}, every: 1, at_most: 9 }}\n"
    );
    let spec = asking(&whole);
    let checked = Checked::load(&sources(&[
        ("service.yaml", "service: demo\n"),
        ("ask.yaml", &spec),
    ]));
    match of(checked.contract())? {
        Condition::Any(parts) => match parts.first()? {
            Condition::All(parts) => {
                Some(Condition::all(parts[..parts.len() - 1].iter().cloned()))
            }
            _ => None,
        },
        _ => None,
    }
}

#[test]
fn random_waiters_see_what_their_conditions_say() {
    let mut dice = Dice::new(0xc0ffee);
    let mut waiters = String::new();
    let mut count = 0;
    while count < 60 {
        let written = condition(&mut dice, 2, FIELDS.len());
        if verdict(&written).is_some_and(|(verdict, _)| verdict == Verdict::Sound) {
            let _ = writeln!(
                waiters,
                "  w{count}: {{ ready: {written}, every: 1, at_most: {} }}",
                9 + count
            );
            count += 1;
        }
    }
    let files = [("service.yaml", "service: demo\n"), ("ask.yaml", &*asking(&waiters))];
    let model = check(&sources(&files)).model;
    let asked = Crate::new("waiting", &emit_sources(&files));
    let answers = (0..200).map(|_| (200, answer(&mut dice))).collect();
    let cases = [(operation(&model, "ask"), answers)];
    let [ready, _, not_yet] = agree(&asked, "http", &model, &cases);
    assert!(ready > 1_000 && not_yet > 1_000, "{ready} {not_yet}");
}
