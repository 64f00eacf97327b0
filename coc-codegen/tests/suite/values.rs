//! Rules of single values and of lists of them: cases worked out by hand. The agreement
//! of interpreter, schema and validator on the same spec belongs to `random`.

use coc_codegen::model::Model;
use serde_json::{Value, json};

use crate::support::{load, values_spec, wrong};

/// Asserts that a body with a title and this member breaks exactly these rules.
#[track_caller]
fn check(model: &Model, name: &str, value: &Value, expected: &[&str]) {
    let request =
        json!({ "operation": "plan_visit", "body": { "title": "t", name: value } });
    assert_eq!(wrong(model, &request), expected, "{request}");
}

#[test]
fn rules_of_keys_check_each_key() {
    let model = load(&values_spec()).model;
    for (name, value, expected) in [
        ("notes", json!({ "a": "x", "abc": "y" }), None),
        ("notes", json!({}), None),
        ("notes", json!({ "a": "x", "abcd": "y" }), Some("length")),
        // The first error counts.
        ("notes", json!({ "Abcd": "x" }), Some("length")),
        ("notes", json!({ "A": "x" }), Some("pattern")),
        // A key is never blank.
        ("notes", json!({ "": "x" }), Some("pattern")),
        ("notes", json!({ "a": "1", "b": "2", "c": "3" }), Some("items")),
        ("prices", json!({ "adult": { "x": 1 }, "child": {} }), None),
        ("prices", json!({ "adult": {}, "dog": {} }), Some("enum")),
    ] {
        let place = expected.map(|kind| format!("/body/{name} {kind}"));
        let expected: Vec<&str> = place.as_deref().into_iter().collect();
        check(&model, name, &value, &expected);
    }
    let ids = ["plan_visit.notes.keys.length", "plan_visit.prices.keys.enum"];
    for id in ids {
        assert!(model.rules.iter().any(|rule| rule.id == id), "{id}");
    }
}

#[test]
fn dates_and_times_have_their_format() {
    let model = load(&values_spec()).model;
    for (name, value, expected) in [
        ("day", json!("2024-02-29"), None),
        ("day", json!("2023-02-29"), Some("/body/day format")),
        ("day", json!("2026-11-31"), Some("/body/day format")),
        ("day", json!("29.11.2026"), Some("/body/day format")),
        ("day", json!(20_261_129), Some("/body/day type")),
        // Blank is absent.
        ("day", json!(""), None),
        ("doors", json!("00:00:00"), None),
        ("doors", json!("24:00:00"), Some("/body/doors format")),
        ("doors", json!("10:00"), Some("/body/doors format")),
        ("doors", json!("10:00:60"), Some("/body/doors format")),
        ("closed", json!(["2026-11-29", "x"]), Some("/body/closed/1 format")),
        ("closed", json!(["2026-11-29", "2026-11-29"]), Some("/body/closed unique")),
        ("calls", json!({ "k": "" }), Some("/body/calls/k format")),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        check(&model, name, &value, &expected);
    }
    for (start, is_right) in [
        ("2026-11-29T10:00:00Z", true),
        ("2026-11-29t10:00:00.123z", true),
        ("2026-11-29T10:00:00-23:59", true),
        ("1998-12-31T23:59:60Z", true),
        ("1998-12-31T23:59:60+01:00", false),
        ("2026-11-29T10:00:00", false),
        ("2026-11-29 10:00:00Z", false),
        ("2026-02-29T10:00:00Z", false),
        ("2026-11-29T10:00:00.Z", false),
        ("2026-11-29T10:00:00+24:00", false),
    ] {
        let body = json!({ "title": "t", "day": "2026-11-29", "start": start });
        let request = json!({ "operation": "plan_visit", "body": body });
        assert_eq!(wrong(&model, &request).is_empty(), is_right, "{start}");
    }
}

#[test]
fn compared_fields_are_checked_when_both_are_present() {
    let model = load(&values_spec()).model;
    let noon = "2026-11-29T12:00:00Z";
    for (fields, expected) in [
        (json!({ "first": 3, "last": 3 }), None),
        (json!({ "first": 3, "last": 2 }), Some("/body/last at_least")),
        (json!({ "last": 2 }), None),
        (json!({ "first": 3 }), None),
        (json!({ "first": null, "last": 2 }), None),
        // A value of the wrong type counts as absent.
        (json!({ "first": "3", "last": 2 }), Some("/body/first type")),
        (json!({ "low": 1, "high": 1.0 }), Some("/body/high greater_than")),
        (json!({ "low": 0.5, "high": 1, "middle": 1.5 }), Some("/body/high at_least")),
        (json!({ "low": 1, "high": 1.5, "middle": 1.5 }), None),
        (
            json!({ "opened": i64::MAX, "shut": i64::MAX - 1 }),
            Some("/body/shut at_least"),
        ),
        (json!({ "day": "2026-12-01", "until": "2026-12-01" }), None),
        (
            json!({ "day": "2026-12-01", "until": "2026-11-30" }),
            Some("/body/until at_least"),
        ),
        (json!({ "day": "", "until": "2026-11-30" }), None),
        // Text that is no date has no order.
        (
            json!({ "day": "2026-02-30", "until": "2026-01-01" }),
            Some("/body/day format"),
        ),
        (
            json!({ "doors": "10:00:00.5", "doors_shut": "10:00:00.50" }),
            Some("/body/doors_shut greater_than"),
        ),
        (json!({ "doors": "10:00:00.5", "doors_shut": "10:00:00.51" }), None),
        // Instants, and not texts.
        (
            json!({ "day": "2026-11-29", "start": noon, "end": "2026-11-29T13:00:00+02:00" }),
            Some("/body/end greater_than"),
        ),
        (
            json!({ "day": "2026-11-29", "start": noon, "end": "2026-11-29T11:00:01-01:00" }),
            None,
        ),
        (
            json!({ "day": "2026-11-29", "start": noon, "end": noon }),
            Some("/body/end greater_than"),
        ),
    ] {
        let mut body = fields.clone();
        body["title"] = json!("t");
        let request = json!({ "operation": "plan_visit", "body": body });
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(wrong(&model, &request), expected, "{fields}");
    }
}

#[test]
fn an_enumeration_of_integers_holds_the_numbers_that_it_lists() {
    let model = load(&values_spec()).model;
    for (name, value, expected) in [
        ("grade", json!(1), None),
        ("grade", json!(-3), None),
        ("grade", json!(null), None),
        ("grade", json!(0), Some("/body/grade enum")),
        ("grade", json!(i64::MIN), Some("/body/grade enum")),
        ("grade", json!("1"), Some("/body/grade type")),
        // Blank text is no number.
        ("grade", json!(""), Some("/body/grade type")),
        ("grade", json!(1.5), Some("/body/grade type")),
        ("grade", json!(u64::MAX), Some("/body/grade type")),
        ("floors", json!({ "a": 1, "b": 2 }), Some("/body/floors/b enum")),
        ("floors", json!({ "a": "1" }), Some("/body/floors/a type")),
        // An open list leaves other numbers to its other rules.
        ("score", json!(8), None),
        ("score", json!(9), Some("/body/score enum")),
        ("score", json!(11), Some("/body/score range")),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        check(&model, name, &value, &expected);
    }
    for (fields, expected) in [
        (json!({ "grades": [1, -3], "grade": 1 }), None),
        (json!({ "grades": [1, -3] }), Some("/body/grade required")),
        (json!({ "grades": [1, 1], "grade": 1 }), Some("/body/grades unique")),
        (json!({ "grades": [1, 7], "grade": 1 }), Some("/body/grades/1 enum")),
        // Lists that depend on a condition.
        (json!({ "score": 1, "points": -3 }), None),
        (json!({ "score": 1, "points": 2 }), Some("/body/points enum")),
        (json!({ "score": 2, "points": 2 }), None),
        (json!({ "score": 8, "points": 99 }), None),
        (json!({ "score": 1, "count": 2 }), Some("/body/count enum")),
        (json!({ "count": 2 }), None),
        (json!({ "count": 1_i64 << 40 }), Some("/body/count type")),
        (json!({ "first": 1, "extra": 2 }), Some("/body/extra enum")),
        (json!({ "extra": 1_i64 << 40 }), None),
    ] {
        let mut body = fields.clone();
        body["title"] = json!("t");
        let request = json!({ "operation": "plan_visit", "body": body });
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(wrong(&model, &request), expected, "{fields}");
    }
}

#[test]
fn unique_refuses_a_repeated_item() {
    let model = load(&values_spec()).model;
    for (name, value, is_repeated) in [
        ("guests", json!(["a", "b", "a"]), true),
        ("guests", json!(["a", "A"]), false),
        ("guests", json!(["", ""]), true),
        ("rooms", json!([]), false),
        ("rooms", json!(["hall", "attic"]), false),
        ("rooms", json!(["hall", "hall"]), true),
        ("flags", json!([true, false, true]), true),
        ("seats", json!([1, 2, -1]), false),
        ("seats", json!([1, 2, 1]), true),
        ("shares", json!([1, 1.5, 1.0]), true),
        ("shares", json!([0.0, -0.0]), true),
        ("hours", json!([5, 6]), false),
        ("hours", json!([i64::MAX, i64::MAX]), true),
        ("tags", json!("a::b::a"), true),
        ("tags", json!("a::a:"), false),
        ("tags", json!("a:::b"), false),
        ("tags", json!(""), false),
    ] {
        let place = format!("/body/{name} unique");
        let expected: &[&str] = if is_repeated { &[&place] } else { &[] };
        check(&model, name, &value, expected);
    }
    // An empty item draws a warning already.
    check(&model, "tags", &json!("a::::::b"), &["/body/tags delimiter"]);
    // The first error counts, and a list with an item of the wrong type is not compared.
    check(&model, "guests", &json!(["a"]), &["/body/guests items"]);
    check(
        &model,
        "guests",
        &json!(["a", "a", 1, 1]),
        &["/body/guests/2 type", "/body/guests/3 type"],
    );
}
