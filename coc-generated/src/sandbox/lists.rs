//! Filters, orders, pages and fields of lists. The items, and other names of their fields,
//! belong to the kinds of tickets.

use std::cmp::Ordering;

use http::StatusCode;
use serde_json::Value;

use crate::runtime::server::Refusal;

/// The largest depth of brackets in a condition.
const MAX_DEPTH: usize = 32;

/// The page that a list request selects of the items that pass its filters, in its order
/// and with its fields. An item is shown only if a filter, the order or the page needs it.
///
/// A filter for the first field of an alias also tests the second one.
pub(super) fn select<T>(
    body: &Value,
    aliases: &[(&str, &'static str)],
    items: impl Iterator<Item = T>,
    show: impl Fn(T) -> Result<Value, Refusal>,
) -> Result<Vec<Value>, Refusal> {
    let mut selected = in_full(body, aliases, items, show)?;
    let fields = body["fields"].as_array().map_or(&[][..], Vec::as_slice);
    if !fields.is_empty() {
        for item in selected.iter_mut().filter_map(Value::as_object_mut) {
            item.retain(|name, _| fields.iter().any(|field| field == name));
        }
    }
    Ok(selected)
}

/// The same page, with all fields of its items.
fn in_full<T>(
    body: &Value,
    aliases: &[(&str, &'static str)],
    items: impl Iterator<Item = T>,
    show: impl Fn(T) -> Result<Value, Refusal>,
) -> Result<Vec<Value>, Refusal> {
    let filters = Filters::of(body, aliases)?;
    let is_sorted = sort_of(body).is_some();
    if filters.list.is_empty() && !is_sorted {
        return page(body, items).map(show).collect();
    }
    let passing = items
        .map(show)
        .filter(|item| item.as_ref().map_or(true, |item| filters.pass(item)));
    if !is_sorted {
        return page(body, passing).collect();
    }
    let mut chosen = passing.collect::<Result<Vec<Value>, Refusal>>()?;
    sort(body, &mut chosen);
    Ok(page(body, chosen.into_iter()).collect())
}

/// The items of the page that a list request selects.
fn page<T>(body: &Value, items: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let number = |name: &str, default: u64| {
        let number = body[name].as_u64().unwrap_or(default).max(1);
        usize::try_from(number).unwrap_or(usize::MAX)
    };
    let (before, size) = if body["contain_all"] == true {
        (0, usize::MAX)
    } else {
        let size = number("per_page", 10);
        (number("page", 1).saturating_sub(1).saturating_mul(size), size)
    };
    items.skip(before).take(size)
}

fn sort_of(body: &Value) -> Option<&Value> {
    body.get("sort_filter").filter(|it| it.is_object())
}

/// Sorts items in the order that a list request names, if it names one.
fn sort(body: &Value, items: &mut [Value]) {
    if let Some(sort) = sort_of(body) {
        let field = sort["field"].as_str().unwrap_or_default();
        items.sort_by_cached_key(|item| Key::of(&text(&item[field])));
        if sort["operator"] == "desc" {
            items.reverse();
        }
    }
}

/// The filters of a list request. Its `condition` combines their names; without one, all
/// of them have to hold.
struct Filters<'b> {
    list: Vec<Filter<'b>>,
    condition: Condition,
}

impl<'b> Filters<'b> {
    fn of(body: &'b Value, aliases: &[(&str, &'static str)]) -> Result<Self, Refusal> {
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

    fn pass(&self, item: &Value) -> bool {
        self.condition.holds(&|at| self.list[at].passes(item))
    }
}

fn bad(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
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
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The order of values: absent ones, then numbers by their size, then texts.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Absent,
    Number(i64),
    Text(String),
}

impl Key {
    fn of(text: &str) -> Self {
        match text.parse() {
            _ if text.is_empty() => Self::Absent,
            Ok(number) => Self::Number(number),
            Err(_) => Self::Text(text.to_lowercase()),
        }
    }
}

/// Filters that are combined with `&`, `|` and brackets; `&` binds tighter.
#[derive(Debug)]
enum Condition {
    /// The filter at this position.
    Filter(usize),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    /// Reads a condition. `position` finds a filter by its name.
    fn parse(
        text: &str,
        position: &dyn Fn(&str) -> Option<usize>,
    ) -> Result<Self, Refusal> {
        let mut reader = Reader { rest: text, position, depth: 0 };
        let found = reader.any()?;
        match reader.rest.trim() {
            "" => Ok(found),
            rest => Err(bad(format!("the condition does not go on with {rest:?}"))),
        }
    }

    fn holds(&self, passes: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Filter(at) => passes(*at),
            Self::All(inner) => inner.iter().all(|it| it.holds(passes)),
            Self::Any(inner) => inner.iter().any(|it| it.holds(passes)),
        }
    }
}

/// Reads a condition by recursive descent.
struct Reader<'c> {
    rest: &'c str,
    position: &'c dyn Fn(&str) -> Option<usize>,
    depth: usize,
}

impl Reader<'_> {
    fn takes(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Result<Condition, Refusal> {
        let mut inner = vec![self.all()?];
        while self.takes('|') {
            inner.push(self.all()?);
        }
        Ok(Condition::Any(inner))
    }

    fn all(&mut self) -> Result<Condition, Refusal> {
        let mut inner = vec![self.one()?];
        while self.takes('&') {
            inner.push(self.one()?);
        }
        Ok(Condition::All(inner))
    }

    fn one(&mut self) -> Result<Condition, Refusal> {
        if self.takes('(') {
            self.depth += 1;
            if self.depth > MAX_DEPTH {
                return Err(bad("the condition has too many brackets".to_owned()));
            }
            let inner = self.any()?;
            self.depth -= 1;
            return if self.takes(')') {
                Ok(inner)
            } else {
                Err(bad("a bracket of the condition is not closed".to_owned()))
            };
        }
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| "&|()".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].trim();
        self.rest = &rest[end..];
        let position = (self.position)(name);
        let position =
            position.ok_or_else(|| bad(format!("no filter has the name {name:?}")))?;
        Ok(Condition::Filter(position))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::{Value, json};

    use super::{Condition, Refusal, select};

    #[test]
    fn conditions_combine_names() {
        let position = |name: &str| ["t", "f"].iter().position(|it| *it == name);
        for (condition, expected) in [
            ("t", Some(true)),
            ("t & f", Some(false)),
            ("t|f&f", Some(true)),
            ("(t|f)&f", Some(false)),
            (" ( f | ( t ) ) & t ", Some(true)),
            ("", None),
            ("t t", None),
            ("x", None),
            ("(t", None),
            ("t)", None),
            ("t &", None),
        ] {
            let parsed = Condition::parse(condition, &position).ok();
            let holds = parsed.map(|it| it.holds(&|at| at == 0));
            assert_eq!(holds, expected, "{condition}");
        }
        assert!(Condition::parse(&"(".repeat(100_000), &position).is_err());
    }

    fn list(body: &Value, items: Vec<Value>) -> Result<Vec<Value>, Refusal> {
        select(body, &[], items.into_iter(), Ok)
    }

    #[test]
    fn a_list_shows_no_item_that_nothing_needs() {
        let shown = |body: Value| {
            let shown = Cell::new(0);
            let show = |n: u64| {
                shown.set(shown.get() + 1);
                Ok(json!({ "n": n }))
            };
            let listed = select(&body, &[], 0..1_000, show).unwrap();
            let first = listed.first().and_then(|item| item["n"].as_u64());
            (first, listed.len(), shown.get())
        };
        let filter = json!([{ "operator": ">=", "field": "n", "values": ["100"] }]);
        assert_eq!(shown(json!({ "page": 90 })), (Some(890), 10, 10));
        let sort = json!({ "operator": "desc", "field": "n", "values": ["n"] });
        assert_eq!(shown(json!({ "sort_filter": sort })), (Some(999), 10, 1_000));
        assert_eq!(
            shown(json!({ "string_filters": filter, "page": 2 })),
            (Some(110), 10, 120)
        );
    }

    /// Numbers and texts have one order together: a sort panics without one.
    #[test]
    fn numbers_and_texts_are_sorted_together() {
        let words = ["1a", "9", "", "10", "B", "a", "-3"];
        let items = (0..70).map(|n| json!({ "x": words[n % words.len()] })).collect();
        let sort = json!({ "operator": "asc", "field": "x", "values": ["x"] });
        let body = json!({ "sort_filter": sort, "contain_all": true });
        let listed = list(&body, items).unwrap();
        let mut sorted: Vec<&str> =
            listed.iter().map(|item| item["x"].as_str().unwrap_or_default()).collect();
        sorted.dedup();
        assert_eq!(sorted, ["", "-3", "9", "10", "1a", "a", "B"]);
    }

    #[test]
    fn items_are_filtered_sorted_and_paged() {
        let items = || -> Vec<Value> {
            (0..25)
                .map(|n| json!({ "title": format!("T{n}"), "n": n.to_string() }))
                .collect()
        };
        let filter = |operator: &str, field: &str, value: &str| json!([{ "operator": operator, "field": field, "values": [value] }]);
        let names = |body: Value| -> Vec<String> {
            let listed = list(&body, items()).unwrap();
            listed
                .iter()
                .map(|it| it["n"].as_str().unwrap_or_default().to_owned())
                .collect()
        };
        for (operator, field, value, expected) in [
            ("=", "n", "7", &["7"][..]),
            ("in", "title", "t7", &["7"]),
            ("like", "title", "T2", &["2", "20", "21", "22", "23", "24"]),
            ("startwith", "title", "t24", &["24"]),
            ("endwith", "n", "3", &["3", "13", "23"]),
            (">", "n", "22", &["23", "24"]),
            ("<", "n", "2", &["0", "1"]),
            (">=", "n", "24", &["24"]),
            ("<=", "n", "0", &["0"]),
        ] {
            let body = json!({ "string_filters": filter(operator, field, value) });
            assert_eq!(names(body), expected, "{operator}");
        }
        let sort = json!({ "operator": "desc", "field": "n", "values": ["n"] });
        let body = json!({ "sort_filter": sort, "page": 2, "per_page": 3 });
        assert_eq!(names(body), ["21", "20", "19"]);
        assert_eq!(names(json!({})).len(), 10);
        assert_eq!(names(json!({ "contain_all": true })).len(), 25);
        let two = json!({ "fields": ["n", "other"], "per_page": 1 });
        assert_eq!(list(&two, items()).unwrap(), [json!({ "n": "0" })]);
        let all = json!({ "fields": [], "per_page": 1 });
        assert_eq!(list(&all, items()).unwrap(), [json!({ "title": "T0", "n": "0" })]);
        let unknown = json!({ "string_filters": filter("near", "n", "1") });
        assert!(list(&unknown, items()).is_err());
    }

    #[test]
    fn wrong_filters_are_refused_for_an_empty_list() {
        let filter = |operator: &str| json!([{ "name": "a", "operator": operator, "field": "n", "values": ["1"] }]);
        for (operator, condition, is_right) in [
            ("=", "a", true),
            ("near", "", false),
            ("=", "b", false),
            ("=", "a &", false),
        ] {
            let body =
                json!({ "string_filters": filter(operator), "condition": condition });
            assert_eq!(list(&body, Vec::new()).is_ok(), is_right, "{body}");
        }
        assert!(list(&json!({ "condition": "a" }), Vec::new()).is_err());
    }

    #[test]
    fn a_filter_for_a_field_with_an_alias_tests_both() {
        let item = json!({ "id": "1", "number": "IS7" });
        let found = |operator: &str, value: &str| {
            let filter =
                json!([{ "operator": operator, "field": "id", "values": [value] }]);
            let body = json!({ "string_filters": filter });
            let items = [item.clone()].into_iter();
            select(&body, &[("id", "number")], items, Ok).unwrap().len()
        };
        assert_eq!((found("=", "1"), found("in", "IS7"), found("=", "2")), (1, 1, 0));
        assert_eq!((found("like", "IS"), found("!=", "1")), (0, 0));
    }
}
