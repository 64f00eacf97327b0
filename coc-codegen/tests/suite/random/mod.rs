//! The oracles over random specs: each spec loads, and the code and the schemas emitted
//! for it agree with the interpreter. `tables`, `rules` and `conditions` draw a spec,
//! `spec` writes it, and `compare` holds the schema against the interpreter.
//!
//! The specs have neither pages nor waiters, which are about answers and change no rule:
//! `waiting` has random conditions on answers, `edits` random edits of a spec with both.

mod compare;
mod conditions;
pub(crate) mod edited;
mod fixed;
mod rules;
mod spec;
mod tables;
mod words;

use std::collections::BTreeSet;
use std::path::Path;

use coc_codegen::Checked;
use coc_codegen::diagnostic::{Code, Severity};
use coc_codegen::model::Model;
use coc_codegen::source::Sources;
use coc_codegen::spec::read_folder;
use serde_json::Value;

use crate::crates::Crate;
use crate::linter;
use crate::oracle::payloads::Payloads;
use crate::seeds::seeds;
use crate::support::{
    emit_model, library_spec, line_column, load, recursive_spec, sources, values_spec,
    without_errors,
};
use compare::{Tally, compare};
use spec::Plan;

pub(crate) use fixed::FIXED_BUGS;

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

/// The plan of a valid spec, with its files and its model.
fn valid_plan(seed: u64) -> (Plan, Sources, Model) {
    let mut plan = Plan::new(seed);
    loop {
        let sources = plan.sources();
        let Checked { model, diagnostics, .. } = Checked::load(&sources);
        if let Ok(model) = model {
            return (plan, sources, model);
        }
        let shown = || format!("seed {seed}\n{}", diagnostics.render(&sources, false));
        let mut errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
        let error = errors.next().unwrap_or_else(|| panic!("{}", shown()));
        let source =
            sources.get(error.span.file).unwrap_or_else(|| panic!("{}", shown()));
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
            shown()
        );
        assert!(
            plan.drop_line(&source.path, line),
            "no rule on line {line}: {}",
            shown()
        );
    }
}

#[test]
fn schemas_and_interpreter_agree_on_random_specs() {
    let mut tally = Tally::default();
    for seed in seeds("RANDOM_SPECS", 0..120) {
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
        compare(&sources, &without_errors(&sources), 7, 2_000, &mut tally);
        assert!(tally.fired * 10 > tally.rules * 9, "{tally:?}");
    }
    let fixed = sources(FIXED_BUGS);
    compare(&fixed, &without_errors(&fixed), 0, 1_000, &mut Tally::default());
}

#[test]
fn crates_of_random_specs_compile_and_their_linters_agree_with_the_interpreter() {
    let values = load(&values_spec()).model;
    let fired = linter_agrees(&Crate::new("values", &emit_model(&values)), &values, 0);
    for rule in &values.rules {
        let kind = rule.test.kind();
        let must_fire = ["unique", "format", "at_least", "greater_than"].contains(&kind);
        assert!(!must_fire || fired.contains(&rule.id), "{} never fired", rule.id);
    }
    let fixed = without_errors(&sources(FIXED_BUGS));
    let random = Crate::new("random", &emit_model(&fixed));
    linter_agrees(&random, &fixed, 0);
    for seed in seeds("RANDOM_CRATES", 1..5) {
        println!("seed {seed}");
        let model = valid(seed).1;
        random.replace(&emit_model(&model));
        linter_agrees(&random, &model, seed);
    }
}

/// Compiles the crate of a model and runs its linter. Returns the rules that fired.
fn linter_agrees(of: &Crate, model: &Model, seed: u64) -> BTreeSet<String> {
    let mut payloads = Vec::new();
    for operation in &model.operations {
        let mut source = Payloads::new(model, operation, seed);
        for _ in 0..1_000 {
            let mut document = source.next();
            document.insert("operation".to_owned(), operation.name.clone().into());
            payloads.push(Value::Object(document));
        }
    }
    let run = |linter: &Path| linter::agrees(linter, model, &payloads);
    of.with_linter("pattern,typed", run)
}
