//! Requests written by hand from request documents, without the crate's way to do that.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use coc_generated::http::{Bytes, Clock, Payload, sign};
use coc_generated::server::{Dispatcher, Operations};
use coc_generated::service::{AuthScope, Operation};
use coc_generated::{Credentials, operation};
use http::{Request, Response};
use serde_json::{Map, Value};

/// An implementation without operations.
pub(crate) struct Unimplemented;

impl Operations for Unimplemented {}

pub(crate) fn keys() -> Credentials {
    Credentials::keys("ACCESSKEY", "SECRETKEY")
}

/// A clock that stands still.
#[derive(Clone, Copy)]
pub(crate) struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_750_765_976)
    }
}

/// A dispatcher that refuses what breaks rules, and answers 501 to all else.
pub(crate) fn new_dispatcher() -> Dispatcher<Unimplemented> {
    Dispatcher::new(Unimplemented, keys()).with_clock(FixedClock)
}

pub(crate) fn signed(request: Request<Vec<u8>>) -> Request<Bytes> {
    let mut request = request.map(Payload::from);
    sign(&mut request, &keys(), AuthScope::Domain, FixedClock.now()).unwrap();
    request.map(|body| body.as_bytes().unwrap().clone())
}

pub(crate) fn json(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// Runs a future that never waits.
pub(crate) fn poll_once<F: Future>(future: F) -> F::Output {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(output) => output,
        std::task::Poll::Pending => panic!("it waits"),
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let each = text.bytes().map(|byte| match byte {
        byte if plain(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    each.collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The members of a part of a document that are there.
fn members<'d>(document: &'d Value, part: &str) -> Vec<(&'d String, &'d Value)> {
    let members = document.get(part).and_then(Value::as_object);
    members.into_iter().flatten().filter(|(_, value)| !value.is_null()).collect()
}

/// The path, if each of its parameters is text that stays one segment.
fn path(operation: &Operation, document: &Value) -> Option<String> {
    let mut out = String::new();
    let mut rest = operation.path;
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let value = document.get("path")?.get(name)?.as_str()?;
        let is_segment = !value.trim().is_empty()
            && !value.contains(['/', '\n'])
            && value != "."
            && value != "..";
        out += literal;
        out += &escaped(is_segment.then_some(value)?);
        rest = after;
    }
    Some(out + rest)
}

/// A request document as HTTP; none where HTTP has no form of it.
pub(crate) fn sent(document: &Value) -> Option<Request<Vec<u8>>> {
    let info = operation(document["operation"].as_str()?)?;
    let mut target = path(info.operation, document)?;
    for (n, (name, value)) in members(document, "query").into_iter().enumerate() {
        target += if n == 0 { "?" } else { "&" };
        target += &format!("{}={}", escaped(name), escaped(&text(value)));
    }
    let mut request = Request::builder()
        .method(info.operation.method)
        .uri(format!("https://coc.example.com{target}"));
    for (name, value) in members(document, "header") {
        request = request.header(name, text(value));
    }
    let Some(body) = document.get("body") else {
        return request.body(Vec::new()).ok();
    };
    if info.operation.path.ends_with("/attachments") && info.operation.method == "POST" {
        let form = form(body.as_object()?)?;
        return request
            .header("content-type", "multipart/form-data; boundary=xx")
            .body(form)
            .ok();
    }
    request.header("content-type", "application/json").body(body.to_string().into()).ok()
}

/// A form of files of as many zeros as their descriptions say, and of texts.
fn form(body: &Map<String, Value>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for (name, value) in body.iter().filter(|(_, value)| !value.is_null()) {
        out.extend(
            format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"").bytes(),
        );
        if let Some(text) = value.as_str() {
            out.extend(format!("\r\n\r\n{text}\r\n").bytes());
            continue;
        }
        let file = value.get("name")?.as_str()?.replace('"', "%22");
        out.extend(format!("; filename=\"{file}\"\r\n").bytes());
        if let Some(kind) = value.get("content_type").and_then(Value::as_str) {
            out.extend(format!("Content-Type: {kind}\r\n").bytes());
        }
        let size = usize::try_from(value.get("size")?.as_u64()?).ok()?;
        if size > 12 * 1024 * 1024 {
            return None;
        }
        out.extend(b"\r\n");
        out.resize(out.len() + size, 0);
        out.extend(b"\r\n");
    }
    out.extend(b"--xx--\r\n");
    Some(out)
}
