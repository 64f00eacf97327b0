//! Fields and values that no page has, marked `observed`: a decision has the evidence for
//! them, and their rules draw warnings. The agreement of interpreter, schema and validator
//! belongs to `random`.

use coc_codegen::Checked;
use coc_codegen::interpret::violations;
use coc_codegen::model::{Member, Model, Shape};
use coc_codegen::source::Sources;
use serde_json::{Value, json};

use crate::support::{sources, without_errors, wrong};

const PARK: &str = "operation: park
http: POST /bays
body: Bay
types:
  Bay:
    fields:
      kind: { type: string, required: true }
      plate: { type: string, required: true, length: { max: 3 }, observed: true, decision: { observed: gate } }
      seats: { type: { array: Seat }, observed: true, decision: { observed: gate } }
      colour: { type: Colour, observed: true }
    groups: { one: { at_most_one_of: [colour, seats] } }
  Seat:
    decision: { observed: gate }
    fields:
      row: { type: integer, required: true, observed: true }
      belt: { type: boolean, required: { present: row } }
enums: { Colour: { values: { red: , blue: { observed: true, decision: { observed: gate } } } } }
responses: { \"200\": { type: none } }
examples: { requests: [shown], own_requests: [made] }
decisions: { gate: { pages: Nothing., resolution: Sent., evidence: The gate sends it. } }
";

/// An example of the page, with the observed field `colour`.
const SHOWN: &str =
    r#"{ "operation": "park", "body": { "kind": "a", "colour": "red" } }"#;
/// An example of the spec's own, with every other observed field.
const MADE: &str = r#"{ "operation": "park", "body": { "plate": "abc", "seats": [{ "row": 1, "belt": true }], "kind": "a" } }"#;

fn garage(operation: &str, made: &str) -> Sources {
    sources(&[
        ("service.yaml", "service: garage\n"),
        ("park.yaml", operation),
        ("examples/shown.json", SHOWN),
        ("examples/made.json", made),
    ])
}

/// The rendered diagnostics of a spec.
fn rendered(sources: &Sources) -> String {
    Checked::load(sources).diagnostics.render(sources, false)
}

fn model() -> Model {
    without_errors(&garage(PARK, MADE))
}

/// Asserts that a body breaks these rules, as errors and as warnings.
#[track_caller]
fn check(body: &Value, errors: &[&str], warnings: &[&str]) {
    let model = model();
    let document = json!({ "operation": "park", "body": body });
    let object = document.as_object().cloned().unwrap_or_default();
    let found = violations(
        &model,
        model.operations.iter().next().unwrap_or_else(|| panic!("no operation")),
        &object,
    );
    let broken = wrong(&model, &document);
    let (mut of_error, mut of_warning) = (Vec::new(), Vec::new());
    for (violation, broken) in found.iter().zip(&broken) {
        if model[violation.rule].is_warning() {
            of_warning.push(broken.as_str());
        } else {
            of_error.push(broken.as_str());
        }
    }
    assert_eq!((of_error, of_warning), (errors.to_vec(), warnings.to_vec()), "{body}");
}

#[test]
fn rules_of_a_field_that_no_page_has_draw_warnings() {
    check(&json!({ "kind": "a" }), &[], &["/body/plate required"]);
    check(&json!({ "kind": "a", "plate": 7 }), &[], &["/body/plate type"]);
    check(&json!({ "kind": "a", "plate": "abcd" }), &[], &["/body/plate length"]);
    check(&json!({ "plate": "abc" }), &["/body/kind required"], &[]);
}

#[test]
fn rules_of_an_example_of_a_page_draw_errors() {
    let body = json!({ "kind": "a", "plate": "a", "colour": 7 });
    check(&body, &["/body/colour type"], &[]);
    let body = json!({ "kind": "a", "plate": "a", "colour": "green" });
    check(&body, &["/body/colour enum"], &[]);
    check(&json!({ "kind": "a", "plate": "a", "colour": "blue" }), &[], &[]);
}

#[test]
fn rules_inside_an_observed_object_keep_their_severity() {
    let body = json!({ "kind": "", "plate": "a", "seats": [{}, { "row": 1 }, null, 5] });
    check(
        &body,
        &["/body/kind required", "/body/seats/1/belt required"],
        &["/body/seats/0/row required", "/body/seats/2 type", "/body/seats/3 type"],
    );
}

#[test]
fn a_group_with_an_observed_field_draws_a_warning() {
    let body = json!({ "kind": "a", "plate": "a", "seats": [], "colour": "red" });
    check(&body, &[], &["/body group"]);
}

#[test]
fn typed_requests_do_not_require_observed_fields() {
    let model = model();
    let mut required = Vec::new();
    for typed in &model.typed {
        let Shape::Struct(members) = &typed.shape else { continue };
        for member in members {
            if let Member::Field { rust_name, required: true, .. } = member {
                required.push(rust_name.as_str());
            }
        }
    }
    required.retain(|name| *name != "body");
    assert_eq!(required, ["kind"]);
}

#[test]
fn a_mark_without_evidence_is_refused() {
    let bare = PARK.replace(
        "observed: true, decision: { observed: gate } }\n      colour",
        "observed: true }\n      colour",
    );
    let text = rendered(&garage(&bare, MADE));
    assert!(text.contains("S021") && text.contains("`seats`"), "{text}");
    assert_eq!(text.matches("S021").count(), 1, "{text}");
}

#[test]
fn an_example_of_the_spec_keeps_the_rules_that_are_errors() {
    let wrong = MADE.replace(r#""kind": "a""#, r#""kind": 7"#);
    let text = rendered(&garage(PARK, &wrong));
    assert!(text.contains("S018") && text.contains("/body/kind"), "{text}");
}
