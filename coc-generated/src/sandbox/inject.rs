//! Carries out injected failures. Their text belongs to `failure`, and the bytes of a
//! connection to `listen`.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, DATE, HeaderValue, RETRY_AFTER};
use http::{Request, Response, StatusCode};
use serde_json::json;

use super::clock;
use super::failure::{Effect, Failure, FailureError, InjectedFailures};
use super::names::uuid;
use crate::generated::operations::OPERATIONS;
use crate::runtime::route::operation_at;

/// The header with the failure of its own request.
const HEADER: &str = "x-sandbox-fail";
/// A silent connection ends after this time, so that it does not keep its place.
const MAX_SILENCE: Duration = Duration::from_secs(600);

/// The way in which an answer reaches the client.
pub(super) enum Delivery {
    /// As a whole. A failure that was asked for may have changed or delayed it.
    Whole { response: Response<Bytes>, is_injected: bool },
    /// In part: it breaks off in its body.
    Cut(Response<Bytes>),
    /// Not at all: the connection is reset.
    Reset,
}

/// Handles a request by `act`, unless its header or one of `failures` selects a failure.
pub(super) async fn handle<F: Future<Output = Response<Bytes>>>(
    failures: &InjectedFailures,
    request: Request<Bytes>,
    act: impl FnOnce(Request<Bytes>) -> F,
) -> Delivery {
    match failure(failures, &request) {
        Ok(None) => Delivery::Whole { response: act(request).await, is_injected: false },
        Ok(Some(failure)) => carry_out(failure, act(request)).await,
        Err(error) => {
            let status = StatusCode::BAD_REQUEST;
            let response = refusal(status, status.as_str(), &error.to_string());
            Delivery::Whole { response, is_injected: false }
        }
    }
}

/// The failure of a request, by its header or by one of `failures`.
fn failure(
    failures: &InjectedFailures,
    request: &Request<Bytes>,
) -> Result<Option<Failure>, FailureError> {
    if let Some(asked) = request.headers().get(HEADER) {
        return Failure::read(&String::from_utf8_lossy(asked.as_bytes())).map(Some);
    }
    let info = operation_at(OPERATIONS, request.method().as_str(), request.uri().path());
    Ok(info.and_then(|info| failures.take(info.operation.name)))
}

async fn carry_out(
    failure: Failure,
    act: impl Future<Output = Response<Bytes>>,
) -> Delivery {
    let mut act = pin!(act);
    let acted = if failure.acts_first { Some(act.as_mut().await) } else { None };
    match failure.effect {
        Effect::Answer { status, code, retry_after } => {
            let mut response = match code {
                Some(code) => refusal(status, &code, "the sandbox was asked for this"),
                None => {
                    let mut response = Response::new(Bytes::new());
                    *response.status_mut() = status;
                    response
                }
            };
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(RETRY_AFTER, seconds.into());
            }
            Delivery::Whole { response, is_injected: true }
        }
        Effect::Delay(time) => {
            tokio::time::sleep(time).await;
            let response = match acted {
                Some(response) => response,
                None => act.await,
            };
            Delivery::Whole { response, is_injected: true }
        }
        Effect::Silence => {
            tokio::time::sleep(MAX_SILENCE).await;
            Delivery::Reset
        }
        Effect::Reset => Delivery::Reset,
        Effect::Cut => Delivery::Cut(act.await),
        Effect::Clock(seconds) => {
            let (mut response, now) = clock::ahead(seconds, act).await;
            if let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(now)) {
                response.headers_mut().insert(DATE, date);
            }
            Delivery::Whole { response, is_injected: true }
        }
    }
}

/// An answer in the form of the gateway.
pub(super) fn refusal(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    let body = json!({ "error_code": code, "error_msg": message, "request_id": uuid() });
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
