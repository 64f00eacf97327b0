//! The contract for people in other languages and tools: an OpenAPI 3.1 document, with every rule as JSON Schema.
//!
//! OpenAPI cannot tie a path parameter to a body. So each operation has, beside what OpenAPI knows, a schema over the
//! envelope `{path, query, header, body}` with one `$defs` entry a rule, named by the rule's id.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::in_parallel;
use super::schema::{literal, over_envelope, within_type};
use crate::model::{
    Answer, Field, Home, Model, Operation, OperationId, Place, Rule, Ty, Type, TypeId, document_reference,
};

/// Path of the document below the generated crate.
pub(super) const PATH: &str = "openapi.json";

/// Renders the document.
pub(super) fn emit(model: &Model) -> String {
    let service = &model.service;
    let servers: Vec<Value> =
        service.endpoints.iter().map(|(region, url)| json!({ "url": url, "description": region })).collect();
    let mut paths = Map::new();
    for id in (0..).map(OperationId).take(model.operations.len()) {
        let operation = &model[id];
        let path = paths.entry(operation.path.clone()).or_insert_with(|| json!({}));
        if let Value::Object(path) = path {
            path.insert(operation.method.to_lowercase(), method(model, operation));
        }
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": service.title, "version": env!("CARGO_PKG_VERSION"), "description": service.doc },
        "servers": servers,
        "security": [{ "signature": [] }, { "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "signature": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "SDK-HMAC-SHA256 over method, path, query, headers and body.",
                },
                "token": { "type": "apiKey", "in": "header", "name": "X-Auth-Token", "description": "An IAM token." },
            },
        },
    });
    // The schemas are nearly all of it: they come last, so that each is rendered by itself and none is held as a tree.
    let text = pretty(&document, 0);
    let head = text.strip_suffix("\n }\n}").unwrap_or(&text);
    let schemas = schemas(model).join(",\n");
    format!("{head},\n  \"schemas\": {{\n{schemas}\n  }}\n }}\n}}\n")
}

/// Every schema with its key, as text at its depth, rendered on every core there is.
fn schemas(model: &Model) -> Vec<String> {
    let types =
        (0..).map(TypeId).take(model.types.len()).filter(|id| model[*id].place.is_none()).map(Entry::Type);
    let envelopes = (0..).map(OperationId).take(model.operations.len()).map(Entry::Envelope);
    let entries: Vec<Entry> = types.chain(envelopes).collect();
    in_parallel(entries.len(), |at| {
        let (key, schema) = match entries[at] {
            Entry::Type(id) => (type_key(model, id), object(model, id)),
            Entry::Envelope(id) => (format!("{}.envelope", model[id].name), envelope(model, id)),
        };
        format!("   {}: {}", json!(key), pretty(&schema, 3))
    })
}

#[derive(Clone, Copy)]
enum Entry {
    Type(TypeId),
    Envelope(OperationId),
}

/// JSON with one space a level, continued at `depth`. Texts in JSON have no line breaks of their own.
fn pretty(value: &Value, depth: usize) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    // Writing a tree of JSON to memory cannot fail.
    let _ = value.serialize(&mut serializer);
    let text = String::from_utf8(bytes).unwrap_or_default();
    if depth == 0 { text } else { text.replace('\n', &format!("\n{}", " ".repeat(depth))) }
}

/// Keys of schemas hold letters, digits, dots, dashes and underscores only.
fn type_key(model: &Model, id: TypeId) -> String {
    let item = &model[id];
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
    };
    match item.home {
        Home::Shared => format!("shared.{}", plain(&item.rust_name)),
        Home::Operation(operation) => format!("{}.{}", plain(&model[operation].name), plain(&item.rust_name)),
    }
}

fn reference(model: &Model, id: TypeId) -> Value {
    json!({ "$ref": format!("#/components/schemas/{}", type_key(model, id)) })
}

fn method(model: &Model, operation: &Operation) -> Value {
    let mut out = Map::new();
    out.insert("operationId".to_owned(), json!(operation.name));
    out.insert("description".to_owned(), json!(operation.doc));
    if operation.deprecated.is_some() {
        out.insert("deprecated".to_owned(), json!(true));
    }
    if let Some(permission) = &operation.permission {
        out.insert("x-permission".to_owned(), json!(permission));
    }
    out.insert("x-repeatable".to_owned(), json!(operation.repeatable));
    out.insert("x-envelope".to_owned(), json!(format!("#/components/schemas/{}.envelope", operation.name)));
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .flat_map(|(place, table)| model[*table].fields.iter().map(|field| parameter(model, *place, field)))
        .collect();
    if !parameters.is_empty() {
        out.insert("parameters".to_owned(), json!(parameters));
    }
    if let Some(body) = &operation.body {
        let content = json!({ "application/json": { "schema": request_value(model, body) } });
        out.insert("requestBody".to_owned(), json!({ "content": content }));
    }
    let mut responses = Map::new();
    for response in &operation.responses {
        let mut answer = Map::new();
        answer.insert("description".to_owned(), json!(response.doc));
        let content = match &response.body {
            Answer::Json(ty) => Some(json!({ "application/json": { "schema": answer_value(model, ty) } })),
            Answer::Binary => Some(json!({ "application/octet-stream": {} })),
            Answer::Nothing => None,
        };
        answer.extend(content.map(|content| ("content".to_owned(), content)));
        responses.insert(response.status.to_string(), Value::Object(answer));
    }
    if responses.is_empty() {
        responses.insert("default".to_owned(), json!({ "description": "Not documented." }));
    }
    out.insert("responses".to_owned(), Value::Object(responses));
    Value::Object(out)
}

fn parameter(model: &Model, place: Place, field: &Field) -> Value {
    let always = field.rules.iter().map(|id| &model[*id]);
    let always =
        always.into_iter().any(|rule| rule.test == crate::model::Test::Required && rule.when.is_always());
    let mut out = Map::new();
    out.insert("name".to_owned(), json!(field.name));
    out.insert("in".to_owned(), json!(place.as_str()));
    // OpenAPI has no other path parameters.
    out.insert("required".to_owned(), json!(always || place == Place::Path));
    out.insert("description".to_owned(), json!(field_description(model, field)));
    if field.deprecated.is_some() {
        out.insert("deprecated".to_owned(), json!(true));
    }
    out.insert("schema".to_owned(), request_value(model, &field.ty));
    Value::Object(out)
}

fn field_description(model: &Model, field: &Field) -> String {
    let mut out = vec![field.doc.clone()];
    let conditional = |rule: &&Rule| !rule.when.is_always() || rule.test.is_warning();
    out.extend(
        field
            .rules
            .iter()
            .map(|id| &model[*id])
            .filter(conditional)
            .map(|rule| format!("{} ({}).", rule.says, rule.id)),
    );
    out.push(format!("{}, {}.", document_reference(&field.source), field.source.parameter));
    out.retain(|text| !text.is_empty());
    out.join(" ")
}

/// A type with its rows, and those of its rules that need nothing from outside.
fn object(model: &Model, id: TypeId) -> Value {
    let item: &Type = &model[id];
    let mut properties = Map::new();
    for field in &item.fields {
        let mut schema =
            if item.in_requests { request_value(model, &field.ty) } else { answer_value(model, &field.ty) };
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), json!(field_description(model, field)));
            if let Some(default) = &field.default {
                schema.insert("default".to_owned(), literal(default));
            }
            if field.deprecated.is_some() {
                schema.insert("deprecated".to_owned(), json!(true));
            }
        }
        properties.insert(field.name.clone(), schema);
    }
    let mut out = Map::new();
    out.insert("type".to_owned(), json!("object"));
    out.insert("description".to_owned(), json!(item.doc));
    out.insert("properties".to_owned(), Value::Object(properties));
    let rules = item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups);
    let rules: Vec<Value> =
        rules.filter_map(|rule| named(&model[*rule], within_type(model, id, *rule)?)).collect();
    if item.in_requests && !item.in_responses && !rules.is_empty() {
        out.insert("allOf".to_owned(), json!(rules));
    }
    Value::Object(out)
}

fn named(rule: &Rule, schema: Value) -> Option<Value> {
    match schema {
        Value::Object(mut schema) => {
            schema.insert("title".to_owned(), json!(rule.id));
            Some(Value::Object(schema))
        }
        _ => None,
    }
}

/// A value of a request, by its type alone. `null` is the same as nothing.
fn request_value(model: &Model, ty: &Ty) -> Value {
    match ty {
        Ty::String => json!({ "type": ["string", "null"] }),
        Ty::Enum(id) => {
            let values: Vec<&str> = model[*id].values.iter().map(|value| value.wire.as_str()).collect();
            json!({ "type": ["string", "null"], "examples": values })
        }
        Ty::Boolean => json!({ "type": ["boolean", "null"] }),
        Ty::Integer => json!({ "type": ["integer", "null"], "format": "int32" }),
        Ty::Long | Ty::Timestamp => json!({ "type": ["integer", "null"], "format": "int64" }),
        Ty::Float => json!({ "type": ["number", "null"] }),
        Ty::Object => json!({ "type": ["object", "null"] }),
        Ty::Any => json!({}),
        Ty::Struct(id) => json!({ "anyOf": [reference(model, *id), { "type": "null" }] }),
        Ty::Array(inner) => json!({ "type": ["array", "null"], "items": item(model, inner, request_value) }),
        Ty::Map(inner) => {
            json!({ "type": ["object", "null"], "additionalProperties": item(model, inner, request_value) })
        }
    }
}

/// An item is never `null`.
fn item(model: &Model, ty: &Ty, value: fn(&Model, &Ty) -> Value) -> Value {
    if let Ty::Struct(id) = ty {
        return reference(model, *id);
    }
    let mut schema = value(model, ty);
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
    }
    schema
}

/// A value of an answer: nothing about an answer is a rule, and a number may stand where text is documented.
fn answer_value(model: &Model, ty: &Ty) -> Value {
    match ty {
        Ty::String => json!({ "type": ["string", "number", "boolean", "null"] }),
        Ty::Enum(id) => {
            let values: Vec<&str> = model[*id].values.iter().map(|value| value.wire.as_str()).collect();
            json!({ "type": ["string", "number", "boolean", "null"], "examples": values })
        }
        Ty::Struct(id) => json!({ "anyOf": [reference(model, *id), { "type": "null" }] }),
        Ty::Array(inner) => json!({ "type": ["array", "null"], "items": answer_value(model, inner) }),
        Ty::Map(inner) => {
            json!({ "type": ["object", "null"], "additionalProperties": answer_value(model, inner) })
        }
        other => request_value(model, other),
    }
}

/// The rules of a whole request: one definition each, and all errors together as the schema.
fn envelope(model: &Model, id: OperationId) -> Value {
    let operation = &model[id];
    let key = format!("{}.envelope", operation.name);
    let mut definitions = Map::new();
    let mut all = Vec::new();
    let rules = [Home::Shared, Home::Operation(id)].map(|home| &model.members(home).rules);
    for rule_id in rules.into_iter().flatten().copied() {
        let rule = &model[rule_id];
        let Some(schema) = over_envelope(model, operation, rule_id) else { continue };
        let mut named = Map::new();
        named.insert("title".to_owned(), json!(rule.id));
        named.insert(
            "description".to_owned(),
            json!(format!("{} ({}).", rule.says, document_reference(&rule.source))),
        );
        named.insert("x-kind".to_owned(), json!(rule.test.kind()));
        if rule.test.is_warning() {
            named.insert("x-severity".to_owned(), json!("warning"));
        } else {
            all.push(json!({ "$ref": format!("#/components/schemas/{key}/$defs/{}", pointer(&rule.id)) }));
        }
        if let Value::Object(schema) = schema {
            named.extend(schema);
        }
        definitions.insert(rule.id.clone(), Value::Object(named));
    }
    let mut out = Map::new();
    out.insert(
        "description".to_owned(),
        json!(format!("The rules of {}, over path, query, headers and body together.", operation.name)),
    );
    out.insert("type".to_owned(), json!("object"));
    if !all.is_empty() {
        out.insert("allOf".to_owned(), json!(all));
        out.insert("$defs".to_owned(), Value::Object(definitions));
    }
    Value::Object(out)
}

/// A name as one segment of a JSON pointer in a URI fragment.
fn pointer(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.replace('~', "~0").replace('/', "~1").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
