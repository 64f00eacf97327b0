//! Fields in which null is a value of its own. Absence is `None` around a [`Nullable`];
//! elsewhere null is absence.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::lenient::Lenient;
use super::timestamp::Timestamp;

/// A value, or null where null has a meaning of its own, such as to clear a value that is
/// stored.
///
/// A field of this type is an `Option<Nullable<T>>` on the wire: `None` is sent as nothing,
/// `Some(Nullable::Null)` as `null`, and `Some(Nullable::Value(value))` as the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nullable<T> {
    /// `null`.
    #[default]
    Null,
    /// Any other value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Whether it is null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The same, with a reference to the value.
    #[must_use]
    pub const fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The value, unless it is null.
    #[must_use]
    pub const fn as_value(&self) -> Option<&T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The value, unless it is null.
    #[must_use]
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The same with another value.
    #[must_use]
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(to(value)),
        }
    }
}

#[allow(dead_code, reason = "a spec may be without pages")]
impl<T> Nullable<T> {
    /// The value, to be changed, unless it is null.
    pub(crate) fn as_value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

#[allow(dead_code, reason = "a spec may be without fields in which null has a meaning")]
impl<T: Default> Nullable<T> {
    /// The value, to be changed; an empty one in place of null.
    pub(crate) fn value_or_default(&mut self) -> &mut T {
        match self {
            Self::Value(value) => value,
            Self::Null => {
                *self = Self::Value(T::default());
                self.value_or_default()
            }
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is null.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T> From<T> for Nullable<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl From<&str> for Nullable<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl From<i32> for Nullable<i64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

impl From<i32> for Nullable<f64> {
    fn from(value: i32) -> Self {
        Self::Value(value.into())
    }
}

impl From<i64> for Nullable<Timestamp> {
    fn from(value: i64) -> Self {
        Self::Value(value.into())
    }
}

impl<T, I: Into<T>, const N: usize> From<[I; N]> for Nullable<Vec<T>> {
    fn from(items: [I; N]) -> Self {
        Self::Value(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

impl<T: Lenient> Lenient for Nullable<T> {
    fn from_json(value: Value) -> Result<Self, Value> {
        match value {
            Value::Null => Ok(Self::Null),
            value => T::from_json(value).map(Self::Value),
        }
    }

    fn fits(value: &Value) -> bool {
        value.is_null() || T::fits(value)
    }

    fn null() -> Option<Self> {
        Some(Self::Null)
    }
}

#[cfg(test)]
#[allow(dead_code, unreachable_pub, reason = "the macro makes more than is tried here")]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::runtime::wire_struct;

    wire_struct! {
        /// A request.
        pub struct Asked: request;

        /// Shown.
        pub note: Option<Nullable<String>>;
        /// Secret.
        pub pin: Option<Nullable<i64>>, secret;
        /// Never null.
        pub plain: Option<String>;
    }

    wire_struct! {
        /// An answer.
        pub struct Answered: response;

        /// A text.
        pub note: Option<Nullable<String>>;
        /// A list.
        pub list: Option<Nullable<Vec<i64>>>;
    }

    #[test]
    fn absent_null_and_a_value_are_read_and_written_as_three_things() {
        let notes = [None, Some(Nullable::Null), Some(Nullable::from("n"))];
        let pins = [None, Some(Nullable::Null), Some(Nullable::Value(7))];
        for note in &notes {
            for pin in &pins {
                let asked = Asked { note: note.clone(), pin: *pin, ..Asked::default() };
                let text = serde_json::to_string(&asked).unwrap_or_default();
                let read: Option<Asked> = serde_json::from_str(&text).ok();
                assert_eq!(read.as_ref(), Some(&asked), "{text}");
                assert_eq!(text.contains("note"), note.is_some(), "{text}");
                let shown = format!("{asked:?}");
                assert_eq!(shown.contains("pin: [redacted]"), pin.is_some(), "{shown}");
            }
        }
        let read: Asked =
            serde_json::from_value(json!({ "plain": null })).unwrap_or_default();
        assert_eq!(read, Asked::default());
        let twice = serde_json::from_str::<Asked>(r#"{"note":null,"note":null}"#);
        assert!(twice.is_err(), "{twice:?}");
        let wrong = serde_json::from_str::<Asked>(r#"{"note":7}"#);
        assert!(wrong.is_err(), "{wrong:?}");
    }

    #[test]
    fn answers_are_read_tolerantly_where_null_has_a_meaning() {
        let read =
            |value: Value| serde_json::from_value::<Answered>(value).unwrap_or_default();
        assert_eq!(read(json!({})).note, None);
        assert_eq!(read(json!({ "note": null })).note, Some(Nullable::Null));
        assert_eq!(read(json!({ "note": 7 })).note, Some("7".into()));
        assert_eq!(read(json!({ "list": ["1", null] })).list, Some([1_i64].into()));
        let odd = read(json!({ "list": "x", "note": {} }));
        assert_eq!((&odd.list, &odd.note), (&None, &None));
        assert_eq!(
            Value::from(odd.undocumented().clone()),
            json!({ "list": "x", "note": {} })
        );
    }

    #[test]
    fn plain_values_are_set_as_they_are() {
        let asked = Asked::default().note("n").pin(7).plain("p");
        assert_eq!(
            asked.note.as_ref().and_then(Nullable::as_value).map(String::as_str),
            Some("n")
        );
        assert_eq!(asked.pin, Some(Nullable::Value(7)));
        assert_eq!(asked.pin(None).pin, Some(Nullable::Null));
        assert_eq!(Nullable::<Box<i64>>::from(7_i64).into_value(), Some(Box::new(7)));
        let mut list = Nullable::<Vec<i64>>::Null;
        list.value_or_default().push(7);
        assert_eq!(list.map(|list| list.len()).into_value(), Some(1));
    }
}
