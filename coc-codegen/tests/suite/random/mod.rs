//! The oracles over random specs: each spec loads, and the code and the schemas emitted
//! for it agree with the interpreter. `tables`, `rules` and `conditions` draw a spec, and
//! `spec` writes it.
//!
//! The specs have neither pages nor waiters, which are about answers and change no rule:
//! `waiting` has random conditions on answers, `edits` random edits of a spec with both.

mod conditions;
pub(crate) mod edited;
mod rules;
mod spec;
mod tables;
mod words;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Code, Severity};
use coc_codegen::emit::{self, GENERATED};
use coc_codegen::interpret::{Violation, violations};
use coc_codegen::model::{Model, RuleId, Test};
use coc_codegen::source::{Sources, line_column};
use coc_codegen::spec::read_folder;
use serde_json::Value;

use crate::compiles::{skeleton, with_linter, write_files};
use crate::oracle::Rules;
use crate::oracle::payloads::Payloads;
use crate::oracle::schema::{self, Schema};
use crate::semantics::linter_agrees;
use crate::support::{library_spec, load, recursive_spec, sources, values_spec};
use spec::Plan;

/// Codes of the enumeration of cases, whose findings the random specs cannot avoid.
const FORESEEN: &[Code] = &[
    Code::NeverFires,
    Code::AlwaysFires,
    Code::Contradiction,
    Code::Implied,
    // A condition on a value that breaks a rule of its field, and a value that no
    // parameter carries.
    Code::UnknownValue,
    Code::BadValue,
];

/// A valid spec. Rules that the checks refuse are removed by the line of the
/// diagnostic.
pub(crate) fn valid(seed: u64) -> (Sources, Model) {
    let (_, sources, model) = valid_plan(seed);
    (sources, model)
}

/// The plan of a valid spec.
fn plan(seed: u64) -> Plan {
    valid_plan(seed).0
}

fn valid_plan(seed: u64) -> (Plan, Sources, Model) {
    let mut plan = Plan::new(seed);
    loop {
        let sources = plan.sources();
        let checked = Checked::load(&sources);
        let errors =
            checked.diagnostics.iter().filter(|it| it.severity == Severity::Error);
        let Some(error) = errors.into_iter().next() else {
            return (plan, sources, checked.model);
        };
        let said =
            || format!("seed {seed}\n{}", checked.diagnostics.render(&sources, false));
        let source =
            sources.get(error.span.file).unwrap_or_else(|| panic!("{}", said()));
        let (line, _) = line_column(&source.text, error.span.start);
        // Only conditions decide whether a field is always present and whether another
        // one depends on it.
        let rule = source.text.lines().nth(line - 1).unwrap_or_default();
        let names_cases = rule.trim_start().starts_with("cases:");
        // The table that had the field held this one as members, by a rule that is gone.
        let is_orphan = error.code == Code::UnknownReference && rule.contains("parent.");
        assert!(
            FORESEEN.contains(&error.code) || names_cases || is_orphan,
            "{}",
            said()
        );
        assert!(
            plan.drop_line(&source.path, line),
            "no rule on line {line}: {}",
            said()
        );
    }
}

/// The numbers of things that a run has compared.
#[derive(Default, Debug)]
pub(crate) struct Tally {
    specs: usize,
    payloads: usize,
    rules: usize,
    fired: usize,
}

fn compare(
    sources: &Sources,
    model: &Model,
    seed: u64,
    payloads: usize,
    tally: &mut Tally,
) {
    let contract = emit::contract(model);
    let contract: Value =
        serde_json::from_str(&contract).unwrap_or_else(|error| panic!("{error}"));
    tally.specs += 1;
    assert_references_lead_somewhere(&contract, &contract);
    for operation in &model.operations {
        let rules = Rules::of(model, operation);
        let schema = Schema::new(&contract, model, operation);
        let known: BTreeSet<&str> = schema::rules(model, operation).collect();
        let mut source = Payloads::new(model, operation, seed);
        let mut fired = BTreeSet::new();
        for _ in 0..payloads {
            let document = source.next();
            let found = violations(model, operation, &document);
            let whole = Value::Object(document.clone());
            let silent: Vec<String> = found
                .iter()
                .filter(|it| {
                    is_inexpressible(model, it.rule) || is_blank_item(model, &whole, it)
                })
                .map(|it| it.pointer.clone())
                .collect();
            let uncompared = uncompared(model, &found);
            let of = |mut found: Vec<(String, String)>| {
                found.retain(|(rule, pointer)| {
                    !(rule.ends_with(".unique") && uncompared.contains(pointer))
                });
                let mut found = rules.first_errors(found);
                found.retain(|(rule, pointer)| {
                    !silent.contains(pointer)
                        || rule.ends_with("documented_for")
                        || rule.ends_with("delimiter")
                });
                found
            };
            let interpreted = of(found
                .iter()
                .map(|it| (model[it.rule].id.clone(), it.pointer.clone()))
                .collect());
            let value = Value::Object(document);
            let accepted = schema.accepts(&value);
            let schema = of(schema.errors(&value));
            let refused = found.iter().any(|it| rules.is_error(&model[it.rule].id));
            // A rule that no schema can hold hides the field's other errors.
            let agrees =
                schema == interpreted && (accepted != refused || !silent.is_empty());
            assert!(agrees, "{}", {
                let about =
                    |(rule, pointer): &(String, String)| format!("  {pointer} {rule}\n");
                let more: String = schema.difference(&interpreted).map(about).collect();
                let less: String = interpreted.difference(&schema).map(about).collect();
                let files: String = sources
                    .iter()
                    .map(|(_, it)| format!("# {}\n{}", it.path, it.text))
                    .collect();
                format!(
                    "seed {seed}: {} {value}\naccepted {accepted}, refused {refused}\nschema alone\n{more}interpreter alone\n{less}{files}",
                    operation.name
                )
            });
            tally.payloads += 1;
            fired.extend(interpreted.into_iter().map(|(rule, _)| rule));
        }
        let untold = model.rules.entries().filter(|(id, rule)| {
            known.contains(rule.id.as_str()) && is_inexpressible(model, *id)
        });
        tally.rules += known.len() - untold.count();
        tally.fired += fired.len();
    }
}

/// Every reference is to a component as a whole, and no schema has an address of its
/// own: some tools support nothing else.
fn assert_references_lead_somewhere(value: &Value, contract: &Value) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::String(reference)) = entries.get("$ref") {
                let key = reference.strip_prefix("#/components/");
                let component = key
                    .and_then(|key| key.split_once('/'))
                    .and_then(|(kind, key)| contract["components"][kind].get(key));
                assert!(component.is_some(), "{reference} is no component");
            }
            assert!(
                !entries.get("$id").is_some_and(Value::is_string),
                "a schema has an address"
            );
            entries
                .values()
                .for_each(|value| assert_references_lead_somewhere(value, contract));
        }
        Value::Array(items) => {
            items
                .iter()
                .for_each(|value| assert_references_lead_somewhere(value, contract));
        }
        _ => {}
    }
}

/// A blank item of a list breaks its format, but the formats of the oracle accept
/// blanks.
fn is_blank_item(model: &Model, request: &Value, found: &Violation) -> bool {
    let rule = &model[found.rule];
    let text = request.pointer(&found.pointer).and_then(Value::as_str);
    matches!(rule.test, Test::Format(_))
        && text.is_some_and(|text| model.service.blanks.iter().any(|it| it == text))
}

/// The lists that repeat an item, where an item has the wrong type: no schema can leave
/// them alone, and they are refused for that item.
fn uncompared(model: &Model, found: &[Violation]) -> Vec<String> {
    let of_item = found.iter().filter(|it| model[it.rule].test == Test::Type);
    of_item
        .filter_map(|it| it.pointer.rsplit_once('/'))
        .map(|(list, _)| list.to_owned())
        .collect()
}

/// A pattern of each item of delimited text has no equal in JSON Schema, nor has an order
/// of two fields.
fn is_inexpressible(model: &Model, id: RuleId) -> bool {
    let rule = &model[id];
    if matches!(rule.test, Test::Compared(..)) {
        return true;
    }
    let delimited = || {
        let fields = model.types.iter().flat_map(|table| &table.fields);
        fields
            .into_iter()
            .any(|field| field.delimiter.is_some() && field.rules.contains(&id))
    };
    rule.each && matches!(rule.test, Test::Pattern(_)) && delimited()
}

/// The seeds to try: `usual`, or those of the variable, as in
/// `RANDOM_SPECS=1000..2000`.
pub(crate) fn seeds(variable: &str, usual: Range<u64>) -> Range<u64> {
    let Ok(given) = std::env::var(variable) else { return usual };
    let ends = given
        .split_once("..")
        .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    let (from, to) =
        ends.unwrap_or_else(|| panic!("{variable} is such as 0..10, not {given}"));
    from..to
}

#[test]
fn schemas_and_interpreter_agree_on_random_specs() {
    let mut tally = Tally::default();
    for seed in seeds("RANDOM_SPECS", 0..300) {
        let (sources, model) = valid(seed);
        compare(&sources, &model, seed, 40, &mut tally);
    }
    println!("{tally:?}");
    // Rules that never fire would prove nothing.
    assert!(tally.fired * 10 > tally.rules * 8, "{tally:?}");
}

#[test]
fn schemas_and_interpreter_agree_on_written_specs() {
    for folder in [library_spec(), recursive_spec(), values_spec()] {
        let sources = read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
        let mut tally = Tally::default();
        compare(&sources, &sound(&sources), 7, 4_000, &mut tally);
        assert!(tally.fired * 10 > tally.rules * 9, "{tally:?}");
    }
    let fixed = sources(FIXED_BUGS);
    compare(&fixed, &sound(&fixed), 0, 2_000, &mut Tally::default());
}

#[test]
fn crates_of_random_specs_compile_and_their_linters_agree_with_the_interpreter() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    skeleton(folder.path());
    let fixed = sources(FIXED_BUGS);
    linter_agrees_on(folder.path(), &sound(&fixed), 0);
    let values = load(&values_spec()).model;
    let fired = linter_agrees_on(folder.path(), &values, 0);
    for rule in &values.rules {
        let kind = rule.test.kind();
        let must_fire = ["unique", "format", "at_least", "greater_than"].contains(&kind);
        assert!(!must_fire || fired.contains(&rule.id), "{} never fired", rule.id);
    }
    for seed in seeds("RANDOM_CRATES", 1..5) {
        println!("seed {seed}");
        linter_agrees_on(folder.path(), &valid(seed).1, seed);
    }
}

fn sound(sources: &Sources) -> Model {
    let checked = Checked::load(sources);
    assert!(
        !checked.diagnostics.has_errors(),
        "{}",
        checked.diagnostics.render(sources, false)
    );
    checked.model
}

/// Emits into the crate in `folder`, compiles it and runs its linter. Returns the rules
/// that fired.
fn linter_agrees_on(folder: &Path, model: &Model, seed: u64) -> BTreeSet<String> {
    let files = emit::emit(model).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let generated = folder.join("coc-generated").join(GENERATED);
    if generated.exists() {
        fs::remove_dir_all(&generated).unwrap_or_else(|error| panic!("{error}"));
    }
    write_files(&files, &folder.join("coc-generated"));
    let mut payloads = Vec::new();
    for operation in &model.operations {
        let mut source = Payloads::new(model, operation, seed);
        for _ in 0..1_000 {
            let mut document = source.next();
            document.insert("operation".to_owned(), operation.name.clone().into());
            payloads.push(Value::Object(document));
        }
    }
    with_linter(folder, |linter| linter_agrees(linter, model, &payloads))
}

/// The specs for which random specs once found a bug, each at its smallest.
pub(crate) const FIXED_BUGS: &[(&str, &str)] = &[
    (
        "service.yaml",
        // `""` is there, so that delimited text can be one empty item.
        "service: fixed
blank: []
decision: { blank: why }
decisions: { why: { pages: Nothing., resolution: Something., evidence: A proof. } }
types:
  # Nothing uses it, and it holds what only requests hold.
  Unused: { fields: { thing: { type: Größe } } }
  # A recursive type whose name no URI can hold as it is.
  Größe:
    fields:
      \"with space\": { type: string, length: { max: 1 } }
      again: { type: { array: Größe } }
enums: { Version: { values: { \"1.5\": , a: } } }
",
    ),
    (
        "send.yaml",
        "operation: send
http: POST /{name}/{other}
path:
  fields: { name: { type: string, required: true }, other: { type: long, required: true } }
query:
  fields: { first: { type: string }, second: { type: long } }
  # A part that is no object counts as an empty one, in which the group is broken. The group is
  # called like a field.
  groups: { first: { at_least_one_of: [first, second] } }
body: Value
types:
  # Called like a variable of its validator.
  Value:
    # Text that turns the direction of what follows it.
    doc: \"a \\u202E b\"
    fields:
      found: { type: Value }
      kind: { type: string }
      # `a || b && c` is not `(a || b) && c`.
      either: { type: object, required: { any: [{ present: found }, { kind: y }] } }
      # Overlapping delimiters.
      versions: { type: Version, delimiter: \"||\" }
      colons: { type: string, delimiter: \"::\" }
      # Called like what is matched.
      given: { type: string }
      beside: { type: string, only_when: { given: x } }
      count: { type: { array: long }, items: { min: 1 } }
      none: { type: { map: long }, items: { max: 0 } }
      # Placeholders for items of another type are alike, and hid that there are too many.
      often: { type: { array: string }, unique: true, items: { max: 2 } }
      counts: { type: { array: integer }, unique: true, items: { max: 2 }, documented_for: { kind: y } }
      thing: { type: Größe }
      inner: { type: Inner }
      more: { type: { array: Outer } }
  Outer: { fields: { known: { type: string }, inner: { type: Inner }, outer: { type: { map: Outer } } } }
  Inner:
    fields:
      # Enclosed by a type that has the field, and by one that lacks it.
      far: { type: string, only_when: { parent.known: x, body.kind: x } }
      near: { type: string, required: { parent.known: x } }
      wide: { type: string, documented_for: { parent.known: x } }
    groups: { pair: { all_or_none: [far, near], when: { parent.known: x } } }
",
    ),
    // A second operation with the recursive type: the names emitted for both must
    // differ.
    ("again.yaml", "operation: again\nhttp: POST /again\nbody: { array: Größe }\n"),
];
