//! The abilities of every wire type: setters, reading and writing JSON, printing without
//! secrets, and keeping the keys that no table documents.

use std::fmt;

/// A name that cannot be set as an undocumented key: the type has a field for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentedKeyError {
    /// The name.
    pub name: String,
}

impl fmt::Display for DocumentedKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is documented: use its own field", self.name)
    }
}

impl std::error::Error for DocumentedKeyError {}

/// Reads a part of a request document; `null` is the same as nothing.
#[allow(dead_code, reason = "a spec may be without operations")]
pub(crate) fn null_is_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: serde::Deserialize<'de> + Default,
{
    <Option<T> as serde::Deserialize>::deserialize(deserializer)
        .map(Option::unwrap_or_default)
}

/// Implements a wire type from its fields:
/// `wire_struct! { Name: request; field: Type = "wire name"; ... }`.
///
/// `request` reads strictly, `response` tolerantly, `both` each way; `secret` keeps a
/// value out of `Debug`.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! wire_struct {
    ($name:ident: $mode:ident; $($field:ident: $ty:ty = $wire:literal $(, $secret:ident)?;)*) => {
        $crate::runtime::same_form!($name);

        impl $name {
            $(
                #[doc = concat!("Sets `", $wire, "`.")]
                #[must_use]
                pub fn $field(mut self, value: impl Into<$ty>) -> Self {
                    self.$field = Some(value.into());
                    self
                }
            )*

            /// The keys that no table documents, as read or as set.
            #[must_use]
            pub fn undocumented(&self) -> &$crate::runtime::Object {
                &self.undocumented_
            }

            /// Sets a key that no table documents, which is sent along as it is.
            ///
            /// # Errors
            /// If the key is documented, so that it has a field.
            pub fn with_undocumented(
                mut self,
                name: impl Into<String>,
                value: impl Into<serde_json::Value>,
            ) -> Result<Self, $crate::runtime::DocumentedKeyError> {
                let name = name.into();
                let documented: &[&str] = &[$($wire),*];
                if documented.contains(&name.as_str()) {
                    return Err($crate::runtime::DocumentedKeyError { name });
                }
                self.undocumented_.insert(name, value.into());
                Ok(self)
            }
        }

        /// Shows what is set, but neither secrets nor the values of undocumented keys.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut out = f.debug_struct(stringify!($name));
                $(
                    if let Some(value) = &self.$field {
                        out.field(stringify!($field), $crate::runtime::shown!(value $($secret)?));
                    }
                )*
                if !self.undocumented_.is_empty() {
                    out.field("undocumented", &self.undocumented_.keys().collect::<Vec<_>>());
                }
                out.finish()
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;

                let mut out = serializer.serialize_map(None)?;
                $(
                    if let Some(value) = &self.$field {
                        out.serialize_entry($wire, $crate::runtime::written!(value $($secret)?))?;
                    }
                )*
                for (name, value) in &self.undocumented_ {
                    out.serialize_entry(name, value)?;
                }
                out.end()
            }
        }

        $crate::runtime::wire_struct!(@$mode $name { $($field: $ty = $wire,)* });
    };

    (@both $name:ident { $($fields:tt)* }) => {
        $crate::runtime::wire_struct!(@request $name { $($fields)* });
        $crate::runtime::wire_struct!(@lenient $name { $($fields)* });
    };

    (@response $name:ident { $($fields:tt)* }) => {
        $crate::runtime::wire_struct!(@lenient $name { $($fields)* });

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                <Self as $crate::runtime::Lenient>::from_json(value)
                    .map_err(|_| <D::Error as serde::de::Error>::custom("expected an object"))
            }
        }
    };

    (@lenient $name:ident { $($field:ident: $ty:ty = $wire:literal,)* }) => {
        impl $crate::runtime::Lenient for $name {
            fn from_json(value: serde_json::Value) -> Result<Self, serde_json::Value> {
                let object = <$crate::runtime::Object as $crate::runtime::Lenient>::from_json(value)?;
                let mut found = Self::default();
                for (name, value) in object {
                    match name.as_str() {
                        $(
                            $wire if value.is_null() => {}
                            $wire => match <$ty as $crate::runtime::Lenient>::from_json(value) {
                                Ok(value) => found.$field = Some(value),
                                // Nothing is lost: what makes no sense as documented
                                // stays as it came.
                                Err(value) => drop(found.undocumented_.insert(name, value)),
                            },
                        )*
                        _ => drop(found.undocumented_.insert(name, value)),
                    }
                }
                Ok(found)
            }
        }
    };

    (@request $name:ident { $($field:ident: $ty:ty = $wire:literal,)* }) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[allow(non_camel_case_types)]
                enum __Key {
                    $($field,)*
                    __Other(String),
                }

                impl<'de> serde::Deserialize<'de> for __Key {
                    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        $crate::runtime::read_text(deserializer, |text| match text {
                            $($wire => Self::$field,)*
                            other => Self::__Other(other.to_owned()),
                        })
                    }
                }

                struct __Fields;

                impl<'de> serde::de::Visitor<'de> for __Fields {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<$name, A::Error> {
                        let mut found = $name::default();
                        while let Some(__key) = map.next_key::<__Key>()? {
                            // A row may be called `key`, and a binding must not have a
                            // variant's name.
                            match __key {
                                $(
                                    __Key::$field => {
                                        if found.$field.is_some() {
                                            return Err(<A::Error as serde::de::Error>::duplicate_field($wire));
                                        }
                                        found.$field = map.next_value()?;
                                    }
                                )*
                                __Key::__Other(name) => {
                                    found.undocumented_.insert(name, map.next_value()?);
                                }
                            }
                        }
                        Ok(found)
                    }
                }

                deserializer.deserialize_map(__Fields)
            }
        }
    };
}

/// Implements `Form` for a type that is the same on the wire.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! same_form {
    ($($name:ty),+) => {$(
        #[cfg(feature = "typed")]
        impl $crate::runtime::Form<$name> for $name {
            fn into_wire(self) -> $name {
                self
            }

            fn from_wire(wire: $name, _: $crate::runtime::Location<'_>, _: &mut $crate::runtime::Rest) -> Option<Self> {
                Some(wire)
            }
        }
    )+};
}

/// Stands in, wherever something is printed, for a value that must not be shown.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "a spec may be without secrets")]
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The form of a field in `Debug`.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! shown {
    ($value:ident) => {
        $value
    };
    ($value:ident secret) => {{
        let _ = $value;
        &$crate::runtime::Redacted
    }};
}

/// The form of a field in JSON.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! written {
    ($value:ident) => {
        $value
    };
    ($value:ident secret) => {
        &$crate::runtime::SecretValue($value)
    };
}

#[allow(unused_imports, reason = "a spec may be without tables")]
pub(crate) use {same_form, shown, wire_struct, written};
