//! The conversion of typed values to their wire form and back, and its errors. The
//! places of fields are in the tables of `typed`.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::nullable::Nullable;
use super::object::Object;
use super::open_enum::{OpenEnum, WireValue as _};
use super::structs::same_on_wire;
use super::timestamp::Timestamp;
use crate::runtime::table::{HasTable, Json, Table};
use crate::runtime::violation::{Location, Violations};

/// The reason why a wire request has no typed form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConversionError {
    /// It breaks documented rules.
    Invalid(Violations),
    /// It keeps the rules, but fits no documented case.
    NoPlace {
        /// Values that belong to another case: JSON pointers into the request document
        /// `{path, query, header, body}`.
        unplaced: Vec<String>,
        /// Values that are absent and that this case needs.
        missing: Vec<String>,
    },
}

impl ConversionError {
    /// The field at this place has the value of another case.
    #[allow(dead_code, reason = "a spec may be without cases of requests")]
    pub(crate) fn other_case(at: Location<'_>) -> Self {
        Self::NoPlace { unplaced: vec![at.to_string()], missing: Vec::new() }
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => violations.fmt(f),
            Self::NoPlace { unplaced, missing } => {
                if !unplaced.is_empty() {
                    write!(f, "no place in this case for {}", unplaced.join(", "))?;
                }
                if !missing.is_empty() {
                    let and = if unplaced.is_empty() { "" } else { "; " };
                    write!(f, "{and}this case needs {}", missing.join(", "))?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for ConversionError {}

/// An item that contains the delimiter, so that it would be read as several. The setter
/// returns it, and not `violations()`, since the wire form holds the joined items only.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DelimiterError {
    /// The index of the item, from 0.
    pub index: usize,
    /// The text that separates items.
    pub delimiter: &'static str,
}

impl fmt::Display for DelimiterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "item {} contains {:?}, which separates items",
            self.index, self.delimiter
        )
    }
}

impl std::error::Error for DelimiterError {}

/// Items that can be joined by `delimiter` and split again.
#[allow(dead_code, reason = "a spec may be without delimited text")]
pub(crate) fn undelimited(
    items: impl IntoIterator<Item: Into<String>>,
    delimiter: &'static str,
) -> Result<Vec<String>, DelimiterError> {
    let each = items.into_iter().map(Into::into).enumerate();
    each.map(|(index, item)| {
        if item.contains(delimiter) {
            Err(DelimiterError { index, delimiter })
        } else {
            Ok(item)
        }
    })
    .collect()
}

/// Items that can be joined by `delimiter` and split again, or null.
#[allow(dead_code, reason = "a spec may be without fields in which null has a meaning")]
pub(crate) fn undelimited_or_null(
    items: impl Into<Nullable<Vec<String>>>,
    delimiter: &'static str,
) -> Result<Nullable<Vec<String>>, DelimiterError> {
    match items.into() {
        Nullable::Null => Ok(Nullable::Null),
        Nullable::Value(items) => undelimited(items, delimiter).map(Nullable::Value),
    }
}

/// The items of a list, converted.
#[allow(dead_code, reason = "a spec may be without lists")]
pub(crate) fn each_into<T>(items: impl IntoIterator<Item: Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// A typed value that is a `W` on the wire.
#[allow(dead_code, reason = "a spec may be without typed requests")]
pub(crate) trait OnWire<W>: Sized {
    /// The value on the wire.
    fn into_wire(self) -> W;

    /// The typed form of a value. `None` if something is missing or has no place; `report`
    /// then has its pointer.
    fn from_wire(
        wire: W,
        at: Location<'_>,
        report: &mut ConversionReport,
    ) -> Option<Self>;

    /// The text of a value that may be blank.
    fn text(_: &W) -> Option<&str> {
        None
    }
}

/// Typed fields of an object or a request `W`: a struct, or an enum with a struct for each
/// case.
#[allow(dead_code, reason = "a spec may be without typed requests")]
pub(crate) trait TypedFields<W>: Sized {
    /// Sets the fields on the wire.
    fn fill(self, wire: &mut W);

    /// Takes the fields out of the wire.
    fn take(
        wire: &mut W,
        at: Location<'_>,
        report: &mut ConversionReport,
    ) -> Option<Self>;
}

same_on_wire!(bool, i32, i64, f64, Timestamp, Object, Value);

impl OnWire<String> for String {
    fn into_wire(self) -> String {
        self
    }

    fn from_wire(
        wire: String,
        _: Location<'_>,
        _: &mut ConversionReport,
    ) -> Option<Self> {
        Some(wire)
    }

    fn text(wire: &String) -> Option<&str> {
        Some(wire)
    }
}

/// A list that depends on the case is plain text on the wire.
impl<T: OpenEnum<Wire = str>> OnWire<String> for T {
    fn into_wire(self) -> String {
        self.wire().to_owned()
    }

    fn from_wire(
        wire: String,
        _: Location<'_>,
        _: &mut ConversionReport,
    ) -> Option<Self> {
        Some(T::of_wire(&wire))
    }

    fn text(wire: &String) -> Option<&str> {
        Some(wire)
    }
}

/// A list that depends on the case is a plain number on the wire.
impl<T: OpenEnum<Wire = i64>> OnWire<i64> for T {
    fn into_wire(self) -> i64 {
        *self.wire()
    }

    fn from_wire(wire: i64, _: Location<'_>, _: &mut ConversionReport) -> Option<Self> {
        Some(T::of_wire(&wire))
    }
}

/// A case may allow any text where other cases have a list.
impl<T: OpenEnum<Wire = str>> OnWire<T> for String {
    fn into_wire(self) -> T {
        T::of_wire(&self)
    }

    fn from_wire(wire: T, _: Location<'_>, _: &mut ConversionReport) -> Option<Self> {
        Some(wire.wire().to_owned())
    }

    fn text(wire: &T) -> Option<&str> {
        wire.wire().as_text()
    }
}

/// A case may allow any number where other cases have a list.
impl<T: OpenEnum<Wire = i64>> OnWire<T> for i64 {
    fn into_wire(self) -> T {
        T::of_wire(&self)
    }

    fn from_wire(wire: T, _: Location<'_>, _: &mut ConversionReport) -> Option<Self> {
        Some(*wire.wire())
    }
}

impl<W, T: OnWire<W>> OnWire<Box<W>> for Box<T> {
    fn into_wire(self) -> Box<W> {
        Box::new((*self).into_wire())
    }

    fn from_wire(
        wire: Box<W>,
        at: Location<'_>,
        report: &mut ConversionReport,
    ) -> Option<Self> {
        T::from_wire(*wire, at, report).map(Self::new)
    }
}

impl<W, T: OnWire<W>> OnWire<Nullable<W>> for Nullable<T> {
    fn into_wire(self) -> Nullable<W> {
        self.map(OnWire::into_wire)
    }

    fn from_wire(
        wire: Nullable<W>,
        at: Location<'_>,
        report: &mut ConversionReport,
    ) -> Option<Self> {
        match wire {
            Nullable::Null => Some(Self::Null),
            Nullable::Value(wire) => T::from_wire(wire, at, report).map(Self::Value),
        }
    }

    fn text(wire: &Nullable<W>) -> Option<&str> {
        wire.as_value().and_then(T::text)
    }
}

impl<W, T: OnWire<W>> OnWire<Vec<W>> for Vec<T> {
    fn into_wire(self) -> Vec<W> {
        self.into_iter().map(OnWire::into_wire).collect()
    }

    fn from_wire(
        wire: Vec<W>,
        at: Location<'_>,
        report: &mut ConversionReport,
    ) -> Option<Self> {
        let items = wire.into_iter().enumerate();
        items.map(|(index, item)| T::from_wire(item, at.index(index), report)).collect()
    }
}

impl<W, T: OnWire<W>> OnWire<BTreeMap<String, W>> for BTreeMap<String, T> {
    fn into_wire(self) -> BTreeMap<String, W> {
        self.into_iter().map(|(key, value)| (key, value.into_wire())).collect()
    }

    fn from_wire(
        wire: BTreeMap<String, W>,
        at: Location<'_>,
        report: &mut ConversionReport,
    ) -> Option<Self> {
        let entries = wire.into_iter();
        entries
            .map(|(key, value)| {
                T::from_wire(value, at.key(&key), report).map(|value| (key, value))
            })
            .collect()
    }
}

/// Items that are one text on the wire.
#[allow(dead_code, reason = "a spec may be without delimited text")]
pub(crate) trait Joined {
    /// The text of a list, or null where that has a meaning.
    type Text;

    /// The items as one text.
    fn into_text(self, delimiter: &str) -> Self::Text;

    /// The items of a text.
    fn from_text(text: Self::Text, delimiter: &str) -> Self;
}

impl Joined for Vec<String> {
    type Text = String;

    fn into_text(self, delimiter: &str) -> String {
        self.join(delimiter)
    }

    fn from_text(text: String, delimiter: &str) -> Self {
        text.split(delimiter).map(str::to_owned).collect()
    }
}

impl<T: Joined> Joined for Nullable<T> {
    type Text = Nullable<T::Text>;

    fn into_text(self, delimiter: &str) -> Nullable<T::Text> {
        self.map(|items| items.into_text(delimiter))
    }

    fn from_text(text: Nullable<T::Text>, delimiter: &str) -> Self {
        text.map(|text| T::from_text(text, delimiter))
    }
}

/// Collects why a wire request has no typed form: values without a place, and needed values
/// that are absent.
#[derive(Debug)]
pub(crate) struct ConversionReport {
    is_blank: fn(&str) -> bool,
    unplaced: Vec<String>,
    missing: Vec<String>,
}

#[allow(dead_code, reason = "a spec may be without some kinds of fields")]
impl ConversionReport {
    /// The typed form of a field that may be absent.
    pub(crate) fn optional<W, T: OnWire<W>>(
        &mut self,
        wire: Option<W>,
        at: Location<'_>,
    ) -> Option<Option<T>> {
        match wire.filter(|wire| !T::text(wire).is_some_and(self.is_blank)) {
            Some(wire) => T::from_wire(wire, at, self).map(Some),
            None => Some(None),
        }
    }

    /// The typed form of a field that must be there.
    pub(crate) fn required<W, T: OnWire<W>>(
        &mut self,
        wire: Option<W>,
        at: Location<'_>,
    ) -> Option<T> {
        self.optional(wire, at)?.or_else(|| self.missing(at))
    }

    /// Reports that something is absent.
    pub(crate) fn missing<T>(&mut self, at: Location<'_>) -> Option<T> {
        self.missing.push(at.to_string());
        None
    }

    /// The members of a free-form object as a struct. `None`, which is reported, if one has
    /// another type than its field.
    pub(crate) fn members<W: DeserializeOwned>(
        &mut self,
        members: Object,
        at: Location<'_>,
    ) -> Option<W> {
        let wire = serde_json::from_value(Value::Object(members)).ok();
        if wire.is_none() {
            self.unplaced.push(at.to_string());
        }
        wire
    }

    /// Reports the fields that are left in an object after everything that has a place was
    /// taken.
    pub(crate) fn leftovers<W: Serialize + HasTable>(
        &mut self,
        wire: &W,
        at: Location<'_>,
    ) {
        if let Ok(Value::Object(object)) = serde_json::to_value(wire) {
            self.leftovers_in(&object, W::table(), at);
        }
    }

    fn leftovers_in(&mut self, object: &Object, table: &Table, at: Location<'_>) {
        let given = object.iter().filter(|(key, value)| match value {
            Value::Null => table.is_nullable(key),
            Value::String(text) => !(self.is_blank)(text),
            _ => true,
        });
        let given: Vec<String> = given.map(|(key, _)| at.key(key).to_string()).collect();
        self.unplaced.extend(given);
    }
}

/// The typed form of a wire request: it must keep the rules, and everything in it must
/// have a place.
#[allow(dead_code, reason = "a spec may be without typed requests")]
pub(crate) fn read_typed<W: Serialize + HasTable, T: TypedFields<W>>(
    mut wire: W,
    violations: fn(&W) -> Violations,
    is_blank: fn(&str) -> bool,
) -> Result<T, ConversionError> {
    violations(&wire).into_result().map_err(ConversionError::Invalid)?;
    let mut report =
        ConversionReport { is_blank, unplaced: Vec::new(), missing: Vec::new() };
    let typed = T::take(&mut wire, Location::Root, &mut report);
    if let Ok(Value::Object(parts)) = serde_json::to_value(&wire) {
        for row in W::table().rows {
            if let (Json::Object(table), Some(Value::Object(part))) =
                (row.json, parts.get(row.name))
            {
                report.leftovers_in(part, table(), Location::Root.key(row.name));
            }
        }
    }
    let ConversionReport { unplaced, missing, .. } = report;
    match typed {
        Some(typed) if unplaced.is_empty() && missing.is_empty() => Ok(typed),
        _ => Err(ConversionError::NoPlace { unplaced, missing }),
    }
}
