//! Names of the comparisons that several rules of one validator share: local variables
//! of the emitted function.

use std::collections::{HashMap, HashSet};

use heck::ToSnakeCase;

use crate::model::{
    Condition, Contract, Place, Rule, TableId, is_effective, rest_inside,
};

/// The comparisons that several rules of `id` share if `parent` encloses it, each with
/// a name, in the order of the rules.
pub(super) fn questions(
    contract: &Contract,
    id: TableId,
    parent: Option<TableId>,
) -> Vec<(String, Condition)> {
    let table = &contract[id];
    let rules = table.fields.iter().flat_map(|field| &field.rules).chain(&table.groups);
    let mut counts: Vec<(Condition, u32)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for rule in rules.map(|rule| -> &Rule { &contract[*rule] }) {
        let when = rest_inside(contract, &rule.when, parent);
        if !is_effective(rule, &when) {
            continue;
        }
        each_question(&when, &mut |question| {
            let at = *known.entry(question.to_string()).or_insert_with(|| {
                counts.push((question.clone(), 0));
                counts.len() - 1
            });
            counts[at].1 += 1;
        });
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    let mut taken: HashSet<String> = HashSet::new();
    let named = several.enumerate().map(|(at, (question, _))| {
        let names = [short_name(&question), long_name(&question)];
        let name = names
            .into_iter()
            .flatten()
            .find(|name| !taken.contains(name))
            .unwrap_or_else(|| format!("condition_{at}"));
        taken.insert(name.clone());
        (name, question)
    });
    named.collect()
}

fn each_question(condition: &Condition, visit: &mut impl FnMut(&Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| each_question(part, visit));
        }
        Condition::Not(part) => each_question(part, visit),
        question => visit(question),
    }
}

/// `is_change` for a field with this value.
fn short_name(question: &Condition) -> Option<String> {
    let name = match question {
        Condition::Is(field, values) => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            let value = values.join(" or ");
            // `true`, `1` and the like mean nothing without their field.
            let telling =
                value.len() > 2 && !["true", "false"].contains(&value.as_str());
            if telling {
                format!("is {value}")
            } else {
                format!("{} is {value}", field.name)
            }
        }
        Condition::Present(field) => format!("has {}", field.name),
        _ => return None,
    };
    readable(&name, 32)
}

/// The same with the field and its place.
fn long_name(question: &Condition) -> Option<String> {
    let (field, rest) = match question {
        Condition::Is(field, values) => {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            (field, format!("is {}", values.join(" or ")))
        }
        Condition::Present(field) => (field, "is present".to_owned()),
        _ => return None,
    };
    let place = if field.place == Place::Same { "" } else { field.place.as_str() };
    readable(&format!("{place} {} {rest}", field.name), 72)
}

fn readable(words: &str, limit: usize) -> Option<String> {
    let name = words.to_snake_case();
    let plain = name.len() <= limit
        && name.is_ascii()
        && name.starts_with(|c: char| c.is_ascii_lowercase());
    plain.then_some(name)
}
