//! Tolerant decoding of answers: the trait that response types implement.
//! The rules of requests, and whether an answer means success, do not belong here.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

/// A type that is read from JSON tolerantly.
///
/// Accepted beyond the documented JSON type: numbers and booleans where text is
/// documented, text that spells the documented number or boolean, and `null` among the
/// items of a list, which is skipped.
pub trait Lenient: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// The value itself, unchanged, if it cannot be read as this type.
    fn from_json(value: Value) -> Result<Self, Value>;

    /// The value of a field that is `null`. `None`, the default, makes such a field absent.
    #[must_use]
    fn null() -> Option<Self> {
        None
    }
}

impl Lenient for Value {
    fn from_json(value: Value) -> Result<Self, Value> {
        Ok(value)
    }
}

impl Lenient for Map<String, Value> {
    fn from_json(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(object) => Ok(object),
            other => Err(other),
        }
    }
}

impl Lenient for String {
    fn from_json(value: Value) -> Result<Self, Value> {
        match value {
            Value::String(text) => Ok(text),
            Value::Number(number) if is_exact(&number) => Ok(number.to_string()),
            Value::Bool(flag) => Ok(flag.to_string()),
            other => Err(other),
        }
    }
}

impl Lenient for bool {
    fn from_json(value: Value) -> Result<Self, Value> {
        match &value {
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) => text.parse().map_err(|_| value),
            _ => Err(value),
        }
    }
}

impl Lenient for i64 {
    fn from_json(value: Value) -> Result<Self, Value> {
        integer(&value).ok_or(value)
    }
}

impl Lenient for i32 {
    fn from_json(value: Value) -> Result<Self, Value> {
        integer(&value).and_then(|number| number.try_into().ok()).ok_or(value)
    }
}

/// The whole number that a number or a text stands for.
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().and_then(whole))
        }
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// 2^53: beyond it, one float stands for several whole numbers.
const MAX_EXACT_INTEGER: f64 = 9_007_199_254_740_992.0;

/// A float without a fraction, such as `1.0`, as a whole number.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    (number.fract() == 0.0 && number.abs() <= MAX_EXACT_INTEGER).then_some(number as i64)
}

/// Whether a number has the digits that were written. A number with too many digits is
/// read as a float, and would be another identifier.
pub(crate) fn is_exact(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|it| it.abs() <= MAX_EXACT_INTEGER)
}

impl Lenient for f64 {
    fn from_json(value: Value) -> Result<Self, Value> {
        let read = match &value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => {
                text.parse().ok().filter(|number: &Self| number.is_finite())
            }
            _ => None,
        };
        read.ok_or(value)
    }
}

impl<T: Lenient> Lenient for Box<T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        T::from_json(value).map(Self::new)
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        let Value::Array(items) = value else { return Err(value) };
        // An item that cannot be read must not be lost, so that the list is returned as a
        // whole.
        let kept = items.clone();
        let read: Result<_, Value> = items.into_iter().filter_map(unless_null).collect();
        read.map_err(|_| Value::Array(kept))
    }
}

impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        let Value::Object(entries) = value else { return Err(value) };
        let kept = entries.clone();
        let read = entries
            .into_iter()
            .filter_map(|(key, item)| Some(unless_null(item)?.map(|item| (key, item))));
        read.collect::<Result<_, Value>>().map_err(|_| Value::Object(kept))
    }
}

/// An item; `null` is one only where anything goes.
fn unless_null<T: Lenient>(item: Value) -> Option<Result<T, Value>> {
    match T::from_json(item) {
        Err(Value::Null) => None,
        read => Some(read),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lenient_reading_takes_numbers_and_booleans_for_text() {
        assert_eq!(String::from_json(json!(4)), Ok("4".to_owned()));
        assert_eq!(String::from_json(json!(1.5)), Ok("1.5".to_owned()));
        assert_eq!(String::from_json(json!(u64::MAX)), Ok(u64::MAX.to_string()));
        assert_eq!(i64::from_json(json!("12")), Ok(12));
        assert_eq!(i64::from_json(json!(12.0)), Ok(12));
        assert_eq!(bool::from_json(json!("true")), Ok(true));
        assert_eq!(
            Vec::<String>::from_json(json!(["a", null, 1])),
            Ok(vec!["a".to_owned(), "1".to_owned()])
        );
    }

    #[test]
    fn lenient_reading_hands_back_a_value_that_does_not_fit() {
        for value in [json!({"a": 1}), json!([1]), json!(null), json!(1e22)] {
            assert_eq!(String::from_json(value.clone()), Err(value));
        }
        for wide in [json!(1_i64 << 40), json!("1099511627776"), json!(3e9)] {
            assert_eq!(i32::from_json(wide.clone()), Err(wide));
        }
        assert_eq!(i64::from_json(json!(1.5)), Err(json!(1.5)));
        assert_eq!(
            Vec::<Value>::from_json(json!([1, null])),
            Ok(vec![json!(1), json!(null)])
        );
        let mixed = json!([1, {"a": null}, null]);
        assert_eq!(Vec::<i64>::from_json(mixed.clone()), Err(mixed));
    }
}
