//! Converts recorded calls to requests: finds the operation of a method and a path, and
//! the values in the path, the query, the headers and the body.

use std::collections::BTreeSet;

use coc_generated::OPERATIONS;
use coc_generated::rules::{Location, OperationInfo, RuleKind};
use coc_generated::wire::Object;
use serde_json::{Value, json};

/// A recorded call.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
}

/// The request in an entry of a HAR file.
pub(crate) fn entry(entry: &Value) -> Result<Object, String> {
    let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str);
    let headers = entry.pointer("/request/headers").and_then(Value::as_array);
    let header = |header: &Value| {
        Some((header["name"].as_str()?.to_owned(), header["value"].as_str()?.to_owned()))
    };
    request(&Call {
        method: text("/request/method").ok_or("the entry has no method")?.to_owned(),
        url: text("/request/url").ok_or("the entry has no URL")?.to_owned(),
        headers: headers.into_iter().flatten().filter_map(header).collect(),
        body: text("/request/postData/text").map(str::to_owned),
    })
}

/// The request that a call makes.
pub(crate) fn request(call: &Call) -> Result<Object, String> {
    let url = call.url.split('#').next().unwrap_or_default();
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => address.find('/').map_or("", |at| &address[at..]),
    };
    let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    let matching = OPERATIONS.iter().filter_map(|info| {
        let same = info.operation.method.eq_ignore_ascii_case(&call.method);
        let (literals, values) = matched(info.operation.path, &segments)?;
        same.then_some((literals, values, *info))
    });
    // A template with more fixed segments matches fewer paths.
    let (_, values, info) = matching
        .max_by_key(|(literals, ..)| *literals)
        .ok_or_else(|| format!("no operation is called with {} {path}", call.method))?;
    let name = info.operation.name;
    let mut found = Object::new();
    found.insert("operation".to_owned(), json!(name));
    found.insert("path".to_owned(), Value::Object(values));
    found.insert("query".to_owned(), Value::Object(query_of(query)));
    // The ids of rules show which headers the operation has.
    let prefix = format!("{name}.header.");
    let documented: BTreeSet<&str> = info
        .rules()
        .filter(|rule| rule.id.starts_with(&prefix))
        .map(|rule| rule.citation.field)
        .collect();
    let headers = call.headers.iter().filter_map(|(key, value)| {
        let key = documented.iter().find(|name| name.eq_ignore_ascii_case(key))?;
        Some(((*key).to_owned(), json!(value)))
    });
    found.insert("header".to_owned(), Value::Object(headers.collect()));
    if let Some(body) = call.body.as_deref().filter(|body| !body.trim().is_empty()) {
        let body = serde_json::from_str(body)
            .map_err(|error| format!("the body is not JSON: {error}"))?;
        found.insert("body".to_owned(), body);
    }
    read_values(info, &mut found);
    Ok(found)
}

/// The values of a path that has the form of a template, and how many of its segments
/// the template has as they are.
fn matched(template: &str, segments: &[&str]) -> Option<(usize, Object)> {
    let parts: Vec<&str> = template.trim_matches('/').split('/').collect();
    if parts.len() != segments.len() {
        return None;
    }
    let mut literals = 0;
    let mut values = Object::new();
    for (part, segment) in parts.into_iter().zip(segments) {
        let segment = decoded(segment, false);
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => drop(values.insert(name.to_owned(), json!(segment))),
            None if part == segment => literals += 1,
            None => return None,
        }
    }
    Some((literals, values))
}

/// The parameters of a query. A parameter that is repeated is an array.
fn query_of(query: &str) -> Object {
    let mut found = Object::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (key, value) = (decoded(key, true), json!(decoded(value, true)));
        match found.get_mut(&key) {
            None => drop(found.insert(key, value)),
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    found
}

/// Percent-encoded text; in a query `+` is a space.
fn decoded(text: &str, plus: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match (code, bytes[at]) {
            (Some(byte), _) => {
                out.push(byte);
                at += 2;
            }
            (None, b'+') if plus => out.push(b' '),
            (None, byte) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Parameters are text. A value of another documented type is read as that type if
/// possible.
fn read_values(info: &OperationInfo, request: &mut Object) {
    for part in ["path", "query", "header"] {
        let keys: Vec<String> = match request.get(part) {
            Some(Value::Object(values)) => values.keys().cloned().collect(),
            _ => continue,
        };
        for key in keys {
            let value = request[part][&key].clone();
            let parsed = |value: &Value| {
                let text = value.as_str().unwrap_or_default();
                let read: Option<Value> = serde_json::from_str(text).ok();
                read.filter(|it| it.is_number() || it.is_boolean())
                    .unwrap_or_else(|| value.clone())
            };
            let items = match &value {
                Value::Array(items) => items.clone(),
                single => vec![single.clone()],
            };
            let numbers: Vec<Value> = items.iter().map(parsed).collect();
            let readings = [value.clone(), parsed(&value), json!(items), json!(numbers)];
            let pointer = Location::Root.key(part).key(&key).to_string();
            let is_inside = |other: &str| {
                let rest = other.strip_prefix(&pointer);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let fits = readings.into_iter().find(|reading| {
                request[part][&key] = reading.clone();
                info.validate(request).is_ok_and(|found| {
                    !found.iter().any(|it| {
                        it.rule.kind == RuleKind::Type && is_inside(&it.pointer)
                    })
                })
            });
            request[part][&key] = fits.unwrap_or(value);
        }
    }
}
