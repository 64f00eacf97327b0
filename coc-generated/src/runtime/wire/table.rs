//! The documented JSON types of a request, as data, and the one check that cannot be made on a typed value: whether a
//! payload has them.

use serde_json::{Map, Value};

use super::Object;
use crate::runtime::{At, Rule};

/// The rows of an object, in the order of the table.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// The rows.
    pub rows: &'static [Row],
}

/// One row.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// Name on the wire.
    pub name: &'static str,
    /// What it holds.
    pub json: Json,
    /// The rule that says so; none where anything goes.
    pub rule: Option<&'static Rule>,
}

/// A documented JSON type.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Json {
    /// A string.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// Any number.
    Float,
    /// Anything.
    Any,
    /// An object without documented rows.
    Free,
    /// An object with rows.
    Object(fn() -> &'static Table),
    /// A list.
    Array(&'static Json),
    /// An object whose values have one type.
    Map(&'static Json),
}

impl Json {
    /// The type of a generated struct.
    #[must_use]
    pub const fn of<T: HasTable>() -> Self {
        Self::Object(T::table)
    }

    /// Whether the value has this type; what is inside is looked at on its own.
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Self::Long => value.is_i64(),
            Self::Float => value.is_number(),
            Self::Any => true,
            Self::Free | Self::Object(_) | Self::Map(_) => value.is_object(),
            Self::Array(_) => value.is_array(),
        }
    }

    /// Stands in for an item of another type, so that the others keep their places.
    fn placeholder(self) -> Value {
        match self {
            Self::Text => Value::from(""),
            Self::Boolean => Value::from(false),
            Self::Integer | Self::Long | Self::Float => Value::from(0),
            Self::Any => Value::Bool(false),
            Self::Free | Self::Object(_) | Self::Map(_) => Value::Object(Map::new()),
            Self::Array(_) => Value::Array(Vec::new()),
        }
    }
}

/// A generated type whose rows are known.
pub trait HasTable {
    /// Its rows.
    fn table() -> &'static Table;
}

/// A value of the wrong JSON type.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) rule: &'static Rule,
    pub(super) pointer: String,
    pub(super) place: Place,
    /// Whether something stands in for it, about which nothing must be said.
    pub(super) replaced: bool,
    pub(super) actual: Value,
}

/// The documented order of a place: row numbers and indexes from the outside in.
pub(super) type Place = Vec<Step>;

/// One step of a [`Place`]. The order of the variants matters: an object's own rules come after its rows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A row or an item.
    Number(usize),
    /// An entry of a map.
    Key(String),
    /// After all rows.
    End,
}

/// Copies `object` without the values that have the wrong type, which are reported instead.
pub(super) fn clean(
    table: &'static Table,
    object: &Object,
    at: At<'_>,
    place: &mut Place,
    faults: &mut Vec<Fault>,
) -> Object {
    let mut kept = object.clone();
    for (index, row) in table.rows.iter().enumerate() {
        let Some(value) = object.get(row.name) else {
            continue;
        };
        if value.is_null() {
            kept.remove(row.name);
            continue;
        }
        let Some(rule) = row.rule else { continue };
        let at = at.key(row.name);
        place.push(Step::Number(index));
        if row.json.fits(value) {
            let value = inside(row.json, value, rule, at, place, faults);
            kept.insert(row.name.to_owned(), value);
        } else {
            kept.remove(row.name);
            faults.push(Fault::new(rule, at, place, value, false));
        }
        place.pop();
    }
    kept
}

fn inside(
    json: Json,
    value: &Value,
    rule: &'static Rule,
    at: At<'_>,
    place: &mut Place,
    faults: &mut Vec<Fault>,
) -> Value {
    match (json, value) {
        (Json::Object(table), Value::Object(object)) => {
            Value::Object(clean(table(), object, at, place, faults))
        }
        (Json::Array(inner), Value::Array(items)) => {
            let items = items.iter().enumerate().map(|(index, value)| {
                place.push(Step::Number(index));
                let value = item(*inner, value, rule, at.index(index), place, faults);
                place.pop();
                value
            });
            Value::Array(items.collect())
        }
        (Json::Map(inner), Value::Object(entries)) => {
            let entries = entries.iter().map(|(key, value)| {
                place.push(Step::Key(key.clone()));
                let value = item(*inner, value, rule, at.key(key), place, faults);
                place.pop();
                (key.clone(), value)
            });
            Value::Object(entries.collect())
        }
        (_, value) => value.clone(),
    }
}

/// An item is never blank: `null` has the wrong type there.
fn item(
    json: Json,
    value: &Value,
    rule: &'static Rule,
    at: At<'_>,
    place: &mut Place,
    faults: &mut Vec<Fault>,
) -> Value {
    if value.is_null() || !json.fits(value) {
        faults.push(Fault::new(rule, at, place, value, true));
        return json.placeholder();
    }
    inside(json, value, rule, at, place, faults)
}

impl Fault {
    fn new(rule: &'static Rule, at: At<'_>, place: &Place, actual: &Value, replaced: bool) -> Self {
        Self { rule, pointer: at.to_string(), place: place.clone(), replaced, actual: actual.clone() }
    }
}

/// The documented order of what `pointer` names.
pub(super) fn place_of(table: &'static Table, pointer: &str) -> Place {
    let mut place = Place::new();
    let mut rows = Some(table);
    let mut json = Json::Free;
    for segment in pointer.split('/').skip(1) {
        let segment = segment.replace("~1", "/").replace("~0", "~");
        json = match (rows, json) {
            (Some(table), _) => {
                let Some(index) = table.rows.iter().position(|row| row.name == segment) else {
                    break;
                };
                place.push(Step::Number(index));
                table.rows[index].json
            }
            (None, Json::Array(inner)) => {
                place.push(Step::Number(segment.parse().unwrap_or(usize::MAX)));
                *inner
            }
            (None, Json::Map(inner)) => {
                place.push(Step::Key(segment));
                *inner
            }
            _ => break,
        };
        rows = match json {
            Json::Object(table) => Some(table()),
            _ => None,
        };
    }
    place
}
