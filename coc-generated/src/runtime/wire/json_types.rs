//! Checks a request document against the JSON types of its tables, which cannot be checked
//! on typed values. The tables themselves are in `table`, and other rules in validators.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::file::is_described;
use super::object::Object;
use crate::runtime::pointer;
use crate::runtime::rule::{Rule, RuleKind};
use crate::runtime::table::{Json, Table};
use crate::runtime::violation::{Location, Violation};

impl Json {
    /// Whether the value has this type; values inside it are checked separately.
    fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => {
                value.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
            }
            Self::Long => value.is_i64(),
            Self::Float => value.is_number(),
            Self::Any => true,
            Self::File => is_described(value),
            Self::Free | Self::Object(_) | Self::Map(_) => value.is_object(),
            Self::Array(_) => value.is_array(),
        }
    }

    /// The value that replaces an item of another type, so that the other items keep their
    /// places.
    fn placeholder(self) -> Value {
        match self {
            Self::Text => Value::from(""),
            Self::Boolean => Value::from(false),
            Self::Integer | Self::Long | Self::Float => Value::from(0),
            Self::Any => Value::Bool(false),
            Self::Free | Self::File | Self::Object(_) | Self::Map(_) => {
                Value::Object(Map::new())
            }
            Self::Array(_) => Value::Array(Vec::new()),
        }
    }
}

/// A value of the wrong JSON type.
#[derive(Debug)]
pub(super) struct TypeMismatch {
    pub(super) rule: &'static Rule,
    pub(super) pointer: String,
    pub(super) place: Place,
    /// Whether a placeholder replaces it, about which nothing is reported.
    pub(super) replaced: bool,
    pub(super) actual: Value,
}

/// The documented order of a place: numbers of fields and indexes from the outside in.
pub(super) type Place = Vec<OrderKey>;

/// One step of a [`Place`]. The order of the variants matters: an object's own rules
/// come after its fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OrderKey {
    /// A field or an item.
    Number(usize),
    /// An entry of a map.
    Key(String),
    /// After all fields.
    End,
}

/// Takes the values that have the wrong type out of `object`, and returns them. Members
/// that are null are taken out as well, unless null is a value of its own.
pub(super) fn clean(table: &'static Table, object: &mut Object) -> Vec<TypeMismatch> {
    let mut cleaner = Cleaner { place: Place::new(), mismatches: Vec::new() };
    cleaner.object(table, object, Location::Root);
    cleaner.mismatches
}

/// A field, by which the rule about its type is found.
#[derive(Clone, Copy)]
struct TypedField {
    table: &'static Table,
    name: &'static str,
}

/// The current place, and the mismatches before it.
struct Cleaner {
    place: Place,
    mismatches: Vec<TypeMismatch>,
}

impl Cleaner {
    fn object(&mut self, table: &'static Table, object: &mut Object, at: Location<'_>) {
        for (index, row) in table.rows.iter().enumerate() {
            let Some(value) = object.get_mut(row.name) else { continue };
            if value.is_null() {
                if !row.nullable {
                    object.remove(row.name);
                }
                continue;
            }
            let field = TypedField { table, name: row.name };
            let at = at.key(row.name);
            self.place.push(OrderKey::Number(index));
            if row.json.fits(value) {
                self.inside(row.json, value, field, at);
            } else if let Some(actual) = object.remove(row.name) {
                self.report(field, at, actual, false);
            }
            self.place.pop();
        }
    }

    fn inside(
        &mut self,
        json: Json,
        value: &mut Value,
        field: TypedField,
        at: Location<'_>,
    ) {
        match (json, value) {
            (Json::Object(table), Value::Object(object)) => {
                self.object(table(), object, at);
            }
            (Json::Array(inner), Value::Array(items)) => {
                for (index, value) in items.iter_mut().enumerate() {
                    self.place.push(OrderKey::Number(index));
                    self.item(*inner, value, field, at.index(index));
                    self.place.pop();
                }
            }
            (Json::Map(inner), Value::Object(entries)) => {
                for (key, value) in entries.iter_mut() {
                    self.place.push(OrderKey::Key(key.clone()));
                    self.item(*inner, value, field, at.key(key));
                    self.place.pop();
                }
            }
            _ => {}
        }
    }

    /// An item is never blank: `null` has the wrong type there.
    fn item(
        &mut self,
        json: Json,
        value: &mut Value,
        field: TypedField,
        at: Location<'_>,
    ) {
        if value.is_null() || !json.fits(value) {
            let actual = std::mem::replace(value, json.placeholder());
            self.report(field, at, actual, true);
        } else {
            self.inside(json, value, field, at);
        }
    }

    fn report(
        &mut self,
        field: TypedField,
        at: Location<'_>,
        actual: Value,
        replaced: bool,
    ) {
        // A field that may hold anything has no such rule.
        let Some(rule) = field.table.find(field.name, "type") else { return };
        self.mismatches.push(TypeMismatch {
            rule,
            pointer: at.to_string(),
            place: self.place.clone(),
            replaced,
            actual,
        });
    }
}

/// Mismatches by their pointers, for lookups in constant time.
#[derive(Debug)]
pub(super) struct Mismatches<'m> {
    /// Whether a placeholder replaces the value at a pointer.
    replaced: HashMap<&'m str, bool>,
    /// The pointers of lists and maps that hold placeholders.
    holders: HashSet<&'m str>,
    /// The fields of an object, as steps of pointers, that are not replaced.
    fields: HashMap<&'m str, Vec<&'m str>>,
}

impl<'m> Mismatches<'m> {
    pub(super) fn of(list: &'m [TypeMismatch]) -> Self {
        let mut found = Self {
            replaced: HashMap::with_capacity(list.len()),
            holders: HashSet::new(),
            fields: HashMap::new(),
        };
        for mismatch in list {
            let pointer = mismatch.pointer.as_str();
            found.replaced.insert(pointer, mismatch.replaced);
            let Some((holder, step)) = pointer.rsplit_once('/') else { continue };
            if mismatch.replaced {
                found.holders.insert(holder);
            } else {
                found.fields.entry(holder).or_default().push(step);
            }
        }
        found
    }

    /// Whether a value of the violation's list or map is replaced. Two placeholders are
    /// equal, although the values that they replace may differ.
    pub(super) fn compared_by(&self, violation: &Violation) -> bool {
        violation.rule.kind == RuleKind::Unique
            && self.holders.contains(violation.pointer.as_str())
    }

    /// Whether a mismatch replaces this violation: a field breaks one rule that looks at
    /// its value or its presence, and its type comes first. Violations of a placeholder
    /// are not reported. A part that is no object counts as an empty one, so that a
    /// group of its fields may be broken.
    pub(super) fn hide(&self, violation: &Violation) -> bool {
        let (rule, pointer) = (violation.rule, violation.pointer.as_str());
        let comes_beside = matches!(
            rule.kind,
            RuleKind::Group | RuleKind::DocumentedFor | RuleKind::Delimiter
        );
        let own = self.replaced.get(pointer);
        own.is_some_and(|replaced| *replaced || !comes_beside)
            || self.compared_by(violation)
            || rule.kind == RuleKind::Group && self.has_member_of(rule, pointer)
            || holders(pointer).any(|it| self.replaced.get(it) == Some(&true))
    }

    /// Whether a member of this group of the object at `pointer` has the wrong type.
    fn has_member_of(&self, group: &Rule, pointer: &str) -> bool {
        // The citation of a group lists its members.
        let members = group.citation.field;
        let steps = self.fields.get(pointer).into_iter().flatten();
        let mut names = steps.map(|step| pointer::key(step));
        names.any(|name| members.split(", ").any(|member| member == name))
    }
}

/// The pointers of the objects and arrays around a place, from the inside out.
fn holders(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(holder(pointer), |inner| holder(inner))
}

fn holder(pointer: &str) -> Option<&str> {
    pointer.rsplit_once('/').map(|(holder, _)| holder)
}

/// The documented order of the place at this pointer, and the table of the object there.
/// Places inside of a free-form object are all the place of the object.
pub(super) fn place_of(
    table: &'static Table,
    at: &str,
) -> (Place, Option<&'static Table>) {
    let mut place = Place::new();
    let mut rows = Some(table);
    let mut json = Json::Free;
    for segment in at.split('/').skip(1) {
        let segment = pointer::key(segment);
        json = match (rows, json) {
            (Some(table), _) => {
                let Some(index) = table.rows.iter().position(|row| row.name == segment)
                else {
                    return (place, None);
                };
                place.push(OrderKey::Number(index));
                table.rows[index].json
            }
            (None, Json::Array(inner)) => {
                place.push(OrderKey::Number(segment.parse().unwrap_or(usize::MAX)));
                *inner
            }
            (None, Json::Map(inner)) => {
                place.push(OrderKey::Key(segment));
                *inner
            }
            _ => return (place, None),
        };
        rows = match json {
            Json::Object(table) => Some(table()),
            _ => None,
        };
    }
    (place, rows)
}
