//! The macro that makes wire types from lists of their fields, and the trait behind it.
//! Reading JSON belongs to `read`, writing and printing to `write`, whole requests to
//! `request`.

use std::fmt;

use serde::Serialize;
use serde::de::{Deserialize, DeserializeOwned};
use serde_json::Value;

use super::lenient::Lenient;
use super::object::Object;

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

/// A generated wire type. Only `KEYS`, `visit` and `read` are written for each field;
/// `Debug` and serde are generic functions over them.
#[allow(dead_code, reason = "a spec may be without tables and secrets")]
pub(crate) trait WireStruct: Default {
    /// Name of the struct.
    const NAME: &'static str;

    /// Names of the fields on the wire.
    const KEYS: &'static [&'static str];

    /// Shows the fields to `visit`, in the order of the table.
    fn visit(&self, visit: &mut impl VisitFields);

    /// Reads the value of the key `key`.
    fn read<'de, R: ReadField<'de>>(
        &mut self,
        key: &str,
        value: R,
    ) -> Result<(), R::Error>;

    /// The keys that no table documents.
    fn undocumented(&self) -> &Object;

    /// The keys that no table documents, to be changed.
    fn undocumented_mut(&mut self) -> &mut Object;
}

/// Called with each field of a wire type.
#[allow(dead_code, reason = "a spec may be without tables and secrets")]
pub(crate) trait VisitFields {
    /// A field, by its names in Rust and on the wire.
    fn field<T: Serialize + fmt::Debug>(
        &mut self,
        name: &'static str,
        wire: &'static str,
        value: &Option<T>,
    );

    /// A field that may hold a secret.
    fn secret<T: Serialize + fmt::Debug>(
        &mut self,
        name: &'static str,
        wire: &'static str,
        value: &Option<T>,
    );
}

/// Reads the value of one key, strictly or tolerantly.
#[allow(dead_code, reason = "a spec may be without tables and secrets")]
pub(crate) trait ReadField<'de>: Sized {
    type Error;

    /// Reads the value of a documented key.
    fn field<T: Deserialize<'de> + Lenient>(
        self,
        field: &mut Option<T>,
    ) -> Result<(), Self::Error>;

    /// Reads the value of a key that no page has. A value of another type is kept among the
    /// undocumented keys.
    fn on_no_page<T: DeserializeOwned + Lenient>(
        self,
        field: &mut Option<T>,
        keys: &mut Object,
    ) -> Result<(), Self::Error>;

    /// Reads the value of any other key.
    fn undocumented(self, keys: &mut Object) -> Result<(), Self::Error>;
}

/// A wire type:
/// `wire_struct! { pub struct Name: request; pub field: Option<Type> = "wire name"; ... }`.
///
/// The name on the wire is left out where it is the field's. A `request` is read
/// strictly, a `response` tolerantly; a `secret` is kept out of `Debug`; `on_no_page`
/// is a field that no page has, whose value may have another type.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! wire_struct {
    (
        $(#[$about:meta])*
        pub struct $name:ident: $mode:ident;

        $($(#[$of:meta])* pub $field:ident: Option<$ty:ty> $(= $wire:literal)? $(, $mark:ident)*;)*
    ) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$of])* pub $field: Option<$ty>,)*
            undocumented_: $crate::runtime::Object,
        }

        $crate::runtime::same_on_wire!($name);
        $crate::runtime::always_present!($name);

        impl $crate::runtime::WireStruct for $name {
            const NAME: &'static str = stringify!($name);
            const KEYS: &'static [&'static str] = &[$($crate::runtime::wire_struct!(@wire $field $($wire)?)),*];

            #[allow(unused_variables)]
            fn visit(&self, visit: &mut impl $crate::runtime::VisitFields) {
                $($crate::runtime::wire_struct!(@visit visit self $field [$($wire)?] $($mark)*);)*
            }

            fn read<'de, R: $crate::runtime::ReadField<'de>>(
                &mut self,
                key: &str,
                value: R,
            ) -> Result<(), R::Error> {
                match key {
                    $($crate::runtime::wire_struct!(@wire $field $($wire)?) => {
                        $crate::runtime::wire_struct!(@value value self $field $($mark)*)
                    })*
                    _ => value.undocumented(&mut self.undocumented_),
                }
            }

            fn undocumented(&self) -> &$crate::runtime::Object {
                &self.undocumented_
            }

            fn undocumented_mut(&mut self) -> &mut $crate::runtime::Object {
                &mut self.undocumented_
            }
        }

        impl $name {
            $(
                #[doc = concat!("Sets `", $crate::runtime::wire_struct!(@wire $field $($wire)?), "`.")]
                #[must_use]
                pub fn $field(mut self, value: impl Into<$ty>) -> Self {
                    $crate::runtime::set(&mut self.$field, value);
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
                self,
                name: impl Into<String>,
                value: impl Into<serde_json::Value>,
            ) -> Result<Self, $crate::runtime::DocumentedKeyError> {
                $crate::runtime::with_undocumented(self, name, value)
            }
        }

        /// Shows what is set, but neither secrets nor the values of undocumented keys.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::show_struct(self, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::write_struct(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::wire_struct!(@read $mode deserializer)
            }
        }

        impl $crate::runtime::Lenient for $name {
            fn from_json(value: serde_json::Value) -> Result<Self, serde_json::Value> {
                $crate::runtime::struct_from_json(value)
            }

            fn fits(value: &serde_json::Value) -> bool {
                value.is_object()
            }
        }
    };

    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };

    (@visit $visit:ident $self:ident $field:ident [$($wire:literal)?] on_no_page $($secret:ident)?) => {
        $crate::runtime::wire_struct!(@visit $visit $self $field [$($wire)?] $($secret)?)
    };
    (@visit $visit:ident $self:ident $field:ident [$($wire:literal)?]) => {
        $visit.field(
            stringify!($field),
            $crate::runtime::wire_struct!(@wire $field $($wire)?),
            &$self.$field,
        )
    };
    (@visit $visit:ident $self:ident $field:ident [$($wire:literal)?] secret) => {
        $visit.secret(
            stringify!($field),
            $crate::runtime::wire_struct!(@wire $field $($wire)?),
            &$self.$field,
        )
    };

    (@value $value:ident $self:ident $field:ident on_no_page $($secret:ident)?) => {
        $value.on_no_page(&mut $self.$field, &mut $self.undocumented_)
    };
    (@value $value:ident $self:ident $field:ident $($secret:ident)?) => {
        $value.field(&mut $self.$field)
    };

    (@read request $deserializer:ident) => {
        $crate::runtime::read_struct($deserializer)
    };
    (@read response $deserializer:ident) => {
        $crate::runtime::read_answer($deserializer)
    };
}

/// Sets a field.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn set<T>(field: &mut Option<T>, value: impl Into<T>) {
    *field = Some(value.into());
}

/// Sets a key that no table documents.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn with_undocumented<T: WireStruct>(
    mut object: T,
    name: impl Into<String>,
    value: impl Into<Value>,
) -> Result<T, DocumentedKeyError> {
    let name = name.into();
    if T::KEYS.contains(&name.as_str()) {
        return Err(DocumentedKeyError { name });
    }
    object.undocumented_mut().insert(name, value.into());
    Ok(object)
}

/// Implements `OnWire` for a type that is the same on the wire.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! same_on_wire {
    ($($name:ty),+) => {$(
        #[cfg(feature = "typed")]
        impl $crate::runtime::OnWire<$name> for $name {
            fn into_wire(self) -> $name {
                self
            }

            fn from_wire(wire: $name, _: $crate::runtime::Location<'_>, _: &mut $crate::runtime::ConversionReport) -> Option<Self> {
                Some(wire)
            }
        }
    )+};
}

#[allow(unused_imports, reason = "a spec may be without tables")]
pub(crate) use {same_on_wire, wire_struct};
