//! The corpus put to the test: whatever part of a rule is turned round, some case must
//! notice. A corpus that lets a wrong condition through would let the same mistake
//! through in the spec.
//!
//! What is turned round is the generator's model, and what answers is its interpreter:
//! the emitted validators agree with it payload by payload, see `oracles.rs`.

use std::path::Path;

use coc_codegen::model::{Condition, Contract, Literal, Operation, Rule, RuleId, Test};
use coc_codegen::{Checked, interpret, spec};

use super::released::is_released;
use super::{Case, NEGATIVE_ZERO, assert_none, cases};

/// A model with one thing changed.
struct Flip {
    what: String,
    model: Contract,
}

#[test]
fn every_inverted_rule_is_noticed_by_a_case() {
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
    let unnoticed: Vec<String> = unnoticed.map(|flip| flip.what.clone()).collect();
    assert!(unnoticed.is_empty(), "what no case notices: {unnoticed:#?}");
}

/// How the model's answer differs from what the case asks for.
fn notices(model: &Contract, case: &Case) -> Option<String> {
    let name = case.input["operation"].as_str().unwrap();
    let operation: &Operation =
        model.operations.iter().find(|it| it.name == name).unwrap();
    let found = interpret::violations(model, operation, &case.input);
    let found: Vec<_> =
        found.into_iter().filter(|it| is_released(&model[it.rule].id)).collect();
    let (warnings, errors): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|it| model[it.rule].test.is_warning());
    let pointers = |list: Vec<interpret::Violation>| -> Vec<String> {
        list.into_iter().map(|it| it.pointer).collect()
    };
    case.disagrees(&pointers(errors), &pointers(warnings))
}

fn flips(model: &Contract) -> Vec<Flip> {
    let mut found = Vec::new();
    for (id, rule) in model.rules.entries().filter(|(_, rule)| is_released(&rule.id)) {
        found.push(Flip {
            what: format!("{} without its rule", rule.id),
            model: without(model, id),
        });
        for (what, when) in turned_round(&rule.when) {
            let model = with_rule(model, id, |rule| rule.when = when.clone());
            found.push(Flip { what: format!("{}: {what}", rule.id), model });
        }
        if let Test::Fixed(_) = rule.test {
            let other = Test::Fixed(Literal::Text("another".to_owned()));
            let model = with_rule(model, id, |rule| rule.test = other.clone());
            found.push(Flip { what: format!("{} with another value", rule.id), model });
        }
        if let Test::Delimiter(_) = rule.test {
            let model =
                with_rule(model, id, |rule| rule.test = Test::Delimiter(";".to_owned()));
            found.push(Flip {
                what: format!("{} with another delimiter", rule.id),
                model,
            });
        }
    }
    // No rule asks for the values of an open list: others pass too.
    let asked = |id| {
        let mut rules = model.rules.iter().filter(|rule| is_released(&rule.id));
        rules.any(|rule| rule.test == Test::Enum(id))
    };
    for (id, list) in model.enums.entries().filter(|(id, list)| !list.open && asked(*id))
    {
        for value in &list.values {
            let enums = model.enums.entries().map(|(at, list)| {
                let mut list = list.clone();
                list.values.retain(|it| at != id || it.wire != value.wire);
                list
            });
            let model = Contract { enums: enums.collect(), ..model.clone() };
            found.push(Flip {
                what: format!("{} without {}", list.name, value.wire),
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

/// Everything that can be wrong with a condition at one place: a part negated, a part or
/// a value left out.
fn turned_round(when: &Condition) -> Vec<(String, Condition)> {
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
                for (what, changed) in turned_round(part) {
                    let mut parts = parts.clone();
                    parts[at] = changed;
                    found.push((what, made(parts)));
                }
                let mut fewer = parts.clone();
                fewer.remove(at);
                found.push((format!("without {part}"), made(fewer)));
            }
        }
        Condition::Not(part) => {
            found.extend(
                turned_round(part).into_iter().map(|(what, part)| (what, part.negate())),
            );
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
