//! Members of JSON objects that stay free-form, read as validators read the fields of
//! structs. The steps of rules belong to `check`.

use serde_json::Value;

use super::presence::{Blanks, Presence};
use super::wire::Object;

/// A type as which a validator reads a member of a JSON object.
pub(crate) trait FromMember<'v>: Sized {
    /// The type that rules get.
    type RuleInput: ?Sized;

    /// The value, if it has the JSON type.
    fn from_member(value: &'v Value) -> Option<Self>;

    /// The value for rules.
    fn as_rule_input(&self) -> &Self::RuleInput;

    /// The text of a value that may be blank.
    #[inline]
    fn text(&self) -> Option<&str> {
        None
    }
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
pub(crate) struct Member<'v, T> {
    pub(super) name: &'static str,
    state: State<'v, T>,
}

/// The state of a member.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
enum State<'v, T> {
    /// Not there, or null.
    Absent,
    /// Null as a value of its own.
    Null,
    /// A value of the right type.
    Given(T),
    /// A value of another type.
    Mistyped(&'v Value),
}

/// The member of this name.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
#[inline]
pub(crate) fn member<'v, T: FromMember<'v>>(
    object: &'v Object,
    name: &'static str,
) -> Member<'v, T> {
    let state = match object.get(name) {
        None | Some(Value::Null) => State::Absent,
        Some(value) => {
            T::from_member(value).map_or(State::Mistyped(value), State::Given)
        }
    };
    Member { name, state }
}

/// The member of this name, in which null is a value of its own.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
#[inline]
pub(crate) fn member_or_null<'v, T: FromMember<'v>>(
    object: &'v Object,
    name: &'static str,
) -> Member<'v, T> {
    match object.get(name) {
        Some(Value::Null) => Member { name, state: State::Null },
        _ => member(object, name),
    }
}

/// The value of the member of this name, if it has the right type.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
#[inline]
pub(crate) fn read<'v, T: FromMember<'v>>(object: &'v Object, name: &str) -> Option<T> {
    object.get(name).filter(|value| !value.is_null()).and_then(T::from_member)
}

/// The items of an array, if all of them have the right type.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
pub(crate) fn all<'v, T: FromMember<'v>>(
    items: &'v [Value],
) -> Option<impl Iterator<Item = T> + Clone> {
    let fit = items.iter().all(|item| !item.is_null() && T::from_member(item).is_some());
    fit.then(|| items.iter().filter_map(T::from_member))
}

impl<'v, T: FromMember<'v>> Member<'v, T> {
    /// Whether it does not count as absent; none if it has a value of another type.
    #[allow(dead_code, reason = "a spec may be without groups")]
    #[inline]
    pub(crate) fn presence<B: Blanks>(&self) -> Option<bool> {
        self.mistyped().is_none().then(|| self.is_present::<B>())
    }
}

impl<'v, T: FromMember<'v>> Presence for Member<'v, T> {
    type RuleInput = T::RuleInput;

    #[inline]
    fn given<B: Blanks>(&self) -> Option<&T::RuleInput> {
        match &self.state {
            State::Given(value) if !value.text().is_some_and(B::is_blank) => {
                Some(value.as_rule_input())
            }
            _ => None,
        }
    }

    #[inline]
    fn is_null(&self) -> bool {
        matches!(self.state, State::Null)
    }

    #[inline]
    fn mistyped(&self) -> Option<&Value> {
        match self.state {
            State::Mistyped(value) => Some(value),
            _ => None,
        }
    }
}

impl<'v> FromMember<'v> for &'v str {
    type RuleInput = str;

    #[inline]
    fn from_member(value: &'v Value) -> Option<Self> {
        value.as_str()
    }

    #[inline]
    fn as_rule_input(&self) -> &str {
        self
    }

    #[inline]
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

/// Implements [`FromMember`] for values that are copied.
macro_rules! copied {
    ($($ty:ty: $look:expr;)+) => {$(
        impl FromMember<'_> for $ty {
            type RuleInput = Self;

            #[inline]
            fn from_member(value: &Value) -> Option<Self> {
                $look(value)
            }

            #[inline]
            fn as_rule_input(&self) -> &Self {
                self
            }
        }
    )+};
}

copied! {
    bool: Value::as_bool;
    i32: |value: &Value| value.as_i64().and_then(|number| Self::try_from(number).ok());
    i64: Value::as_i64;
    f64: Value::as_f64;
}

/// Implements [`FromMember`] for values that are borrowed.
macro_rules! borrowed {
    ($($ty:ty: $look:expr;)+) => {$(
        impl<'v> FromMember<'v> for &'v $ty {
            type RuleInput = $ty;

            #[inline]
            fn from_member(value: &'v Value) -> Option<Self> {
                $look(value)
            }

            #[inline]
            fn as_rule_input(&self) -> &$ty {
                self
            }
        }
    )+};
}

borrowed! {
    Object: Value::as_object;
    Vec<Value>: Value::as_array;
    Value: Some;
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{all, member, member_or_null, read};
    use crate::runtime::{Blanks, Object, Presence};

    struct EmptyText;

    impl Blanks for EmptyText {
        const TEXTS: &[&str] = &[""];
    }

    fn object() -> Object {
        let json =
            json!({ "text": "a", "blank": "", "null": null, "wide": 3_000_000_000_i64 });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_member_is_present_as_a_field_is() {
        let object = object();
        let given = |name| member::<&str>(&object, name).given::<EmptyText>().is_some();
        assert!(given("text"));
        assert!(!given("blank") && !given("null") && !given("gone") && !given("wide"));
        assert!(!member::<&str>(&object, "null").is_present::<EmptyText>());
        assert!(member_or_null::<&str>(&object, "null").is_present::<EmptyText>());
        assert!(!member_or_null::<&str>(&object, "gone").is_present::<EmptyText>());
    }

    #[test]
    fn a_value_of_another_type_is_told_and_not_read() {
        let object = object();
        let presence = |name| member::<i32>(&object, name).presence::<EmptyText>();
        assert_eq!(
            member::<i32>(&object, "wide").mistyped(),
            Some(&json!(3_000_000_000_i64))
        );
        assert_eq!((presence("wide"), presence("null")), (None, Some(false)));
        let wide = member::<i64>(&object, "wide");
        assert_eq!(wide.presence::<EmptyText>(), Some(true));
        assert_eq!(member::<bool>(&object, "text").mistyped(), Some(&json!("a")));
        assert_eq!(read::<i32>(&object, "wide"), None);
        assert_eq!(read::<f64>(&object, "wide"), Some(3e9));
        assert_eq!(read::<&Value>(&object, "null"), None);
    }

    #[test]
    fn items_are_read_only_if_all_have_the_type() {
        let items = [json!(1), json!(2)];
        assert_eq!(all::<i64>(&items).unwrap().collect::<Vec<_>>(), [1, 2]);
        assert!(all::<i64>(&[json!(1), json!("2")]).is_none());
        assert!(all::<&Value>(&[Value::Null]).is_none());
    }
}
