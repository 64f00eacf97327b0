//! The mappings of the language that an entry may belong to, judged by its key and its
//! value. Moving entries belongs to `headings`.

use crate::diagnostic::nearest;
use crate::model::{Place, Status};
use crate::spec::language::shape::{Key, Shape, Value};
use crate::spec::language::shapes::shapes;
use crate::spec::yaml::{Entry, Kind, Node};

/// The mappings that a key leads to.
#[derive(Clone, Copy)]
pub(super) enum Inner {
    Node(&'static Shape),
    /// Mappings with names that the spec chooses.
    Named(&'static Shape),
    /// Other values with such names.
    Values(&'static Value),
}

impl Inner {
    /// Whether an entry may belong to such a mapping.
    pub(super) fn takes(self, entry: &Entry) -> bool {
        match self {
            Self::Node(shape) => shape.has(&entry.key),
            Self::Named(item) => fits(item, &entry.value) && !is_decision(item, entry),
            Self::Values(value) => match entry.value.kind {
                Kind::Null => value.any(|it| matches!(it, Value::Null)),
                Kind::Map(_) => value.any(|it| matches!(it, Value::Mapping(_))),
                _ => true,
            },
        }
    }

    /// Whether an entry may be a misspelt key.
    pub(super) fn may_mean(self, entry: &Entry) -> bool {
        let Self::Node(shape) = self else { return false };
        let keys = shape.keys.iter().map(|key| key.name);
        nearest(&entry.key.to_lowercase(), keys).is_some()
    }

    /// The word for its entries.
    pub(super) fn parts(self) -> &'static str {
        match self {
            Self::Node(_) => "keys",
            Self::Named(_) | Self::Values(_) => "names",
        }
    }
}

impl Value {
    /// Whether an entry may belong to such a value, which is a mapping. `around` is the
    /// shape of the mapping with the key of the value.
    pub(super) fn takes(&'static self, entry: &Entry, around: &Shape) -> bool {
        match self {
            Self::Type => matches!(entry.key.as_str(), "array" | "map"),
            Self::Condition => is_part_of_condition(entry, around),
            Self::Facts => {
                around.fact(&entry.key).is_some()
                    && names_decisions(std::slice::from_ref(entry))
            }
            Self::Either(values) => values.iter().any(|it| it.takes(entry, around)),
            value => inner(value).is_some_and(|inner| inner.takes(entry)),
        }
    }

    /// Whether it is a mapping that may have this key. `around` is the shape of the mapping
    /// with the key of the value.
    fn may_hold_key(&self, key: &str, around: &Shape) -> bool {
        let is_name = || !key.is_empty() && !key.contains(char::is_whitespace);
        match self {
            Self::Mapping(shape) => shape.has(key),
            Self::Facts => around.fact(key).is_some(),
            Self::Type => matches!(key, "array" | "map"),
            Self::Condition | Self::MapOf(_) => is_name(),
            Self::Either(values) => values.iter().any(|it| it.may_hold_key(key, around)),
            _ => false,
        }
    }

    /// Whether it is a mapping from names, or from keys of its own.
    pub(super) fn holds_names(&'static self) -> bool {
        matches!(self, Self::Facts) || inner(self).is_some()
    }

    /// Whether it, or one of its alternatives, is wanted.
    fn any(&self, is_wanted: impl Fn(&Self) -> bool) -> bool {
        match self {
            Self::Either(values) => values.iter().any(is_wanted),
            value => is_wanted(value),
        }
    }
}

/// Whether a key of this name takes a mapping with the key `inner` somewhere.
pub(in crate::spec) fn may_hold_key(key: &str, inner: &str) -> bool {
    shapes().any(|shape| {
        shape.key(key).is_some_and(|key| key.value.may_hold_key(inner, shape))
    })
}

/// Whether some mapping is distinguished by this key.
pub(in crate::spec) fn is_distinguishing_key(key: &str) -> bool {
    shapes().any(|shape| shape.is_distinguished_by(key))
}

/// The mappings that a value leads to, if it does.
pub(super) fn inner(value: &'static Value) -> Option<Inner> {
    match value {
        Value::Mapping(shape) => Some(Inner::Node(shape)),
        Value::MapOf(Value::Mapping(shape)) => Some(Inner::Named(shape)),
        Value::MapOf(value) => Some(Inner::Values(value)),
        _ => None,
    }
}

/// A key that leads to named mappings, with their shape.
pub(super) fn section(key: &'static Key) -> Option<(&'static str, &'static Shape)> {
    match inner(&key.value) {
        Some(Inner::Named(item)) => Some((key.name, item)),
        _ => None,
    }
}

/// Whether a node is a mapping with a key that distinguishes the shape from others.
pub(super) fn fits(shape: &Shape, node: &Node) -> bool {
    let Kind::Map(entries) = &node.kind else { return false };
    entries.iter().any(|entry| shape.is_distinguished_by(&entry.key))
}

/// Whether an entry has the form and a name of a shape's: answers have statuses as names,
/// and fields have other names.
pub(super) fn fits_entry(shape: &Shape, entry: &Entry) -> bool {
    let mut words = entry.key.split(|c: char| !c.is_ascii_alphanumeric());
    let is_status = words.any(|it| Status::parse(&it.to_lowercase()).is_some());
    let has_its_name = match shape.name {
        "response" => is_status,
        "field" => !is_status,
        _ => true,
    };
    has_its_name && fits(shape, &entry.value)
}

/// Whether an entry can be a part of a condition, and no key beside it.
fn is_part_of_condition(entry: &Entry, around: &Shape) -> bool {
    let key = entry.key.as_str();
    let is_place = key.split_once('.').is_some_and(|it| Place::parse(it.0).is_some());
    let is_word = matches!(key, "all" | "any" | "not" | "present");
    let keys = around.keys.iter().map(|key| key.name);
    let is_value = !matches!(entry.value.kind, Kind::Null | Kind::Map(_));
    is_place || is_word || is_value && nearest(key, keys).is_none()
}

/// Whether an entry is a key of the shape with a value of that key, and not a name.
pub(super) fn is_key_of(shape: &'static Shape, entry: &Entry) -> bool {
    let key = shape.key(&entry.key);
    key.is_some_and(|key| may_be(&key.value, &entry.value, shape))
}

/// Whether an entry is the key that names decisions by their facts, which may be called
/// like keys of the shape.
fn is_decision(shape: &'static Shape, entry: &Entry) -> bool {
    let key = shape.key(&entry.key);
    let Kind::Map(entries) = &entry.value.kind else { return false };
    key.is_some_and(|key| matches!(key.value, Value::Facts)) && names_decisions(entries)
}

/// Whether each of these entries is a fact with the names of decisions.
fn names_decisions(entries: &[Entry]) -> bool {
    let is_name = |it: &Entry| matches!(it.value.kind, Kind::Text(_) | Kind::List(_));
    !entries.is_empty() && entries.iter().all(is_name)
}

/// Whether a node may be the value of a key in a mapping of the shape `around`.
pub(super) fn may_be(value: &'static Value, node: &Node, around: &Shape) -> bool {
    match (&node.kind, value) {
        (_, Value::Either(values)) => values.iter().any(|it| may_be(it, node, around)),
        (Kind::Map(entries), Value::Mapping(inner)) => {
            !entries.is_empty() && entries.iter().all(|it| inner.has(&it.key))
        }
        (Kind::Map(entries), Value::Facts) => names_decisions(entries),
        (Kind::Map(entries), Value::MapOf(_) | Value::Condition) => {
            !entries.is_empty() && !entries.iter().any(|it| around.has(&it.key))
        }
        (Kind::Map(entries), Value::Type) => {
            entries.len() == 1 && matches!(entries[0].key.as_str(), "array" | "map")
        }
        (Kind::Map(_) | Kind::Null | Kind::Reported, _) => false,
        (Kind::List(_), value) => matches!(value, Value::List(..)),
        (Kind::Bool(_), value) => {
            matches!(value, Value::Flag | Value::Condition | Value::Literal)
        }
        (Kind::Text(_), value) => matches!(
            value,
            Value::Text
                | Value::Matching(_)
                | Value::OneOf(_)
                | Value::Type
                | Value::Literal
        ),
        (Kind::Integer(_) | Kind::Float(_), value) => matches!(
            value,
            Value::Count | Value::WholeNumber | Value::Number | Value::Literal
        ),
    }
}
