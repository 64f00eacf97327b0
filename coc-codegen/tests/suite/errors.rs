//! Errors that take more than one edit to provoke, and similar specs without errors. Single
//! edits are data: `tests/edits`.

use coc_codegen::Checked;
use coc_codegen::diagnostic::Severity;

use crate::support::{place, sources, without_errors};

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
fn a_type_that_requires_itself_is_refused_once() {
    let cycle = OPERATION
        .replace("part: { type: Part }", "part: { type: Part, required: true }")
        .replace("thing: { type: Thing }", "thing: { type: Thing, required: true }");
    let found = errors(SERVICE, &cycle);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].0.contains("requires another `Thing`"), "{found:#?}");
}

#[test]
fn a_decision_covers_the_fact_that_it_names() {
    let decided = OPERATION.replace(
        "kind: { type: Kind, required: true }",
        "kind: { type: Kind, required: true, decision: { required: why } }",
    ) + "decisions: { why: { pages: a, resolution: b, evidence: c } }\n";
    let files = [("service.yaml", SERVICE), ("make_thing.yaml", decided.as_str())];
    let model = without_errors(&sources(&files));
    let of = |id: &str| {
        let rule = model.rules.iter().find(|rule| rule.id == id);
        rule.map(|rule| rule.decisions.len())
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
fn the_help_translates_type_names_of_other_languages() {
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
  \"206\": { type: Gone }
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
        let messages = checked.diagnostics.iter().map(|it| it.message.clone());
        (messages.collect::<Vec<_>>(), checked.model.ok())
    };
    for right in [
        r#"{ "status": 200, "body": { "a": "x" } }"#,
        r#"{ "status": 299, "body": { "a": "x" } }"#,
        r#"{ "status": 206, "body": { "b": "x" } }"#,
        r#"{ "status": 300, "body": { "c": "x" } }"#,
        r#"{ "status": 503, "body": { "c": "x" } }"#,
    ] {
        let (messages, model) = operation(right);
        assert!(messages.is_empty(), "{right}: {messages:?}");
        let operations = model.as_ref().map(|model| &model.operations);
        let output = operations.and_then(|it| it.first()?.output());
        assert_eq!(output.map(|it| it.status.to_string()).as_deref(), Some("2xx"));
    }
    for wrong in [
        r#"{ "status": 206, "body": { "a": "x" } }"#,
        r#"{ "status": 503, "body": { "a": "x" } }"#,
    ] {
        let (messages, _) = operation(wrong);
        assert!(
            messages.len() == 1 && messages[0].contains("does not document"),
            "{messages:?}"
        );
    }
}

/// A condition reads a field whose lists of values depend on a case, and one of the lists
/// is broken: nothing is known of its values then.
#[test]
fn conditions_on_a_field_with_a_broken_list_are_not_reported() {
    const LISTS: &str = "operation: rate
http: POST /rates
body: Rate
types:
  Rate:
    fields:
      kind: { type: Kind, required: true, cases: { ball: Ball } }
      level:
        type: string
        enum:
          - { when: { kind: ball }, of: BallLevel }
          - { when: { kind: box }, of: BoxLevel }
      note: { type: string, only_when: { kind: box, level: tall } }
enums:
  Kind: { values: { ball: , box: } }
  BallLevel: { values: { round: , flat: } }
  BoxLevel: { values: { tall: , wide: } }
";
    let of = |text: &str| {
        let sources =
            sources(&[("service.yaml", "service: demo\n"), ("rate.yaml", text)]);
        let found = Checked::load(&sources).diagnostics;
        let places = found.iter().map(|it| place(&sources, it));
        places.collect::<Vec<_>>()
    };
    assert!(of(LISTS).is_empty(), "{:?}", of(LISTS));
    for (broken, code) in [
        ("{ when: [x], of: BoxLevel }", "S007"),
        ("BoxLevel", "S007"),
        ("{ when: { kind: box }, off: BoxLevel }", "S005"),
    ] {
        let found = of(&LISTS.replace("{ when: { kind: box }, of: BoxLevel }", broken));
        let is_there =
            |it: &String| it.starts_with("rate.yaml:12:") && it.ends_with(code);
        assert!(found.len() == 1 && is_there(&found[0]), "{broken}: {found:#?}");
    }
}
