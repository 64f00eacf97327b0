//! Conditions as schemas, and their partial evaluation: a condition after the result of
//! one of its comparisons is known.

use super::value_rules::literal;
use super::values::present_value;
use crate::json::{Json, Object, list, object};
use crate::model::{Condition, Field, Model, Ref, TableId};

/// The first comparison in a condition that reads a field accepted by `wanted`.
pub(super) fn first_atom<'c>(
    when: &'c Condition,
    wanted: &dyn Fn(&Ref) -> bool,
) -> Option<&'c Condition> {
    match when {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().find_map(|part| first_atom(part, wanted))
        }
        Condition::Not(part) => first_atom(part, wanted),
        Condition::Is(field, _) | Condition::Present(field) => {
            wanted(field).then_some(when)
        }
    }
}

/// Whether a condition contains this comparison.
pub(super) fn contains(when: &Condition, atom: &Condition) -> bool {
    match when {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().any(|part| contains(part, atom))
        }
        Condition::Not(part) => contains(part, atom),
        same => same == atom,
    }
}

/// The rest of a condition after the result of one of its comparisons is known.
pub(super) fn decide(when: &Condition, atom: &Condition, result: bool) -> Condition {
    match when {
        Condition::All(parts) => {
            Condition::all(parts.iter().map(|part| decide(part, atom, result)))
        }
        Condition::Any(parts) => {
            Condition::any(parts.iter().map(|part| decide(part, atom, result)))
        }
        Condition::Not(part) => decide(part, atom, result).negate(),
        same if same == atom => {
            if result {
                Condition::ALWAYS
            } else {
                Condition::NEVER
            }
        }
        other => other.clone(),
    }
}

/// The field that a comparison reads.
pub(super) const fn field_of(atom: &Condition) -> Option<&Ref> {
    match atom {
        Condition::Is(field, _) | Condition::Present(field) => Some(field),
        _ => None,
    }
}

/// A comparison as a schema of the object that has the field. A value that is no object
/// matches it.
pub(super) fn comparison<'m>(
    model: &'m Model,
    table: Option<TableId>,
    atom: &Condition,
) -> Json<'m> {
    let field = field_of(atom)
        .zip(table)
        .and_then(|(read, table)| model[table].field(&read.name));
    let Some(field) = field else { return nothing() };
    let Condition::Is(_, values) = atom else { return present(model, field) };
    let mut values: Vec<Json<'m>> = values.iter().map(literal).collect();
    let value = match values.len() {
        1 => object! { "const" => values.remove(0) },
        _ => object! { "enum" => values },
    };
    with(field, value)
}

/// The schema of a condition that reads the object's own fields alone.
pub(super) fn condition<'m>(
    model: &'m Model,
    table: TableId,
    when: &Condition,
) -> Json<'m> {
    let all = |parts: &[Condition]| {
        parts.iter().map(|part| condition(model, table, part)).collect::<Vec<_>>()
    };
    match when {
        Condition::All(parts) => all_of(all(parts)),
        Condition::Any(parts) if parts.is_empty() => nothing(),
        Condition::Any(parts) => object! { "anyOf" => all(parts) },
        Condition::Not(part) => object! { "not" => condition(model, table, part) },
        atom => comparison(model, Some(table), atom),
    }
}

/// The schema of an object that has the field, with a value that is not blank.
pub(super) fn present<'m>(model: &'m Model, field: &'m Field) -> Json<'m> {
    with(field, present_value(model, field))
}

/// The schema of an object that has the field, with a value that matches.
pub(super) fn with<'m>(field: &'m Field, value: Json<'m>) -> Json<'m> {
    object! { "required" => list![&field.name], "properties" => object! { &field.name => value } }
}

/// The schema of values that match all of these; an empty schema if there are none.
pub(super) fn all_of(mut all: Vec<Json<'_>>) -> Json<'_> {
    all.retain(|schema| *schema != object! {});
    match all.len() {
        0 => object! {},
        1 => all.remove(0),
        _ => object! { "allOf" => all },
    }
}

/// A schema that applies if the comparison holds, and another one that applies if not.
pub(super) fn branch<'m>(when: Json<'m>, holds: Json<'m>, fails: Json<'m>) -> Json<'m> {
    if when == nothing() {
        return fails;
    }
    let mut schema = Object::default();
    for (key, then) in [("then", holds), ("else", fails)] {
        if then != object! {} {
            schema.add(key, then);
        }
    }
    if schema.is_empty() {
        return object! {};
    }
    let mut whole = Object::default();
    whole.add("if", when);
    whole.extend(schema);
    Json::Object(whole)
}

/// A schema that no value matches. Public tools take `false` for the lack of a schema.
fn nothing<'m>() -> Json<'m> {
    object! { "not" => object! {} }
}
