//! Reads the parts of a received request into a request document. Routing, and the rules
//! of the document, do not belong here.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Request, StatusCode};
use serde_json::{Number, Value};

use super::answer::Refusal;
use super::multipart::{Part, parts};
use super::route::Parameters;
use super::served::{BodyForm, Files, Route};
use crate::runtime::http::decode;
use crate::runtime::table::{Json, Table};
use crate::runtime::wire::{File, Object};

/// The request document `{path, query, header, body}`, with the files of a form.
pub(super) fn read(
    route: &Route,
    parameters: &Parameters<'_>,
    request: &Request<Bytes>,
) -> Result<(Object, Files), Refusal> {
    let mut document = Object::new();
    let mut files = Files::default();
    for row in route.info.table().rows {
        let Json::Object(table) = row.json else {
            if row.name == "body" {
                document.extend(json(request)?.map(|body| ("body".to_owned(), body)));
            }
            continue;
        };
        let mut fields =
            Fields { route, part: row.name, table: table(), object: Object::new() };
        match row.name {
            "path" => {
                for (name, value) in parameters {
                    fields.add(name, value);
                }
            }
            "query" => {
                for pair in request.uri().query().unwrap_or("").split('&') {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    if !pair.is_empty() {
                        fields.add(&text(name), &text(value));
                    }
                }
            }
            "header" => fields.add_headers(request.headers()),
            _ if route.body == BodyForm::Form => {
                for part in form(request)? {
                    fields.add_part(part, &mut files);
                }
            }
            _ => {
                document.extend(json(request)?.map(|body| ("body".to_owned(), body)));
                continue;
            }
        }
        document.insert(row.name.to_owned(), Value::Object(fields.object));
    }
    Ok((document, files))
}

/// Text of a URL, in which a plus sign is one.
fn text(encoded: &str) -> String {
    String::from_utf8_lossy(&decode(encoded)).into_owned()
}

/// The fields of one part of a request, which are texts where they come from.
struct Fields<'r> {
    route: &'r Route,
    part: &'static str,
    table: &'static Table,
    object: Object,
}

impl Fields<'_> {
    fn json(&self, name: &str) -> Json {
        let row = self.table.rows.iter().find(|row| row.name == name);
        row.map_or(Json::Text, |row| row.json)
    }

    /// Adds a value. A name that comes several times has the array of its values.
    fn add(&mut self, name: &str, value: &str) {
        let json = self.json(name);
        let delimiter = self
            .route
            .joined
            .iter()
            .find(|(part, joined, _)| *part == self.part && *joined == name);
        match (json, delimiter) {
            (Json::Array(inner), Some((_, _, delimiter))) => {
                for item in value.split(*delimiter) {
                    self.add_item(name, typed(*inner, item));
                }
            }
            (Json::Array(inner), None) => self.add_item(name, typed(*inner, value)),
            _ => self.add_value(name, typed(json, value)),
        }
    }

    fn add_item(&mut self, name: &str, item: Value) {
        let list = self.object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(item);
        }
    }

    fn add_value(&mut self, name: &str, value: Value) {
        match self.object.get_mut(name) {
            None => {
                self.object.insert(name.to_owned(), value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    /// Adds the documented headers. Others belong to the way that the request took.
    fn add_headers(&mut self, headers: &HeaderMap) {
        for row in self.table.rows {
            for value in headers.get_all(row.name) {
                let value = String::from_utf8_lossy(value.as_bytes());
                self.add(row.name, value.trim());
            }
        }
    }

    fn add_part(&mut self, part: Part, files: &mut Files) {
        let Part { name, file_name, content_type, content } = part;
        let Some(file_name) = file_name else {
            let content = String::from_utf8_lossy(&content);
            return self.add(&name, &content);
        };
        // A form on a page sends a file without a name where none was chosen.
        if file_name.is_empty() {
            return;
        }
        let mut file = File::new(file_name, content);
        if let Some(kind) = content_type {
            file = file.with_content_type(kind);
        }
        if let Ok(described) = serde_json::to_value(&file) {
            self.add_value(&name, described);
        }
        files.add(name, file);
    }
}

/// The value that a text stands for, or the text where it is none of the type.
fn typed(json: Json, text: &str) -> Value {
    let value = match json {
        Json::Text | Json::Any | Json::File | Json::Array(_) => None,
        Json::Boolean => text.parse().ok().map(Value::Bool),
        Json::Integer | Json::Long => text.parse::<i64>().ok().map(Value::from),
        Json::Float => {
            let whole = text.parse::<i64>().ok().map(Number::from);
            whole.or_else(|| Number::from_f64(text.parse().ok()?)).map(Value::Number)
        }
        Json::Free | Json::Object(_) | Json::Map(_) => serde_json::from_str(text).ok(),
    };
    value.unwrap_or_else(|| Value::from(text))
}

/// The content type without its parameters, in lower case.
fn essence(value: &HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn unsupported(expected: &str) -> Refusal {
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Refusal::new(status, format!("the body must be {expected}"))
}

fn json(request: &Request<Bytes>) -> Result<Option<Value>, Refusal> {
    if request.body().is_empty() {
        return Ok(None);
    }
    let kind = request.headers().get(CONTENT_TYPE).map(essence);
    if kind.is_some_and(|kind| kind != "application/json") {
        return Err(unsupported("application/json"));
    }
    let value = serde_json::from_slice(request.body()).map_err(|error| {
        let message = format!("the body is not JSON: {error}");
        Refusal::new(StatusCode::BAD_REQUEST, message)
    })?;
    Ok(Some(value))
}

fn form(request: &Request<Bytes>) -> Result<Vec<Part>, Refusal> {
    if request.body().is_empty() {
        return Ok(Vec::new());
    }
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.filter(|kind| essence(kind) == "multipart/form-data");
    let Some(kind) = kind.and_then(|kind| kind.to_str().ok()) else {
        return Err(unsupported("multipart/form-data"));
    };
    parts(kind, request.body()).map_err(|problem| {
        let message = format!("the body is not a form: {problem}");
        Refusal::new(StatusCode::BAD_REQUEST, message)
    })
}
