//! Converts recorded calls to requests. Routing and the values of texts belong to the
//! library.

use coc_generated::operation_at;
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
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = after_scheme.find('/').map_or("", |at| &after_scheme[at..]);
    let headers =
        call.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let found = operation_at(&call.method, path)
        .and_then(|info| Some((info, info.read_parts(path, query, headers)?)));
    let (info, mut request) = found
        .ok_or_else(|| format!("no operation is called with {} {path}", call.method))?;
    request.insert("operation".to_owned(), json!(info.operation.name));
    if let Some(body) = call.body.as_deref().filter(|body| !body.trim().is_empty()) {
        let body = serde_json::from_str(body)
            .map_err(|error| format!("the body is not JSON: {error}"))?;
        request.insert("body".to_owned(), body);
    }
    Ok(request)
}
