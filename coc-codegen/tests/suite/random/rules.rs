//! Draws the rules of the fields and groups of a random spec. Their conditions belong to
//! `conditions`.

use crate::oracle::dice::Dice;

use super::conditions::{Reach, condition, is_scalar, literal, literals, reach};
use super::spec::{Kind, Plan, Table, text};
use super::words::{DELIMITERS, DOCS, PATTERNS, RENAMED};

/// The keys of a field, and its conditional lists. The order of the draws is fixed: a seed
/// stands for one spec.
pub(crate) fn keys(
    dice: &mut Dice,
    plan: &Plan,
    table: usize,
    field: usize,
) -> (Vec<String>, Vec<String>) {
    let drawn = &plan.tables[table].fields[field];
    let kind = &drawn.holds();
    let reach = reach(plan, table, Some(field));
    let renamed = RENAMED.iter().find(|(from, _)| *from == drawn.name);
    let mut keys: Vec<String> =
        renamed.map(|(_, to)| format!("rust_name: {to}")).into_iter().collect();
    if dice.chance(30) {
        keys.push(format!("doc: {}", text(dice.pick(DOCS))));
    }
    presence(dice, plan, (table, field), &reach, &mut keys);
    comparison(dice, plan, (table, field), &mut keys);
    values(dice, plan, kind, plan.tables[table].place, &mut keys);
    let lists: Vec<String> =
        drawn.listed.iter().map(|list| listed(dice, plan, *list, &reach)).collect();
    // `one_of` has the id that a single list has.
    if !lists.is_empty() {
        keys.retain(|key| !key.starts_with("one_of:"));
    }
    marks(dice, &plan.tables[table], kind, &mut keys);
    (keys, lists)
}

/// The rules of the presence of a field, and the structs for its cases.
fn presence(
    dice: &mut Dice,
    plan: &Plan,
    (table, field): (usize, usize),
    reach: &[Reach],
    keys: &mut Vec<String>,
) {
    let in_path = plan.tables[table].place == Some("path");
    if in_path || dice.chance(12) {
        keys.push("required: true".to_owned());
        if let kind @ Kind::List(_) = plan.tables[table].fields[field].holds()
            && dice.chance(60)
        {
            let value = literal(dice, plan, &kind);
            keys.push(format!("cases: {{ {value}: Case{table}X{field} }}"));
        }
    } else if dice.chance(35) {
        let key = if dice.chance(20) { "exactly_when" } else { "required" };
        let when = condition(dice, plan, reach, 2);
        keys.extend(when.map(|when| format!("{key}: {when}")));
    }
    // Both at once are mostly a contradiction.
    let required = keys.iter().any(|key| key.starts_with("required"));
    let has_both = keys.iter().any(|key| key.starts_with("exactly_when"));
    if !in_path && !has_both && dice.chance(if required { 10 } else { 35 }) {
        let when = condition(dice, plan, reach, 2);
        // The same condition twice would be `exactly_when`.
        let when = when.filter(|when| !keys.contains(&format!("required: {when}")));
        keys.extend(when.map(|when| format!("only_when: {when}")));
    }
    if dice.chance(15) {
        let when = condition(dice, plan, reach, 2);
        keys.extend(when.map(|when| format!("documented_for: {when}")));
    }
}

/// The comparison of a field with another one of its kind.
fn comparison(
    dice: &mut Dice,
    plan: &Plan,
    (table, field): (usize, usize),
    keys: &mut Vec<String>,
) {
    let fields = &plan.tables[table].fields;
    let (name, kind) = (&fields[field].name, fields[field].holds());
    let others = fields.iter().filter(|other| {
        other.name != *name && other.holds() == kind && is_ordered(&kind)
    });
    let others: Vec<&str> = others.map(|other| other.name.as_str()).collect();
    if !others.is_empty() && dice.chance(50) {
        let key = dice.pick(&["at_least", "greater_than"]);
        keys.push(format!("{key}: {}", text(dice.pick(&others))));
    }
}

/// The rules of the value of a field, of its items and of its keys.
fn values(
    dice: &mut Dice,
    plan: &Plan,
    kind: &Kind,
    place: Option<&str>,
    keys: &mut Vec<String>,
) {
    match kind {
        kind if kind.is_text(plan) && place.is_none() && dice.chance(25) => {
            keys.push(format!("delimiter: {}", text(dice.pick(DELIMITERS))));
            if dice.chance(50) {
                keys.push(format!("items: {}", limits(dice, 1, 4)));
            }
            if dice.chance(30) {
                keys.push("unique: true".to_owned());
            }
            each(dice, plan, kind, keys);
        }
        Kind::Array(_) | Kind::Map(_) => {
            if dice.chance(40) {
                keys.push(format!("items: {}", limits(dice, 0, 3)));
            }
            if matches!(kind, Kind::Map(_)) && dice.chance(40) {
                let mut rules = value_rules(dice, plan, &Kind::Plain("string"));
                rules.retain(|rule| !rule.starts_with("fixed"));
                if !rules.is_empty() {
                    keys.push(format!("keys: {{ {} }}", rules.join(", ")));
                }
            }
            if matches!(kind, Kind::Array(item) if is_scalar(item)) && dice.chance(30) {
                // The first broken rule counts. Two booleans are all there are, and leave
                // no third one to stand for an item of another type.
                let first =
                    *kind.innermost() != Kind::Plain("boolean") && dice.chance(50);
                let at = if first { 0 } else { keys.len() };
                keys.insert(at, "unique: true".to_owned());
            }
            if place == Some("query") && dice.chance(30) {
                keys.push(format!("delimiter: {}", text(dice.pick(&[",", " ", "|"]))));
            }
            each(dice, plan, kind.innermost(), keys);
        }
        kind => keys.extend(value_rules(dice, plan, kind)),
    }
    if *kind == Kind::Plain("object") && dice.chance(40) {
        keys.push(format!("items: {}", limits(dice, 0, 3)));
    }
}

/// A list of values of a field, mostly under a condition.
fn listed(dice: &mut Dice, plan: &Plan, list: usize, reach: &[Reach]) -> String {
    let name = text(plan.lists[list].name);
    let when = if dice.chance(80) { condition(dice, plan, reach, 1) } else { None };
    let when = when.map_or_else(String::new, |when| format!("when: {when}, "));
    format!("- {{ {when}of: {name} }}")
}

/// The marks of a field, which are no rules.
fn marks(dice: &mut Dice, table: &Table, kind: &Kind, keys: &mut Vec<String>) {
    let is_json = table.place.is_none() && !table.is_form;
    if is_json && may_be_null(kind, keys) && dice.chance(25) {
        keys.push("nullable: true".to_owned());
    }
    // No page has the field, so that its rules draw warnings.
    if table.place != Some("path") && dice.chance(12) {
        keys.push("observed: true".to_owned());
        keys.push("decision: { observed: why }".to_owned());
    }
    if dice.chance(10) {
        let marks =
            ["sensitive: true", "deprecated: true", "deprecated: use `x` \"# */"];
        keys.push(dice.pick(&marks).to_owned());
    }
    if dice.chance(10) {
        keys.push("prose: [{ says: Something., because: No field tells. }]".to_owned());
    }
}

/// Whether null can have a meaning in a field with these keys.
fn may_be_null(kind: &Kind, keys: &[String]) -> bool {
    let excludes = |key: &String| key.starts_with("fixed:") || key.starts_with("cases:");
    *kind != Kind::Plain("any") && !keys.iter().any(excludes)
}

/// The rules of each item.
fn each(dice: &mut Dice, plan: &Plan, kind: &Kind, keys: &mut Vec<String>) {
    let rules = value_rules(dice, plan, kind);
    if !rules.is_empty() {
        keys.push(format!("each: {{ {} }}", rules.join(", ")));
    }
}

/// Rules of a single value.
fn value_rules(dice: &mut Dice, plan: &Plan, kind: &Kind) -> Vec<String> {
    let mut found = Vec::new();
    let some = |dice: &mut Dice| dice.chance(25);
    if kind.is_text(plan) {
        if some(dice) {
            found.push(format!("length: {}", limits(dice, 0, 5)));
        }
        if some(dice) {
            found.push(format!("pattern: \"{}\"", dice.pick(PATTERNS)));
        }
    } else if kind.is_number(plan) && some(dice) {
        found.push(format!("range: {}", limits(dice, 0, 9)));
    } else if *kind == Kind::Plain("file") {
        if dice.chance(50) {
            found.push(format!("size: {}", limits(dice, 0, 5)));
        }
        if dice.chance(50) {
            let endings = dice.pick(&["[jpg]", "[txt, tar.gz]", "[c++, 7z, a_b-c]"]);
            found.push(format!("file_types: {endings}"));
        }
    }
    if is_scalar(kind) {
        match dice.below(10) {
            0 => found.push(format!("fixed: {}", literal(dice, plan, kind))),
            // An enumeration is a list of values already, and a field has one.
            1 if !matches!(kind, Kind::Plain("boolean") | Kind::List(_)) => {
                found.push(format!("one_of: {}", literals(dice, plan, kind)));
            }
            _ => {}
        }
    }
    found
}

/// Whether two fields of this kind may be compared.
fn is_ordered(kind: &Kind) -> bool {
    is_scalar(kind)
        && matches!(kind, Kind::Plain(name) if !["string", "boolean"].contains(name))
}

/// Limits of a count from `least` to `most`.
fn limits(dice: &mut Dice, least: usize, most: usize) -> String {
    let min = least + dice.below(most - least);
    let max = min + dice.below(most - min + 1);
    match dice.below(3) {
        // A count is always at least 0.
        0 => format!("{{ min: {} }}", min.max(1)),
        1 => format!("{{ max: {max} }}"),
        _ => format!("{{ min: {min}, max: {max} }}"),
    }
}

/// Groups of a table, each as one line.
pub(super) fn groups(dice: &mut Dice, plan: &Plan, table: usize) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["some", "x-y"] {
        let fields = &plan.tables[table].fields;
        if fields.len() < 2 || !dice.chance(25) {
            continue;
        }
        let order = shuffled(dice, &(0..fields.len()).collect::<Vec<_>>());
        let count = 2 + dice.below(2);
        let members: Vec<String> =
            order.into_iter().take(count).map(|at| text(&fields[at].name)).collect();
        let kind = dice.pick(&[
            "exactly_one_of",
            "at_least_one_of",
            "at_most_one_of",
            "all_or_none",
        ]);
        let when = if dice.chance(50) {
            condition(dice, plan, &reach(plan, table, None), 1)
        } else {
            None
        };
        let when = when.map_or_else(String::new, |when| format!(", when: {when}"));
        found.push(format!(
            "{}: {{ {kind}: [{}]{when} }}",
            text(name),
            members.join(", ")
        ));
    }
    found
}

/// The items in a random order.
pub(super) fn shuffled<T: Copy>(dice: &mut Dice, items: &[T]) -> Vec<T> {
    let mut items = items.to_vec();
    for at in (1..items.len()).rev() {
        items.swap(at, dice.below(at + 1));
    }
    items
}
