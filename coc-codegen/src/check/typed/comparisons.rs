//! Names of the comparisons in the rules of one validator: the variables of the function
//! that is emitted for it.

use std::collections::{HashMap, HashSet};

use heck::ToSnakeCase;

use crate::model::{
    Condition, Contract, Literal, Place, Ref, Rule, TableId, Type, is_effective,
    rest_inside,
};

/// The comparisons of the validator of `id` if `parent` encloses it, each with a name, in
/// the order of the rules: those that several rules share, and whether a field is a
/// variant of an enumeration.
pub(in crate::check) fn comparisons(
    contract: &Contract,
    id: TableId,
    parent: Option<TableId>,
) -> Vec<(String, Condition)> {
    let namer = Namer { contract, id, parent };
    let table = &contract[id];
    let rules = table.fields.iter().flat_map(|field| &field.rules).chain(&table.groups);
    let mut counts: Vec<(Condition, u32)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for rule in rules.map(|rule| -> &Rule { &contract[*rule] }) {
        let when = rest_inside(contract, &rule.when, parent);
        if !is_effective(rule, &when) {
            continue;
        }
        let visit = &mut |comparison: &Condition| {
            let at = *known.entry(comparison.to_string()).or_insert_with(|| {
                counts.push((comparison.clone(), 0));
                counts.len() - 1
            });
            counts[at].1 += 1;
        };
        each_comparison(&when, &mut |comparison| match comparison.each_value() {
            // A comparison with many values would need many names.
            Some(each) if each.len() <= 3 && namer.is_of_variants(comparison) => {
                each.iter().for_each(&mut *visit);
            }
            _ => visit(comparison),
        });
    }
    let named = counts
        .into_iter()
        .filter(|(comparison, count)| *count > 1 || namer.is_of_variants(comparison));
    let mut taken: HashSet<String> = HashSet::new();
    let named = named.enumerate().map(|(at, (comparison, _))| {
        let names = [namer.short_name(&comparison), namer.long_name(&comparison)];
        let name = names
            .into_iter()
            .flatten()
            .find(|name| !taken.contains(name))
            .unwrap_or_else(|| format!("condition_{at}"));
        taken.insert(name.clone());
        (name, comparison)
    });
    named.collect()
}

fn each_comparison(condition: &Condition, visit: &mut impl FnMut(&Condition)) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| each_comparison(part, visit));
        }
        Condition::Not(part) => each_comparison(part, visit),
        comparison => visit(comparison),
    }
}

/// The validator whose comparisons get names.
struct Namer<'a> {
    contract: &'a Contract,
    id: TableId,
    parent: Option<TableId>,
}

impl Namer<'_> {
    fn ty(&self, read: &Ref) -> Option<&Type> {
        let table = match read.place {
            Place::Parent => self.parent,
            place => self.contract.table_at(self.id, place),
        };
        self.contract[table?].field(&read.name).map(|field| &field.ty)
    }

    /// Whether this compares a field with variants of its enumeration.
    fn is_of_variants(&self, comparison: &Condition) -> bool {
        match comparison {
            Condition::Is(field, _) => matches!(self.ty(field), Some(Type::Enum(..))),
            _ => false,
        }
    }

    /// The values in words, called like the variants of an enumeration.
    fn values(&self, field: &Ref, values: &[Literal]) -> String {
        let list = self.ty(field).and_then(Type::list).map(|id| &self.contract[id]);
        let words = values.iter().map(|value| {
            let variant = list.and_then(|list| list.value(value));
            variant.map_or_else(|| value.to_string(), |it| it.rust_name.clone())
        });
        words.collect::<Vec<_>>().join(" or ")
    }

    /// `is_change` for a field with this value.
    fn short_name(&self, comparison: &Condition) -> Option<String> {
        let name = match comparison {
            Condition::Is(field, values) => {
                let value = self.values(field, values);
                // `false`, `1 or 2` and the like say nothing without their field.
                let is_telling = value.len() > 2
                    && value.starts_with(char::is_alphabetic)
                    && value != "false";
                let is_asked =
                    ["is_", "has_"].iter().any(|it| field.name.starts_with(it));
                match (value.as_str(), is_telling) {
                    ("true", _) if is_asked => field.name.clone(),
                    ("true", _) => format!("is {}", field.name),
                    (value, true) => format!("is {value}"),
                    (value, false) => format!("{} is {value}", field.name),
                }
            }
            Condition::Present(field) => format!("has {}", field.name),
            _ => return None,
        };
        readable(&name, 32)
    }

    /// The same with the field and its place.
    fn long_name(&self, comparison: &Condition) -> Option<String> {
        let (field, rest) = match comparison {
            Condition::Is(field, values) => {
                (field, format!("is {}", self.values(field, values)))
            }
            Condition::Present(field) => (field, "is present".to_owned()),
            _ => return None,
        };
        let place = if field.place == Place::Same { "" } else { field.place.as_str() };
        readable(&format!("{place} {} {rest}", field.name), 72)
    }
}

fn readable(words: &str, limit: usize) -> Option<String> {
    let name = words.to_snake_case();
    let plain = name.len() <= limit
        && name.is_ascii()
        && name.starts_with(|c: char| c.is_ascii_lowercase());
    plain.then_some(name)
}
