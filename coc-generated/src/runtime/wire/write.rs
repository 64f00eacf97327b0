//! Writing wire types as JSON, and printing them without secrets. Collecting the secrets of
//! a body belongs to `collect_secrets`.

use std::fmt;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::collect_secrets::SecretValue;
use super::object::Object;
use super::structs::{VisitFields, WireStruct};

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

/// The members of a free-form object, from the struct that they fill.
#[allow(dead_code, reason = "a spec may be without types that depend on a condition")]
pub(crate) fn members_of<W: Serialize>(wire: &W) -> Object {
    match serde_json::to_value(wire) {
        Ok(Value::Object(members)) => members,
        // A struct is written as an object.
        _ => Object::new(),
    }
}

/// Implements the conversion of a struct to the free-form object whose members it has:
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

/// The text in place of a value that must not be shown.
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
pub(crate) use {shown, wire_members};
