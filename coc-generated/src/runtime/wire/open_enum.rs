//! Open enumerations: known values as variants, and one more for whatever else stands in
//! a payload.

use std::fmt;

/// The text of a value that is not known. Only reading or parsing makes one, so it never
/// holds a known value's text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[allow(dead_code, reason = "a spec may be without lists of values")]
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The text as it stood in the payload.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A list of values that may meet others.
#[allow(dead_code, reason = "a spec may be without lists of values")]
pub(crate) trait OpenEnum {
    /// Whether the page lists the value.
    fn is_known(&self) -> bool;
}

/// Implements what every open enumeration can do, from its variants and their texts.
#[allow(unused_macros, reason = "a spec may be without lists of values")]
macro_rules! open_enum {
    ($name:ident; $($variant:ident = $wire:literal;)+) => {
        impl $name {
            /// Every known value, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unknown(text) => text.as_str(),
                }
            }

            /// Whether the page lists the value.
            #[must_use]
            pub const fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            /// Whether `text` is a listed value.
            #[must_use]
            pub fn lists(text: &str) -> bool {
                matches!(text, $($wire)|+)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)+
                    other => Self::Unknown($crate::runtime::UnknownValue::new(other)),
                }
            }
        }

        impl From<&str> for $crate::runtime::Nullable<$name> {
            fn from(text: &str) -> Self {
                Self::Value($name::from(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl $crate::runtime::OpenEnum for $name {
            #[inline]
            fn is_known(&self) -> bool {
                $name::is_known(self)
            }
        }

        impl $crate::runtime::Presence for $name {
            type Shown = Self;

            #[inline]
            fn given<B: $crate::runtime::Blanks>(&self) -> Option<&Self> {
                Some(self).filter(|it| it.is_known() || !B::is_blank(it.as_str()))
            }
        }

        #[cfg(feature = "typed")]
        impl $crate::runtime::Form<$name> for $name {
            fn into_wire(self) -> $name {
                self
            }

            fn from_wire(
                wire: $name,
                _: $crate::runtime::Location<'_>,
                _: &mut $crate::runtime::Rest,
            ) -> Option<Self> {
                Some(wire)
            }

            fn text(wire: &$name) -> Option<&str> {
                Some(wire.as_str())
            }
        }

        /// A list that applies in some cases only is text on the wire.
        #[cfg(feature = "typed")]
        impl $crate::runtime::Form<String> for $name {
            fn into_wire(self) -> String {
                self.as_str().to_owned()
            }

            fn from_wire(
                wire: String,
                _: $crate::runtime::Location<'_>,
                _: &mut $crate::runtime::Rest,
            ) -> Option<Self> {
                Some(Self::from(wire.as_str()))
            }

            fn text(wire: &String) -> Option<&str> {
                Some(wire)
            }
        }

        /// A case in which the list does not apply has text.
        #[cfg(feature = "typed")]
        impl $crate::runtime::Form<$name> for String {
            fn into_wire(self) -> $name {
                $name::from(self.as_str())
            }

            fn from_wire(
                wire: $name,
                _: $crate::runtime::Location<'_>,
                _: &mut $crate::runtime::Rest,
            ) -> Option<Self> {
                Some(wire.as_str().to_owned())
            }

            fn text(wire: &$name) -> Option<&str> {
                Some(wire.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::read_text(deserializer, |text| Self::from(text))
            }
        }

        impl $crate::runtime::Lenient for $name {
            fn from_json(value: serde_json::Value) -> Result<Self, serde_json::Value> {
                <String as $crate::runtime::Lenient>::from_json(value).map(|text| Self::from(text.as_str()))
            }
        }
    };
}

#[allow(unused_imports, reason = "a spec may be without lists of values")]
pub(crate) use open_enum;

/// Reads text without owning it where the input allows.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn read_text<'de, D: serde::Deserializer<'de>, T>(
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
