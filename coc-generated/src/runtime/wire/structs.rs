//! The abilities of every wire type: setters, reading and writing JSON, printing without
//! secrets, and keeping the keys that no table documents.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::lenient::Lenient;
use super::object::Object;
use super::secret::SecretValue;

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
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// A generated wire type. Two methods know its fields; everything else is written once,
/// for all types.
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

/// A use of the fields of a wire type.
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

/// A way to read the value of a field.
#[allow(dead_code, reason = "a spec may be without tables and secrets")]
pub(crate) trait ReadField<'de>: Sized {
    type Error;

    /// Reads the value of a documented key.
    fn field<T: Deserialize<'de> + Lenient>(
        self,
        field: &mut Option<T>,
    ) -> Result<(), Self::Error>;

    /// Reads the value of a key that no page has. A value that makes no sense as the field
    /// has it is kept among the undocumented keys.
    fn outside<T: DeserializeOwned + Lenient>(
        self,
        field: &mut Option<T>,
        keys: &mut Object,
    ) -> Result<(), Self::Error>;

    /// Reads the value of any other key.
    fn undocumented(self, keys: &mut Object) -> Result<(), Self::Error>;
}

/// Implements a wire type from its fields:
/// `wire_struct! { Name: request; field: Type = "wire name"; ... }`. /// The name on the wire is left out where it is the field's. A `request` is read strictly, a `response` tolerantly; a `secret` is kept out of
/// `Debug`; `outside` is a field that no page has, whose value may have another type.
#[allow(unused_macros, reason = "a spec may be without tables")]
macro_rules! wire_struct {
    ($name:ident: $mode:ident; $($field:ident: $ty:ty $(= $wire:literal)? $(, $mark:ident)*;)*) => {
        $crate::runtime::same_form!($name);
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
        }
    };

    (@wire $field:ident) => { stringify!($field) };
    (@wire $field:ident $wire:literal) => { $wire };

    (@visit $visit:ident $self:ident $field:ident [$($wire:literal)?] outside $($secret:ident)?) => {
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

    (@value $value:ident $self:ident $field:ident outside $($secret:ident)?) => {
        $value.outside(&mut $self.$field, &mut $self.undocumented_)
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

/// Implements a request from its parts: `wire_request! { Name; part: Type; ... }`. The
/// query and the headers are set, and no arguments: an operation may come to have its first
/// optional parameter.
#[allow(unused_macros, reason = "a spec may be without operations")]
macro_rules! wire_request {
    (
        $name:ident;
        $(path: $path:ty;)? $(query: $query:ty;)? $(header: $header:ty;)? $(body: $body:ty;)?
    ) => {
        impl $name {
            /// A request from the parts that it needs. Nothing is checked yet.
            #[must_use]
            pub fn new($(path: impl Into<$path>,)? $(body: impl Into<$body>)?) -> Self {
                Self {
                    $(path: Into::<$path>::into(path),)?
                    $(query: <$query>::default(),)?
                    $(header: <$header>::default(),)?
                    $(body: Into::<$body>::into(body),)?
                }
            }

            $(
                /// Sets the parameters in the query.
                #[must_use]
                pub fn query(mut self, query: impl Into<$query>) -> Self {
                    self.query = query.into();
                    self
                }
            )?

            $(
                /// Sets the parameters among the headers.
                #[must_use]
                pub fn header(mut self, header: impl Into<$header>) -> Self {
                    self.header = header.into();
                    self
                }
            )?

            /// Checks the documented rules. Warnings alone pass;
            /// [`violations`](Self::violations) has them.
            ///
            /// # Errors
            ///
            /// All violations, warnings included, if one of them is an error.
            pub fn validate(&self) -> Result<(), $crate::runtime::Violations> {
                self.violations().into_result()
            }
        }
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

/// `Debug` of a wire type: the fields that are set, without secrets, and the names of
/// undocumented keys.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn show_struct<T: WireStruct>(
    object: &T,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    struct Show<'a, 'b>(fmt::DebugStruct<'a, 'b>);

    impl VisitFields for Show<'_, '_> {
        fn field<T: fmt::Debug>(&mut self, name: &str, _: &str, value: &Option<T>) {
            if let Some(value) = value {
                self.0.field(name, value);
            }
        }

        fn secret<T>(&mut self, name: &str, _: &str, value: &Option<T>) {
            if value.is_some() {
                self.0.field(name, &Redacted);
            }
        }
    }

    let mut show = Show(f.debug_struct(T::NAME));
    object.visit(&mut show);
    if !object.undocumented().is_empty() {
        show.0.field("undocumented", &object.undocumented().keys().collect::<Vec<_>>());
    }
    show.0.finish()
}

/// Writes the fields that are set, and undocumented keys behind them.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn write_struct<T: WireStruct, S: Serializer>(
    object: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    struct Write<M: SerializeMap> {
        map: M,
        result: Result<(), M::Error>,
    }

    impl<M: SerializeMap> Write<M> {
        fn entry<T: Serialize>(&mut self, wire: &str, value: &T) {
            if self.result.is_ok() {
                self.result = self.map.serialize_entry(wire, value);
            }
        }
    }

    impl<M: SerializeMap> VisitFields for Write<M> {
        fn field<T: Serialize>(&mut self, _: &str, wire: &str, value: &Option<T>) {
            if let Some(value) = value {
                self.entry(wire, value);
            }
        }

        fn secret<T: Serialize>(&mut self, _: &str, wire: &str, value: &Option<T>) {
            if let Some(value) = value {
                self.entry(wire, &SecretValue(value));
            }
        }
    }

    let mut write = Write { map: serializer.serialize_map(None)?, result: Ok(()) };
    object.visit(&mut write);
    write.result?;
    for (name, value) in object.undocumented() {
        write.map.serialize_entry(name, value)?;
    }
    write.map.end()
}

/// Reads a wire type of a request: each value must have the type of its field, and no
/// key stands twice.
#[allow(dead_code, reason = "a spec may be without tables")]
pub(crate) fn read_struct<'de, T: WireStruct, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Fields<T>(PhantomData<T>);

    impl<'de, T: WireStruct> Visitor<'de> for Fields<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut found = T::default();
            while let Some(Key(key)) = map.next_key()? {
                found.read(&key, Entry { map: &mut map, key: &key })?;
            }
            Ok(found)
        }
    }

    /// The value of the key, which is read next.
    struct Entry<'a, A> {
        map: &'a mut A,
        key: &'a str,
    }

    impl<'de, A: MapAccess<'de>> ReadField<'de> for Entry<'_, A> {
        type Error = A::Error;

        fn field<T: Deserialize<'de> + Lenient>(
            self,
            field: &mut Option<T>,
        ) -> Result<(), A::Error> {
            if field.is_some() {
                let twice = format_args!("duplicate field `{}`", self.key);
                return Err(A::Error::custom(twice));
            }
            *field = self.map.next_value::<Option<T>>()?.or_else(T::null);
            Ok(())
        }

        fn outside<T: DeserializeOwned + Lenient>(
            self,
            field: &mut Option<T>,
            keys: &mut Object,
        ) -> Result<(), A::Error> {
            if field.is_some() || keys.contains_key(self.key) {
                let twice = format_args!("duplicate field `{}`", self.key);
                return Err(A::Error::custom(twice));
            }
            let value: Value = self.map.next_value()?;
            match Option::<T>::deserialize(&value) {
                Ok(read) => *field = read.or_else(T::null),
                Err(_) => drop(keys.insert(self.key.to_owned(), value)),
            }
            Ok(())
        }

        fn undocumented(self, keys: &mut Object) -> Result<(), A::Error> {
            keys.insert(self.key.to_owned(), self.map.next_value()?);
            Ok(())
        }
    }

    deserializer.deserialize_map(Fields(PhantomData))
}

/// A key, borrowed from the input where that allows it.
#[allow(dead_code, reason = "a spec may be without tables")]
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_string(Text)
    }
}

/// Reads a wire type of an answer.
#[allow(dead_code, reason = "a spec may be without answers")]
pub(crate) fn read_answer<'de, T: Lenient, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    T::from_json(value).map_err(|_| D::Error::custom("expected an object"))
}

/// Reads a wire type tolerantly. A value that makes no sense as documented stays, as it
/// came, among the undocumented keys.
#[allow(dead_code, reason = "a spec may be without answers")]
pub(crate) fn struct_from_json<T: WireStruct>(value: Value) -> Result<T, Value> {
    struct Entry(Value);

    impl ReadField<'_> for Entry {
        type Error = Value;

        fn field<T: Lenient>(self, field: &mut Option<T>) -> Result<(), Value> {
            *field =
                if self.0.is_null() { T::null() } else { Some(T::from_json(self.0)?) };
            Ok(())
        }

        fn outside<T: Lenient>(
            self,
            field: &mut Option<T>,
            _: &mut Object,
        ) -> Result<(), Value> {
            *field =
                if self.0.is_null() { T::null() } else { Some(T::from_json(self.0)?) };
            Ok(())
        }

        fn undocumented(self, _: &mut Object) -> Result<(), Value> {
            Err(self.0)
        }
    }

    let mut found = T::default();
    for (key, value) in Object::from_json(value)? {
        if let Err(value) = found.read(&key, Entry(value)) {
            found.undocumented_mut().insert(key, value);
        }
    }
    Ok(found)
}

/// The members of a free-form object, from the struct that they fill.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
pub(crate) fn members_of<W: Serialize>(wire: &W) -> Object {
    match serde_json::to_value(wire) {
        Ok(Value::Object(members)) => members,
        // A struct is written as an object.
        _ => Object::new(),
    }
}

/// Implements the way from a struct to the free-form object whose members it has:
/// `wire_members! { Name; }`.
#[allow(
    unused_macros,
    reason = "a spec may be without types that depend on a condition"
)]
macro_rules! wire_members {
    ($name:ident;) => {
        /// The members that are set, and the undocumented ones.
        impl From<$name> for $crate::runtime::Object {
            fn from(members: $name) -> Self {
                $crate::runtime::members_of(&members)
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

#[allow(unused_imports, reason = "a spec may be without tables")]
pub(crate) use {same_form, shown, wire_members, wire_request, wire_struct};
