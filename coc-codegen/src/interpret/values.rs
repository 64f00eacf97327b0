//! Single values of a payload: their JSON types, their order, their states for
//! conditions, and the value rules that they keep. The visit of a payload belongs to
//! `interpret`.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde_json::Value;

use crate::model::{
    Bounds, Contract, Field, FileMember, Literal, Number, State, Test, Type,
};

/// Whether a present value keeps a value rule.
pub(crate) fn keeps(
    contract: &Contract,
    test: &Test,
    value: &Value,
    delimiter: Option<&str>,
) -> bool {
    match test {
        Test::Enum(list) => contract[*list].wires().any(|wire| equal(wire, value)),
        Test::OneOf(values) => values.iter().any(|literal| equal(literal, value)),
        Test::Fixed(literal) => equal(literal, value),
        Test::Length(bounds) => value.as_str().is_some_and(|text| {
            within(*bounds, u64::try_from(text.chars().count()).unwrap_or(u64::MAX))
        }),
        Test::Range(bounds) => {
            number(value).is_some_and(|number| within(*bounds, number))
        }
        Test::Items(bounds) => {
            let count = match (value, delimiter) {
                (Value::Array(items), _) => items.len(),
                (Value::Object(entries), _) => entries.len(),
                (Value::String(text), Some(delimiter)) => text.split(delimiter).count(),
                _ => return true,
            };
            within(*bounds, u64::try_from(count).unwrap_or(u64::MAX))
        }
        Test::Format(format) => value.as_str().is_some_and(|text| format.fits(text)),
        Test::Keys(test) => value.as_object().is_none_or(|entries| {
            entries.keys().all(|key| keeps(contract, test, &key.as_str().into(), None))
        }),
        Test::Unique => match (value, delimiter) {
            (Value::Array(items), _) => are_distinct(items),
            (Value::String(text), Some(delimiter)) => {
                let mut seen = HashSet::new();
                let mut items = text.split(delimiter).filter(|item| !item.is_empty());
                items.all(|item| seen.insert(item))
            }
            _ => true,
        },
        Test::Undelimited(delimiter) => {
            value.as_str().is_none_or(|text| !text.contains(*delimiter))
        }
        Test::Size(bounds) => value[FileMember::Size.as_str()]
            .as_u64()
            .is_some_and(|size| within(*bounds, size)),
        Test::FileTypes(endings) => {
            let name = value[FileMember::Name.as_str()].as_str();
            let name = name.map(str::to_ascii_lowercase);
            let ends = |name: String| {
                endings.iter().any(|it| name.ends_with(&format!(".{it}")))
            };
            name.is_some_and(ends)
        }
        // `check` has refused patterns that do not compile.
        Test::Pattern(pattern) => {
            match (regex_lite::Regex::new(pattern), value.as_str()) {
                (Ok(pattern), Some(text)) => pattern.is_match(text),
                _ => true,
            }
        }
        _ => true,
    }
}

/// Whether no item of a list is repeated. Numbers are compared by value: as integers if all
/// are integers, otherwise as floats.
fn are_distinct(items: &[Value]) -> bool {
    let are_whole = items.iter().all(|item| item.is_i64() || !item.is_number());
    let mut seen = HashSet::new();
    items.iter().all(|item| {
        seen.insert(match item.as_f64() {
            // Zero has two signs, and adding it leaves one of them.
            Some(number) if !are_whole => (number + 0.0).to_string(),
            _ => item.to_string(),
        })
    })
}

/// The items of delimited text without empty ones. The items of arrays and maps are
/// visited one by one.
pub(crate) fn items(field: &Field, value: &Value) -> impl Iterator<Item = Value> {
    let text = field.delimiter.as_deref().zip(value.as_str());
    let items = text.into_iter().flat_map(|(delimiter, text)| text.split(delimiter));
    items
        .filter(|item| !item.is_empty())
        .map(Value::from)
        .collect::<Vec<_>>()
        .into_iter()
}

/// The order of two values of one type, if they are comparable.
pub(crate) fn order(ty: &Type, a: &Value, b: &Value) -> Option<Ordering> {
    match ty {
        Type::Formatted(format) => {
            let order = |value: &Value| format.order(value.as_str()?);
            Some(order(a)?.cmp(&order(b)?))
        }
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

/// The state of a field that holds `value`.
pub(crate) fn state_of(
    contract: &Contract,
    field: &Field,
    value: Option<&Value>,
) -> State {
    let blanks = &contract.service.blanks;
    let is_blank =
        |text: &str| field.ty.is_text() && blanks.iter().any(|blank| blank == text);
    state_of_value(&field.ty, field.nullable, &is_blank, value)
}

/// The state of a value of this type.
pub(crate) fn state_of_value(
    ty: &Type,
    nullable: bool,
    is_blank: &dyn Fn(&str) -> bool,
    value: Option<&Value>,
) -> State {
    let Some(value) = value.filter(|value| value.is_null() || has_type(ty, value))
    else {
        return State::Absent;
    };
    match value {
        // No condition names it.
        Value::Null if nullable => State::Other,
        Value::Null => State::Absent,
        Value::String(text) if is_blank(text) => State::Absent,
        Value::String(text) => State::Is(Literal::Text(text.clone())),
        Value::Bool(value) => State::Is(Literal::Bool(*value)),
        value => number(value)
            .map_or(State::Other, |number| State::Is(Literal::Number(number))),
    }
}

/// Whether the value has the documented JSON type, without its items and fields.
pub(crate) fn has_type(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::String | Type::Formatted(_) => value.is_string(),
        Type::Enum(_, kind) => has_type(&kind.plain(), value),
        Type::Boolean => value.is_boolean(),
        Type::Integer => {
            value.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        Type::Long | Type::Timestamp => value.as_i64().is_some(),
        Type::Float => value.is_number(),
        Type::Object | Type::Struct(_) | Type::Map(_) => value.is_object(),
        Type::Array(_) => value.is_array(),
        Type::File => is_file(value),
        Type::Any => true,
    }
}

/// Whether the value describes a file: it has a name, a size, and perhaps a type.
fn is_file(value: &Value) -> bool {
    let fits = |member: &FileMember| {
        let value = &value[member.as_str()];
        match member {
            FileMember::Name => value.as_str().is_some_and(|name| !name.is_empty()),
            FileMember::Size => value.as_i64().is_some_and(|size| size >= 0),
            FileMember::ContentType => value.is_null() || value.is_string(),
        }
    };
    value.is_object() && FileMember::ALL.iter().all(fits)
}

/// Whether all items of a list have its type.
pub(crate) fn all_have(list: &Type, items: &[Value]) -> bool {
    let Type::Array(inner) = list else { return true };
    items.iter().all(|item| has_type(inner, item))
}

fn number(value: &Value) -> Option<Number> {
    value.as_i64().map(Number::Integer).or_else(|| value.as_f64().map(Number::Float))
}

fn equal(literal: &Literal, value: &Value) -> bool {
    match literal {
        Literal::Text(text) => value.as_str() == Some(text),
        Literal::Bool(flag) => value.as_bool() == Some(*flag),
        Literal::Number(wanted) => number(value).is_some_and(|number| number == *wanted),
    }
}

fn within<T: PartialOrd + Copy>(bounds: Bounds<T>, value: T) -> bool {
    bounds.min.is_none_or(|min| value >= min)
        && bounds.max.is_none_or(|max| value <= max)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::are_distinct;

    #[test]
    fn unique_compares_numbers_by_value() {
        let distinct =
            |items: Value| items.as_array().is_some_and(|it| are_distinct(it));
        assert!(distinct(json!([])));
        assert!(distinct(json!(["1", 1, true, null, [1]])));
        assert!(distinct(json!([9_007_199_254_740_993_i64, 9_007_199_254_740_992_i64])));
        assert!(!distinct(json!(["a", "b", "a"])));
        assert!(!distinct(json!([1, 1.5, 1.0])));
        assert!(!distinct(json!([0.0, -0.0])));
    }
}
