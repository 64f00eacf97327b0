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

    /// Whether [`from_json`](Self::from_json) can read the value. The default tries it with
    /// a copy, so that a type whose values may be items of lists should know a cheaper way.
    #[must_use]
    fn fits(value: &Value) -> bool {
        Self::from_json(value.clone()).is_ok()
    }

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

    fn fits(_: &Value) -> bool {
        true
    }
}

impl Lenient for Map<String, Value> {
    fn from_json(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(object) => Ok(object),
            other => Err(other),
        }
    }

    fn fits(value: &Value) -> bool {
        value.is_object()
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

    fn fits(value: &Value) -> bool {
        match value {
            Value::String(_) | Value::Bool(_) => true,
            Value::Number(number) => is_exact(number),
            _ => false,
        }
    }
}

impl Lenient for bool {
    fn from_json(value: Value) -> Result<Self, Value> {
        boolean(&value).ok_or(value)
    }

    fn fits(value: &Value) -> bool {
        boolean(value).is_some()
    }
}

/// The boolean that a value or a text stands for.
fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

impl Lenient for i64 {
    fn from_json(value: Value) -> Result<Self, Value> {
        integer(&value).ok_or(value)
    }

    fn fits(value: &Value) -> bool {
        integer(value).is_some()
    }
}

impl Lenient for i32 {
    fn from_json(value: Value) -> Result<Self, Value> {
        integer(&value).and_then(|number| number.try_into().ok()).ok_or(value)
    }

    fn fits(value: &Value) -> bool {
        integer(value).is_some_and(|number| Self::try_from(number).is_ok())
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
        float(&value).ok_or(value)
    }

    fn fits(value: &Value) -> bool {
        float(value).is_some()
    }
}

/// The finite number that a number or a text stands for.
fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            text.parse().ok().filter(|number: &f64| number.is_finite())
        }
        _ => None,
    }
}

impl<T: Lenient> Lenient for Box<T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        T::from_json(value).map(Self::new)
    }

    fn fits(value: &Value) -> bool {
        T::fits(value)
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        // An item that cannot be read must not be lost, so that the list is returned as a
        // whole, and taken apart only if all items fit.
        match value {
            Value::Array(items) if items.iter().all(is_item::<T>) => Ok(items
                .into_iter()
                .filter_map(|item| T::from_json(item).ok())
                .collect()),
            other => Err(other),
        }
    }

    fn fits(value: &Value) -> bool {
        value.as_array().is_some_and(|items| items.iter().all(is_item::<T>))
    }
}

impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        match value {
            Value::Object(entries) if entries.values().all(is_item::<T>) => {
                let read = entries.into_iter();
                let read =
                    read.filter_map(|(key, item)| Some((key, T::from_json(item).ok()?)));
                Ok(read.collect())
            }
            other => Err(other),
        }
    }

    fn fits(value: &Value) -> bool {
        value.as_object().is_some_and(|entries| entries.values().all(is_item::<T>))
    }
}

/// Whether a value may be an item of a list. `null` may, and is skipped unless the type
/// itself reads `null`, as `Value` does.
fn is_item<T: Lenient>(item: &Value) -> bool {
    item.is_null() || T::fits(item)
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
        let mixed = json!({"a": {"b": 1}, "c": {"d": [1]}, "e": null});
        type Nested = BTreeMap<String, BTreeMap<String, i64>>;
        assert_eq!(Nested::from_json(mixed.clone()), Err(mixed));
    }

    /// A type of which only `from_json` is written.
    #[derive(Debug, PartialEq)]
    struct Even(i64);

    impl Lenient for Even {
        fn from_json(value: Value) -> Result<Self, Value> {
            match value.as_i64() {
                Some(number) if number % 2 == 0 => Ok(Self(number)),
                _ => Err(value),
            }
        }
    }

    fn agrees<T: Lenient>(value: &Value) {
        let read = T::from_json(value.clone());
        assert_eq!(T::fits(value), read.is_ok(), "{value}");
        if let Err(back) = read {
            assert_eq!(&back, value);
        }
    }

    #[test]
    fn a_value_fits_exactly_if_it_can_be_read() {
        let plain = [
            json!(null),
            json!(true),
            json!(1),
            json!(-3),
            json!(1.0),
            json!(1.5),
            json!(1e22),
            json!(3e9),
            json!(u64::MAX),
            json!(""),
            json!("true"),
            json!("12"),
            json!("1e3"),
            json!("inf"),
            json!({"name": "a", "size": 1}),
        ];
        let mut values = plain.to_vec();
        values.extend(plain.iter().map(|it| json!([it, null])));
        values.extend(plain.iter().map(|it| json!({"a": it, "b": null})));
        values.extend(plain.iter().map(|it| json!([[it], []])));
        for value in &values {
            agrees::<Value>(value);
            agrees::<Map<String, Value>>(value);
            agrees::<String>(value);
            agrees::<bool>(value);
            agrees::<i32>(value);
            agrees::<i64>(value);
            agrees::<f64>(value);
            agrees::<Even>(value);
            agrees::<Box<i64>>(value);
            agrees::<crate::runtime::File>(value);
            agrees::<crate::runtime::Timestamp>(value);
            agrees::<crate::runtime::Nullable<String>>(value);
            agrees::<Vec<Even>>(value);
            agrees::<Vec<Vec<String>>>(value);
            agrees::<Vec<crate::runtime::Nullable<i64>>>(value);
            agrees::<BTreeMap<String, f64>>(value);
        }
        assert_eq!(Vec::from_json(json!([2, null])), Ok(vec![Even(2)]));
        assert_eq!(Vec::<Even>::from_json(json!([2, 3])), Err(json!([2, 3])));
    }
}
