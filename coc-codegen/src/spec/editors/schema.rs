//! The JSON Schema of the spec language, with which editors complete and check keys. It
//! is made of `language`. The schemas of conditions and types, which are no mappings
//! with fixed keys, are here.

use crate::json::{Json, Object, list, object};
use crate::model::Type;
use crate::spec::language::shape::{Key, Shape, Value};
use crate::spec::language::shapes::shapes;
use crate::spec::language::shared_keys::TEXTS;

/// The name of the schema's file, which is in the spec's folder.
pub const SCHEMA_PATH: &str = "schema.json";

/// The JSON Schema 2020-12 for `service.yaml` and for the files of operations.
#[must_use]
pub fn schema() -> String {
    let mut definitions = Object::default();
    for shape in shapes() {
        definitions.add(shape.name, mapping(shape));
    }
    definitions.add("condition", condition());
    definitions.add("type", type_expression());
    let schema = object! {
        "$schema" => "https://json-schema.org/draft/2020-12/schema",
        "if" => object! { "type" => "object", "required" => list!["service"] },
        "then" => reference("service"),
        "else" => reference("operation"),
        "$defs" => definitions,
    };
    schema.document()
}

/// A reference to the definition of this name.
pub(super) fn reference(name: &str) -> Json<'static> {
    object! { "$ref" => format!("#/$defs/{name}") }
}

fn mapping(shape: &'static Shape) -> Json<'static> {
    let properties: Object<'_> =
        shape.keys.iter().map(|key| (key.name, described(key, shape))).collect();
    let required: Vec<Json<'_>> = shape
        .keys
        .iter()
        .filter(|key| key.is_required)
        .map(|key| key.name.into())
        .collect();
    let mut schema = Object::default();
    schema.add("type", "object");
    schema.add("properties", properties);
    schema.add("additionalProperties", false);
    if !required.is_empty() {
        schema.add("required", required);
    }
    for (word, keys) in
        [("oneOf", shape.exactly_one_of), ("anyOf", shape.at_least_one_of)]
    {
        if !keys.is_empty() {
            let each = keys.iter().map(|key| object! { "required" => list![*key] });
            schema.add(word, each.collect::<Vec<_>>());
        }
    }
    schema.into()
}

/// The schema of the value of a key of this shape, with the purpose of the key.
fn described(key: &'static Key, shape: &Shape) -> Json<'static> {
    let schema = match key.value {
        Value::Facts => facts(shape),
        _ => value(&key.value),
    };
    describe(schema, key.doc)
}

/// Adds a description in Markdown and one in plain text, in which editors do not render
/// Markdown.
fn describe<'d>(schema: Json<'d>, doc: &'d str) -> Json<'d> {
    let Json::Object(mut schema) = schema else { return schema };
    schema.add("description", doc.replace('`', ""));
    schema.add("markdownDescription", doc);
    schema.into()
}

fn value(allowed: &Value) -> Json<'static> {
    match allowed {
        Value::Text => object! { "type" => "string" },
        Value::Matching(pattern) => {
            object! { "type" => "string", "pattern" => *pattern }
        }
        Value::Flag => object! { "type" => "boolean" },
        Value::Null => object! { "type" => "null" },
        Value::Count => object! { "type" => "integer", "minimum" => 0 },
        Value::WholeNumber => object! { "type" => "integer" },
        Value::Number => object! { "type" => "number" },
        Value::Literal => object! { "type" => list!["string", "boolean", "number"] },
        Value::OneOf(words) => object! { "enum" => *words },
        Value::Mapping(shape) => reference(shape.name),
        Value::MapOf(inner) => {
            object! { "type" => "object", "additionalProperties" => value(inner) }
        }
        Value::List(least, inner) => {
            let mut schema = Object::default();
            schema.add("type", "array");
            schema.add("items", value(inner));
            if *least > 0 {
                schema.add("minItems", *least as u64);
            }
            schema.into()
        }
        Value::Either(inner) => {
            object! { "anyOf" => inner.iter().map(value).collect::<Vec<_>>() }
        }
        Value::Condition => reference("condition"),
        Value::Type => reference("type"),
        // The facts are those of the shape that has the key: `described` names them.
        Value::Facts => object! { "type" => "object" },
    }
}

/// The schema of a mapping from the facts of a shape to names of decisions.
fn facts(shape: &Shape) -> Json<'static> {
    let names = value(&TEXTS);
    let properties: Object<'_> =
        shape.facts().map(|fact| (fact, names.clone())).collect();
    object! {
        "type" => "object",
        "properties" => properties,
        "additionalProperties" => false,
    }
}

/// The schema of a condition: `true`, or a mapping of comparisons.
fn condition() -> Json<'static> {
    let described =
        |doc, schema| object! { "description" => doc, "allOf" => list![schema] };
    let several = || {
        object! { "type" => "array", "minItems" => 1, "items" => reference("condition") }
    };
    let one_or_more = |schema: Json<'static>| {
        let several =
            object! { "type" => "array", "minItems" => 1, "items" => schema.clone() };
        list![schema, several]
    };
    let schema = object! {
        "if" => object! { "type" => "object" },
        "then" => object! {
            "minProperties" => 1,
            "properties" => object! {
                "all" => described("All of these conditions hold.", several()),
                "any" => described("At least one of these conditions holds.", several()),
                "not" => described("This condition does not hold.", reference("condition")),
                "present" => object! {
                    "description" => "The field, or each of several fields, is present and not blank.",
                    "anyOf" => one_or_more(value(&Value::Text)),
                },
            },
            "additionalProperties" => object! { "anyOf" => one_or_more(value(&Value::Literal)) },
        },
        "else" => object! { "const" => true },
    };
    describe(
        schema,
        "When a rule applies: `{ field: value }`, `{ field: [one, other] }`, `{ present: field }`; several keys all hold.",
    )
}

/// The schema of a type: a name, `{ array: type }` or `{ map: type }`.
fn type_expression() -> Json<'static> {
    let holder = |name: &'static str, what: &'static str| {
        let inner = describe(reference("type"), what);
        object! {
            "type" => "object",
            "properties" => object! { name => inner },
            "required" => list![name],
            "additionalProperties" => false,
        }
    };
    // Editors complete no key in place of a single word, unless there is a snippet.
    let snippet = |name: &'static str| {
        object! {
            "label" => format!("{{ {name}: type }}"),
            "body" => object! { name => "$1" },
        }
    };
    let names: Vec<&str> = Type::BUILT_IN.iter().map(|(name, _)| *name).collect();
    let schema = object! {
        "defaultSnippets" => list![snippet("array"), snippet("map")],
        "anyOf" => list![
            object! { "enum" => names.as_slice() },
            object! { "type" => "string" },
            holder("array", "A list of values of this type."),
            holder("map", "An object with values of this type."),
        ],
    };
    describe(
        schema,
        "The type of a value: one of the language, the name of a type or of an enumeration, an array or a map.",
    )
}
