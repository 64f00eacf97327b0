//! The filters of a list request: comparisons of one field each, which a condition
//! combines. The order and the page of the list belong to `lists`, the reader of the
//! condition to `filter_condition`.

use std::cmp::Ordering;

use serde_json::Value;

use super::filter_condition::{Condition, bad};
use crate::runtime::server::Refusal;

/// The filters of a list request. Its `condition` combines their names; without one, all
/// of them have to hold.
pub(super) struct Filters<'b> {
    list: Vec<Filter<'b>>,
    condition: Condition,
}

impl<'b> Filters<'b> {
    /// Reads the filters. A filter for the first field of an alias also tests the second
    /// one.
    pub(super) fn of(
        body: &'b Value,
        aliases: &[(&str, &'static str)],
    ) -> Result<Self, Refusal> {
        let filters = ["string_filters", "int_filters"].into_iter();
        let filters: Vec<&Value> =
            filters.filter_map(|name| body.get(name)?.as_array()).flatten().collect();
        let list = filters.iter().copied().map(|filter| Filter::of(filter, aliases));
        let list = list.collect::<Result<Vec<Filter<'_>>, Refusal>>()?;
        let condition = body.get("condition").and_then(Value::as_str);
        let condition = match condition.unwrap_or_default().trim() {
            "" => Condition::All((0..list.len()).map(Condition::Filter).collect()),
            text => Condition::parse(text, &|name| {
                filters.iter().position(|filter| filter["name"] == name)
            })?,
        };
        Ok(Self { list, condition })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn pass(&self, item: &Value) -> bool {
        self.condition.holds(&|at| self.list[at].passes(item))
    }
}

/// The comparison of a filter.
enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    /// The value has one of these orders to that of the filter.
    Order(&'static [Ordering]),
}

impl Operator {
    fn parse(text: &str) -> Result<Self, Refusal> {
        Ok(match text {
            "=" | "in" => Self::Equal,
            "!=" => Self::NotEqual,
            "like" => Self::Contains,
            "startwith" => Self::StartsWith,
            "endwith" => Self::EndsWith,
            ">" => Self::Order(&[Ordering::Greater]),
            "<" => Self::Order(&[Ordering::Less]),
            ">=" => Self::Order(&[Ordering::Greater, Ordering::Equal]),
            "<=" => Self::Order(&[Ordering::Less, Ordering::Equal]),
            other => return Err(bad(format!("the sandbox has no operator {other:?}"))),
        })
    }
}

/// One filter: it holds for an item if its operator holds for the field and one of the
/// values.
struct Filter<'b> {
    field: &'b str,
    /// Another field that may be equal to a value instead.
    alias: Option<&'static str>,
    operator: Operator,
    /// In lower case.
    values: Vec<String>,
}

impl<'b> Filter<'b> {
    fn of(filter: &'b Value, aliases: &[(&str, &'static str)]) -> Result<Self, Refusal> {
        let field = filter["field"].as_str().unwrap_or_default();
        let alias = aliases.iter().find(|(name, _)| *name == field);
        let values = filter["values"].as_array().into_iter().flatten();
        Ok(Self {
            field,
            alias: alias.map(|(_, alias)| *alias),
            operator: Operator::parse(filter["operator"].as_str().unwrap_or("="))?,
            values: values.map(|value| text(value).to_lowercase()).collect(),
        })
    }

    fn passes(&self, item: &Value) -> bool {
        let value_of = |field: &str| text(&item[field]).to_lowercase();
        let own = value_of(self.field);
        let mut values = self.values.iter();
        match self.operator {
            Operator::Equal => {
                let other = self.alias.map(value_of);
                values.any(|it| own == *it || other.as_ref() == Some(it))
            }
            Operator::NotEqual => !values.any(|it| own == *it),
            Operator::Contains => values.any(|it| own.contains(it)),
            Operator::StartsWith => values.any(|it| own.starts_with(it)),
            Operator::EndsWith => values.any(|it| own.ends_with(it)),
            Operator::Order(orders) => {
                let own = Key::of(&own);
                values.any(|it| orders.contains(&own.cmp(&Key::of(it))))
            }
        }
    }
}

/// A value as text; an absent one is empty.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The order of values: absent ones, then numbers by their size, then texts.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Absent,
    Number(i64),
    Text(String),
}

impl Key {
    pub(super) fn of(text: &str) -> Self {
        match text.parse() {
            _ if text.is_empty() => Self::Absent,
            Ok(number) => Self::Number(number),
            Err(_) => Self::Text(text.to_lowercase()),
        }
    }
}
