//! Changes one part of one rule at a time: some case of the corpus must then fail. A
//! corpus that accepts a wrong condition would accept the same error in the spec.
//!
//! The test changes the generator's model and runs its interpreter. The emitted
//! validators agree with the interpreter payload by payload, as `oracles.rs` shows.

use std::path::Path;

use coc_codegen::model::{Condition, Contract, Literal, Operation, Rule, RuleId, Test};
use coc_codegen::{Checked, interpret, spec};

use super::released::is_released;
use super::{Case, NEGATIVE_ZERO, assert_none, cases};

/// A model with one change.
struct Flip {
    name: String,
    model: Contract,
}

#[test]
fn every_changed_rule_fails_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let checked = Checked::load(&spec::read_folder(&folder).unwrap());
    assert!(!checked.diagnostics.has_errors());
    let cases: Vec<Case> = cases().into_iter().map(|(_, case)| case).collect();
    let cases: Vec<Case> = cases
        .into_iter()
        .filter(|case| !NEGATIVE_ZERO.contains(&case.name.as_str()))
        .collect();
    let wrong: Vec<String> =
        cases.iter().filter_map(|case| notices(&checked.model, case)).collect();
    assert_none(&wrong);
    let flips = flips(&checked.model);
    assert!(flips.len() > 200, "only {} flips", flips.len());
    // Neighbouring flips are noticed by neighbouring cases.
    let mut last = 0;
    let unnoticed = flips.iter().filter(|flip| {
        let order = (0..cases.len()).map(|step| (last + step) % cases.len());
        let found =
            order.into_iter().find(|at| notices(&flip.model, &cases[*at]).is_some());
        last = found.unwrap_or(last);
        found.is_none()
    });
    let unnoticed: Vec<String> = unnoticed.map(|flip| flip.name.clone()).collect();
    assert!(unnoticed.is_empty(), "changes that no case notices: {unnoticed:#?}");
}

/// The difference between the model's violations and those of the case.
fn notices(model: &Contract, case: &Case) -> Option<String> {
    let name = case.input["operation"].as_str().unwrap();
    let operation: &Operation =
        model.operations.iter().find(|it| it.name == name).unwrap();
    let found = interpret::violations(model, operation, &case.input);
    let found: Vec<_> =
        found.into_iter().filter(|it| is_released(&model[it.rule].id)).collect();
    let (warnings, errors): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|it| model[it.rule].is_warning());
    let pointers = |list: Vec<interpret::Violation>| -> Vec<String> {
        list.into_iter().map(|it| it.pointer).collect()
    };
    case.disagrees(&pointers(errors), &pointers(warnings))
}

fn flips(model: &Contract) -> Vec<Flip> {
    let mut found = Vec::new();
    for (id, rule) in model.rules.entries().filter(|(_, rule)| is_released(&rule.id)) {
        found.push(Flip {
            name: format!("{} without its rule", rule.id),
            model: without(model, id),
        });
        for (name, when) in wrong_conditions(&rule.when) {
            let model = with_rule(model, id, |rule| rule.when = when.clone());
            found.push(Flip { name: format!("{}: {name}", rule.id), model });
        }
        if let Test::Fixed(_) = rule.test {
            let other = Test::Fixed(Literal::Text("another".to_owned()));
            let model = with_rule(model, id, |rule| rule.test = other.clone());
            found.push(Flip { name: format!("{} with another value", rule.id), model });
        }
        if let Test::Delimiter(_) = rule.test {
            let model =
                with_rule(model, id, |rule| rule.test = Test::Delimiter(";".to_owned()));
            found.push(Flip {
                name: format!("{} with another delimiter", rule.id),
                model,
            });
        }
    }
    // No rule checks the values of an open list, which allows others too.
    let is_checked = |id| {
        let mut rules = model.rules.iter().filter(|rule| is_released(&rule.id));
        rules.any(|rule| rule.test == Test::Enum(id))
    };
    for (id, list) in
        model.enums.entries().filter(|(id, list)| !list.open && is_checked(*id))
    {
        for value in &list.values {
            let enums = model.enums.entries().map(|(at, list)| {
                let mut list = list.clone();
                list.values.retain(|it| at != id || it.wire != value.wire);
                list
            });
            let model = Contract { enums: enums.collect(), ..model.clone() };
            found.push(Flip {
                name: format!("{} without {}", list.name, value.wire),
                model,
            });
        }
    }
    found
}

/// The model with one rule changed.
fn with_rule(model: &Contract, id: RuleId, change: impl Fn(&mut Rule)) -> Contract {
    let rules = model.rules.entries().map(|(at, rule)| {
        let mut rule = rule.clone();
        if at == id {
            change(&mut rule);
        }
        rule
    });
    Contract { rules: rules.collect(), ..model.clone() }
}

/// The model without a rule, wherever it stands.
fn without(model: &Contract, id: RuleId) -> Contract {
    let types = model.types.iter().cloned().map(|mut table| {
        table.groups.retain(|rule| *rule != id);
        table.fields.iter_mut().for_each(|field| field.rules.retain(|rule| *rule != id));
        table
    });
    let operations = model.operations.iter().cloned().map(|mut operation| {
        operation.part_rules.retain(|(_, rule)| *rule != id);
        operation
    });
    Contract {
        types: types.collect(),
        operations: operations.collect(),
        ..model.clone()
    }
}

/// The conditions that differ from this one at one place, with names: a part is negated,
/// or a part or a value is left out.
fn wrong_conditions(when: &Condition) -> Vec<(String, Condition)> {
    let mut found = Vec::new();
    if !when.is_always() {
        found.push((format!("not ({when})"), when.clone().negate()));
    }
    match when {
        Condition::All(parts) | Condition::Any(parts) => {
            let made = |parts: Vec<Condition>| match when {
                Condition::All(_) => Condition::all(parts),
                _ => Condition::any(parts),
            };
            for (at, part) in parts.iter().enumerate() {
                for (name, changed) in wrong_conditions(part) {
                    let mut parts = parts.clone();
                    parts[at] = changed;
                    found.push((name, made(parts)));
                }
                let mut fewer = parts.clone();
                fewer.remove(at);
                found.push((format!("without {part}"), made(fewer)));
            }
        }
        Condition::Not(part) => {
            let wrong = wrong_conditions(part).into_iter();
            found.extend(wrong.map(|(name, part)| (name, part.negate())));
        }
        Condition::Is(field, values) if values.len() > 1 => {
            for value in values {
                let fewer = values.iter().filter(|it| *it != value).cloned().collect();
                found.push((
                    format!("without {value}"),
                    Condition::Is(field.clone(), fewer),
                ));
            }
        }
        _ => {}
    }
    found
}
