//! Free-form objects that have the members of a type under a condition: which rules
//! apply, what is refused, and what a typed request holds. The agreement of interpreter,
//! schema and validator belongs to `random` and `compiles`.

use coc_codegen::Checked;
use coc_codegen::diff::Verdict;
use coc_codegen::model::{Member, Model, Shape, Type, TypedType};
use serde_json::{Value, json};

use crate::support::{emit_sources, request_changes, sources, wrong};

const STEER: &str = "operation: steer
http: POST /{harbour}/ships
path: { fields: { harbour: { type: string, required: true } } }
body: Order
types:
  Order:
    fields:
      action: { type: Action, assume_present: always_sent, cases: { anchor: Anchor, turn: Turn } }
      speed: { type: integer }
      params:
        type: object
        required: { action: anchor }
        types:
          - { when: { action: anchor }, of: Chain }
          - { when: { action: [turn, drift], path.harbour: north }, of: Course }
  Chain:
    fields:
      length: { type: integer, required: true, range: { min: 1, max: 90 } }
      links: { type: { array: Link } }
      note: { type: string, nullable: true, required: { parent.speed: 0 } }
    groups: { one: { at_most_one_of: [links, note] } }
  Link: { fields: { steel: { type: boolean, required: { parent.length: 5, body.speed: 1 } } } }
  Course:
    fields:
      degrees: { type: float, required: true }
      more: { type: object, types: [{ when: { degrees: [0.5, 1] }, of: Course }] }
enums: { Action: { open: true, values: { anchor: , turn: , drift: } } }
responses: { \"200\": { type: none } }
decisions: { always_sent: { pages: Optional., resolution: Sent., evidence: All do. } }
";

fn load(operation: &str) -> (Checked, String) {
    let sources =
        sources(&[("service.yaml", "service: port\n"), ("steer.yaml", operation)]);
    let checked = Checked::load(&sources);
    let text = checked.diagnostics.render(&sources, false);
    (checked, text)
}

fn model() -> Model {
    let (checked, text) = load(STEER);
    assert!(checked.diagnostics.is_empty(), "{text}");
    checked.model.unwrap_or_else(|_| panic!("{text}"))
}

/// Asserts that a body breaks exactly these rules.
#[track_caller]
fn check(harbour: &str, body: &Value, expected: &[&str]) {
    let document =
        json!({ "operation": "steer", "path": { "harbour": harbour }, "body": body });
    assert_eq!(wrong(&model(), &document), expected, "{document}");
}

#[test]
fn the_members_follow_the_table_whose_condition_holds() {
    check("a", &json!({ "action": "anchor", "params": { "length": 4 } }), &[]);
    let body = json!({ "action": "anchor", "params": { "length": 91, "other": [1] } });
    check("a", &body, &["/body/params/length range"]);
    let body = json!({ "action": "anchor", "params": {} });
    check("a", &body, &["/body/params/length required"]);
    let body = json!({ "action": "turn", "params": {} });
    check("north", &body, &["/body/params/degrees required"]);
}

#[test]
fn without_a_condition_that_holds_the_object_is_free_form() {
    for action in [json!("fly"), json!(null), json!(7), json!("turn")] {
        let body = json!({ "action": action, "params": { "length": "x" } });
        let expected: &[&str] = if action == 7 { &["/body/action type"] } else { &[] };
        check("south", &body, expected);
    }
    check("a", &json!({ "action": "anchor" }), &["/body/params required"]);
    check("a", &json!({ "action": "anchor", "params": 7 }), &["/body/params type"]);
    check("a", &json!({ "action": "turn", "params": [] }), &["/body/params type"]);
}

#[test]
fn a_member_of_the_wrong_type_breaks_that_rule_alone() {
    let params = json!({ "length": "4", "links": [null, 5, {}], "note": 1 });
    check(
        "a",
        &json!({ "action": "anchor", "speed": 0, "params": params }),
        &[
            "/body/params/length type",
            "/body/params/links/0 type",
            "/body/params/links/1 type",
            "/body/params/note type",
        ],
    );
}

#[test]
fn members_read_the_objects_around_them() {
    let params = json!({ "length": 5, "links": [{}] });
    let body = json!({ "action": "anchor", "speed": 1, "params": params });
    check("a", &body, &["/body/params/links/0/steel required"]);
    let body = json!({ "action": "anchor", "speed": 0, "params": { "length": 5 } });
    check("a", &body, &["/body/params/note required"]);
    let body = json!({ "action": "anchor", "speed": 0, "params": { "length": 5, "note": null } });
    check("a", &body, &[]);
    let params = json!({ "length": 5, "note": "", "links": [] });
    let body = json!({ "action": "anchor", "params": params });
    check("a", &body, &[]);
    let params = json!({ "length": 5, "note": null, "links": [] });
    let body = json!({ "action": "anchor", "params": params });
    check("a", &body, &["/body/params group"]);
}

#[test]
fn members_may_hold_members() {
    let params = json!({ "degrees": 0.5, "more": { "degrees": 1, "more": {} } });
    let body = json!({ "action": "drift", "params": params });
    check("north", &body, &["/body/params/more/more/degrees required"]);
    let params = json!({ "degrees": 0.25, "more": { "degrees": true } });
    check("north", &json!({ "action": "drift", "params": params }), &[]);
}

#[test]
fn a_case_has_the_typed_form_of_its_members() {
    let model = model();
    let mut found = Vec::new();
    for typed in &model.typed {
        let Shape::Struct(members) = &typed.shape else { continue };
        for member in members {
            if let Member::Field { rust_name, ty, required, .. } = member
                && rust_name == "params"
            {
                let ty = match ty {
                    TypedType::Typed(id) => model[*id].rust_name.clone(),
                    TypedType::Wire(Type::Object) => "free".to_owned(),
                    other => format!("{other:?}"),
                };
                found.push((typed.rust_name.as_str(), ty, *required));
            }
        }
    }
    found.sort_unstable();
    let free = || "free".to_owned();
    assert_eq!(
        found,
        [
            ("ActionDrift", free(), false),
            ("Anchor", "Chain".to_owned(), true),
            ("Turn", free(), false),
        ]
    );
    // Members that a condition leaves open have a typed form as well.
    let names: Vec<&str> =
        model.typed.iter().map(|typed| typed.rust_name.as_str()).collect();
    assert!(names.contains(&"Course") && names.contains(&"Link"), "{names:?}");
}

/// The changes from `STEER` to another version, and from that one to `STEER`.
fn changes(now: &str) -> [Vec<(String, Verdict, bool)>; 2] {
    let (checked, text) = load(now);
    let (old, new) = (model(), checked.model.unwrap_or_else(|_| panic!("{text}")));
    [request_changes(&old, &new), request_changes(&new, &old)]
}

#[test]
fn a_changed_condition_has_a_verdict_in_each_direction() {
    let both = changes(&STEER.replace(
        "when: { action: anchor }",
        "when: { present: action, path.harbour: a }",
    ));
    let rule = "steer.params.types.Chain".to_owned();
    for mixed in both {
        assert_eq!(mixed, [(rule.clone(), Verdict::Mixed, true)]);
    }
    let [stricter, laxer] = changes(&STEER.replace(
        "when: { action: anchor }",
        "when: { not: { action: [turn, drift] } }",
    ));
    assert_eq!(stricter, [(rule.clone(), Verdict::Stricter, true)]);
    assert_eq!(laxer, [(rule, Verdict::Laxer, false)]);
}

#[test]
fn an_added_or_removed_type_is_reported_with_its_fields() {
    let without =
        STEER.replace("          - { when: { action: anchor }, of: Chain }\n", "");
    let without = without.replace(
        "  Course:\n",
        "  Unused: { fields: { speed: { type: integer }, chain: { type: Chain } } }\n  Course:\n",
    );
    let [removed, added] = changes(&without);
    let subjects = |found: &[(String, Verdict, bool)]| {
        let lines = found
            .iter()
            .map(|(subject, verdict, breaks)| format!("{subject} {verdict:?} {breaks}"));
        lines.collect::<Vec<_>>()
    };
    let (removed, added) = (subjects(&removed), subjects(&added));
    assert!(
        removed.contains(&"steer.params.types.Chain Laxer false".to_owned()),
        "{removed:#?}"
    );
    assert!(
        added.contains(&"steer.params.types.Chain Stricter true".to_owned()),
        "{added:#?}"
    );
    let required = added.iter().find(|it| it.starts_with("steer.Chain.length.required"));
    assert_eq!(
        required.map(String::as_str),
        Some("steer.Chain.length.required Stricter true"),
        "{added:#?}"
    );
}

#[test]
fn the_requirements_of_a_case_name_the_type_of_its_members() {
    let files =
        emit_sources(&[("service.yaml", "service: port\n"), ("steer.yaml", STEER)]);
    let mut lines = files.values().flat_map(|text| text.lines());
    let line =
        lines.find(|line| line.starts_with("//! | [`params`]")).unwrap_or_default();
    assert!(line.contains("| **required**, [`Chain`](wire::Chain) |"), "{line}");
    // The other type depends on the path as well.
    assert!(!line.contains("Course"), "{line}");
}
