//! Reads a received request into a request document. Routing, the values of texts, and the
//! rules of the document, do not belong here.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, StatusCode};
use serde_json::Value;

use super::answer::Refusal;
use super::multipart::{Part, parts};
use super::served::{BodyKind, Files, ServedOperation};
use crate::runtime::fields::{Fields, read_parts};
use crate::runtime::route::Parameters;
use crate::runtime::wire::{File, Object};

/// The request document `{path, query, header, body}`, with the files of a form.
pub(super) fn read(
    served: &ServedOperation,
    parameters: &Parameters<'_>,
    request: &Request<Bytes>,
) -> Result<(Object, Files), Refusal> {
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())));
    let query = request.uri().query().unwrap_or_default();
    let mut document = read_parts(served.info, parameters, query, headers);
    let mut files = Files::default();
    let body = match served.body {
        BodyKind::None => None,
        BodyKind::Json => json(request)?,
        BodyKind::Form => match Fields::new(served.info, "body") {
            Some(mut fields) => {
                for part in form(request)? {
                    add_part(&mut fields, part, &mut files);
                }
                Some(fields.into_value())
            }
            None => None,
        },
    };
    document.extend(body.map(|body| ("body".to_owned(), body)));
    Ok((document, files))
}

fn add_part(fields: &mut Fields<'_>, part: Part, files: &mut Files) {
    let Part { name, file_name, content_type, content } = part;
    let Some(file_name) = file_name else {
        return fields.add(&name, &String::from_utf8_lossy(&content));
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
        fields.add_value(&name, described);
    }
    files.add(name, file);
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
