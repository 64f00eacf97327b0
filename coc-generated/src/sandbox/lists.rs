//! Orders, pages and fields of lists. Their filters belong to `filters`, the items, and
//! other names of their fields, to the kinds of tickets.

use serde_json::Value;

use super::filters::{Filters, Key, text};
use crate::runtime::server::Refusal;

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
    if filters.is_empty() && !is_sorted {
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::{Value, json};

    use super::{Refusal, select};

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
