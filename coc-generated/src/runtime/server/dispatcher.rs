//! The way of a request through a server: the bounds, the route, the caller, the
//! document, its rules, and then the implementation.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::future::Future;
use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue};
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use super::answer::{AnswerWriter, Refusal};
use super::authenticate::Authenticate;
use super::call::{Call, Reply};
use super::document::read;
use super::served::{BodyKind, Files, ServedOperation, ServedRequest};
use crate::runtime::http::{
    Clock, Credentials, ReplayMemory, SignatureError, SignatureReason, SystemClock,
    iam_token, verify,
};
use crate::runtime::percent::decode;
use crate::runtime::route::{NoRoute, Parameters, find};
use crate::runtime::service::{Envelope, Service};
use crate::runtime::violation::Violations;
use crate::runtime::wire::Object;

/// The code of the gateway for an unknown caller.
const NOT_AUTHENTICATED: &str = "APIGW.0301";
/// The code of the gateway for an unknown path or method.
const NO_SUCH_API: &str = "APIGW.0101";
/// The most violations that a refusal names: a body can hold very many.
const MAX_VIOLATIONS: usize = 1_000;
/// The most bytes of the target of a request.
const MAX_TARGET: usize = 16 * 1024;

/// Takes requests to an implementation of the service.
///
/// `dispatch` routes a request by its method and path, verifies its signature or its IAM
/// token, reads path, query, headers and body, checks the documented rules, calls the
/// implementation, and writes the answer in the documented envelope, with a request id in
/// `X-Request-Id`.
///
/// | a request that | is answered with |
/// | --- | --- |
/// | has a path or a method that no operation has | 404 or 405 |
/// | is too long, or has too long a body | 414 or 413 |
/// | has no right signature and no known token | 401, with a code of the gateway |
/// | has a body of another type, or one that cannot be read | 415 or 400 |
/// | breaks rules | 400, with the first code that the pages give for a refusal, and each violation with its place and rule |
/// | is for an operation that is not implemented | 501 |
///
/// The violations of a request, warnings included, are [`Violations`] among the extensions
/// of its response: for a server that keeps a record of them.
pub struct Dispatcher<S> {
    operations: S,
    callers: Arc<dyn Authenticate>,
    clock: Arc<dyn Clock>,
    replays: Option<ReplayMemory>,
    members: Vec<(&'static str, Value)>,
    max_json_bytes: usize,
    max_form_bytes: usize,
    explains: bool,
    random: RandomState,
    count: AtomicU64,
}

/// Shows nothing of the callers.
impl<S> fmt::Debug for Dispatcher<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher")
            .field("max_json_bytes", &self.max_json_bytes)
            .field("max_form_bytes", &self.max_form_bytes)
            .finish_non_exhaustive()
    }
}

impl<S> Dispatcher<S> {
    /// Takes the requests of these callers to `operations`.
    #[must_use]
    pub fn new(operations: S, callers: impl Authenticate) -> Self {
        Self {
            operations,
            callers: Arc::new(callers),
            clock: Arc::new(SystemClock),
            replays: None,
            members: Vec::new(),
            max_json_bytes: 1024 * 1024,
            max_form_bytes: 16 * 1024 * 1024,
            explains: false,
            random: RandomState::new(),
            count: AtomicU64::new(0),
        }
    }

    /// Compares the dates of requests with this clock; without it, with that of the
    /// machine.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Refuses a signed request that comes twice.
    #[must_use]
    pub fn with_replay_memory(mut self, memory: ReplayMemory) -> Self {
        self.replays = Some(memory);
        self
    }

    /// Puts this member into the envelope of every answer that does not have it.
    #[must_use]
    pub fn with_member(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// The most bytes of a body of JSON. Without it, 1 MiB.
    #[must_use]
    pub fn with_max_json_bytes(mut self, bytes: usize) -> Self {
        self.max_json_bytes = bytes;
        self
    }

    /// The most bytes of a form. Without it, 16 MiB.
    #[must_use]
    pub fn with_max_form_bytes(mut self, bytes: usize) -> Self {
        self.max_form_bytes = bytes;
        self
    }

    /// Shows, in the answer to a wrong signature, the canonical request that was
    /// expected. It can hold secrets of the request, so that this is for tests alone.
    #[must_use]
    pub fn with_explained_signatures(mut self, explains: bool) -> Self {
        self.explains = explains;
        self
    }

    /// The implementation.
    #[must_use]
    pub fn operations(&self) -> &S {
        &self.operations
    }

    /// The most bytes that the body of any request may have. A server that collects
    /// bodies need not read on beyond them; [`too_large`](Self::too_large) is the answer
    /// then.
    #[must_use]
    pub fn max_body_bytes(&self) -> usize {
        self.max_json_bytes.max(self.max_form_bytes)
    }

    /// The answer to a request whose body is too long to be read.
    #[must_use]
    pub fn too_large(&self) -> Response<Bytes> {
        self.writer(None, &self.request_id()).refusal(too_large(self.max_body_bytes()))
    }

    /// Everything up to the call of the implementation.
    pub(crate) fn admit(
        &self,
        service: &'static Service,
        served: &'static [ServedOperation],
        request: Request<Bytes>,
    ) -> Result<Admitted, Box<Response<Bytes>>> {
        let request_id = self.request_id();
        let outside = |refusal| {
            Err(self.writer(service.envelope, &request_id).refusal(refusal).into())
        };
        let target = request.uri().path_and_query().map_or(0, |it| it.as_str().len());
        if target > MAX_TARGET {
            let message = format!("the target has more than {MAX_TARGET} bytes");
            return outside(refuse(StatusCode::URI_TOO_LONG, message));
        }
        // The whole path is decoded before it is split, as the gateway does it.
        let path = decode(request.uri().path());
        let path = std::str::from_utf8(&path).map_err(|_| NoRoute::Path);
        let found = path.and_then(|path| {
            find(served, |it| it.info.operation, request.method().as_str(), path)
        });
        let (served, parameters) = match found {
            Ok(found) => found,
            Err(none) => return outside(no_route(&none)),
        };
        let envelope = served.info.operation.envelope_in(service);
        let writer = self.writer(envelope, &request_id);
        let max = match served.body {
            BodyKind::Form => self.max_form_bytes,
            BodyKind::Json | BodyKind::None => self.max_json_bytes,
        };
        if request.body().len() > max {
            return Err(writer.refusal(too_large(max)).into());
        }
        let caller = self
            .authenticate(&request)
            .map_err(|error| self.not_authenticated(&error, &request, &request_id))?;
        let (document, files, warnings) =
            check(served, &parameters, &request).map_err(|(refusal, violations)| {
                let mut response = writer.refusal(refusal);
                note(&mut response, violations);
                Box::new(response)
            })?;
        let headers = request.into_parts().0.headers;
        let call = Call {
            request: document,
            warnings,
            caller,
            request_id: request_id.clone(),
            headers,
        };
        Ok(Admitted { served, envelope, call, files })
    }

    /// Calls the implementation, and writes its reply.
    #[allow(dead_code, reason = "a spec may be without operations")]
    pub(crate) async fn answer<R: ServedRequest, F: Future<Output = Reply<R>>>(
        &self,
        admitted: Admitted,
        act: impl FnOnce(Call<R>) -> F,
    ) -> Response<Bytes> {
        let Admitted { envelope, call, mut files, .. } = admitted;
        let Call { request, warnings, caller, request_id, headers } = call;
        let id = request_id.clone();
        let writer = self.writer(envelope, &id);
        let mut request: R = match serde_json::from_value(Value::Object(request)) {
            Ok(request) => request,
            Err(error) => {
                let message = format!("the request cannot be read: {error}");
                return writer.refusal(Refusal::new(StatusCode::BAD_REQUEST, message));
            }
        };
        request.take_files(&mut files);
        let noted = warnings.clone();
        let reply = act(Call { request, warnings, caller, request_id, headers }).await;
        let mut response = match reply {
            Ok(answer) => {
                let status = StatusCode::from_u16(R::STATUS).unwrap_or_default();
                writer.answer(answer, status)
            }
            Err(refusal) => writer.refusal(refusal),
        };
        note(&mut response, noted);
        response
    }

    fn writer<'a>(
        &'a self,
        envelope: Option<&'static Envelope>,
        request_id: &'a str,
    ) -> AnswerWriter<'a> {
        AnswerWriter { envelope, members: &self.members, request_id }
    }

    fn authenticate(
        &self,
        request: &Request<Bytes>,
    ) -> Result<Credentials, SignatureError> {
        if let Some(token) = iam_token(request.headers()) {
            let caller = self.callers.by_token(token);
            return caller.ok_or_else(|| SignatureReason::UnknownCaller.into());
        }
        let now = self.clock.now();
        let verified =
            verify(request, |access| self.callers.by_access_key(access), now)?;
        if let Some(replays) = &self.replays {
            replays.note(&verified, now)?;
        }
        Ok(verified.credentials().clone())
    }

    /// The answer of the gateway, which has no envelope of the service.
    fn not_authenticated(
        &self,
        error: &SignatureError,
        request: &Request<Bytes>,
        request_id: &str,
    ) -> Response<Bytes> {
        let mut members = vec![("request_id", request_id.into())];
        if let (true, Some(expected)) = (self.explains, error.expected()) {
            let target = request.uri().path_and_query().map_or("/", |it| it.as_str());
            let authorization = request.headers().get(http::header::AUTHORIZATION);
            let authorization = authorization.and_then(|it| it.to_str().ok());
            let expected = json!({
                "canonical_request": expected.canonical_request(),
                "string_to_sign": expected.string_to_sign(),
            });
            let received = json!({
                "method": request.method().as_str(),
                "target": target,
                "authorization": authorization,
                "body_bytes": request.body().len(),
            });
            members.extend([("expected", expected), ("received", received)]);
        }
        let status = StatusCode::UNAUTHORIZED;
        let refusal =
            Refusal::new(status, error.to_string()).with_code(NOT_AUTHENTICATED);
        AnswerWriter { envelope: None, members: &members, request_id }.refusal(refusal)
    }

    /// An id that no other request of this server has.
    fn request_id(&self) -> String {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let high = self.random.hash_one(count);
        format!("{high:016x}{:016x}", self.random.hash_one(high))
    }
}

/// A request that may be carried out.
#[derive(Debug)]
pub(crate) struct Admitted {
    served: &'static ServedOperation,
    envelope: Option<&'static Envelope>,
    /// The call, with the request document in place of the request.
    call: Call<Object>,
    files: Files,
}

impl Admitted {
    /// The name of the operation.
    pub(crate) fn operation(&self) -> &'static str {
        self.served.info.operation.name
    }

    /// The reply 501. `dispatch` has an arm for each operation, so this is for the
    /// compiler.
    pub(crate) fn not_implemented<S>(
        &self,
        dispatcher: &Dispatcher<S>,
    ) -> Response<Bytes> {
        let writer = dispatcher.writer(self.envelope, &self.call.request_id);
        writer.refusal(Refusal::not_implemented(self.operation()))
    }
}

/// The document of a request that keeps the rules, and its warnings. A refusal comes with
/// all violations.
fn check(
    served: &ServedOperation,
    parameters: &Parameters<'_>,
    request: &Request<Bytes>,
) -> Result<(Object, Files, Violations), (Refusal, Violations)> {
    let without = |refusal| (refusal, Violations::default());
    let (document, files) = read(served, parameters, request).map_err(without)?;
    let bad = |message| Refusal::new(StatusCode::BAD_REQUEST, message);
    let violations = served
        .info
        .validate(&document)
        .map_err(|error| without(bad(format!("the request cannot be read: {error}"))))?;
    match error_lines(&violations) {
        Some(message) => Err((bad(message), violations)),
        None => Ok((document, files, violations)),
    }
}

/// Puts the violations of a request among the extensions of its response.
fn note(response: &mut Response<Bytes>, violations: Violations) {
    if !violations.is_empty() {
        response.extensions_mut().insert(violations);
    }
}

/// The errors among violations, one a line, if there are any.
fn error_lines(violations: &Violations) -> Option<String> {
    let mut errors = violations.errors();
    let lines: Vec<String> =
        errors.by_ref().take(MAX_VIOLATIONS).map(ToString::to_string).collect();
    let rest = match errors.count() {
        0 => String::new(),
        more => format!("\nand {more} more"),
    };
    (!lines.is_empty()).then(|| lines.join("\n") + &rest)
}

/// A refusal by the dispatcher itself, whose code is its status.
fn refuse(status: StatusCode, message: impl Into<String>) -> Refusal {
    Refusal::new(status, message).with_code(status.as_str())
}

fn too_large(max: usize) -> Refusal {
    let message = format!("the body has more than {max} bytes");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, message)
}

fn no_route(none: &NoRoute) -> Refusal {
    match none {
        NoRoute::Path => {
            Refusal::new(StatusCode::NOT_FOUND, "no operation has this path")
                .with_code(NO_SUCH_API)
        }
        NoRoute::Method(methods) => {
            let methods = methods.join(", ");
            let message = format!("the methods of this path are {methods}");
            let refusal = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message)
                .with_code(NO_SUCH_API);
            match HeaderValue::try_from(methods) {
                Ok(methods) => refusal.with_header(ALLOW, methods),
                Err(_) => refusal,
            }
        }
    }
}
