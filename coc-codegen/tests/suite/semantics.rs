//! The meaning of rules: cases worked out by hand. The comparison of the interpreter with
//! emitted linters belongs to `linter`.

use coc_codegen::model::Model;
use serde_json::{Value, json};

use crate::support::{self, sources, wrong};

const BODY: &str = "operation: op
http: POST /{id}
body: Body
path: { fields: { id: { type: string, required: true } } }
types:
  Body:
    fields:
      kind: { type: Kind, required: true, cases: { a: KindA } }
      name: { type: string, required: { kind: a }, length: { max: 3 } }
      other: { type: string, only_when: { not: { kind: b } } }
      count: { type: integer, range: { min: 1, max: 9 } }
      long: { type: long }
      flag: { type: boolean, required: { present: count } }
      loose: { type: string, documented_for: { kind: b } }
      text: { type: string, delimiter: \",\", items: { max: 2 }, each: { one_of: [x, y] } }
      list: { type: { array: string }, items: { max: 2 }, each: { length: { max: 1 } } }
      map: { type: { map: Item } }
      nested: { type: { array: { array: long } }, each: { range: { max: 5 } } }
      fixed: { type: string, fixed: ok, pattern: ^o }
      id: { type: string, required: { path.id: z } }
    groups:
      some: { at_least_one_of: [name, other] }
  Item:
    fields:
      n: { type: long, required: { parent.kind: b, body.flag: true } }
enums:
  Kind: { values: { a: A., b: B. } }
";

fn model() -> Model {
    let sources = sources(&[("service.yaml", "service: demo\n"), ("op.yaml", BODY)]);
    let checked = support::check(&sources);
    assert!(checked.diagnostics.is_empty());
    checked.model
}

/// Asserts that a body breaks exactly these rules.
#[track_caller]
fn check(body: &Value, expected: &[&str]) {
    let document = json!({ "operation": "op", "path": { "id": "1" }, "body": body });
    assert_eq!(wrong(&model(), &document), expected, "{document}");
}

#[test]
fn blank_is_absent() {
    check(&json!({ "kind": "a", "name": "x" }), &[]);
    for blank in [json!(null), json!("")] {
        check(
            &json!({ "kind": "a", "name": blank, "other": "o" }),
            &["/body/name required"],
        );
        check(&json!({ "kind": "b", "other": blank, "name": "x" }), &[]);
        check(&json!({ "kind": blank, "name": "x" }), &["/body/kind required"]);
        check(&json!({ "kind": "a", "name": "x", "fixed": blank, "text": blank }), &[]);
    }
    // These are there.
    check(
        &json!({ "kind": "a", "name": " ", "list": [], "map": {}, "flag": false, "long": 0 }),
        &[],
    );
    check(
        &json!({ "kind": "b", "name": "x", "other": " " }),
        &["/body/other only_when"],
    );
    check(
        &json!({ "kind": "a", "name": "x", "count": 0, "flag": false }),
        &["/body/count range"],
    );
    // An item of a list is never blank.
    check(
        &json!({ "kind": "a", "name": "x", "list": [null, ""] }),
        &["/body/list/0 type"],
    );
    check(
        &json!({ "kind": "a", "name": "x", "nested": [null, [null]] }),
        &["/body/nested/0 type", "/body/nested/1/0 type"],
    );
}

#[test]
fn a_value_of_the_wrong_type_counts_as_absent_for_all_else() {
    check(&json!({ "kind": 7, "name": "x" }), &["/body/kind type"]);
    // It does not satisfy a condition either, and its group reports nothing.
    check(&json!({ "kind": "b", "name": 7 }), &["/body/name type"]);
    check(&json!({ "kind": "b", "name": null }), &["/body group"]);
    check(&json!({ "kind": "a", "name": "x", "count": "1" }), &["/body/count type"]);
    for (number, good) in [
        (json!(5), true),
        (json!(5.0), false),
        (json!("5"), false),
        (json!(""), false),
        (json!(u64::MAX), false),
        (json!(i64::MAX), true),
    ] {
        let expected: &[&str] = if good { &[] } else { &["/body/long type"] };
        check(&json!({ "kind": "a", "name": "x", "long": number }), expected);
    }
    check(
        &json!({ "kind": "a", "name": "x", "count": 3_000_000_000_i64 }),
        &["/body/count type"],
    );
    check(&json!({ "kind": "a", "name": "x", "list": "x" }), &["/body/list type"]);
    check(
        &json!({ "kind": "a", "name": "x", "map": { "k": 1 } }),
        &["/body/map/k type"],
    );
}

#[test]
fn parts_of_a_request_document_may_be_missing_and_must_be_objects() {
    let model = model();
    for part in [json!(null), json!({})] {
        let document = json!({ "operation": "op", "path": part, "body": { "kind": "b", "name": "x" } });
        assert_eq!(wrong(&model, &document), ["/path/id required"]);
    }
    let document = json!({ "operation": "op", "path": [], "body": 3 });
    assert_eq!(
        wrong(&model, &document),
        [
            "/path type",
            "/path/id required",
            "/body type",
            "/body/kind required",
            "/body group"
        ]
    );
    let document = json!({ "operation": "op", "unknown": 1, "path": { "id": "1", "more": 1 }, "body": { "kind": "b", "other_": 1, "name": "x" } });
    assert!(wrong(&model, &document).is_empty());
}

#[test]
fn comparing_what_is_absent_is_false_and_its_opposite_holds() {
    check(&json!({ "other": "o" }), &["/body/kind required"]);
    check(&json!({ "kind": "?", "other": "o" }), &["/body/kind enum"]);
    check(
        &json!({ "kind": "?", "loose": "l", "other": "o" }),
        &["/body/kind enum", "/body/loose documented_for"],
    );
    check(&json!({ "kind": "b", "loose": "l", "name": "x" }), &[]);
}

#[test]
fn one_error_a_field_and_warnings_beside_it() {
    check(&json!({ "kind": "a", "name": "long!" }), &["/body/name length"]);
    // Four characters of more bytes.
    check(&json!({ "kind": "a", "name": "äöü" }), &[]);
    check(&json!({ "kind": "a", "name": "äöüß" }), &["/body/name length"]);
    check(&json!({ "kind": "a", "name": "x", "fixed": "no" }), &["/body/fixed fixed"]);
    check(
        &json!({ "kind": "a", "name": "x", "text": "x,,y" }),
        &["/body/text items", "/body/text delimiter"],
    );
    check(&json!({ "kind": "a", "name": "x", "text": "x,z" }), &["/body/text enum"]);
    check(&json!({ "kind": "a", "name": "x", "text": "x," }), &["/body/text delimiter"]);
    check(
        &json!({ "kind": "a", "name": "x", "list": ["aa", "b", "cc"] }),
        &["/body/list items", "/body/list/0 length", "/body/list/2 length"],
    );
    check(
        &json!({ "kind": "a", "name": "x", "nested": [[6], [], [5, 9]] }),
        &["/body/nested/0/0 range", "/body/nested/2/1 range"],
    );
}

#[test]
fn an_item_cannot_hold_what_joins_it_with_others() {
    let operation = "operation: find
http: GET /things
query:
  fields:
    names: { type: { array: string }, delimiter: \",\", each: { length: { max: 4 } } }
    counts: { type: { array: long }, delimiter: \"|\" }
    loose: { type: { array: string } }
";
    let sources =
        sources(&[("service.yaml", "service: demo\n"), ("find.yaml", operation)]);
    let model = support::check(&sources).model;
    let check = |query: Value, expected: &[&str]| {
        let document = json!({ "operation": "find", "query": query });
        assert_eq!(wrong(&model, &document), expected, "{document}");
    };
    check(json!({ "names": ["a", "b|c", " ", ""], "counts": [1, -2] }), &[]);
    check(json!({ "loose": ["a,b"], "names": [] }), &[]);
    check(
        json!({ "names": ["a,b", "a", ","] }),
        &["/query/names/0 undelimited", "/query/names/2 undelimited"],
    );
    // Like any other value, an item has one error.
    check(json!({ "names": ["abc,d"] }), &["/query/names/0 length"]);
    check(json!({ "names": "a,b" }), &["/query/names type"]);
    let rule = model.rules.iter().find(|rule| rule.id.ends_with("undelimited"));
    assert_eq!(
        rule.map(|rule| rule.id.as_str()),
        Some("find.query.names.each.undelimited")
    );
    assert!(rule.is_some_and(|rule| !rule.is_warning()));
}

#[test]
fn references_reach_the_parent_the_body_and_the_path() {
    check(
        &json!({ "kind": "b", "name": "x", "flag": true, "map": { "a/b~c": {}, "d": { "n": 1 } } }),
        &["/body/map/a~1b~0c/n required"],
    );
    check(&json!({ "kind": "a", "name": "x", "flag": true, "map": { "d": {} } }), &[]);
    let document = json!({ "operation": "op", "path": { "id": "z" }, "body": { "kind": "b", "name": "x" } });
    assert_eq!(wrong(&model(), &document), ["/body/id required"]);
}
