//! The emitted linter compared with the interpreter, payload by payload. The crates that
//! it belongs to are made by `compiles` and `random`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use coc_codegen::interpret::violations;
use coc_codegen::model::{Enum, Model};
use coc_codegen::pointer::unescape;
use coc_codegen::spec::read_folder;
use serde_json::{Value, json};

use crate::oracle::dice::Dice;
use crate::oracle::payloads::value_of;
use crate::support::{library_spec, load, places};

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

/// The requests among the library's examples, each with a few random changes.
fn payloads(model: &Model) -> Vec<Value> {
    let sources = read_folder(&library_spec()).unwrap_or_else(|error| panic!("{error}"));
    let seeds: Vec<Value> = sources
        .iter()
        .filter(|(_, source)| source.path.ends_with(".json"))
        .filter_map(|(_, source)| serde_json::from_str(&source.text).ok())
        .filter(|value: &Value| value.get("operation").is_some())
        .collect();
    let values = other_values(model);
    let fields = model.types.iter().flat_map(|table| &table.fields);
    let names: Vec<&str> = fields.map(|field| field.name.as_str()).collect();
    let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
    let mut found = Vec::new();
    for round in 0..8_000 {
        let mut payload = seeds[round % seeds.len()].clone();
        for _ in 0..=dice.below(4) {
            change(&mut payload, &names, &values, &mut dice);
        }
        found.push(payload);
    }
    found
}

/// Drops or replaces one value, or adds one under one of the names.
fn change(payload: &mut Value, names: &[&str], values: &[Value], dice: &mut Dice) {
    let mut pointers = Vec::new();
    places(payload, "", &mut pointers);
    let pointer = pointers[dice.below(pointers.len())].clone();
    if pointer.is_empty() || pointer == "/operation" {
        return;
    }
    let (parent, _) = pointer.rsplit_once('/').unwrap_or_default();
    let key = unescape(&pointer[parent.len() + 1..]);
    let value = values[dice.below(values.len())].clone();
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

/// Runs the linter of the library's crate over its examples with random changes.
pub(crate) fn agrees_on_the_library(linter: &Path) {
    let model = load(&library_spec()).model;
    let fired = agrees(linter, &model, &payloads(&model)).len();
    let rules = model.rules.iter().filter(|rule| rule.test.members().is_none()).count();
    assert!(fired * 10 > rules * 5, "only {fired} of {rules} rules fired");
}

/// Runs the linter of an emitted crate, and compares each answer with the
/// interpreter's. Returns the rules that fired.
pub(crate) fn agrees(
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
        let mut printed: Vec<(String, String)> =
            found.iter().map(|it| (word(it, "pointer"), word(it, "rule"))).collect();
        let operation =
            model.operations.iter().find(|it| payload["operation"] == it.name.as_str());
        let operation = operation.unwrap_or_else(|| panic!("{payload}"));
        let object = payload.as_object().cloned().unwrap_or_default();
        let mut expected: Vec<(String, String)> = violations(model, operation, &object)
            .into_iter()
            .map(|it| (it.pointer, model[it.rule].id.clone()))
            .collect();
        printed.sort_unstable();
        expected.sort_unstable();
        assert_eq!(printed, expected, "{payload}");
        fired.extend(expected.into_iter().map(|(_, rule)| rule));
    }
    fired
}
