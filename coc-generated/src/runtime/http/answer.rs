//! The parts of an answer that an error keeps: status, code, message, identifiers, an
//! excerpt. `parse` decides whether the answer is an error.

use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{DATE, HeaderMap, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::{Map, Value};

use super::output::Expected;
use super::received::received;
use super::redact::{MAX_EXCERPT_SOURCE, excerpt};
use super::secrets::{Secrets, WITHHELD};
use crate::runtime::service::Envelope;

/// The members that hold code and message in the error bodies of the gateway and of
/// services behind it.
const CODE_AND_MESSAGE_KEYS: &[(&[&str], &[&str])] = &[
    (&["error_code"], &["error_msg"]),
    (&["errorCode"], &["errorMsg"]),
    (&["code"], &["message"]),
];

/// An answer that is not the expected one: a refusal, or one that cannot be read.
#[derive(Clone, PartialEq, Eq)]
pub struct ErrorResponse {
    status: StatusCode,
    headers: HeaderMap,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    authorization_message: Option<String>,
    excerpt: String,
    body: Bytes,
}

impl ErrorResponse {
    pub(super) fn of(
        response: &Response<Bytes>,
        json: Option<&Value>,
        expected: Expected<'_>,
    ) -> Self {
        let top = json.and_then(Value::as_object);
        let (code, message) =
            top.map_or((None, None), |top| code_and_message(top, expected.envelope));
        let secrets = expected.secrets.map(Secrets::parts).unwrap_or_default();
        let excerpt = |text: &str| excerpt(text, &secrets);
        let unless_secret = |text: String| {
            if secrets.show_in(&text) { WITHHELD.to_owned() } else { text }
        };
        let body = response.body();
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            code: code.map(|code| excerpt(&code)),
            message: message.map(|message| excerpt(&message)),
            request_id: request_id(response.headers(), top).map(|id| excerpt(&id)),
            authorization_message: top
                .and_then(|top| text_below(top, &["encoded_authorization_message"]))
                .map(unless_secret),
            excerpt: excerpt(&String::from_utf8_lossy(
                body.get(..MAX_EXCERPT_SOURCE).unwrap_or(body),
            )),
            body: body.clone(),
        }
    }

    received!();

    /// The code in the body, of the service or of the gateway.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// The message in the body, cut where it echoes the signed request, and withheld if
    /// it shows a secret of it.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The identifier that the vendor's support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The encoded explanation that comes with some refusals for lack of permission.
    #[must_use]
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.authorization_message.as_deref()
    }

    /// The beginning of the body, cut where it echoes the signed request, and withheld if
    /// it shows a secret of it. Secrets are found behind up to three layers of JSON,
    /// percent and HTML escapes, but not in base64 or as hashes.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.excerpt
    }

    /// How long the server asks to wait, from a number of seconds or a date. A date is
    /// counted from the answer's own `Date`, or from `now` if it has none.
    #[must_use]
    pub fn retry_after(&self, now: SystemTime) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number that no `u64` holds is as good as the longest wait.
            return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
        }
        let until = httpdate::parse_http_date(text).ok()?;
        Some(until.duration_since(self.date().unwrap_or(now)).unwrap_or_default())
    }

    /// The server's clock when it answered.
    #[must_use]
    pub fn date(&self) -> Option<SystemTime> {
        httpdate::parse_http_date(self.headers.get(DATE)?.to_str().ok()?).ok()
    }
}

/// Header values stay out: some are cookies.
impl fmt::Debug for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrorResponse")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .field("excerpt", &self.excerpt)
            .finish_non_exhaustive()
    }
}

/// `400 Bad Request, X.0001: what is wrong, request id 1234`, or the excerpt if there is
/// neither a code nor a message. An encoded authorization message is mentioned and not
/// shown.
impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(code) = &self.code {
            write!(f, ", {code}")?;
        }
        match (&self.message, self.excerpt.is_empty()) {
            (Some(message), _) => write!(f, ": {message}")?,
            (None, false) if self.code.is_none() => {
                write!(f, ", body {:?}", self.excerpt)?;
            }
            _ => {}
        }
        if let Some(id) = &self.request_id {
            write!(f, ", request id {id}")?;
        }
        match &self.authorization_message {
            Some(_) => f.write_str(", with an encoded authorization message"),
            None => Ok(()),
        }
    }
}

/// The identifier of a request: in a header where a service answered, in the body where
/// the gateway did.
pub(super) fn request_id(
    headers: &HeaderMap,
    top: Option<&Map<String, Value>>,
) -> Option<String> {
    let header =
        headers.get("x-request-id").and_then(|value| value.to_str().ok()).map(str::trim);
    match header {
        Some(id) if !id.is_empty() => Some(id.to_owned()),
        _ => top.and_then(|top| text_below(top, &["request_id", "requestId"])),
    }
}

/// Code and message, at the top or one object down, in any of the known forms; those
/// with a code go first.
pub(super) fn code_and_message(
    top: &Map<String, Value>,
    envelope: Option<&Envelope>,
) -> (Option<String>, Option<String>) {
    let own = envelope.map(|envelope| (envelope.code, envelope.message));
    let mut without_code = None;
    for object in levels(top) {
        for (codes, messages) in own.iter().chain(CODE_AND_MESSAGE_KEYS) {
            let found = (first_text(object, codes), first_text(object, messages));
            match found {
                (Some(_), _) => return found,
                (None, Some(_)) if without_code.is_none() => without_code = found.1,
                _ => {}
            }
        }
    }
    (None, without_code)
}

/// A member as text, numbers included; `None` if it is missing, null or blank.
fn text(object: &Map<String, Value>, name: &str) -> Option<String> {
    match object.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The first of these members that is there, as [`text`].
pub(super) fn first_text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| text(object, name))
}

fn text_below(top: &Map<String, Value>, names: &[&str]) -> Option<String> {
    levels(top).find_map(|object| first_text(object, names))
}

fn levels(top: &Map<String, Value>) -> impl Iterator<Item = &Map<String, Value>> {
    std::iter::once(top).chain(top.values().filter_map(Value::as_object))
}
