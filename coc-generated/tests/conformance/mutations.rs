//! Changes one part of one rule at a time: some case of a corpus must then fail. A corpus
//! that accepts a wrong condition would accept the same error in the spec.
//!
//! The test changes the generator's model and runs its interpreter. The emitted
//! validators agree with the interpreter payload by payload, as `oracles.rs` shows.

use std::collections::BTreeMap;

use coc_codegen::interpret;
use coc_codegen::model::{
    Condition, Contract, EnumId, Literal, Operation, Rule, RuleId, Test,
};

use super::{Case, NEGATIVE_ZERO, assert_none, cases, own_spec, shown_rules};

/// A model with one change.
struct Mutant {
    name: String,
    model: Contract,
}

/// The cases of each operation, by its name.
type Corpora<'a> = BTreeMap<&'a str, Vec<Case>>;

#[test]
fn every_mutant_of_a_rule_fails_a_case() {
    let whole = own_spec::model();
    let model: &Contract = &whole;
    let corpora: Corpora<'_> = model
        .operations
        .iter()
        .map(|operation| {
            let mut cases = cases(&operation.name);
            cases.retain(|case| !NEGATIVE_ZERO.contains(&case.name.as_str()));
            (operation.name.as_str(), cases)
        })
        .collect();
    for operation in &model.operations {
        let cases = corpora[operation.name.as_str()].iter();
        let wrong: Vec<String> =
            cases.filter_map(|case| notices(model, operation, case)).collect();
        assert_none(&wrong);
    }
    let (mut tried, mut unnoticed) = (0, Vec::new());
    let is_shown = |rule: &Rule| shown_rules().contains(rule.id.as_str());
    for (id, rule) in model.rules.entries().filter(|(_, rule)| is_shown(rule)) {
        // Neighbouring mutants are noticed by neighbouring cases.
        let mut first = 0;
        for mutant in mutants_of_rule(model, id, rule) {
            tried += 1;
            if !fails_a_case(&mutant.model, &[rule], &corpora, &mut first) {
                unnoticed.push(mutant.name);
            }
        }
    }
    // No rule checks the values of an open list, which allows others too.
    for (id, list) in model.enums.entries().filter(|(_, list)| !list.open) {
        let checks: Vec<&Rule> = model
            .rules
            .iter()
            .filter(|rule| rule.test == Test::Enum(id) && is_shown(rule))
            .collect();
        let mut first = 0;
        for value in list.values.iter().filter(|_| !checks.is_empty()) {
            tried += 1;
            if !fails_a_case(
                &without_value(model, id, &value.wire),
                &checks,
                &corpora,
                &mut first,
            ) {
                unnoticed.push(format!("{} without {}", list.name, value.wire));
            }
        }
    }
    assert!(tried > 200, "only {tried} mutants");
    assert!(unnoticed.is_empty(), "mutants that no case notices: {unnoticed:#?}");
}

/// Whether a case of the operations with these rules notices the change. The cases are
/// tried from the one that is `first` in its corpus, which becomes the one that noticed.
fn fails_a_case(
    mutant: &Contract,
    rules: &[&Rule],
    corpora: &Corpora<'_>,
    first: &mut usize,
) -> bool {
    let mut operations = mutant.operations.iter().filter(|operation| {
        rules.iter().any(|rule| {
            let owner = rule.id.split('.').next();
            owner == Some("shared") || owner == Some(&operation.name)
        })
    });
    operations.any(|operation| {
        let cases = &corpora[operation.name.as_str()];
        let mut order = (0..cases.len()).map(|step| (*first + step) % cases.len());
        let found = order.find(|at| notices(mutant, operation, &cases[*at]).is_some());
        *first = found.unwrap_or(*first);
        found.is_some()
    })
}

/// The difference between the model's violations and those of the case.
fn notices(model: &Contract, operation: &Operation, case: &Case) -> Option<String> {
    let found = interpret::violations(model, operation, &case.input);
    let (warnings, errors): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|it| model[it.rule].is_warning());
    let pointers = |list: Vec<interpret::Violation>| -> Vec<String> {
        let shown = list
            .into_iter()
            .filter(|it| shown_rules().contains(model[it.rule].id.as_str()));
        shown.map(|it| it.pointer).collect()
    };
    case.disagrees(&pointers(errors), &pointers(warnings))
}

/// Models without the rule, or with another condition or value in it.
fn mutants_of_rule(model: &Contract, id: RuleId, rule: &Rule) -> Vec<Mutant> {
    let mut found = vec![Mutant {
        name: format!("{} without its rule", rule.id),
        model: without(model, id),
    }];
    for (name, when) in wrong_conditions(&rule.when) {
        let model = with_rule(model, id, |rule| rule.when = when.clone());
        found.push(Mutant { name: format!("{}: {name}", rule.id), model });
    }
    let other = match &rule.test {
        Test::Fixed(_) => Some(Test::Fixed(Literal::Text("another".to_owned()))),
        Test::Delimiter(_) => Some(Test::Delimiter(";".to_owned())),
        _ => None,
    };
    if let Some(other) = other {
        let model = with_rule(model, id, |rule| rule.test = other.clone());
        found.push(Mutant { name: format!("{} with another value", rule.id), model });
    }
    found
}

/// The model without one value of an enumeration.
fn without_value(model: &Contract, id: EnumId, value: &Literal) -> Contract {
    let enums = model.enums.entries().map(|(at, list)| {
        let mut list = list.clone();
        list.values.retain(|it| at != id || it.wire != *value);
        list
    });
    Contract { enums: enums.collect(), ..model.clone() }
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
