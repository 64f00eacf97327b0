//! The contract for people in other languages and tools: an OpenAPI 3.1 document, with every rule as JSON Schema.
//!
//! OpenAPI cannot tie a path parameter to a body. So each operation has, beside what OpenAPI knows, a schema over the
//! envelope `{path, query, header, body}` with one `$defs` entry a rule, named by the rule's id.

mod json;
mod rules;

use std::collections::{HashMap, HashSet};

use crate::model::{
    Content, Field, Model, Module, Operation, OperationId, Place, Rule, Segment, Table, TableId, Type,
    page_reference,
};
use crate::parallel::in_parallel;
use json::{Json, Object, list, object};
use rules::{literal, over_envelope, segment, within_type};

/// Path of the document below the generated crate.
pub(super) const PATH: &str = "openapi.json";

/// How many schemas are rendered before they are put together: enough for every core, and few enough to hold twice.
const BATCH: usize = 256;

/// Renders the document.
pub(super) fn emit(model: &Model) -> String {
    let service = &model.service;
    let servers: Vec<Json<'_>> = service
        .endpoints
        .iter()
        .map(|(region, url)| object! { "url" => url, "description" => region })
        .collect();
    let page = object! {
        "openapi" => "3.1.0",
        "info" => object! {
            "title" => &service.title, "version" => env!("CARGO_PKG_VERSION"), "description" => &service.doc,
        },
        "servers" => servers,
        "security" => list![object! { "signature" => list![] }, object! { "token" => list![] }],
        "paths" => paths(model),
        "components" => object! {
            "securitySchemes" => object! {
                "signature" => object! {
                    "type" => "apiKey", "in" => "header", "name" => "Authorization",
                    "description" => "SDK-HMAC-SHA256 over method, path, query, headers and body.",
                },
                "token" => object! {
                    "type" => "apiKey", "in" => "header", "name" => "X-Auth-Token", "description" => "An IAM token.",
                },
            },
        },
    };
    // The schemas are nearly all of it: they come last, so that each is rendered by itself and none is held as a tree.
    let mut out = String::new();
    page.print(0, &mut out);
    out.truncate(out.len() - "\n }\n}".len());
    out.push_str(",\n  \"schemas\": {");
    let entries = entries(model);
    for (at, batch) in entries.chunks(BATCH).enumerate() {
        for (n, text) in in_parallel(batch.len(), |at| schema(model, batch[at])).into_iter().enumerate() {
            out.push_str(if at + n == 0 { "\n   " } else { ",\n   " });
            out.push_str(&text);
        }
    }
    out.push_str("\n  }\n }\n}\n");
    out
}

#[derive(Clone, Copy)]
enum Entry {
    Table(TableId),
    Envelope(OperationId),
}

fn entries(model: &Model) -> Vec<Entry> {
    let types = (0..).map(TableId).take(model.types.len()).filter(|id| model[*id].place.is_none());
    let envelopes = (0..).map(OperationId).take(model.operations.len());
    types.map(Entry::Table).chain(envelopes.map(Entry::Envelope)).collect()
}

/// A schema with its key, as it looks at its depth.
fn schema(model: &Model, entry: Entry) -> String {
    let (key, schema) = match entry {
        Entry::Table(id) => (type_key(model, id), object(model, id)),
        Entry::Envelope(id) => (format!("{}.request", model[id].name), envelope(model, id)),
    };
    let mut out = String::new();
    Json::from(key).print(0, &mut out);
    out.push_str(": ");
    schema.print(3, &mut out);
    out
}

/// Operations by path, then by method. The document holds each path once, whatever its parameters are called, and each
/// method of it once: what is left over stands at the path with its own name as a fragment, which no server is sent.
fn paths(model: &Model) -> Object<'_> {
    let mut paths: Vec<(String, Object<'_>)> = Vec::new();
    // By what is left of a template without its parameters' names: the path that is there, and its methods.
    let mut known: HashMap<String, (usize, HashSet<&str>)> = HashMap::new();
    for operation in &model.operations {
        let shape: String = operation
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text.as_str(),
                Segment::Parameter(_) => "{}",
            })
            .collect();
        let (at, methods) = known.entry(shape).or_insert_with(|| {
            paths.push((operation.path.clone(), Object::default()));
            (paths.len() - 1, HashSet::new())
        });
        let mut at = *at;
        if paths[at].0 != operation.path || !methods.insert(&operation.method) {
            paths.push((format!("{}#{}", operation.path, operation.name), Object::default()));
            at = paths.len() - 1;
        }
        paths[at].1.set(operation.method.to_lowercase(), method(model, operation));
    }
    paths.into_iter().collect()
}

/// Keys of schemas hold letters, digits, dots, dashes and underscores only.
fn type_key(model: &Model, id: TableId) -> String {
    let item = &model[id];
    let plain = |text: &str| -> String {
        text.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect()
    };
    match item.home {
        Module::Shared => format!("shared.{}", plain(&item.rust_name)),
        Module::Operation(operation) => {
            format!("{}.{}", plain(&model[operation].name), plain(&item.rust_name))
        }
    }
}

fn reference(model: &Model, id: TableId) -> Json<'_> {
    object! { "$ref" => format!("#/components/schemas/{}", type_key(model, id)) }
}

fn method<'m>(model: &'m Model, operation: &'m Operation) -> Json<'m> {
    let mut out = Object::default();
    out.add("operationId", &operation.name);
    out.add("description", &operation.doc);
    if operation.deprecated.is_some() {
        out.add("deprecated", true);
    }
    if let Some(permission) = &operation.permission {
        out.add("x-permission", permission);
    }
    out.add("x-repeatable", operation.repeatable);
    out.add("x-envelope", format!("#/components/schemas/{}.request", operation.name));
    let parameters: Vec<Json<'_>> = operation
        .parameters
        .iter()
        .flat_map(|(place, table)| model[*table].fields.iter().map(|field| parameter(model, *place, field)))
        .collect();
    if !parameters.is_empty() {
        out.add("parameters", parameters);
    }
    if let Some(body) = &operation.body {
        let content = object! { "application/json" => object! { "schema" => request_value(model, body) } };
        out.add("requestBody", object! { "content" => content });
    }
    let mut responses = Object::default();
    for response in &operation.responses {
        let mut answer = Object::default();
        answer.add("description", &response.doc);
        let content = match &response.body {
            Content::Json(ty) => {
                Some(object! { "application/json" => object! { "schema" => answer_value(model, ty) } })
            }
            Content::Binary => Some(object! { "application/octet-stream" => object! {} }),
            Content::Nothing => None,
        };
        if let Some(content) = content {
            answer.add("content", content);
        }
        responses.set(response.status.to_string(), answer);
    }
    if responses.is_empty() {
        responses.add("default", object! { "description" => "Not documented." });
    }
    out.add("responses", responses);
    Json::Object(out)
}

fn parameter<'m>(model: &'m Model, place: Place, field: &'m Field) -> Json<'m> {
    let always = field.rules.iter().map(|id| &model[*id]);
    let always =
        always.into_iter().any(|rule| rule.test == crate::model::Test::Required && rule.when.is_always());
    let mut out = Object::default();
    out.add("name", &field.name);
    out.add("in", place.as_str());
    // OpenAPI has no other path parameters.
    out.add("required", always || place == Place::Path);
    out.add("description", field_description(model, field));
    if field.deprecated.is_some() {
        out.add("deprecated", true);
    }
    out.add("schema", request_value(model, &field.ty));
    Json::Object(out)
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
    out.push(format!("{}, {}.", page_reference(&field.source), field.source.parameter));
    out.retain(|text| !text.is_empty());
    out.join(" ")
}

/// A type with its fields, and those of its rules that need nothing from outside.
fn object(model: &Model, id: TableId) -> Json<'_> {
    let item: &Table = &model[id];
    let mut properties = Object::default();
    for field in &item.fields {
        let mut schema =
            if item.in_requests { request_value(model, &field.ty) } else { answer_value(model, &field.ty) };
        if let Json::Object(schema) = &mut schema {
            schema.add("description", field_description(model, field));
            if let Some(default) = &field.default {
                schema.add("default", literal(default));
            }
            if field.deprecated.is_some() {
                schema.add("deprecated", true);
            }
        }
        properties.add(&field.name, schema);
    }
    let mut out = Object::default();
    out.add("type", "object");
    out.add("description", &item.doc);
    out.add("properties", properties);
    let rules = item.fields.iter().flat_map(|field| &field.rules).chain(&item.groups);
    let rules: Vec<Json<'_>> =
        rules.filter_map(|rule| named(&model[*rule], within_type(model, id, *rule)?)).collect();
    if item.in_requests && !item.in_responses && !rules.is_empty() {
        out.add("allOf", rules);
    }
    Json::Object(out)
}

fn named<'m>(rule: &'m Rule, schema: Json<'m>) -> Option<Json<'m>> {
    match schema {
        Json::Object(mut schema) => {
            schema.add("title", &rule.id);
            Some(Json::Object(schema))
        }
        _ => None,
    }
}

/// A value of a request, by its type alone. `null` is the same as nothing.
fn request_value<'m>(model: &'m Model, ty: &Type) -> Json<'m> {
    match ty {
        Type::String => object! { "type" => list!["string", "null"] },
        Type::Enum(id) => {
            let values: Vec<Json<'_>> =
                model[*id].values.iter().map(|value| Json::from(&value.wire)).collect();
            object! { "type" => list!["string", "null"], "examples" => values }
        }
        Type::Boolean => object! { "type" => list!["boolean", "null"] },
        Type::Integer => object! { "type" => list!["integer", "null"], "format" => "int32" },
        Type::Long | Type::Timestamp => object! { "type" => list!["integer", "null"], "format" => "int64" },
        Type::Float => object! { "type" => list!["number", "null"] },
        Type::Object => object! { "type" => list!["object", "null"] },
        Type::Any => object! {},
        Type::Struct(id) => object! { "anyOf" => list![reference(model, *id), object! { "type" => "null" }] },
        Type::Array(inner) => {
            object! { "type" => list!["array", "null"], "items" => item(model, inner, request_value) }
        }
        Type::Map(inner) => {
            object! { "type" => list!["object", "null"], "additionalProperties" => item(model, inner, request_value) }
        }
    }
}

/// An item is never `null`.
fn item<'m>(model: &'m Model, ty: &Type, value: fn(&'m Model, &Type) -> Json<'m>) -> Json<'m> {
    if let Type::Struct(id) = ty {
        return reference(model, *id);
    }
    let mut schema = value(model, ty);
    if let Json::Object(schema) = &mut schema
        && let Some(Json::List(types)) = schema.get_mut("type")
    {
        types.retain(|name| *name != Json::from("null"));
    }
    schema
}

/// A value of an answer: nothing about an answer is a rule, and a number may stand where text is documented.
fn answer_value<'m>(model: &'m Model, ty: &Type) -> Json<'m> {
    match ty {
        Type::String => object! { "type" => list!["string", "number", "boolean", "null"] },
        Type::Enum(id) => {
            let values: Vec<Json<'_>> =
                model[*id].values.iter().map(|value| Json::from(&value.wire)).collect();
            object! { "type" => list!["string", "number", "boolean", "null"], "examples" => values }
        }
        Type::Struct(id) => object! { "anyOf" => list![reference(model, *id), object! { "type" => "null" }] },
        Type::Array(inner) => {
            object! { "type" => list!["array", "null"], "items" => answer_value(model, inner) }
        }
        Type::Map(inner) => {
            object! { "type" => list!["object", "null"], "additionalProperties" => answer_value(model, inner) }
        }
        other => request_value(model, other),
    }
}

/// The rules of a whole request: one definition each, and all errors together as the schema.
fn envelope(model: &Model, id: OperationId) -> Json<'_> {
    let operation = &model[id];
    let key = format!("{}.request", operation.name);
    let mut definitions = Object::default();
    let mut all = Vec::new();
    let rules = [Module::Shared, Module::Operation(id)].map(|home| &model.declared(home).rules);
    for rule_id in rules.into_iter().flatten().copied() {
        let rule = &model[rule_id];
        let Some(schema) = over_envelope(model, operation, rule_id) else { continue };
        let mut named = Object::default();
        named.add("title", &rule.id);
        named.add("description", format!("{} ({}).", rule.says, page_reference(&rule.source)));
        named.add("x-kind", rule.test.kind());
        if rule.test.is_warning() {
            named.add("x-severity", "warning");
        } else {
            all.push(object! { "$ref" => format!("#/components/schemas/{key}/$defs/{}", segment(&rule.id)) });
        }
        if let Json::Object(schema) = schema {
            named.extend(schema);
        }
        definitions.add(&rule.id, named);
    }
    let mut out = Object::default();
    out.add(
        "description",
        format!("The rules of {}, over path, query, headers and body together.", operation.name),
    );
    out.add("type", "object");
    if !all.is_empty() {
        out.add("allOf", all);
        out.add("$defs", definitions);
    }
    Json::Object(out)
}
