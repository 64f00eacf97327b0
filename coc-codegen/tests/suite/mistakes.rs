//! Single edits of a sound spec that make it mean nothing, or something that cannot be
//! sent, built or kept. Each edit knows its own place, so that the span of its
//! diagnostic is held against the edit and against no snapshot.

use coc_codegen::Checked;
use coc_codegen::diagnostic::Severity;

use crate::support::sources;

const SERVICE: &str = "service: demo
endpoints: { one: https://demo.example.com }
";

const OPERATION: &str = "operation: make_thing
http: POST /v1/{id}/things
path: { fields: { id: { type: string, required: true } } }
header:
  fields:
    x-trace: { type: string }
    x-other: { type: string }
body: Thing
types:
  Thing:
    fields:
      kind: { type: Kind, required: true }
      name: { type: string }
      code: { type: string, fixed: abc }
      count: { type: integer, default: 5 }
      left: { type: string }
      right: { type: string }
      part: { type: Part }
    groups:
      side: { at_most_one_of: [left, right] }
  Part:
    fields:
      thing: { type: Thing }
      label: { type: string }
  Answer:
    fields:
      number: { type: string }
    accessors:
      first: [number]
enums:
  Kind: { values: { round: , square: } }
responses:
  \"200\": { type: Answer }
";

/// The text before and after the edit, the words of its one diagnostic, and the text at
/// its place.
const EDITS: &[(&str, &str, &str, &str)] = &[
    (
        "/v1/{id}/things",
        "/v1/{id}/things?limit",
        "a query is no part of a path",
        "/v1/{id}/things?limit",
    ),
    (
        "/v1/{id}/things",
        "/v1/{id}/things#top",
        "a fragment is never sent",
        "/v1/{id}/things#top",
    ),
    (
        "/v1/{id}/things",
        "/v1/{id}/my things",
        "a path cannot hold a blank",
        "/v1/{id}/my things",
    ),
    ("/v1/{id}/things", "/v1/../{id}", "no `.` or `..`", "/v1/../{id}"),
    ("/v1/{id}/things", "/v1//{id}", "a segment of this path is empty", "/v1//{id}"),
    (
        "id: { type: string, required: true }",
        "id: { type: string }",
        "always there",
        "id",
    ),
    (
        "operation: make_thing",
        "operation: Make Thing",
        "not in snake_case",
        "Make Thing",
    ),
    ("x-trace: {", "x trace: {", "the name of a header cannot hold a blank", "x trace"),
    (
        "x-trace: {",
        "Authorization: {",
        "`Authorization` is set by the client",
        "Authorization",
    ),
    ("x-trace: {", "X-Other: {", "case does not matter", "x-other"),
    (
        "first: [number]",
        "number: [number]",
        "two accessors are called `number`",
        "number",
    ),
    (
        "name: { type: string }",
        "name: { type: string, required: { present: name } }",
        "reads `name` itself",
        "required",
    ),
    (
        "name: { type: string }",
        "name: { type: string, only_when: true }",
        "holds in every case",
        "only_when",
    ),
    (
        "name: { type: string }",
        "name: { type: string, documented_for: true }",
        "holds in every case",
        "documented_for",
    ),
    (
        "kind: { type: Kind,",
        "kind: { type: Kind, length: { max: 2 },",
        "no value that `kind` may have keeps",
        "length",
    ),
    (
        "kind: { type: Kind,",
        "kind: { type: Kind, length: { max: 5 },",
        "`square` is listed",
        "length",
    ),
    (
        "kind: { type: Kind,",
        "kind: { type: Kind, pattern: ^r,",
        "`square` is listed",
        "pattern",
    ),
    (
        "fixed: abc }",
        "fixed: abc, length: { min: 4 } }",
        "no value that `code` may have keeps",
        "length",
    ),
    (
        "fixed: abc }",
        "fixed: abc, pattern: ^x }",
        "no value that `code` may have keeps",
        "pattern",
    ),
    ("default: 5 }", "default: 5, range: { max: 4 } }", "the default `5` breaks", "5"),
    ("default: 5 }", "default: 5, one_of: [1, 2] }", "the default `5` breaks", "5"),
    (
        "left: { type: string }\n      right: { type: string }",
        "left: { type: string, required: true }\n      right: { type: string, required: true }",
        "`left` and `right` are both required",
        "side",
    ),
    ("part: { type: Part }", "part: { type: Part, required: true }", "", ""),
    (
        "name: { type: string }",
        "name: { type: { array: string }, keys: { length: { max: 3 } } }",
        "`keys` is for maps, and this field is an array",
        "length",
    ),
    (
        "name: { type: string }",
        "name: { type: { map: long }, keys: { one_of: [5] } }",
        "`one_of` is `5`, which is not a string",
        "5",
    ),
    (
        "name: { type: string }",
        "name: { type: { map: long }, keys: { one_of: [a, bcd], length: { max: 2 } } }",
        "`bcd` is listed for keys of `name`, but breaks this `length`",
        "length",
    ),
    (
        "name: { type: string }",
        "name: { type: { map: long }, keys: { one_of: [a, b] }, items: { min: 3 } }",
        "a map with keys of 2 values has no 3 entries",
        "items",
    ),
    (
        "name: { type: string }",
        "name: { type: { map: long }, keys: { range: { max: 2 } } }",
        "range",
        "range",
    ),
    (
        "name: { type: string }",
        "name: { type: date, default: 2026-02-29 }",
        "`default` is `2026-02-29`, which is not a date",
        "2026-02-29",
    ),
    (
        "name: { type: string }",
        "name: { type: time, one_of: [\"10:00:00\", \"24:00:00\"] }",
        "`one_of` is `24:00:00`, which is not a time",
        "24:00:00",
    ),
    (
        "name: { type: string }",
        "name: { type: date_time, fixed: 2026-11-29 }",
        "`fixed` is `2026-11-29`, which is not a date with a time",
        "2026-11-29",
    ),
    (
        "name: { type: string }",
        "name: { type: date, length: { max: 9 } }",
        "`length` is for text, and this field is a date",
        "length",
    ),
    (
        "name: { type: string }",
        "name: { type: date }\n      late: { type: string, required: { name: soon } }",
        "`name` of `Thing` is a date, which is never `soon`",
        "soon",
    ),
    (
        "body: Thing",
        "body: { array: date }",
        "has no field whose rule",
        "{ array: date }",
    ),
    (
        "name: { type: string }",
        "name: { type: string, unique: true }",
        "`unique` is for arrays of single values and delimited text",
        "unique",
    ),
    (
        "part: { type: Part }",
        "part: { type: { array: Part }, unique: true }",
        "`unique` is for arrays of single values and delimited text",
        "unique",
    ),
    (
        "name: { type: string }",
        "name: { type: { array: string }, unique: true, items: { max: 1 } }",
        "a list of one item has none twice",
        "unique",
    ),
    (
        "name: { type: string }",
        "name: { type: { array: Kind }, unique: true, items: { min: 3 } }",
        "at least 3 items cannot differ: there are 2 values",
        "unique",
    ),
    (
        "name: { type: string }",
        "name: { type: { array: string }, unique: false }",
        "`unique: false` says nothing",
        "unique",
    ),
];

fn errors(service: &str, operation: &str) -> Vec<(String, String)> {
    let sources = sources(&[("service.yaml", service), ("make_thing.yaml", operation)]);
    let checked = Checked::load(&sources);
    let errors = checked.diagnostics.iter().filter(|it| it.severity == Severity::Error);
    let found = errors.map(|it| {
        let text = sources.get(it.span.file).map_or("", |source| source.text.as_str());
        let (start, end) = (it.span.start as usize, it.span.end as usize);
        (it.message.clone(), text[start..end].to_owned())
    });
    found.collect()
}

#[test]
fn each_edit_draws_one_diagnostic_at_its_own_place() {
    assert_eq!(errors(SERVICE, OPERATION), []);
    for (before, after, words, place) in EDITS {
        assert!(OPERATION.contains(before), "{before}");
        let found = errors(SERVICE, &OPERATION.replacen(before, after, 1));
        if words.is_empty() {
            assert_eq!(found, [], "{after}");
            continue;
        }
        assert_eq!(found.len(), 1, "{after}: {found:#?}");
        assert!(found[0].0.contains(words), "{after}: {found:#?}");
        assert!(found[0].1.contains(place), "{after}: {found:#?}");
    }
}

#[test]
fn an_endpoint_holds_no_blank() {
    let service = SERVICE.replace("demo.example", "de mo.example");
    let found = errors(&service, OPERATION);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].0.contains("an endpoint cannot hold a blank"), "{found:#?}");
}

#[test]
fn a_type_that_requires_itself_is_refused_once() {
    let ring = OPERATION
        .replace("part: { type: Part }", "part: { type: Part, required: true }")
        .replace("thing: { type: Thing }", "thing: { type: Thing, required: true }");
    let found = errors(SERVICE, &ring);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].0.contains("requires another `Thing`"), "{found:#?}");
}

#[test]
fn a_decision_covers_the_fact_that_it_names() {
    let decided = OPERATION.replace(
        "kind: { type: Kind, required: true }",
        "kind: { type: Kind, required: true, decision: { required: why } }",
    ) + "decisions: { why: { pages: a, resolution: b, evidence: c } }\n";
    let sources = sources(&[("service.yaml", SERVICE), ("make_thing.yaml", &decided)]);
    let checked = Checked::load(&sources);
    assert!(
        !checked.diagnostics.has_errors(),
        "{}",
        checked.diagnostics.render(&sources, false)
    );
    let of = |id: &str| {
        checked
            .model
            .rules
            .iter()
            .find(|rule| rule.id == id)
            .map(|rule| rule.decisions.len())
    };
    assert_eq!(of("make_thing.kind.required"), Some(1));
    assert_eq!(of("make_thing.kind.enum"), Some(0));
    assert_eq!(of("make_thing.kind.type"), Some(0));
    let unknown =
        decided.replace("{ required: why }", "{ requird: why, required: why }");
    let found = errors(SERVICE, &unknown);
    assert!(found.len() == 1 && found[0].1 == "requird", "{found:#?}");
}

#[test]
fn another_version_of_the_language_is_refused() {
    assert_eq!(errors(&format!("language: 1\n{SERVICE}"), OPERATION), []);
    let found = errors(&format!("language: 2\n{SERVICE}"), OPERATION);
    assert!(found.len() == 1 && found[0].0.contains("version 1"), "{found:#?}");
}

#[test]
fn a_type_as_other_languages_call_it_is_translated() {
    for (name, words) in [
        ("int", "`integer`"),
        ("number", "`float`"),
        ("list", "{ array: type }"),
        ("array", "{ array: type }"),
        ("datetime", "`date_time`"),
        ("zzz", "the types of the language are"),
    ] {
        let operation = OPERATION
            .replace("name: { type: string }", &format!("name: {{ type: {name} }}"));
        let sources =
            sources(&[("service.yaml", SERVICE), ("make_thing.yaml", &operation)]);
        let checked = Checked::load(&sources);
        let text = checked.diagnostics.render(&sources, false);
        assert!(text.contains(words), "{name}: {text}");
    }
}

#[test]
fn an_answer_example_belongs_to_the_most_precise_status() {
    let operation = |example: &str| {
        let files = [
            ("service.yaml", SERVICE),
            (
                "get_thing.yaml",
                "operation: get_thing
http: GET /things
responses:
  2xx: { type: Found }
  \"204\": { type: Gone }
  default: { type: Failed }
types:
  Found: { fields: { a: { type: string } } }
  Gone: { fields: { b: { type: string } } }
  Failed: { fields: { c: { type: string } } }
examples: { responses: [one] }
",
            ),
            ("examples/one.json", example),
        ];
        let checked = Checked::load(&sources(&files));
        let told = checked.diagnostics.iter().map(|it| it.message.clone());
        (told.collect::<Vec<_>>(), checked.model)
    };
    for right in [
        r#"{ "status": 200, "body": { "a": "x" } }"#,
        r#"{ "status": 299, "body": { "a": "x" } }"#,
        r#"{ "status": 204, "body": { "b": "x" } }"#,
        r#"{ "status": 300, "body": { "c": "x" } }"#,
        r#"{ "status": 503, "body": { "c": "x" } }"#,
    ] {
        let (told, model) = operation(right);
        assert!(told.is_empty(), "{right}: {told:?}");
        let output = model.operations.iter().next().and_then(|it| it.output());
        assert_eq!(output.map(|it| it.status.to_string()).as_deref(), Some("2xx"));
    }
    for wrong in [
        r#"{ "status": 204, "body": { "a": "x" } }"#,
        r#"{ "status": 503, "body": { "a": "x" } }"#,
    ] {
        let (told, _) = operation(wrong);
        assert!(told.len() == 1 && told[0].contains("does not document"), "{told:?}");
    }
}
