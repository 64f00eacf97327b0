//! Fields in which null has a meaning: cases worked out by hand, and a program that reads,
//! writes and builds such requests. The agreement of interpreter, schema and validator
//! belongs to `random`.

use coc_codegen::diff::{Breaks, Verdict, diff};
use coc_codegen::emit;
use serde_json::{Value, json};

use crate::crates::Crate;
use crate::support::{check, emit_sources, request_changes, sources, wrong};

const AMEND: &str = "operation: amend
http: POST /loans
body: Loan
types:
  Loan:
    fields:
      note: { type: string, required: true, nullable: true, length: { max: 3 }, pattern: ^n }
      reason: { type: string, required: { note: nay } }
      why: { type: string, only_when: { present: first } }
      shelf: { type: Shelf, nullable: true, only_when: { not: { kind: a } } }
      kind: { type: string }
      count: { type: integer, nullable: true, one_of: [1, 2], documented_for: { kind: b } }
      first: { type: long, nullable: true }
      last: { type: long, nullable: true, greater_than: first }
      day: { type: date, nullable: true }
      until: { type: date, nullable: true, at_least: day }
      list: { type: { array: string }, nullable: true, items: { min: 1 }, unique: true, each: { length: { max: 2 } } }
      tags: { type: string, nullable: true, delimiter: \",\", items: { max: 2 } }
      part: { type: Part, nullable: true, sensitive: true }
      next: { type: Loan, nullable: true }
      plain: { type: boolean }
    groups: { one: { at_most_one_of: [first, day, plain] } }
  Part: { fields: { code: { type: string, required: { present: parent.shelf } } } }
  Answer: { fields: { count: { type: long, nullable: true }, inner: { type: Inner, nullable: true } }, accessors: { name: [inner.name] } }
  Inner: { fields: { name: { type: string, nullable: true } } }
enums: { Shelf: { values: { low: , high: } } }
responses: { \"200\": { type: Answer } }
examples: { requests: [clear] }
constructors: { clear: { example: clear, takes: [body.shelf, body.list], optional: [body.next] } }
";

const EXAMPLE: &str = r#"{ "operation": "amend", "body":
  { "note": null, "shelf": null, "count": 1, "list": ["a"], "tags": null, "part": { "code": "7" }, "next": { "note": null } } }"#;

const MOVE: &str = "operation: move_loan
http: POST /moves
body: Move
types:
  Move:
    fields:
      way: { type: Way, required: true, cases: { road: ByRoad } }
      van: { type: string, nullable: true, documented_for: { way: road } }
      bag: { type: string, documented_for: { way: road } }
enums: { Way: { values: { road: , post: } } }
";

const FILES: [(&str, &str); 4] = [
    ("service.yaml", "service: demo\n"),
    ("amend.yaml", AMEND),
    ("move_loan.yaml", MOVE),
    ("examples/clear.json", EXAMPLE),
];

#[test]
fn null_with_a_meaning_is_present_and_has_no_value() {
    let model = check(&sources(&FILES)).model;
    for (body, expected) in [
        // The required field is there, and a blank is not.
        (json!({ "note": null }), &[][..]),
        (json!({}), &["/body/note required"]),
        (json!({ "note": "" }), &["/body/note required"]),
        (json!({ "note": "nine" }), &["/body/note length"]),
        (json!({ "note": 7 }), &["/body/note type"]),
        // `present` holds, and null is no listed value.
        (json!({ "note": null, "first": null, "why": "w" }), &[]),
        (json!({ "note": null, "why": "w" }), &["/body/why only_when"]),
        (json!({ "note": "nay" }), &["/body/reason required"]),
        // Elsewhere null counts as absent.
        (json!({ "note": null, "reason": null, "kind": null, "plain": null }), &[]),
        // A field that is refused must not be null, either.
        (
            json!({ "note": null, "kind": "a", "shelf": null }),
            &["/body/shelf only_when"],
        ),
        (json!({ "note": null, "kind": "a", "shelf": "" }), &[]),
        (
            json!({ "note": null, "kind": "c", "count": null }),
            &["/body/count documented_for"],
        ),
        // Groups count it.
        (json!({ "note": null, "first": null, "day": null }), &["/body group"]),
        (json!({ "note": null, "first": null, "plain": null }), &[]),
        // Value rules skip it.
        (
            json!({ "note": null, "shelf": null, "kind": "b", "count": null, "list": null, "tags": null, "part": null }),
            &[],
        ),
        (json!({ "note": null, "first": null, "last": -9 }), &[]),
        (json!({ "note": null, "first": 7, "last": null }), &[]),
        (json!({ "note": null, "day": null, "until": "2026-01-01" }), &[]),
        // An item is no field.
        (json!({ "note": null, "list": [null] }), &["/body/list/0 type"]),
        (
            json!({ "note": null, "next": { "note": null, "next": {} } }),
            &["/body/next/next/note required"],
        ),
        (
            json!({ "note": null, "shelf": null, "part": {} }),
            &["/body/part/code required"],
        ),
        (json!({ "note": null, "part": {} }), &[]),
    ] {
        let request = json!({ "operation": "amend", "body": body });
        assert_eq!(wrong(&model, &request), expected, "{request}");
    }
}

#[test]
fn the_contract_describes_null() {
    let model = check(&sources(&FILES)).model;
    let contract: Value = serde_json::from_str(&emit::contract(&model))
        .unwrap_or_else(|error| panic!("{error}"));
    let loan = &contract["components"]["schemas"]["amend_Loan"];
    assert_eq!(loan["required"], json!(["note"]));
    let note = &loan["properties"]["note"];
    assert_eq!(note["type"], json!(["string", "null"]));
    assert_eq!(note["minLength"], json!(1));
    let is_described = |schema: &Value| {
        schema["description"]
            .as_str()
            .is_some_and(|text| text.contains("Null is a value"))
    };
    assert!(is_described(note) && !is_described(&loan["properties"]["kind"]), "{loan}");
    let answer = &contract["components"]["schemas"]["amend_Answer"];
    assert!(is_described(&answer["properties"]["count"]), "{answer}");
}

/// Asserts the changes if the field `x`, which has this key, becomes nullable, and if it is
/// not nullable any longer.
#[track_caller]
fn verdicts(
    key: &str,
    gained: &[(&str, Verdict, bool)],
    lost: &[(&str, Verdict, bool)],
) {
    let model = |nullable: &str| {
        let operation = format!(
            "operation: op\nhttp: POST /\nbody: Body\ntypes: {{ Body: {{ fields: {{ k: {{ type: string }}, x: {{ type: string{key}{nullable} }} }} }} }}\n"
        );
        check(&sources(&[("service.yaml", "service: demo\n"), ("op.yaml", &operation)]))
            .model
    };
    let (without, with) = (model(""), model(", nullable: true"));
    for (old, new, expected) in [(&without, &with, gained), (&with, &without, lost)] {
        let found = request_changes(old, new);
        let found: Vec<_> = found
            .iter()
            .map(|(name, verdict, breaks)| (name.as_str(), *verdict, *breaks))
            .collect();
        assert_eq!(found, expected, "{key}");
        let changes = diff(old, new).changes;
        let programs = changes.iter().filter(|it| it.breaks == Some(Breaks::Programs));
        let items: Vec<&str> = programs.map(|it| it.subject.as_str()).collect();
        assert_eq!(items, ["op::Op::builder().x", "op::wire::Body.x"]);
    }
}

#[test]
fn a_field_that_becomes_nullable_breaks_programs_and_allows_more_requests() {
    use Verdict::{Laxer, Stricter};
    verdicts("", &[("op.x.type", Laxer, false)], &[("op.x.type", Stricter, true)]);
    verdicts(
        ", required: true",
        &[("op.x.type", Laxer, false), ("op.x.required", Laxer, false)],
        &[("op.x.type", Stricter, true), ("op.x.required", Stricter, true)],
    );
    // Null that counted as absent was allowed everywhere.
    verdicts(
        ", only_when: { k: a }",
        &[("op.x.type", Laxer, false), ("op.x.only_when", Stricter, true)],
        &[("op.x.type", Stricter, true), ("op.x.only_when", Laxer, false)],
    );
}

const PROGRAM: &str = r##"//! Reads, writes and builds requests in which null has a meaning.
use coc_generated::amend::enums::Shelf;
use coc_generated::amend::wire::{AmendRequest, Answer, Loan, Part};
use coc_generated::amend::{Amend, Loan as TypedLoan};
use coc_generated::move_loan::MoveLoan;
use coc_generated::move_loan::wire::{Move, MoveLoanRequest};
use coc_generated::wire::Nullable;

/// Each of the values in each of three fields, beside each other.
fn every_combination() {
    let texts = [None, Some("null"), Some("\"nay\"")];
    let counts = [None, Some("null"), Some("2")];
    let nexts = [None, Some("null"), Some("{\"note\":null}")];
    let mut seen = Vec::new();
    for note in texts {
        for count in counts {
            for next in nexts {
                let pairs = [("note", note), ("count", count), ("next", next)];
                let members = pairs.into_iter().filter_map(|(key, value)| Some(format!("\"{key}\":{}", value?)));
                let text = format!("{{{}}}", members.collect::<Vec<_>>().join(","));
                let read: Loan = serde_json::from_str(&text).expect("a loan");
                assert_eq!(serde_json::to_string(&read).expect("JSON"), text);
                assert!(!seen.contains(&read), "{text}");
                let value = serde_json::to_value(&read).expect("JSON");
                assert_eq!(serde_json::from_value::<Loan>(value).expect("a loan"), read);
                assert!(read.undocumented().is_empty());
                seen.push(read);
            }
        }
    }
    println!("{}", seen.len());
}

fn answers() {
    for text in [
        r#"{}"#,
        r#"{"count":null,"inner":null}"#,
        r#"{"count":"7","inner":{"name":null}}"#,
        r#"{"count":[],"inner":{"name":5}}"#,
    ] {
        let answer: Answer = serde_json::from_str(text).expect("an answer");
        let left: Vec<&String> = answer.undocumented().keys().collect();
        let inner = answer.inner.as_ref().map(|inner| inner.as_value().map(|inner| &inner.name));
        println!("{:?} {inner:?} {:?} {left:?}", answer.count, answer.name());
    }
}

fn setters() {
    let loan = Loan::default()
        .note("nay")
        .shelf("low")
        .count(2)
        .first(7)
        .day(Nullable::Null)
        .list(["a", "b"])
        .tags("a,b".to_owned())
        .part(Part::default().code("hidden"))
        .next(Loan::default().note(Nullable::Null));
    println!("{loan:?}");
    let loan = loan.shelf(Shelf::High).count(None).part(Nullable::Null).next(Nullable::Null);
    println!("{loan:?}");
    println!("{}", serde_json::to_string(&loan).expect("JSON"));
}

fn typed() {
    let amend = Amend::builder()
        .note(Nullable::Null)
        .shelf(Shelf::Low)
        .list(vec!["a".to_owned()])
        .tags(["a", "b"])
        .expect("items without a comma")
        .next(TypedLoan::builder().note("nay").reason("r").build())
        .maybe_first(Some(Nullable::Null))
        .build();
    println!("{amend:?}");
    let wire = AmendRequest::from(amend.clone());
    println!("{}", serde_json::to_string(&wire).expect("JSON"));
    println!("{}", wire.violations().is_empty() && Amend::try_from(wire).expect("typed") == amend);
    let cleared = Amend::builder().note(Nullable::Null).tags(Nullable::Null).expect("null").build();
    println!("{}", serde_json::to_string(&cleared).expect("JSON"));
    println!("{:?}", Amend::builder().note("n").tags(["a,b"]).err());
    let mut blank = AmendRequest::default();
    blank.body.note = Some(Nullable::Null);
    blank.body.tags = Some("".into());
    println!("{:?}", Amend::try_from(blank));
}

/// Null that has a meaning has no place in the other case; null that counts as absent
/// needs none.
fn other_cases() {
    for text in [r#"{"way":"post","bag":null}"#, r#"{"way":"post","van":null}"#] {
        let body: Move = serde_json::from_str(text).expect("a move");
        println!("{:?}", MoveLoan::try_from(MoveLoanRequest::new(body)));
    }
}

fn constructed() {
    let cleared = AmendRequest::clear(Nullable::Null, ["x"], None);
    println!("{}", serde_json::to_string(&cleared.body).expect("JSON"));
    let given = AmendRequest::clear("high", vec!["x".to_owned()], Some(Nullable::Null));
    println!("{}", serde_json::to_string(&given.body).expect("JSON"));
}

fn main() {
    every_combination();
    answers();
    setters();
    typed();
    other_cases();
    constructed();
}
"##;

#[test]
fn absent_null_and_a_value_are_three_things_for_programs() {
    let nullable = Crate::new("nullable", &emit_sources(&FILES));
    nullable.program("nullable", PROGRAM);
    let lines = nullable.run("nullable", "pattern,typed");
    let expected = [
        "27",
        // Answers.
        "None None None []",
        "Some(Null) Some(None) None []",
        "Some(Value(7)) Some(Some(Some(Null))) None []",
        "None Some(Some(Some(Value(\"5\")))) Some(\"5\") [\"count\"]",
        // Setters.
        "Loan { note: Value(\"nay\"), shelf: Value(Low), count: Value(2), first: Value(7), day: Null, \
         list: Value([\"a\", \"b\"]), tags: Value(\"a,b\"), part: [redacted], next: Value(Loan { note: Null }) }",
        "Loan { note: Value(\"nay\"), shelf: Value(High), count: Null, first: Value(7), day: Null, \
         list: Value([\"a\", \"b\"]), tags: Value(\"a,b\"), part: [redacted], next: Null }",
        r#"{"note":"nay","shelf":"high","count":null,"first":7,"day":null,"list":["a","b"],"tags":"a,b","part":null,"next":null}"#,
        // Typed requests.
        "Amend { note: Null, shelf: Value(Low), first: Null, list: Value([\"a\"]), tags: Value([\"a\", \"b\"]), \
         next: Value(Loan { note: Value(\"nay\"), reason: \"r\" }) }",
        r#"{"body":{"note":null,"shelf":"low","first":null,"list":["a"],"tags":"a,b","next":{"note":"nay","reason":"r"}}}"#,
        "true",
        r#"{"body":{"note":null,"tags":null}}"#,
        "Some(DelimiterError { index: 0, delimiter: \",\" })",
        "Ok(Amend { note: Null })",
        // Cases.
        "Ok(MoveLoan { way: Post(WayPost) })",
        "Err(NoPlace { unplaced: [\"/body/van\"], missing: [] })",
        // Constructors.
        r#"{"note":null,"shelf":null,"count":1,"list":["x"],"tags":null,"part":{"code":"7"}}"#,
        r#"{"note":null,"shelf":"high","count":1,"list":["x"],"tags":null,"part":{"code":"7"},"next":null}"#,
    ];
    assert_eq!(lines.lines().collect::<Vec<_>>(), expected);
}
