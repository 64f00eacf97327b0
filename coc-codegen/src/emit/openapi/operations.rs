//! Operations: by path and method, with their parameters, bodies and answers.

use std::collections::{HashMap, HashSet};

use super::context::{Context, Form, plain, reference};
use super::descriptions;
use super::rules::is_needed;
use super::tables::{answer_value, blank};
use super::value_rules::Blank;
use super::values::{of_field, of_type};
use crate::json::{Json, Object, list, object};
use crate::model::{
    Content, Field, Operation, OperationId, Part, Segment, TableId, Type,
};

/// Operations by path, then by method. The document has each path once, whatever its
/// parameters are called, and each method of a path once. Another operation with the
/// same method has its own name as a fragment of the path, which is never sent.
pub(super) fn paths<'m>(cx: &Context<'m>) -> Object<'m> {
    let mut paths: Vec<(String, Object<'m>)> = Vec::new();
    // The paths by their templates without the names of parameters, each with its
    // methods.
    let mut known: HashMap<String, (usize, HashSet<&str>)> = HashMap::new();
    for (id, operation) in cx.model.operations.entries() {
        let shape = operation.segments.iter().map(|segment| match segment {
            Segment::Literal(text) => text.as_str(),
            Segment::Parameter(_) => "{}",
        });
        let (at, methods) = known.entry(shape.collect()).or_insert_with(|| {
            paths.push((operation.path.clone(), Object::default()));
            (paths.len() - 1, HashSet::new())
        });
        let mut at = *at;
        if paths[at].0 != operation.path || !methods.insert(&operation.method) {
            paths.push((
                format!("{}#{}", operation.path, operation.name),
                Object::default(),
            ));
            at = paths.len() - 1;
        }
        paths[at].1.set(operation.method.to_lowercase(), method(cx, id, operation));
    }
    paths.into_iter().collect()
}

/// An operation under its path and method.
fn method<'m>(
    cx: &Context<'m>,
    id: OperationId,
    operation: &'m Operation,
) -> Object<'m> {
    let mut out = Object::default();
    out.add("operationId", &operation.name);
    if let Some(area) = &operation.area {
        out.add("tags", list![area]);
    }
    descriptions::of_operation(operation, &mut out);
    if operation.deprecated.is_some() {
        out.add("deprecated", true);
    }
    if let Some(permission) = &operation.permission {
        out.add("x-permission", permission);
    }
    out.add("x-repeatable", operation.repeatable);
    out.add("x-request", reference(cx.request(id)));
    let of_client = cx.model.service.headers.map(|id| &cx.model[id].fields);
    let of_client = of_client.into_iter().flatten().map(|field| {
        let key = plain(&field.name);
        object! { "$ref" => format!("#/components/parameters/{key}") }
    });
    let parameters: Vec<Json<'_>> = operation
        .parameters
        .iter()
        .flat_map(|(place, table)| {
            let fields = cx.model[*table].fields.iter().enumerate();
            fields.map(|(at, field)| parameter(cx, *place, *table, at, field))
        })
        .chain(of_client)
        .collect();
    if !parameters.is_empty() {
        out.add("parameters", parameters);
    }
    if let Some(body) = &operation.body {
        let form = operation.body_type().filter(|_| operation.is_form);
        let content = match form {
            Some(table) => super::forms::content(cx, table),
            None => json_content(of_type(cx, body, Blank::Refused).into()),
        };
        let mut request = Object::default();
        if operation.body_type().is_some_and(|table| is_needed(cx.model, table)) {
            request.add("required", true);
        }
        request.add("content", content);
        out.add("requestBody", request);
    }
    out.add("responses", responses(cx, operation));
    out
}

fn responses<'m>(cx: &Context<'m>, operation: &'m Operation) -> Object<'m> {
    let mut responses = Object::default();
    for response in &operation.responses {
        let doc = if response.doc.is_empty() {
            "No more is documented."
        } else {
            &response.doc
        };
        let mut answer = Object::default();
        answer.add("description", doc);
        let table = operation.answer_headers.map(|id| &cx.model[id]);
        let headers = response.headers.iter().filter_map(|at| table?.fields.get(*at));
        let headers: Object<'m> = headers
            .map(|field| (field.name.as_str(), header_of_answer(cx, field)))
            .collect();
        if !headers.is_empty() {
            answer.add("headers", headers);
        }
        match &response.body {
            Content::Json(Type::Struct(id)) => {
                answer.add("content", json_content(cx.reference(*id, Form::Answer)));
            }
            Content::Json(ty) => {
                answer.add("content", json_content(answer_value(cx, ty).into()));
            }
            Content::Binary => answer
                .add("content", object! { "application/octet-stream" => object! {} }),
            Content::Nothing => {}
        }
        // OpenAPI writes `2XX` where a spec writes `2xx`.
        responses.set(response.status.to_string().replace("xx", "XX"), answer);
    }
    if responses.is_empty() {
        responses
            .add("default", object! { "description" => "No answer is documented." });
    }
    responses
}

/// A header of an answer. No client refuses an answer for the type of a header.
fn header_of_answer<'m>(cx: &Context<'m>, field: &'m Field) -> Object<'m> {
    let mut out = Object::default();
    descriptions::of_parameter(cx.model, field, Form::Answer, &mut out);
    out.add("schema", of_type(cx, &field.ty, Blank::Refused));
    out
}

/// The headers that a client may send with every request, by their keys.
pub(super) fn of_client<'m>(cx: &Context<'m>) -> Object<'m> {
    let table = cx.model.service.headers.map(|id| &cx.model[id]);
    let fields = table.into_iter().flat_map(|table| &table.fields);
    let parameter = |field: &'m Field| {
        let mut out = Object::default();
        out.add("name", &field.name);
        out.add("in", Part::Header.as_str());
        descriptions::of_parameter(cx.model, field, Form::Answer, &mut out);
        let mut schema = of_type(cx, &field.ty, Blank::Refused);
        descriptions::add_marks(field, &mut schema);
        out.add("schema", schema);
        (plain(&field.name), out)
    };
    fields.map(parameter).collect()
}

fn json_content(schema: Json<'_>) -> Json<'_> {
    object! { "application/json" => object! { "schema" => schema } }
}

fn parameter<'m>(
    cx: &Context<'m>,
    place: Part,
    table: TableId,
    at: usize,
    field: &'m Field,
) -> Json<'m> {
    let mut out = Object::default();
    out.add("name", &field.name);
    out.add("in", place.as_str());
    // OpenAPI has no other path parameters.
    if place == Part::Path || blank(cx.model, field) == Blank::Refused {
        out.add("required", true);
    }
    descriptions::of_parameter(cx.model, field, Form::Request, &mut out);
    match field.joined {
        Some(' ') => out.add("style", "spaceDelimited"),
        Some('|') => out.add("style", "pipeDelimited"),
        _ => {}
    }
    // By default, the path and headers join the items of an array with a comma.
    if field.joined.is_some() && place == Part::Query {
        out.add("explode", false);
    }
    out.add("schema", reference(cx.parameter(table, at)));
    Json::Object(out)
}

/// The schema of a parameter, or of a part of a form, that is present.
pub(super) fn parameter_schema<'m>(
    cx: &Context<'m>,
    id: TableId,
    at: usize,
) -> Json<'m> {
    let table = &cx.model[id];
    let field = &table.fields[at];
    let mut schema = of_field(cx, field, Blank::Refused);
    if table.part.is_some() {
        descriptions::add_marks(field, &mut schema);
    } else {
        descriptions::describe(cx.model, table, field, Form::Request, &mut schema);
    }
    Json::Object(schema)
}
