//! Filters, orders, pages and fields of lists. The items belong to the kinds of tickets.

use std::cmp::Ordering;

use http::StatusCode;
use serde_json::Value;

use crate::runtime::server::Refusal;

/// The page that a list request selects of the items that pass its filters, in its order
/// and with its fields. An item is shown only if a filter, the order or the page needs it.
pub(super) fn listed<T>(
    body: &Value,
    items: impl Iterator<Item = T>,
    show: impl Fn(T) -> Result<Value, Refusal>,
) -> Result<Vec<Value>, Refusal> {
    let mut listed = in_full(body, items, show)?;
    let fields = body["fields"].as_array().map_or(&[][..], Vec::as_slice);
    if !fields.is_empty() {
        for item in listed.iter_mut().filter_map(Value::as_object_mut) {
            item.retain(|name, _| fields.iter().any(|field| field == name));
        }
    }
    Ok(listed)
}

/// The same page, with all fields of its items.
fn in_full<T>(
    body: &Value,
    items: impl Iterator<Item = T>,
    show: impl Fn(T) -> Result<Value, Refusal>,
) -> Result<Vec<Value>, Refusal> {
    let filters = Filters::of(body);
    let is_sorted = sort_of(body).is_some();
    if filters.are_none() && !is_sorted {
        return page(body, items).map(show).collect();
    }
    // A refusal of any item is one of the list, wherever the page begins.
    let mut problem = None;
    let passing = items.map_while(|item| {
        let passing = show(item).and_then(|item| {
            let passes = filters.pass(&item)?;
            Ok(passes.then_some(item))
        });
        passing.map_err(|refusal| problem = Some(refusal)).ok()
    });
    let passing = passing.flatten();
    let listed = if is_sorted {
        let mut chosen: Vec<Value> = passing.collect();
        sort(body, &mut chosen);
        page(body, chosen.into_iter()).collect()
    } else {
        page(body, passing).collect()
    };
    problem.map_or(Ok(listed), Err)
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
    filters: Vec<&'b Value>,
    condition: &'b str,
}

impl<'b> Filters<'b> {
    fn of(body: &'b Value) -> Self {
        let filters = ["string_filters", "int_filters"].into_iter();
        let filters =
            filters.filter_map(|name| body.get(name)?.as_array()).flatten().collect();
        let condition = body.get("condition").and_then(Value::as_str);
        Self { filters, condition: condition.unwrap_or_default().trim() }
    }

    fn are_none(&self) -> bool {
        self.filters.is_empty() && self.condition.is_empty()
    }

    fn pass(&self, item: &Value) -> Result<bool, Refusal> {
        let mut holds = Vec::with_capacity(self.filters.len());
        for filter in &self.filters {
            holds.push(passes(filter, item)?);
        }
        if self.condition.is_empty() {
            return Ok(holds.iter().all(|holds| *holds));
        }
        let value = |name: &str| {
            let at = self.filters.iter().position(|filter| filter["name"] == name)?;
            holds.get(at).copied()
        };
        combined(self.condition, &value)
    }
}

fn bad(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}

/// Whether an item passes one filter.
fn passes(filter: &Value, item: &Value) -> Result<bool, Refusal> {
    let field = filter["field"].as_str().unwrap_or_default();
    let values = filter["values"].as_array().map_or(&[][..], Vec::as_slice);
    let own = text(&item[field]).to_lowercase();
    let compare = |it: &str| Key::of(&own).cmp(&Key::of(it));
    let any = |holds: &dyn Fn(&str) -> bool| {
        values.iter().any(|it| holds(&text(it).to_lowercase()))
    };
    let operator = filter["operator"].as_str().unwrap_or("=");
    Ok(match operator {
        "=" | "in" => any(&|it| own == it) || is_number_of(field, item, values),
        "!=" => !any(&|it| own == it),
        "like" => any(&|it| own.contains(it)),
        "startwith" => any(&|it| own.starts_with(it)),
        "endwith" => any(&|it| own.ends_with(it)),
        ">" => any(&|it| compare(it) == Ordering::Greater),
        "<" => any(&|it| compare(it) == Ordering::Less),
        ">=" => any(&|it| compare(it) != Ordering::Less),
        "<=" => any(&|it| compare(it) != Ordering::Greater),
        other => return Err(bad(format!("the sandbox has no operator {other:?}"))),
    })
}

/// Whether the filter names the number of the ticket, whose own `ticket_id` is another id.
fn is_number_of(field: &str, item: &Value, values: &[Value]) -> bool {
    field == "ticket_id" && values.contains(&item["real_ticket_id"])
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

/// The value of names that are combined with `&`, `|` and brackets; `&` binds tighter.
fn combined(
    condition: &str,
    value: &dyn Fn(&str) -> Option<bool>,
) -> Result<bool, Refusal> {
    let mut reader = Reader { rest: condition, value, depth: 0 };
    let found = reader.any()?;
    if reader.rest.trim_start().is_empty() {
        Ok(found)
    } else {
        Err(bad(format!("the condition does not go on with {:?}", reader.rest.trim())))
    }
}

/// Reads a condition by recursive descent.
struct Reader<'c> {
    rest: &'c str,
    value: &'c dyn Fn(&str) -> Option<bool>,
    depth: usize,
}

impl Reader<'_> {
    fn takes(&mut self, sign: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Result<bool, Refusal> {
        let mut holds = self.all()?;
        while self.takes('|') {
            holds |= self.all()?;
        }
        Ok(holds)
    }

    fn all(&mut self) -> Result<bool, Refusal> {
        let mut holds = self.one()?;
        while self.takes('&') {
            holds &= self.one()?;
        }
        Ok(holds)
    }

    fn one(&mut self) -> Result<bool, Refusal> {
        if self.takes('(') {
            self.depth += 1;
            if self.depth > 32 {
                return Err(bad("the condition has too many brackets".to_owned()));
            }
            let holds = self.any()?;
            self.depth -= 1;
            return if self.takes(')') {
                Ok(holds)
            } else {
                Err(bad("a bracket of the condition is not closed".to_owned()))
            };
        }
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| "&|()".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].trim();
        self.rest = &rest[end..];
        (self.value)(name).ok_or_else(|| bad(format!("no filter has the name {name:?}")))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::{Value, json};

    use super::{Refusal, combined, listed};

    #[test]
    fn conditions_combine_names() {
        let value = |name: &str| match name {
            "t" => Some(true),
            "f" => Some(false),
            _ => None,
        };
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
            assert_eq!(combined(condition, &value).ok(), expected, "{condition}");
        }
        assert!(combined(&"(".repeat(100_000), &value).is_err());
    }

    fn list(body: &Value, items: Vec<Value>) -> Result<Vec<Value>, Refusal> {
        listed(body, items.into_iter(), Ok)
    }

    #[test]
    fn a_list_shows_no_item_that_nothing_needs() {
        let shown = |body: Value| {
            let shown = Cell::new(0);
            let show = |n: u64| {
                shown.set(shown.get() + 1);
                Ok(json!({ "n": n }))
            };
            let listed = listed(&body, 0..1_000, show).unwrap();
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
        // It is refused on a page behind the last item, too.
        let unknown = json!({ "string_filters": filter("near", "n", "1"), "page": 9 });
        assert!(list(&unknown, items()).is_err());
    }
}
