//! Open enumerations: a variant for each known value, and one for all others. The values of
//! an enumeration are all text or all whole numbers. The lists of values belong to
//! generated code.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::lenient::Lenient;
use super::nullable::Nullable;

/// A value that is not known. Only reading, parsing or converting makes one, so it never
/// holds a known value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue<T = Box<str>>(T);

impl<T> UnknownValue<T> {
    #[allow(dead_code, reason = "a spec may be without lists of values")]
    pub(crate) fn new(value: impl Into<T>) -> Self {
        Self(value.into())
    }

    #[allow(dead_code, reason = "a spec may be without lists of values")]
    pub(crate) fn wire<W: ?Sized>(&self) -> &W
    where
        T: Borrow<W>,
    {
        self.0.borrow()
    }
}

impl UnknownValue {
    /// The text as it stood in the payload.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UnknownValue<i64> {
    /// The number as it stood in the payload.
    #[must_use]
    pub const fn value(&self) -> i64 {
        self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for UnknownValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value of an enumeration as it is on the wire.
#[allow(dead_code, reason = "a spec may be without lists of values")]
pub(crate) trait WireValue:
    ToOwned<Owned: Lenient> + fmt::Display + Serialize
{
    /// The value if it is text, which may be blank.
    fn as_text(&self) -> Option<&str>;

    /// Reads a value that has the documented JSON type.
    fn read<'de, D: Deserializer<'de>, T>(
        deserializer: D,
        from: impl Fn(&Self) -> T,
    ) -> Result<T, D::Error>;
}

impl WireValue for str {
    fn as_text(&self) -> Option<&str> {
        Some(self)
    }

    fn read<'de, D: Deserializer<'de>, T>(
        deserializer: D,
        from: impl Fn(&Self) -> T,
    ) -> Result<T, D::Error> {
        read_text(deserializer, from)
    }
}

impl WireValue for i64 {
    fn as_text(&self) -> Option<&str> {
        None
    }

    fn read<'de, D: Deserializer<'de>, T>(
        deserializer: D,
        from: impl Fn(&Self) -> T,
    ) -> Result<T, D::Error> {
        Self::deserialize(deserializer).map(|number| from(&number))
    }
}

/// A generated open enumeration.
#[allow(dead_code, reason = "a spec may be without lists of values")]
pub(crate) trait OpenEnum: Sized {
    /// Its values on the wire.
    type Wire: WireValue + ?Sized;

    /// Whether the page lists the value.
    fn is_known(&self) -> bool;

    /// The value on the wire.
    fn wire(&self) -> &Self::Wire;

    /// The value for this text or number on the wire.
    fn of_wire(wire: &Self::Wire) -> Self;
}

/// Reads a value of an open enumeration as tolerantly as a plain text or number.
#[allow(dead_code, reason = "a spec may be without lists of values")]
pub(crate) fn lenient_value<T: OpenEnum>(value: Value) -> Result<T, Value> {
    let plain = <<T::Wire as ToOwned>::Owned as Lenient>::from_json(value)?;
    Ok(T::of_wire(plain.borrow()))
}

impl<T: OpenEnum<Wire = str>> From<&str> for Nullable<T> {
    fn from(wire: &str) -> Self {
        Self::Value(T::of_wire(wire))
    }
}

impl<T: OpenEnum<Wire = i64>> From<i64> for Nullable<T> {
    fn from(wire: i64) -> Self {
        Self::Value(T::of_wire(&wire))
    }
}

/// An open enumeration, with all that each of them can do:
/// `open_enum! { pub enum Name: text; Variant = "value"; ... }`, or `Name: integer` with
/// numbers.
#[allow(unused_macros, reason = "a spec may be without lists of values")]
macro_rules! open_enum {
    ($(#[$about:meta])* pub enum $name:ident: text; $($(#[$of:meta])* $variant:ident = $wire:literal;)+) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$of])*
                #[doc = concat!("\n\nOn the wire: `", $wire, "`.")]
                $variant,
            )+
            /// A value that the page does not list.
            Unknown($crate::runtime::UnknownValue),
        }

        $crate::runtime::open_enum!(@both $name [&str, str, []]; $($variant = $wire;)+);

        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                $crate::runtime::OpenEnum::wire(self)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }
    };

    ($(#[$about:meta])* pub enum $name:ident: integer; $($(#[$of:meta])* $variant:ident = $wire:literal;)+) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$of])*
                #[doc = concat!("\n\nOn the wire: `", stringify!($wire), "`.")]
                $variant,
            )+
            /// A value that the page does not list.
            Unknown($crate::runtime::UnknownValue<i64>),
        }

        $crate::runtime::open_enum!(@both $name [i64, i64, [*]]; $($variant = $wire;)+);

        impl $name {
            /// The number on the wire.
            #[must_use]
            pub fn value(&self) -> i64 {
                *$crate::runtime::OpenEnum::wire(self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, std::num::ParseIntError> {
                text.parse().map(|number: i64| Self::from(number))
            }
        }
    };

    // The type of a value as an argument and on the wire, and the `*` that turns a
    // reference into the argument.
    (@both $name:ident [$given:ty, $wire_type:ty, [$($deref:tt)?]]; $($variant:ident = $wire:literal;)+) => {
        impl $name {
            /// Every known value, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Whether the page lists the value.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            /// Whether this is a listed value on the wire.
            #[must_use]
            #[allow(clippy::manual_range_patterns, reason = "each number has a name")]
            pub fn lists(wire: $given) -> bool {
                matches!(wire, $($wire)|+)
            }
        }

        impl From<$given> for $name {
            fn from(wire: $given) -> Self {
                match wire {
                    $($wire => Self::$variant,)+
                    other => Self::Unknown($crate::runtime::UnknownValue::new(other)),
                }
            }
        }

        impl $crate::runtime::OpenEnum for $name {
            type Wire = $wire_type;

            #[inline]
            fn is_known(&self) -> bool {
                $name::is_known(self)
            }

            fn wire(&self) -> &$wire_type {
                match self {
                    $(Self::$variant => &$wire,)+
                    Self::Unknown(value) => value.wire(),
                }
            }

            fn of_wire(wire: &$wire_type) -> Self {
                Self::from($($deref)? wire)
            }
        }

        #[cfg(feature = "typed")]
        impl $crate::runtime::OnWire<$name> for $name {
            fn into_wire(self) -> $name {
                self
            }

            fn from_wire(
                wire: $name,
                _: $crate::runtime::Location<'_>,
                _: &mut $crate::runtime::ConversionReport,
            ) -> Option<Self> {
                Some(wire)
            }

            fn text(wire: &$name) -> Option<&str> {
                <$wire_type as $crate::runtime::WireValue>::as_text($crate::runtime::OpenEnum::wire(wire))
            }
        }

        impl $crate::runtime::Presence for $name {
            type RuleInput = Self;

            #[inline]
            fn given<B: $crate::runtime::Blanks>(&self) -> Option<&Self> {
                $crate::runtime::given_value::<Self, B>(self)
            }
        }

        impl $crate::runtime::Lenient for $name {
            fn from_json(value: serde_json::Value) -> Result<Self, serde_json::Value> {
                $crate::runtime::lenient_value(value)
            }

            fn fits(value: &serde_json::Value) -> bool {
                <<$wire_type as ToOwned>::Owned as $crate::runtime::Lenient>::fits(value)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt($crate::runtime::OpenEnum::wire(self), f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::OpenEnum::wire(self).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::WireValue::read(deserializer, <Self as $crate::runtime::OpenEnum>::of_wire)
            }
        }
    };
}

#[allow(unused_imports, reason = "a spec may be without lists of values")]
pub(crate) use open_enum;

/// Reads text without owning it where the input allows.
#[allow(dead_code, reason = "a spec may be without lists of values")]
fn read_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    from: impl Fn(&str) -> T,
) -> Result<T, D::Error> {
    struct Text<F>(F);

    impl<T, F: Fn(&str) -> T> serde::de::Visitor<'_> for Text<F> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            Ok((self.0)(text))
        }
    }

    deserializer.deserialize_str(Text(from))
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro is for public enumerations")]
mod tests {
    use serde_json::json;

    use crate::runtime::{Lenient, OpenEnum};

    open_enum! {
        /// A number.
        pub enum Level: integer;

        /// The first.
        High = 1;
        /// The last.
        Low = -9223372036854775808;
    }

    open_enum! {
        /// A text.
        pub enum Tone: text;

        /// The only one.
        Calm = "calm";
    }

    #[test]
    fn an_enumeration_of_integers_is_a_number_on_the_wire() {
        assert_eq!(Level::ALL, [Level::High, Level::Low]);
        for (number, level) in [(1, Level::High), (i64::MIN, Level::Low)] {
            assert_eq!(Level::from(number), level);
            assert_eq!(level.value(), number);
            assert!(level.is_known() && Level::lists(number));
            assert_eq!(json!(level), json!(number));
            assert_eq!(level.to_string().parse(), Ok(level));
            assert_eq!(serde_json::from_value(json!(number)).ok(), Some(level));
        }
        let other = Level::from(7);
        assert!(!other.is_known() && !Level::lists(7));
        assert_eq!((other.value(), format!("{other:?}")), (7, "Unknown(7)".to_owned()));
        assert!("x".parse::<Level>().is_err());
    }

    #[test]
    fn requests_are_read_strictly_and_answers_tolerantly() {
        for odd in [json!("1"), json!(1.0), json!(true), json!(null), json!(u64::MAX)] {
            assert!(serde_json::from_value::<Level>(odd.clone()).is_err(), "{odd}");
        }
        for number in [json!(1), json!("1"), json!(1.0)] {
            assert!(Level::fits(&number));
            assert_eq!(Level::from_json(number), Ok(Level::High));
        }
        for odd in [json!("high"), json!(1.5), json!(true), json!([1])] {
            assert!(!Level::fits(&odd));
            assert_eq!(Level::from_json(odd.clone()), Err(odd));
        }
        assert!(serde_json::from_value::<Tone>(json!(1)).is_err());
        assert!(Tone::fits(&json!(1)) && !Tone::fits(&json!([])));
        assert_eq!(Tone::from_json(json!("calm")), Ok(Tone::Calm));
        assert_eq!(Tone::from_json(json!(1)), Ok(Tone::from("1")));
    }

    #[test]
    fn values_are_converted_to_the_wire_and_back() {
        assert_eq!(Level::Low.wire(), &i64::MIN);
        assert_eq!((Tone::ALL, Tone::Calm.wire()), (&[Tone::Calm][..], "calm"));
        assert!(Tone::lists("calm") && !Tone::lists("loud"));
        assert_eq!(Tone::of_wire("x").as_str(), "x");
        assert_eq!(format!("{:>5}|{:<3}|", Tone::Calm, Level::High), " calm|1  |");
    }

    #[cfg(feature = "typed")]
    #[test]
    fn a_list_that_depends_on_the_case_is_a_plain_value_on_the_wire() {
        use crate::runtime::OnWire;

        fn plain<W, T: OnWire<W>>(value: T) -> W {
            value.into_wire()
        }
        assert_eq!(plain::<i64, _>(Level::High), 1);
        assert_eq!(plain::<Level, _>(7_i64), Level::from(7));
        assert_eq!(plain::<String, _>(Tone::Calm), "calm");
        assert_eq!(<i64 as OnWire<Level>>::text(&Level::High), None);
        assert_eq!(<String as OnWire<Tone>>::text(&Tone::Calm), Some("calm"));
    }
}
