//! Decides whether an answer is a success, a refusal or unreadable, and reads it.
//! Retries belong to the client.

use std::cell::OnceCell;

use bytes::Bytes;
use http::StatusCode;
use http::header::LOCATION;
use serde_json::{Map, Value};

use super::answer::{ErrorResponse, code_and_message, first_text, request_id};
use super::disposition::is_file;
use super::error::Error;
use super::error_details::{
    IncompleteBody, RefusedError, UnreadableError, UnreadableReason,
};
use super::memory::parses_within;
use super::output::{Body, Expected, Output, Shape};
use super::redact::excerpt;
use super::request::OperationRequest;
use super::response::{Printable, Response};
use super::secrets::Secrets;
use crate::runtime::service::Envelope;
use crate::runtime::violation::Violations;
use crate::runtime::wire::is_exact;

/// Reads the answer to a request of type `R`.
///
/// It is a success if the status is 2xx, the body is of the operation's shape, and the
/// service's envelope, if it has one, says so.
///
/// # Errors
/// [`Error::Refused`] if the status or the envelope says failure, [`Error::Unreadable`]
/// if it is not an answer of the service: not JSON, empty, cut off, a redirect.
pub fn parse_response<R: OperationRequest + ?Sized>(
    response: http::Response<Bytes>,
) -> Result<Response<R::Output>, Error> {
    let expected = Expected::of(R::SERVICE, R::OPERATION, R::Output::SHAPE);
    let body = read(&response, expected)?;
    finish(response, body, expected)
}

/// Turns the body of a success into its type.
pub(crate) fn finish<T: Output>(
    response: http::Response<Bytes>,
    body: Body,
    expected: Expected<'_>,
) -> Result<Response<T>, Error> {
    let top = match &body {
        Body::Json(value) => value.as_object(),
        Body::Bytes(_) => None,
    };
    let id = request_id(response.headers(), top);
    // A result may have a member of its own that is called `code`.
    let code = top.and_then(|top| match expected.envelope {
        Some(envelope) => first_text(top, envelope.code),
        None => code_and_message(top, None).0,
    });
    let output = T::from_body(body).map_err(|body| {
        let json = match &body {
            Body::Json(value) => Some(value),
            Body::Bytes(_) => None,
        };
        Error::from(UnreadableError::new(
            ErrorResponse::of(&response, json, expected),
            UnreadableReason::Type,
        ))
    })?;
    let (parts, body) = response.into_parts();
    Ok(Response {
        output,
        status: parts.status,
        headers: parts.headers,
        request_id: Printable::new(id),
        code: Printable::new(code),
        warnings: Violations::default(),
        attempts: 0,
        body,
        secrets: expected.secrets.cloned().unwrap_or_default(),
    })
}

/// The body of `response` if it is a success.
pub(crate) fn read(
    response: &http::Response<Bytes>,
    expected: Expected<'_>,
) -> Result<Body, Error> {
    let Expected { shape, envelope, .. } = expected;
    // A file is not parsed.
    let parsed = OnceCell::new();
    let json = || parsed.get_or_init(|| json(response.body(), expected.memory));
    let answer = || ErrorResponse::of(response, json().as_ref().ok(), expected);
    match judge(response, json, expected) {
        Some(Problem::Refused) => {
            let has_result = has_result(json().as_ref().ok(), envelope);
            Err(RefusedError::new(answer(), has_result, expected).into())
        }
        Some(Problem::Unreadable(reason)) => {
            Err(UnreadableError::new(answer(), reason).into())
        }
        None if matches!(shape, Shape::Empty | Shape::Bytes) => {
            Ok(Body::Bytes(response.body().clone()))
        }
        None => match parsed.into_inner() {
            Some(Ok(value)) => Ok(Body::Json(value)),
            // No body, where the answer may have none.
            _ => Ok(Body::Json(Value::Null)),
        },
    }
}

enum Problem {
    Refused,
    Unreadable(UnreadableReason),
}

/// The reason why `response` is no success, from the outside in: status, wholeness,
/// shape, envelope, result.
fn judge<'j>(
    response: &http::Response<Bytes>,
    json: impl Fn() -> &'j Result<Value, UnreadableReason>,
    expected: Expected<'_>,
) -> Option<Problem> {
    let Expected { shape, envelope, .. } = expected;
    let status = response.status();
    if status.is_redirection() {
        let location = location(response, expected.secrets);
        return Some(Problem::Unreadable(UnreadableReason::Redirect { location }));
    }
    if status.is_client_error() || status.is_server_error() {
        return Some(Problem::Refused);
    }
    if !status.is_success() {
        return Some(Problem::Unreadable(UnreadableReason::Status));
    }
    if let Some(cut) = response.extensions().get::<IncompleteBody>() {
        return Some(Problem::Unreadable(UnreadableReason::Incomplete(*cut)));
    }
    if shape == Shape::Bytes && is_file(response.headers()) {
        return None;
    }
    let json = json();
    let top = json.as_ref().ok().and_then(Value::as_object);
    let empty = status == StatusCode::NO_CONTENT || response.body().is_empty();
    match (shape, json) {
        (Shape::Empty | Shape::Bytes | Shape::Any, _) if says_failure(top, envelope) => {
            Some(Problem::Refused)
        }
        (Shape::Empty | Shape::Bytes, _) => None,
        (Shape::Any, _) if empty => None,
        (Shape::Json, _) if empty => Some(Problem::Unreadable(UnreadableReason::Empty)),
        (_, Err(reason)) => Some(Problem::Unreadable(reason.clone())),
        (Shape::Any, Ok(_)) => None,
        (Shape::Json, Ok(value)) => {
            let failure = envelope.and_then(|envelope| match top {
                Some(top) => verdict(top, envelope),
                None => Some(Problem::Unreadable(UnreadableReason::Type)),
            });
            failure.or_else(|| {
                let holds = |place: &&[&str]| holds(value, place);
                (!expected.result.is_empty() && !expected.result.iter().any(holds))
                    .then_some(Problem::Unreadable(UnreadableReason::NoResult))
            })
        }
    }
}

/// Whether something that is not blank stands at `place`, and not a number that lost
/// digits.
fn holds(value: &Value, place: &[&str]) -> bool {
    let found = place.iter().try_fold(value, |value, member| value.get(member));
    found.is_some_and(|found| match found {
        Value::Number(number) => is_exact(number),
        found => !found.is_null() && found != "",
    })
}

/// Reads JSON. Bytes that are not UTF-8 are replaced: a wrong character set in a message
/// must not hide that a request was carried out.
fn json(body: &Bytes, memory: usize) -> Result<Value, UnreadableReason> {
    if !parses_within(body, memory) {
        return Err(UnreadableReason::TooManyValues);
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let parsed = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_str(&String::from_utf8_lossy(body)),
    };
    parsed.map_err(|error| {
        if error.is_eof() {
            UnreadableReason::Truncated
        } else {
            UnreadableReason::NotJson
        }
    })
}

/// The failure that the envelope reports. Without a code, the presence of a result
/// decides; a code in another member is a failure.
fn verdict(top: &Map<String, Value>, envelope: &Envelope) -> Option<Problem> {
    if let Some(code) = first_text(top, envelope.code) {
        return (!envelope.success.holds(&code)).then_some(Problem::Refused);
    }
    let result = envelope.data.and_then(|data| top.get(data));
    if result.is_some_and(Value::is_object) {
        return None;
    }
    // A member of the answer itself may be called `code`: without a data member, only a
    // message beside it makes it a failure.
    match (code_and_message(top, None), envelope.data) {
        ((Some(_), _), Some(_)) | ((Some(_), Some(_)), None) => Some(Problem::Refused),
        (_, Some(_)) => Some(Problem::Unreadable(UnreadableReason::NoResult)),
        (_, None) => None,
    }
}

fn says_failure(top: Option<&Map<String, Value>>, envelope: Option<&Envelope>) -> bool {
    let code =
        top.zip(envelope).and_then(|(top, envelope)| first_text(top, envelope.code));
    code.zip(envelope).is_some_and(|(code, envelope)| !envelope.success.holds(&code))
}

/// Whether a failure carries a result or a success code all the same: then something may
/// have been carried out.
fn has_result(json: Option<&Value>, envelope: Option<&Envelope>) -> bool {
    let Some((top, envelope)) = json.and_then(Value::as_object).zip(envelope) else {
        return false;
    };
    let data = envelope.data.and_then(|data| top.get(data));
    let code = first_text(top, envelope.code);
    code.is_some_and(|code| envelope.success.holds(&code))
        || data.and_then(Value::as_object).is_some_and(|data| !data.is_empty())
}

/// The target of a redirect, without its query: that may hold a token.
fn location(
    response: &http::Response<Bytes>,
    secrets: Option<&Secrets>,
) -> Option<String> {
    let text = response.headers().get(LOCATION)?.to_str().ok()?;
    let plain = text.split(['?', '#']).next().unwrap_or_default();
    let plain = match plain.split_once("://") {
        Some((scheme, rest)) => {
            format!(
                "{scheme}://{}",
                rest.rsplit_once('@').map_or(rest, |(_, host)| host)
            )
        }
        None => plain.to_owned(),
    };
    Some(excerpt(&plain, &secrets.map(Secrets::parts).unwrap_or_default()))
}
