//! Decides whether a single value keeps a single rule, without the rule's condition.

use serde_json::Value;

use super::probe;
use crate::interpret::{has_type, items, keeps, state_of};
use crate::model::{Field, Model, Rule, State, Test, Type};

/// Whether a value contains a filler (see [`probe::is_filler`]), which stands for any text
/// of its length.
pub(super) fn has_filler(value: &Value) -> bool {
    match value {
        Value::String(text) => probe::is_filler(text),
        Value::Array(items) => items.iter().any(has_filler),
        Value::Object(entries) => {
            entries.iter().any(|(key, value)| probe::is_filler(key) || has_filler(value))
        }
        _ => false,
    }
}

/// Whether a value keeps a rule, in every case in which the rule applies.
pub(super) fn is_kept(
    model: &Model,
    field: &Field,
    rule: &Rule,
    value: Option<&Value>,
) -> bool {
    if field.nullable && value == Some(&Value::Null) {
        return !matches!(rule.test, Test::OnlyWhen | Test::DocumentedFor);
    }
    let present = value.filter(|value| !value.is_null());
    if let Some(value) = present.filter(|value| !has_type(&field.ty, value)) {
        return rule.test != Test::Type || fits(&field.ty, value);
    }
    let Some(value) =
        present.filter(|value| state_of(model, field, Some(value)) != State::Absent)
    else {
        return rule.test != Test::Required;
    };
    let matches = |test: &Test, value: &Value, delimiter: Option<&str>| {
        let assumed = matches!(test, Test::Pattern(_))
            && value.as_str().is_some_and(probe::is_filler);
        assumed || keeps(model, test, value, delimiter)
    };
    match &rule.test {
        Test::Required => true,
        Test::OnlyWhen | Test::DocumentedFor => false,
        Test::Type => fits(&field.ty, value),
        Test::Delimiter(delimiter) => value
            .as_str()
            .is_none_or(|text| text.split(delimiter.as_str()).all(|it| !it.is_empty())),
        test if rule.each && field.delimiter.is_some() => {
            items(field, value).all(|item| matches(test, &item, None))
        }
        test if rule.each => {
            let mut leaves = Vec::new();
            leaves_of(&field.ty, value, &mut leaves);
            leaves.into_iter().all(|item| matches(test, item, None))
        }
        Test::Keys(test) => value.as_object().is_none_or(|entries| {
            entries.keys().all(|key| matches(test, &key.as_str().into(), None))
        }),
        test => matches(test, value, field.delimiter.as_deref()),
    }
}

/// Whether a value has a type at any depth of arrays and maps.
pub(super) fn fits(ty: &Type, value: &Value) -> bool {
    has_type(ty, value)
        && match (ty, value) {
            (Type::Array(inner), Value::Array(items)) => {
                items.iter().all(|item| fits(inner, item))
            }
            (Type::Map(inner), Value::Object(entries)) => {
                entries.values().all(|item| fits(inner, item))
            }
            _ => true,
        }
}

/// Adds the items of a value at the innermost depth of arrays and maps.
fn leaves_of<'v>(ty: &Type, value: &'v Value, found: &mut Vec<&'v Value>) {
    match (ty, value) {
        (Type::Array(inner), Value::Array(items)) => {
            items.iter().for_each(|item| leaves_of(inner, item, found));
        }
        (Type::Map(inner), Value::Object(entries)) => {
            entries.values().for_each(|item| leaves_of(inner, item, found));
        }
        // An item of the wrong type breaks that rule alone.
        (ty, value) if has_type(ty, value) => found.push(value),
        _ => {}
    }
}
