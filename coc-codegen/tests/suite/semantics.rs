//! The meaning of rules: cases worked out by hand, and the interpreter compared with
//! the emitted linter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use coc_codegen::Checked;
use coc_codegen::interpret::violations;
use coc_codegen::model::{Enum, Model};
use coc_codegen::pointer::{escape, unescape};
use coc_codegen::spec::read_folder;
use serde_json::{Map, Value, json};

use crate::oracle::dice::Dice;
use crate::oracle::payloads::value_of;
use crate::support::{library_spec, load, sources};

/// `pointer kind` of everything wrong with a request.
pub(crate) fn wrong(model: &Model, document: &Value) -> Vec<String> {
    let name = document["operation"].as_str().unwrap_or_default();
    let operation = model.operations.iter().find(|it| it.name == name);
    let operation = operation.unwrap_or_else(|| panic!("no operation {name}"));
    let object: Map<String, Value> = document.as_object().cloned().unwrap_or_default();
    let found = violations(model, operation, &object);
    found
        .iter()
        .map(|it| format!("{} {}", it.pointer, model[it.rule].test.kind()))
        .collect()
}

const BODY: &str = "operation: op
http: POST /{id}
body: Body
path: { fields: { id: { type: string, required: true } } }
types:
  Body:
    fields:
      kind: { type: Kind, required: true, cases: { a: KindA } }
      name: { type: string, required: { kind: a }, length: { max: 3 } }
      other: { type: string, only_when: { not: { kind: b } } }
      count: { type: integer, range: { min: 1, max: 9 } }
      long: { type: long }
      flag: { type: boolean, required: { present: count } }
      loose: { type: string, documented_for: { kind: b } }
      text: { type: string, delimiter: \",\", items: { max: 2 }, each: { one_of: [x, y] } }
      list: { type: { array: string }, items: { max: 2 }, each: { length: { max: 1 } } }
      map: { type: { map: Item } }
      nested: { type: { array: { array: long } }, each: { range: { max: 5 } } }
      fixed: { type: string, fixed: ok, pattern: ^o }
      id: { type: string, required: { path.id: z } }
    groups:
      some: { at_least_one_of: [name, other] }
  Item:
    fields:
      n: { type: long, required: { parent.kind: b, body.flag: true } }
enums:
  Kind: { values: { a: A., b: B. } }
";

fn model() -> Model {
    let sources = sources(&[("service.yaml", "service: demo\n"), ("op.yaml", BODY)]);
    let checked = Checked::load(&sources);
    assert!(
        checked.diagnostics.is_empty(),
        "{}",
        checked.diagnostics.render(&sources, false)
    );
    checked.model
}

#[track_caller]
fn check(body: &Value, expected: &[&str]) {
    let document = json!({ "operation": "op", "path": { "id": "1" }, "body": body });
    assert_eq!(wrong(&model(), &document), expected, "{document}");
}

#[test]
fn blank_is_absent() {
    check(&json!({ "kind": "a", "name": "x" }), &[]);
    for blank in [json!(null), json!("")] {
        check(
            &json!({ "kind": "a", "name": blank, "other": "o" }),
            &["/body/name required"],
        );
        check(&json!({ "kind": "b", "other": blank, "name": "x" }), &[]);
        check(&json!({ "kind": blank, "name": "x" }), &["/body/kind required"]);
        check(&json!({ "kind": "a", "name": "x", "fixed": blank, "text": blank }), &[]);
    }
    // These are there.
    check(
        &json!({ "kind": "a", "name": " ", "list": [], "map": {}, "flag": false, "long": 0 }),
        &[],
    );
    check(
        &json!({ "kind": "b", "name": "x", "other": " " }),
        &["/body/other only_when"],
    );
    check(
        &json!({ "kind": "a", "name": "x", "count": 0, "flag": false }),
        &["/body/count range"],
    );
    // An item of a list is never blank.
    check(
        &json!({ "kind": "a", "name": "x", "list": [null, ""] }),
        &["/body/list/0 type"],
    );
    check(
        &json!({ "kind": "a", "name": "x", "nested": [null, [null]] }),
        &["/body/nested/0 type", "/body/nested/1/0 type"],
    );
}

#[test]
fn a_value_of_the_wrong_type_counts_as_absent_for_all_else() {
    check(&json!({ "kind": 7, "name": "x" }), &["/body/kind type"]);
    // It does not satisfy a condition either, and its group reports nothing.
    check(&json!({ "kind": "b", "name": 7 }), &["/body/name type"]);
    check(&json!({ "kind": "b", "name": null }), &["/body group"]);
    check(&json!({ "kind": "a", "name": "x", "count": "1" }), &["/body/count type"]);
    for (number, good) in [
        (json!(5), true),
        (json!(5.0), false),
        (json!("5"), false),
        (json!(""), false),
        (json!(u64::MAX), false),
        (json!(i64::MAX), true),
    ] {
        let expected: &[&str] = if good { &[] } else { &["/body/long type"] };
        check(&json!({ "kind": "a", "name": "x", "long": number }), expected);
    }
    check(
        &json!({ "kind": "a", "name": "x", "count": 3_000_000_000_i64 }),
        &["/body/count type"],
    );
    check(&json!({ "kind": "a", "name": "x", "list": "x" }), &["/body/list type"]);
    check(
        &json!({ "kind": "a", "name": "x", "map": { "k": 1 } }),
        &["/body/map/k type"],
    );
}

#[test]
fn parts_of_a_request_document_may_be_missing_and_must_be_objects() {
    let model = model();
    for part in [json!(null), json!({})] {
        let document = json!({ "operation": "op", "path": part, "body": { "kind": "b", "name": "x" } });
        assert_eq!(wrong(&model, &document), ["/path/id required"]);
    }
    let document = json!({ "operation": "op", "path": [], "body": 3 });
    assert_eq!(
        wrong(&model, &document),
        [
            "/path type",
            "/path/id required",
            "/body type",
            "/body/kind required",
            "/body group"
        ]
    );
    let document = json!({ "operation": "op", "unknown": 1, "path": { "id": "1", "more": 1 }, "body": { "kind": "b", "other_": 1, "name": "x" } });
    assert!(wrong(&model, &document).is_empty());
}

#[test]
fn comparing_what_is_absent_is_false_and_its_opposite_holds() {
    check(&json!({ "other": "o" }), &["/body/kind required"]);
    check(&json!({ "kind": "?", "other": "o" }), &["/body/kind enum"]);
    check(
        &json!({ "kind": "?", "loose": "l", "other": "o" }),
        &["/body/kind enum", "/body/loose documented_for"],
    );
    check(&json!({ "kind": "b", "loose": "l", "name": "x" }), &[]);
}

#[test]
fn one_error_a_field_and_warnings_beside_it() {
    check(&json!({ "kind": "a", "name": "long!" }), &["/body/name length"]);
    // Four characters of more bytes.
    check(&json!({ "kind": "a", "name": "äöü" }), &[]);
    check(&json!({ "kind": "a", "name": "äöüß" }), &["/body/name length"]);
    check(&json!({ "kind": "a", "name": "x", "fixed": "no" }), &["/body/fixed fixed"]);
    check(
        &json!({ "kind": "a", "name": "x", "text": "x,,y" }),
        &["/body/text items", "/body/text delimiter"],
    );
    check(&json!({ "kind": "a", "name": "x", "text": "x,z" }), &["/body/text enum"]);
    check(&json!({ "kind": "a", "name": "x", "text": "x," }), &["/body/text delimiter"]);
    check(
        &json!({ "kind": "a", "name": "x", "list": ["aa", "b", "cc"] }),
        &["/body/list items", "/body/list/0 length", "/body/list/2 length"],
    );
    check(
        &json!({ "kind": "a", "name": "x", "nested": [[6], [], [5, 9]] }),
        &["/body/nested/0/0 range", "/body/nested/2/1 range"],
    );
}

#[test]
fn an_item_cannot_hold_what_joins_it_with_others() {
    let operation = "operation: find
http: GET /things
query:
  fields:
    names: { type: { array: string }, delimiter: \",\", each: { length: { max: 4 } } }
    counts: { type: { array: long }, delimiter: \"|\" }
    loose: { type: { array: string } }
";
    let sources =
        sources(&[("service.yaml", "service: demo\n"), ("find.yaml", operation)]);
    let model = Checked::load(&sources).model;
    let check = |query: Value, expected: &[&str]| {
        let document = json!({ "operation": "find", "query": query });
        assert_eq!(wrong(&model, &document), expected, "{document}");
    };
    check(json!({ "names": ["a", "b|c", " ", ""], "counts": [1, -2] }), &[]);
    check(json!({ "loose": ["a,b"], "names": [] }), &[]);
    check(
        json!({ "names": ["a,b", "a", ","] }),
        &["/query/names/0 undelimited", "/query/names/2 undelimited"],
    );
    // Like any other value, an item has one error.
    check(json!({ "names": ["abc,d"] }), &["/query/names/0 length"]);
    check(json!({ "names": "a,b" }), &["/query/names type"]);
    let rule = model.rules.iter().find(|rule| rule.id.ends_with("undelimited"));
    assert_eq!(
        rule.map(|rule| rule.id.as_str()),
        Some("find.query.names.each.undelimited")
    );
    assert!(rule.is_some_and(|rule| !rule.is_warning()));
}

#[test]
fn references_reach_the_parent_the_body_and_the_path() {
    check(
        &json!({ "kind": "b", "name": "x", "flag": true, "map": { "a/b~c": {}, "d": { "n": 1 } } }),
        &["/body/map/a~1b~0c/n required"],
    );
    check(&json!({ "kind": "a", "name": "x", "flag": true, "map": { "d": {} } }), &[]);
    let document = json!({ "operation": "op", "path": { "id": "z" }, "body": { "kind": "b", "name": "x" } });
    assert_eq!(wrong(&model(), &document), ["/body/id required"]);
}

/// Every place in a value, as a pointer.
pub(crate) fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(entries) => {
            for (key, item) in entries {
                places(item, &format!("{at}/{}", escape(key)), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Values that break or keep rules of some field.
fn other_values(model: &Model) -> Vec<Value> {
    let mut found = vec![
        json!(null),
        json!(""),
        json!("n/a"),
        json!(" "),
        json!(0),
        json!(1),
        json!(2.5),
        json!(1.0),
        json!(-1),
        json!(150),
        json!(151),
        json!(1_i64 << 40),
        json!(true),
        json!(false),
        json!([]),
        json!({}),
        json!([{}]),
        json!([[1, 10]]),
        json!([null]),
        json!("a,b,,c"),
        json!("0141439580"),
        json!("AB1234"),
        json!("ABCDEFGHIJKLMNOP"),
        json!({ "k": "n/b" }),
        json!({ "k": [{}] }),
        json!(["x", 1]),
        json!(u64::MAX),
        json!(1e300),
        json!("🦀🦀🦀🦀🦀🦀"),
        json!([1, 2.5, 3]),
        json!([false, true]),
        json!({ "name": "x", "age": 12 }),
        json!({ "name": "x.txt", "size": 0 }),
        json!({ "name": "x.PNG", "size": 6_000_000 }),
        json!("2024-02-29"),
    ];
    found.extend(model.enums.iter().flat_map(Enum::wires).map(value_of));
    found
}

fn payloads(model: &Model) -> Vec<Value> {
    let sources = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let seeds: Vec<Value> = sources
        .iter()
        .filter(|(_, source)| source.path.ends_with(".json"))
        .filter_map(|(_, source)| serde_json::from_str(&source.text).ok())
        .filter(|value: &Value| value.get("operation").is_some())
        .collect();
    let values = other_values(model);
    let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
    let mut found = Vec::new();
    for round in 0..8_000 {
        let mut payload = seeds[round % seeds.len()].clone();
        for _ in 0..=dice.below(4) {
            change(model, &mut payload, &values, &mut dice);
        }
        found.push(payload);
    }
    found
}

/// Drops, replaces or adds one thing.
fn change(model: &Model, payload: &mut Value, values: &[Value], dice: &mut Dice) {
    let mut pointers = Vec::new();
    places(payload, "", &mut pointers);
    let pointer = pointers[dice.below(pointers.len())].clone();
    if pointer.is_empty() || pointer == "/operation" {
        return;
    }
    let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
    let key = unescape(&pointer[parent.len() + 1..]);
    let value = values[dice.below(values.len())].clone();
    let names: Vec<&str> = model
        .types
        .iter()
        .flat_map(|item| &item.fields)
        .map(|field| field.name.as_str())
        .collect();
    match (dice.below(4), payload.pointer_mut(&pointer)) {
        (0, _) => {
            if let Some(Value::Object(entries)) = payload.pointer_mut(parent) {
                entries.remove(&key);
            }
        }
        (1, Some(Value::Object(entries))) if pointer.len() > 1 => {
            entries.insert(names[dice.below(names.len())].to_owned(), value);
        }
        (_, Some(place)) => *place = value,
        _ => {}
    }
}

/// Runs the linter of the crate emitted for the library over mutated examples.
pub(crate) fn linter_of_the_library_agrees(linter: &Path) {
    let model = load(&library_spec()).model;
    let fired = linter_agrees(linter, &model, &payloads(&model)).len();
    let rules = model.rules.iter().filter(|rule| rule.test.members().is_none()).count();
    assert!(fired * 10 > rules * 5, "only {fired} of {rules} rules fired");
}

/// Runs the linter of an emitted crate, and compares each answer with the
/// interpreter's. Returns the rules that fired.
pub(crate) fn linter_agrees(
    linter: &Path,
    model: &Model,
    payloads: &[Value],
) -> BTreeSet<String> {
    let mut input = String::new();
    for payload in payloads {
        let _ = writeln!(input, "{payload}");
    }
    let mut child = Command::new(linter)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}", linter.display()));
    let mut stdin = child.stdin.take().unwrap_or_else(|| panic!("no standard input"));
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap_or_else(|error| panic!("{error}"));
    assert!(writer.join().is_ok());
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), payloads.len());
    let mut fired = BTreeSet::new();
    for (payload, line) in payloads.iter().zip(lines) {
        let answer: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let found = answer["violations"]
            .as_array()
            .unwrap_or_else(|| panic!("{payload}\n{line}"));
        let word =
            |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
        let mut said: Vec<(String, String)> =
            found.iter().map(|it| (word(it, "pointer"), word(it, "rule"))).collect();
        let operation =
            model.operations.iter().find(|it| payload["operation"] == it.name.as_str());
        let operation = operation.unwrap_or_else(|| panic!("{payload}"));
        let object = payload.as_object().cloned().unwrap_or_default();
        let mut expected: Vec<(String, String)> = violations(model, operation, &object)
            .into_iter()
            .map(|it| (it.pointer, model[it.rule].id.clone()))
            .collect();
        said.sort_unstable();
        expected.sort_unstable();
        assert_eq!(said, expected, "{payload}");
        fired.extend(expected.into_iter().map(|(_, rule)| rule));
    }
    fired
}
