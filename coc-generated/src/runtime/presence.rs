//! Presence: the values that count as absent beside `null`. The rules that ask for it
//! belong to `check`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::wire::{File, Nullable, Object, OpenEnum, Timestamp, WireValue as _};

/// The texts that a service treats like `null`.
pub(crate) trait Blanks {
    const TEXTS: &'static [&'static str];

    /// Whether a text counts as absent.
    #[inline]
    fn is_blank(text: &str) -> bool {
        Self::TEXTS.contains(&text)
    }
}

/// A field, or the value in it.
pub(crate) trait Presence {
    /// The type of the value that rules get.
    type RuleInput: ?Sized;

    /// The value, unless it counts as absent.
    fn given<B: Blanks>(&self) -> Option<&Self::RuleInput>;

    /// Whether the value is null as a value of its own, which counts as present.
    #[inline]
    fn is_null(&self) -> bool {
        false
    }

    /// A JSON value of another type than documented. A field of a struct holds none.
    #[inline]
    fn mistyped(&self) -> Option<&Value> {
        None
    }

    /// Whether it does not count as absent.
    #[allow(dead_code, reason = "a spec may be without nullable fields")]
    #[inline]
    fn is_present<B: Blanks>(&self) -> bool {
        self.is_null() || self.given::<B>().is_some()
    }
}

/// The value, unless it counts as absent beside these texts.
#[inline]
#[allow(dead_code, reason = "a spec may be without conditions on presence")]
pub(crate) fn given<T: Presence, B: Blanks>(value: &T, _: B) -> Option<&T::RuleInput> {
    value.given::<B>()
}

/// Whether a value does not count as absent beside these texts.
#[inline]
#[allow(dead_code, reason = "a spec may be without conditions on presence")]
pub(crate) fn is_present<T: Presence, B: Blanks>(value: &T, _: B) -> bool {
    value.is_present::<B>()
}

/// The value, unless it is a text that counts as absent and that no page lists.
#[inline]
#[allow(dead_code, reason = "a spec may be without lists of values")]
pub(crate) fn given_value<T: OpenEnum, B: Blanks>(value: &T) -> Option<&T> {
    let is_blank = || value.wire().as_text().is_some_and(B::is_blank);
    (value.is_known() || !is_blank()).then_some(value)
}

impl<T: Presence> Presence for Option<T> {
    type RuleInput = T::RuleInput;

    #[inline]
    fn given<B: Blanks>(&self) -> Option<&T::RuleInput> {
        self.as_ref().and_then(T::given::<B>)
    }

    #[inline]
    fn is_null(&self) -> bool {
        self.as_ref().is_some_and(T::is_null)
    }
}

impl<T: Presence> Presence for Nullable<T> {
    type RuleInput = T::RuleInput;

    #[inline]
    fn given<B: Blanks>(&self) -> Option<&T::RuleInput> {
        self.as_value().and_then(T::given::<B>)
    }

    #[inline]
    fn is_null(&self) -> bool {
        Self::is_null(self)
    }
}

impl<T: Presence> Presence for Box<T> {
    type RuleInput = T::RuleInput;

    #[inline]
    fn given<B: Blanks>(&self) -> Option<&T::RuleInput> {
        T::given::<B>(self)
    }
}

impl Presence for String {
    type RuleInput = str;

    #[inline]
    fn given<B: Blanks>(&self) -> Option<&str> {
        Some(self.as_str()).filter(|text| !B::is_blank(text))
    }
}

/// Implements [`Presence`] for a type without blank values.
macro_rules! always_present {
    (<$of:ident> $type:ty) => {
        $crate::runtime::always_present!(@impl [<$of>] $type);
    };
    ($type:ident) => {
        $crate::runtime::always_present!(@impl [] $type);
    };
    (@impl [$($generics:tt)*] $type:ty) => {
        impl $($generics)* $crate::runtime::Presence for $type {
            type RuleInput = Self;

            #[inline]
            fn given<B: $crate::runtime::Blanks>(&self) -> Option<&Self> {
                Some(self)
            }
        }
    };
}

always_present!(bool);
always_present!(i32);
always_present!(i64);
always_present!(f64);
always_present!(Timestamp);
always_present!(Object);
always_present!(File);
always_present!(Value);
always_present!(<T> Vec<T>);
always_present!(<T> BTreeMap<String, T>);

pub(crate) use always_present;
