//! Answers and refusals, and how they are written in an envelope.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::runtime::http::{Body, Output};
use crate::runtime::service::{Envelope, Success};
use crate::runtime::wire::Lenient;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The answer of an operation that did what it was asked for.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The content. Members of the envelope that it leaves out are filled in.
    pub output: T,
    /// The status; without one, the one that is documented.
    pub status: Option<StatusCode>,
    /// Headers beside those that every answer has.
    pub headers: HeaderMap,
}

impl<T> Answer<T> {
    /// The same answer with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }
}

impl<T> From<T> for Answer<T> {
    fn from(output: T) -> Self {
        Self { output, status: None, headers: HeaderMap::new() }
    }
}

/// The answer of an operation that does not do what it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The status.
    pub status: StatusCode,
    /// The code of the service; without one, the first that the pages give for a refusal.
    pub code: Option<String>,
    /// The reason, for people.
    pub message: String,
    /// Headers beside those that every answer has. A list, since the map of `http` would
    /// make each `Result` of an operation large.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal with a status and a reason.
    #[must_use]
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, code: None, message: message.into(), headers: Vec::new() }
    }

    /// The same refusal with a code of the service.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same refusal with one more header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The refusal of an operation that is not implemented: status 501.
    #[must_use]
    pub fn not_implemented(operation: &str) -> Self {
        let status = StatusCode::NOT_IMPLEMENTED;
        let code = status.as_str();
        Self::new(status, format!("{operation} is not implemented")).with_code(code)
    }
}

/// Writes answers of one request in the envelope of its operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerWriter<'a> {
    pub(super) envelope: Option<&'static Envelope>,
    /// Members that every envelope has.
    pub(super) members: &'a [(&'static str, Value)],
    pub(super) request_id: &'a str,
}

/// The members of a refusal of a service whose answers have no envelope: those of the
/// gateway.
const PLAIN: Envelope =
    Envelope::new(&["error_code"], &["error_msg"], Success::ZerosAfterPrefix);

impl AnswerWriter<'_> {
    /// Writes a refusal.
    pub(super) fn refusal(&self, refusal: Refusal) -> Response<Bytes> {
        let Refusal { status, code, message, headers } = refusal;
        let envelope = self.envelope.unwrap_or(&PLAIN);
        let code = code.unwrap_or_else(|| {
            let documented =
                envelope.refusals.first().filter(|_| status.is_client_error());
            documented
                .map_or_else(|| status.as_str().to_owned(), |&code| code.to_owned())
        });
        let mut object = Map::new();
        self.fill(&mut object, envelope, &code, message.into());
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.append(name, value);
        }
        self.response(status, all, Some(&Value::Object(object)))
    }

    /// Writes an answer whose documented status is `status`.
    pub(super) fn answer<T: Written>(
        &self,
        answer: Answer<T>,
        status: StatusCode,
    ) -> Response<Bytes> {
        let status = answer.status.unwrap_or(status);
        match answer.output.into_body() {
            Ok(Body::Json(mut value)) => {
                if let (Some(envelope), Value::Object(object)) =
                    (self.envelope, &mut value)
                {
                    let code = success(envelope);
                    self.fill(object, envelope, &code, Value::Null);
                }
                self.response(status, answer.headers, Some(&value))
            }
            Ok(Body::Bytes(bytes)) => {
                let mut response = self.response(status, answer.headers, None);
                let headers = response.headers_mut();
                if T::HAS_CONTENT && !headers.contains_key(CONTENT_TYPE) {
                    let kind = HeaderValue::from_static("application/octet-stream");
                    headers.insert(CONTENT_TYPE, kind);
                }
                *response.body_mut() = bytes;
                response
            }
            Err(error) => {
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                let message = format!("the answer cannot be written: {error}");
                self.refusal(Refusal::new(status, message))
            }
        }
    }

    /// Puts the members of the envelope in front, unless the answer has them with a value
    /// other than null.
    fn fill(
        &self,
        object: &mut Map<String, Value>,
        envelope: &Envelope,
        code: &str,
        message: Value,
    ) {
        let mut filled = Map::new();
        for (name, value) in self.members {
            filled.insert((*name).to_owned(), value.clone());
        }
        for (names, value) in [(envelope.code, code.into()), (envelope.message, message)]
        {
            let has_one = names
                .iter()
                .any(|name| object.get(*name).is_some_and(|it| !it.is_null()));
            if let (Some(name), false) = (names.first(), has_one) {
                filled.insert((*name).to_owned(), value);
            }
        }
        for (name, value) in std::mem::take(object) {
            if !value.is_null() || !filled.contains_key(&name) {
                filled.insert(name, value);
            }
        }
        *object = filled;
    }

    fn response(
        &self,
        status: StatusCode,
        headers: HeaderMap,
        body: Option<&Value>,
    ) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        if let Ok(id) = HeaderValue::try_from(self.request_id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        if let Some(body) = body {
            let kind = HeaderValue::from_static("application/json");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            *response.body_mut() = body.to_string().into();
        }
        response
    }
}

/// A code that means success: the first that the envelope lists, or zeros with the prefix
/// and the length of the first documented refusal.
fn success(envelope: &Envelope) -> String {
    match envelope.success {
        Success::Codes(codes) => codes.first().copied().unwrap_or_default().to_owned(),
        Success::ZerosAfterPrefix => {
            let code = envelope.refusals.first().copied().unwrap_or("0");
            let end = code.rfind('.').map_or(0, |at| at + 1);
            let zeros = code.chars().skip(end).map(|_| '0');
            code.chars().take(end).chain(zeros).collect()
        }
    }
}

/// An output that a server writes.
pub(crate) trait Written: Output {
    /// Whether there is a body to write.
    const HAS_CONTENT: bool;

    /// The body.
    fn into_body(self) -> Result<Body, serde_json::Error>;
}

impl<T: Lenient + Serialize> Written for T {
    const HAS_CONTENT: bool = true;

    fn into_body(self) -> Result<Body, serde_json::Error> {
        serde_json::to_value(self).map(Body::Json)
    }
}

impl Written for () {
    const HAS_CONTENT: bool = false;

    fn into_body(self) -> Result<Body, serde_json::Error> {
        Ok(Body::Bytes(Bytes::new()))
    }
}

impl Written for Bytes {
    const HAS_CONTENT: bool = true;

    fn into_body(self) -> Result<Body, serde_json::Error> {
        Ok(Body::Bytes(self))
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use serde_json::{Value, json};

    use super::{Answer, AnswerWriter, Envelope, Success, success};

    #[test]
    fn a_null_is_replaced_by_a_member_of_the_envelope_only() {
        static ENVELOPE: Envelope =
            Envelope::new(&["code"], &["text"], Success::ZerosAfterPrefix);
        let members = [("provider", json!("p"))];
        let envelope = Some(&ENVELOPE);
        let writer = AnswerWriter { envelope, members: &members, request_id: "1" };
        let output =
            json!({ "code": null, "provider": null, "note": null, "text": "t" });
        let response = writer.answer(Answer::from(output), StatusCode::OK);
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            body,
            json!({ "code": "0", "provider": "p", "note": null, "text": "t" })
        );
    }

    #[test]
    fn a_success_has_the_prefix_of_the_refusals() {
        let zeros = Envelope::new(&["code"], &["text"], Success::ZerosAfterPrefix);
        assert_eq!(success(&zeros), "0");
        assert_eq!(success(&zeros.with_refusals(&["A.B.0071", "C.1"])), "A.B.0000");
        let codes = Envelope::new(&["code"], &["text"], Success::Codes(&["OK", "0"]));
        assert_eq!(success(&codes), "OK");
    }
}
