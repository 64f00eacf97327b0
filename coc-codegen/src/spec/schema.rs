//! The JSON Schema of the spec language, with which editors complete and check keys. It
//! is made of `language`. The schemas of conditions and types, which are no mappings
//! with fixed keys, are here.

use serde_json::{Map, Value as Json, json};

use super::language::{Key, SHAPES, Shape, TEXTS, Value};

/// The name of the schema's file, which is in the spec's folder.
pub const SCHEMA_PATH: &str = "schema.json";

/// The JSON Schema 2020-12 for `service.yaml` and for the files of operations.
#[must_use]
pub fn schema() -> String {
    let mut definitions = Map::new();
    for shape in SHAPES {
        definitions.insert(shape.name.to_owned(), mapping(shape));
    }
    definitions.insert("condition".to_owned(), condition());
    definitions.insert("type".to_owned(), type_expression());
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "if": { "type": "object", "required": ["service"] },
        "then": reference("service"),
        "else": reference("operation"),
        "$defs": definitions,
    });
    format!("{schema:#}\n")
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn mapping(shape: &Shape) -> Json {
    let properties: Map<String, Json> =
        shape.keys.iter().map(|key| (key.name.to_owned(), described(key))).collect();
    let needed: Vec<&str> =
        shape.keys.iter().filter(|key| key.needed).map(|key| key.name).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), json!(properties));
    schema.insert("additionalProperties".to_owned(), json!(false));
    if !needed.is_empty() {
        schema.insert("required".to_owned(), json!(needed));
    }
    for (word, keys) in
        [("oneOf", shape.exactly_one_of), ("anyOf", shape.at_least_one_of)]
    {
        if !keys.is_empty() {
            let each: Vec<Json> =
                keys.iter().map(|key| json!({ "required": [key] })).collect();
            schema.insert(word.to_owned(), json!(each));
        }
    }
    Json::Object(schema)
}

fn described(key: &Key) -> Json {
    let mut schema = value(&key.value);
    describe(&mut schema, key.doc);
    schema
}

/// Adds a description in Markdown and one in plain text, in which editors do not render
/// Markdown.
fn describe(schema: &mut Json, doc: &str) {
    schema["description"] = json!(doc.replace('`', ""));
    schema["markdownDescription"] = json!(doc);
}

fn value(value_: &Value) -> Json {
    match value_ {
        Value::Text => json!({ "type": "string" }),
        Value::Like(pattern) => json!({ "type": "string", "pattern": pattern }),
        Value::Flag => json!({ "type": "boolean" }),
        Value::Null => json!({ "type": "null" }),
        Value::Count => json!({ "type": "integer", "minimum": 0 }),
        Value::WholeNumber => json!({ "type": "integer" }),
        Value::Number => json!({ "type": "number" }),
        Value::Literal => json!({ "type": ["string", "boolean", "number"] }),
        Value::Word(words) => json!({ "enum": words }),
        Value::Node(name) => reference(name),
        Value::Named(inner) => {
            json!({ "type": "object", "additionalProperties": value(inner) })
        }
        Value::List(least, inner) => {
            let mut schema = json!({ "type": "array", "items": value(inner) });
            if *least > 0 {
                schema["minItems"] = json!(least);
            }
            schema
        }
        Value::Either(inner) => {
            json!({ "anyOf": inner.iter().map(value).collect::<Vec<_>>() })
        }
        Value::Condition => reference("condition"),
        Value::Type => reference("type"),
        Value::Facts(facts) => {
            let names = value(&TEXTS);
            let properties: Map<String, Json> =
                facts.iter().map(|fact| ((*fact).to_owned(), names.clone())).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
    }
}

/// The schema of a condition: `true`, or a mapping of comparisons.
fn condition() -> Json {
    let several =
        json!({ "type": "array", "minItems": 1, "items": reference("condition") });
    let name = value(&Value::Text);
    let literal = value(&Value::Literal);
    let mut schema = json!({
        "if": { "type": "object" },
        "then": {
            "minProperties": 1,
            "properties": {
                "all": { "description": "All of these conditions hold.", "allOf": [several] },
                "any": { "description": "At least one of these conditions holds.", "allOf": [several] },
                "not": { "description": "This condition does not hold.", "allOf": [reference("condition")] },
                "present": {
                    "description": "The field, or each of several fields, is present and not blank.",
                    "anyOf": [name, { "type": "array", "minItems": 1, "items": name }],
                },
            },
            "additionalProperties": { "anyOf": [literal, { "type": "array", "minItems": 1, "items": literal }] },
        },
        "else": { "const": true },
    });
    describe(
        &mut schema,
        "When a rule applies: `{ field: value }`, `{ field: [one, other] }`, `{ present: field }`; several keys all hold.",
    );
    schema
}

/// The schema of a type: a name, `{ array: type }` or `{ map: type }`.
fn type_expression() -> Json {
    let holder = |name: &str, what: &str| {
        let mut inner = reference("type");
        describe(&mut inner, what);
        json!({ "type": "object", "properties": { name: inner }, "required": [name], "additionalProperties": false })
    };
    // Editors complete no key in place of a single word, unless there is a snippet.
    let snippet = |name: &str| json!({ "label": format!("{{ {name}: type }}"), "body": { name: "$1" } });
    let mut schema = json!({
        "defaultSnippets": [snippet("array"), snippet("map")],
        "anyOf": [
            { "enum": ["string", "boolean", "integer", "long", "float", "timestamp", "date", "time", "date_time", "object", "any"] },
            { "type": "string" },
            holder("array", "A list of values of this type."),
            holder("map", "An object with values of this type."),
        ],
    });
    describe(
        &mut schema,
        "The type of a value: one of the language, the name of a type or of an enumeration, an array or a map.",
    );
    schema
}
