//! Renders the contract for other languages and tools: an OpenAPI 3.1 document, with
//! every rule as JSON Schema.
//!
//! Each rule stands once. A rule of one value is in the value's schema. A rule of one
//! object is in the object's `then.allOf`, under its id (`x-rule`). OpenAPI cannot tie a
//! parameter to a body: such rules are in the schema of the request document
//! `{path, query, header, body}`, which `x-request` of the operation refers to. Warnings
//! are in `x-warnings` beside `allOf`.

mod conditions;
mod context;
mod delimited;
mod descriptions;
mod forms;
mod operations;
mod requests;
mod rules;
mod tables;
mod value_rules;
mod values;
mod walk;

use context::{Context, Form};

use crate::json::{Json, Object, list, object};
use crate::model::{Area, Model, OperationId, TableId, Type};
use crate::parallel::in_parallel;

/// Path of the document below the generated crate.
pub(super) const PATH: &str = "openapi.json";

/// The number of schemas that are rendered before they are appended: enough for every
/// core, and few enough to be in memory twice.
const BATCH: usize = 256;

/// Renders the document.
pub(super) fn emit(model: &Model) -> String {
    let cx = Context::new(model);
    let mut out = String::from("{");
    for (key, value) in head(&cx) {
        member(1, key, &value, &mut out);
        out.push(',');
    }
    out.push_str("\n \"components\": {");
    member(2, "securitySchemes", &security_schemes(), &mut out);
    let of_client = operations::of_client(&cx);
    if !of_client.is_empty() {
        out.push(',');
        member(2, "parameters", &of_client.into(), &mut out);
    }
    // The schemas are most of the document. Each is rendered by itself, so that no more
    // than one is in memory as a tree.
    out.push_str(",\n  \"schemas\": {");
    let entries = entries(&cx);
    let mut separator = "";
    for batch in entries.chunks(BATCH) {
        for text in in_parallel(batch.len(), |at| schemas(&cx, batch[at])) {
            out.push_str(separator);
            out.push_str(&text);
            separator = ",";
        }
    }
    out.push_str("\n  }\n }\n}\n");
    out
}

/// The keys before the components, with their values.
fn head<'m>(cx: &Context<'m>) -> Vec<(&'static str, Json<'m>)> {
    let service = &cx.model.service;
    let mut info = Object::default();
    info.add("title", &service.title);
    info.add("version", env!("CARGO_PKG_VERSION"));
    if !service.doc.is_empty() {
        info.add("description", &service.doc);
    }
    let servers = service.endpoints.iter();
    let mut servers: Vec<Json<'m>> = servers
        .map(|(region, url)| object! { "url" => url, "description" => region })
        .collect();
    if servers.is_empty() {
        // OpenAPI assumes this server if there is no list, and linters ask for the
        // list.
        servers.push(object! { "url" => "/" });
    }
    let security =
        list![object! { "signature" => list![] }, object! { "token" => list![] }];
    let mut head = vec![
        ("openapi", Json::from("3.1.0")),
        ("info", info.into()),
        ("servers", servers.into()),
        ("security", security),
    ];
    let tags: Vec<Json<'m>> = service.areas.iter().map(tag).collect();
    if !tags.is_empty() {
        head.push(("tags", tags.into()));
    }
    head.push(("paths", operations::paths(cx).into()));
    head
}

/// An area as a tag, which operations name.
fn tag(area: &Area) -> Json<'_> {
    let mut tag = Object::default();
    tag.add("name", &area.name);
    if !area.doc.trim().is_empty() {
        tag.add("description", &area.doc);
    }
    tag.into()
}

fn security_schemes() -> Json<'static> {
    object! {
        "signature" => object! {
            "type" => "apiKey", "in" => "header", "name" => "Authorization",
            "description" => "SDK-HMAC-SHA256 over method, path, query, headers and body.",
        },
        "token" => object! {
            "type" => "apiKey", "in" => "header", "name" => "X-Auth-Token", "description" => "An IAM token.",
        },
    }
}

/// The source of one component, or of several.
#[derive(Clone, Copy)]
enum Entry {
    Table(TableId, Form),
    Parameter(TableId, usize),
    Request(OperationId),
    File,
}

/// The sources of all schemas, in the order of the document.
fn entries(cx: &Context<'_>) -> Vec<Entry> {
    let types = cx.model.types.entries().flat_map(|(id, table)| {
        let forms = [Form::Request, Form::Answer]
            .into_iter()
            .filter(move |form| cx.table(id, *form).is_some());
        let count = if cx.is_divided(id) { table.fields.len() } else { 0 };
        let parameters = (0..count).map(move |at| Entry::Parameter(id, at));
        forms.map(move |form| Entry::Table(id, form)).chain(parameters)
    });
    let mut fields = cx.model.types.iter().flat_map(|table| &table.fields);
    let has_files = fields.any(|field| field.ty == Type::File);
    let requests = cx.model.operations.ids().map(Entry::Request);
    types.chain(requests).chain(has_files.then_some(Entry::File)).collect()
}

/// The rendered components of an entry, with their keys.
fn schemas(cx: &Context<'_>, entry: Entry) -> String {
    let single = |key: &str, schema| vec![(key.to_owned(), schema)];
    let components = match entry {
        Entry::Table(id, form) => {
            let schema = match form {
                Form::Request => tables::request(cx, id),
                Form::Answer => tables::answer(cx, id),
            };
            single(cx.key(id, form), schema)
        }
        Entry::Parameter(id, at) => {
            single(cx.parameter(id, at), operations::parameter_schema(cx, id, at))
        }
        Entry::Request(id) => requests::components(cx, id),
        Entry::File => single(values::FILE, values::described_file()),
    };
    let mut out = String::new();
    for (at, (key, schema)) in components.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { "," });
        member(3, key, schema, &mut out);
    }
    out
}

/// A key with its value, on a line of its own.
fn member(depth: usize, key: &str, value: &Json<'_>, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', depth));
    Json::from(key).print(depth, out);
    out.push_str(": ");
    value.print(depth, out);
}
