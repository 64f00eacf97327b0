//! Three implementations of the same rules agree on random payloads: the emitted
//! validators, the emitted JSON Schema, and the generator's plain interpreter of the
//! model. They share nothing but the spec.

use std::collections::BTreeSet;
use std::path::Path;

use coc_codegen::interpret;
use serde_json::{Map, Value, json};

// The generator's own tests use this module for random specs.
#[path = "../../coc-codegen/tests/oracle/mod.rs"]
mod oracle;
#[path = "support/own_spec.rs"]
mod own_spec;

use oracle::Rules;
use oracle::payloads::Payloads;
use oracle::schema::{self, Schema};
use own_spec::model;

/// The smallest number of payloads for each operation, and the largest: more are tried
/// until each rule has fired.
const PAYLOADS: (usize, usize) = (4_000, 60_000);

#[test]
fn validators_schemas_and_interpreter_agree() {
    let model = model();
    let contract = contract();
    for operation in &model.operations {
        let rules = Rules::of(&model, operation);
        let schema = Schema::new(&contract, &model, operation);
        let entry = coc_generated::operation(&operation.name)
            .expect("every operation has an entry");
        let mut payloads = Payloads::new(&model, operation, 0x0bad_cafe);
        let all: BTreeSet<&str> = entry.rules().map(|rule| rule.id).collect();
        let mut fired = BTreeSet::new();
        for at in 0..PAYLOADS.1 {
            if at >= PAYLOADS.0 && fired.len() == all.len() {
                break;
            }
            let document = payloads.next();
            let interpreted = interpret::violations(&model, operation, &document);
            let interpreted = rules.first_errors(
                interpreted
                    .into_iter()
                    .map(|found| (model[found.rule].id.clone(), found.pointer)),
            );
            let emitted =
                entry.validate(&document).expect("a request document can be read");
            let emitted = rules.first_errors(
                emitted
                    .into_iter()
                    .map(|found| (found.rule.id.to_owned(), found.pointer)),
            );
            let value = Value::Object(document);
            assert_eq!(emitted, interpreted, "validator against interpreter on {value}");
            let is_accepted = schema.accepts(&value);
            let has_errors = interpreted.iter().any(|(rule, _)| rules.is_error(rule));
            assert_eq!(
                is_accepted, !has_errors,
                "the schema as a whole against the interpreter on {value}"
            );
            let schema = rules.first_errors(schema.errors(&value));
            assert_eq!(schema, interpreted, "schema against interpreter on {value}");
            fired.extend(interpreted.into_iter().map(|(rule, _)| rule));
        }
        // A comparison proves nothing about a rule that never fires.
        let silent: Vec<&&str> = all.iter().filter(|id| !fired.contains(**id)).collect();
        assert!(silent.is_empty(), "never seen to fire: {silent:?}");
        assert_eq!(
            schema::rules(&model, operation).collect::<BTreeSet<_>>(),
            all,
            "an entry lists every rule"
        );
    }
}

#[test]
fn the_schema_of_all_errors_accepts_the_documented_requests() {
    let (model, contract) = (model(), contract());
    for operation in &model.operations {
        let name = format!("{}_request", operation.name);
        let schema = json!({ "$ref": format!("#/components/schemas/{name}"), "components": contract["components"] });
        let validator =
            jsonschema::draft202012::new(&schema).expect("the contract is a schema");
        for example in &operation.request_examples {
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join(format!("../spec/examples/{example}.json"));
            let text = std::fs::read_to_string(path).expect("the example is there");
            let value: Value = serde_json::from_str(&text).expect("the example is JSON");
            assert!(validator.is_valid(&value), "{example}");
        }
        let broken = interpret::violations(&model, operation, &Map::new());
        assert_eq!(
            validator.is_valid(&json!({})),
            broken.iter().all(|it| model[it.rule].is_warning()),
            "an empty request of {name}"
        );
    }
}

fn contract() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("openapi.json is there"))
        .expect("it is JSON")
}
