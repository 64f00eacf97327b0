//! Tolerant decoding of answers: the trait that response types implement.
//! The rules of requests, and whether an answer means success, do not belong here.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

/// A type that can be read from JSON without insisting on more than can be made sense
/// of.
///
/// Beyond the documented JSON type: numbers and booleans where text is documented, text
/// that spells the documented number or boolean, and `null` among the items of a list,
/// which is skipped.
pub trait Lenient: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// The value itself, unchanged, if no sense can be made of it.
    fn from_json(value: Value) -> Result<Self, Value>;

    /// The value that null is in a field; none where a field that is null counts as
    /// absent.
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
        let read = match &value {
            Value::Number(number) => {
                number.as_i64().or_else(|| number.as_f64().and_then(whole))
            }
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        read.ok_or(value)
    }
}

/// Beyond 2^53 it is no longer certain which whole number a float stands for.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A float without a fraction, such as `1.0`, as a whole number.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// Whether a number has the digits that were written. One that is too long is read as a
/// float, and as an identifier it would be another one.
pub(crate) fn is_exact(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(|it| it.abs() <= EXACT)
}

impl Lenient for i32 {
    fn from_json(value: Value) -> Result<Self, Value> {
        match i64::from_json(value) {
            Ok(number) => Self::try_from(number).map_err(|_| Value::from(number)),
            Err(value) => Err(value),
        }
    }
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
        // An item that makes no sense must not be lost, so that the list is handed back
        // as a whole.
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
        assert_eq!(i32::from_json(json!(1_i64 << 40)), Err(json!(1_i64 << 40)));
        assert_eq!(i64::from_json(json!(1.5)), Err(json!(1.5)));
        assert_eq!(
            Vec::<Value>::from_json(json!([1, null])),
            Ok(vec![json!(1), json!(null)])
        );
        let mixed = json!([1, {"a": null}, null]);
        assert_eq!(Vec::<i64>::from_json(mixed.clone()), Err(mixed));
    }
}
