//! Properties of the emitted OpenAPI document that hold for any operations.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use coc_codegen::emit::contract;
use coc_codegen::spec::read_folder;
use serde_json::{Value, json};

use crate::support::{emit_sources, library_spec, load, own_spec, recursive_spec};

fn contract_of(folder: &Path) -> Value {
    serde_json::from_str(&contract(&load(folder).model))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn contract_of_sources(files: &[(&str, &str)]) -> Value {
    let files = emit_sources(files);
    serde_json::from_str(&files["openapi.json"])
        .unwrap_or_else(|error| panic!("{error}"))
}

fn operations(contract: &Value) -> impl Iterator<Item = &Value> {
    let paths = contract["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(_, methods)| methods.as_object().into_iter().flatten())
        .map(|(_, it)| it)
}

fn accepts(contract: &Value, schema: &Value, value: &Value) -> bool {
    let mut schema = schema.clone();
    schema["components"] = contract["components"].clone();
    jsonschema::draft202012::is_valid(&schema, value)
}

/// Visits every object of a document.
fn visit<'v>(
    value: &'v Value,
    see: &mut impl FnMut(&'v serde_json::Map<String, Value>),
) {
    match value {
        Value::Object(entries) => {
            see(entries);
            entries.values().for_each(|value| visit(value, see));
        }
        Value::Array(items) => items.iter().for_each(|value| visit(value, see)),
        _ => {}
    }
}

/// Asserts that every reference is to a component as a whole, and that no schema has an
/// address or definitions of its own: some tools support nothing else.
pub(crate) fn references_lead_to_components(contract: &Value) {
    visit(contract, &mut |object| {
        if let Some(Value::String(reference)) = object.get("$ref") {
            let key = reference.strip_prefix("#/components/").unwrap_or_default();
            let (kind, key) = key.split_once('/').unwrap_or_default();
            let component = contract["components"][kind].get(key);
            assert!(component.is_some(), "{reference} is no component");
        }
        assert!(
            !object.get("$id").is_some_and(Value::is_string),
            "a schema has an address"
        );
        assert!(!object.contains_key("$defs"), "a schema has definitions");
    });
}

#[test]
fn rules_on_parameters_stand_in_the_parameters() {
    let contract = contract_of_sources(&[
        ("service.yaml", "service: demo\n"),
        (
            "find.yaml",
            "operation: find
http: GET /shelves/{shelf}
path: { fields: { shelf: { type: string, required: true, length: { max: 4 } } } }
query:
  fields:
    order: { type: string, enum: [{ of: Order }] }
    limit: { type: integer, range: { min: 1, max: 50 }, required: true }
    code: { type: string, pattern: ^a, default: a1 }
    marks: { type: { array: string }, items: { max: 2 }, each: { length: { max: 3 } } }
    words: { type: { array: string }, delimiter: \"|\" }
enums: { Order: { values: { up: , down: } } }
",
        ),
    ]);
    let operation = operations(&contract).next().unwrap_or(&Value::Null);
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let found: BTreeMap<&str, (bool, &Value)> = parameters
        .map(|it| {
            let media =
                it.get("schema").unwrap_or(&it["content"]["application/json"]["schema"]);
            let key = media["$ref"]
                .as_str()
                .and_then(|it| it.rsplit('/').next())
                .unwrap_or_default();
            let schema = &contract["components"]["schemas"][key];
            (it["name"].as_str().unwrap_or_default(), (it["required"] == true, schema))
        })
        .collect();
    let expected = [
        ("shelf", true, json!({ "type": "string", "minLength": 1, "maxLength": 4 })),
        ("order", false, json!({ "type": "string", "enum": ["up", "down"] })),
        (
            "limit",
            true,
            json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": 50 }),
        ),
        (
            "code",
            false,
            json!({ "type": "string", "pattern": "^a", "minLength": 1, "default": "a1" }),
        ),
        (
            "marks",
            false,
            json!({ "type": "array", "maxItems": 2, "items": { "type": "string", "maxLength": 3 } }),
        ),
        (
            "words",
            false,
            json!({ "type": "array", "items": {
                "type": "string",
                "allOf": [{ "x-rule": "find.query.words.each.undelimited", "pattern": "^[^|]*$" }],
            } }),
        ),
    ];
    for (name, required, schema) in &expected {
        assert_eq!(found.get(name).copied(), Some((*required, schema)), "{name}");
    }
    assert_eq!(found.len(), expected.len());
}

/// The expectations are `style` and `explode` of OpenAPI.
#[test]
fn arrays_among_parameters_are_repeated_or_joined() {
    let contract = contract_of_sources(&[
        ("service.yaml", "service: demo\n"),
        (
            "find.yaml",
            "operation: find
http: GET /shelves/{shelves}
path: { fields: { shelves: { type: { array: long }, required: true, delimiter: \",\" } } }
query:
  fields:
    repeated: { type: { array: string } }
    commas: { type: { array: string }, delimiter: \",\" }
    blanks: { type: { array: boolean }, delimiter: \" \" }
    pipes: { type: { array: timestamp }, delimiter: \"|\" }
header: { fields: { X-Kinds: { type: { array: string }, delimiter: \",\" } } }
",
        ),
    ]);
    let operation = operations(&contract).next().unwrap_or(&Value::Null);
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let found: Vec<(&str, Option<&str>, Option<bool>)> = parameters
        .map(|it| {
            assert!(it.get("schema").is_some(), "{it}");
            (
                it["name"].as_str().unwrap_or_default(),
                it["style"].as_str(),
                it["explode"].as_bool(),
            )
        })
        .collect();
    // By default, the path and headers join items with a comma (`simple`), and a query
    // repeats its parameter (`form`, exploded).
    assert_eq!(
        found,
        [
            ("shelves", None, None),
            ("repeated", None, None),
            ("commas", None, Some(false)),
            ("blanks", Some("spaceDelimited"), Some(false)),
            ("pipes", Some("pipeDelimited"), Some(false)),
            ("X-Kinds", None, None),
        ]
    );
}

/// The expectations are worked out by hand, for a rule that reads a parameter and for one
/// that reads the enclosing object.
#[test]
fn a_rule_holds_at_every_depth_of_a_type_that_holds_itself() {
    let contract = contract_of(&recursive_spec());
    let document = operations(&contract)
        .next()
        .map(|it| it["x-request"].clone())
        .unwrap_or_default();
    let request = |mode: &str, body: Value| json!({ "path": { "outline-id": "abc" }, "query": { "mode": mode, "depth": 1 }, "body": body });
    let deep = |entry: Value| json!({ "name": "a", "entries": [{ "name": "b", "link": { "by_name": { "x": { "target": entry } } } }] });
    let ordered = |entry: Value| json!({ "name": "a", "entries": [{ "name": "b", "kind": "ordered", "entries": [entry] }] });
    for (expected, mode, body) in [
        (true, "loose", deep(json!({ "name": "c" }))),
        (false, "loose", deep(json!({ "kind": "plain" }))),
        (false, "strict", json!({ "name": "a" })),
        (true, "strict", json!({ "name": "a", "reason": "r" })),
        (
            false,
            "strict",
            json!({ "name": "a", "reason": "r", "entries": [{ "name": "b" }] }),
        ),
        (
            true,
            "strict",
            json!({ "name": "a", "reason": "r", "entries": [{ "name": "b", "reason": "r" }] }),
        ),
        (true, "loose", json!({ "name": "a", "kind": "ordered" })),
        (
            false,
            "loose",
            json!({ "name": "a", "kind": "ordered", "entries": [{ "name": "b" }] }),
        ),
        (false, "loose", ordered(json!({ "name": "c" }))),
        (true, "loose", ordered(json!({ "name": "c", "number": 1 }))),
    ] {
        let request = request(mode, body);
        assert_eq!(accepts(&contract, &document, &request), expected, "{request}");
    }
}

#[test]
fn references_are_to_components_and_a_rule_that_ties_objects_stands_once() {
    for folder in [own_spec(), recursive_spec()] {
        let contract = contract_of(&folder);
        references_lead_to_components(&contract);
        // A rule that reads two objects may stand in both branches of a condition, with
        // another schema in each, so that the schema is compared too.
        let mut rules = Vec::new();
        visit(&contract, &mut |object| {
            rules.extend(
                object.get("x-rule").map(|rule| format!("{rule} {}", json!(object))),
            );
        });
        let once: BTreeSet<&String> = rules.iter().collect();
        assert!(!rules.is_empty());
        assert_eq!(once.len(), rules.len());
    }
}

/// Two names may differ only in letters that keys cannot have, or only in case.
#[test]
fn each_component_has_a_key_of_its_own() {
    let contract = contract_of_sources(&[
        ("service.yaml", "service: demo\n"),
        (
            "put.yaml",
            "operation: put
http: PUT /put
body: Größe
types:
  Größe: { fields: { a: { type: Grüße }, b: { type: Group } } }
  Grüße: { fields: { c: { type: string } } }
  Group: { fields: { d: { type: GROUP } } }
  GROUP: { fields: { e: { type: string } }, rust_name: GrouP }
",
        ),
    ]);
    let schemas =
        contract["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let fields: BTreeSet<Vec<String>> = schemas
        .values()
        .map(|it| {
            it["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .collect()
        })
        .collect();
    let expected = [vec!["a", "b"], vec!["body"], vec!["c"], vec!["d"], vec!["e"]];
    let expected: BTreeSet<Vec<String>> = expected
        .iter()
        .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
        .collect();
    assert_eq!(fields, expected);
}

/// No rule refuses an answer, so that every documented answer must match.
#[test]
fn documented_answers_match_their_schemas() {
    for folder in [own_spec(), library_spec()] {
        let contract = contract_of(&folder);
        let sources = read_folder(&folder).unwrap_or_else(|error| panic!("{error}"));
        let mut count = 0;
        for operation in &load(&folder).model.operations {
            let mut described = operations(&contract);
            let described =
                described.find(|it| it["operationId"] == operation.name.as_str());
            let responses = described.map_or(&Value::Null, |it| &it["responses"]);
            for example in &operation.response_examples {
                let path = format!("examples/{example}.json");
                let mut texts = sources.iter().filter(|(_, it)| it.path == path);
                let text =
                    texts.next().map(|(_, it)| it.text.as_str()).unwrap_or_default();
                let answer: Value =
                    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"));
                let schema = &responses[answer["status"].to_string()]["content"]["application/json"]
                    ["schema"];
                assert!(schema.is_object(), "{example}");
                assert!(accepts(&contract, schema, &answer["body"]), "{example}");
                count += 1;
            }
        }
        assert!(count > 1);
    }
}

/// Several operations can share a path and a method, and differ in their bodies alone.
#[test]
fn operations_that_share_a_path_and_a_method_are_all_in_the_contract() {
    let operation = |name: &str, http: &str, field: &str| {
        format!(
            "operation: {name}\nhttp: {http}\npath: {{ fields: {{ {field}: {{ type: string, required: true }} }} }}\nbody: object\n"
        )
    };
    let (start, stop, show, drop) = (
        operation("start", "POST /servers/{id}/action", "id"),
        operation("stop", "POST /servers/{server}/action", "server"),
        operation("show", "GET /servers/{server}/action", "server"),
        operation("drop", "DELETE /servers/{id}/action", "id"),
    );
    let contract = contract_of_sources(&[
        ("service.yaml", "service: demo\n"),
        ("drop.yaml", &drop),
        ("show.yaml", &show),
        ("start.yaml", &start),
        ("stop.yaml", &stop),
    ]);
    assert_eq!(contract["servers"], json!([{ "url": "/" }]), "no endpoint is given");
    let paths = contract["paths"].as_object().cloned().unwrap_or_default();
    let found: Vec<(String, String)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(move |(method, it)| {
                (
                    format!("{method} {path}"),
                    it["operationId"].as_str().unwrap_or_default().to_owned(),
                )
            })
        })
        .collect();
    let expected = [
        ("delete /servers/{id}/action", "drop"),
        ("post /servers/{id}/action", "start"),
        ("get /servers/{server}/action#show", "show"),
        ("post /servers/{server}/action#stop", "stop"),
    ];
    let expected: BTreeSet<_> = expected
        .iter()
        .map(|(at, name)| ((*at).to_owned(), (*name).to_owned()))
        .collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
}
