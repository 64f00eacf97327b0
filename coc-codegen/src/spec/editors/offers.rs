//! JSON Schemas for editors that offer names and refuse none. The names of a file belong to
//! `completion`.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::reference;
use crate::json::{Json, Object, list, object};
use crate::model::{GroupKind, Literal, Number};

/// The fields that a condition can read, with the known values of each.
pub(super) type Values<'s> = BTreeMap<String, BTreeSet<Known<'s>>>;

/// The schema of a mapping from facts to the names of decisions.
pub(super) fn by_fact() -> Json<'static> {
    let decision = || reference("decision");
    let several = object! { "items" => decision() };
    object! { "additionalProperties" => object! { "anyOf" => list![decision(), several] } }
}

/// The keys of a group of fields with names.
pub(super) fn group() -> Object<'static> {
    let mut group: Object<'_> = GroupKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), object! { "items" => reference("name") }))
        .collect();
    group.add("when", reference("condition"));
    group.add("decision", by_fact());
    group
}

/// The keys of a condition that reads these fields, with the known values of each.
/// `condition` is the name of the schema of inner conditions.
pub(super) fn condition_keys<'n>(
    references: &'n Values<'_>,
    condition: &str,
) -> Object<'n> {
    let mut keys: Object<'n> = references
        .iter()
        .map(|(name, values)| {
            let values: Vec<Known<'_>> = values.iter().copied().collect();
            (name, one_or_more(&values))
        })
        .collect();
    for word in ["all", "any"] {
        keys.set(word, object! { "items" => reference(condition) });
    }
    let names: Vec<&str> = references.keys().map(String::as_str).collect();
    keys.set("not", reference(condition));
    keys.set("present", one_or_more(&names));
    keys
}

/// A schema for every value of a mapping.
pub(super) fn each(schema: Json<'_>) -> Json<'_> {
    object! { "additionalProperties" => schema }
}

/// A value of an enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Known<'s> {
    Text(&'s str),
    Integer(i64),
}

impl<'s> Known<'s> {
    /// The value of a literal that an enumeration can have.
    pub(super) fn of(value: &'s Literal) -> Option<Self> {
        match value {
            Literal::Text(text) => Some(Self::Text(text)),
            Literal::Number(Number::Integer(number)) => Some(Self::Integer(*number)),
            _ => None,
        }
    }
}

impl<'s> From<Known<'s>> for Json<'s> {
    fn from(value: Known<'s>) -> Self {
        match value {
            Known::Text(text) => text.into(),
            Known::Integer(number) => number.into(),
        }
    }
}

/// A schema that offers these names and accepts anything else. Language servers ignore
/// the schema `true`, so that the alternative is an empty schema.
pub(super) fn offer<'s>(names: &[impl Copy + Into<Json<'s>>]) -> Json<'s> {
    if names.is_empty() {
        return object! {};
    }
    object! { "anyOf" => list![object! { "enum" => names }, object! {}] }
}

/// The same for one name or a list of them.
pub(super) fn one_or_more<'s>(names: &[impl Copy + Into<Json<'s>>]) -> Json<'s> {
    if names.is_empty() {
        return object! {};
    }
    object! { "anyOf" => list![object! { "enum" => names }, object! { "items" => offer(names) }] }
}
