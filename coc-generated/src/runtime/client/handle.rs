//! The client that callers hold. Carrying out a call belongs to `engine`, and making a
//! client to `builder`.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde_json::Value;
use tokio::io::AsyncWrite;
use tracing::Instrument;

use super::engine::Engine;
use super::observe;
use super::options::CallOptions;
use super::prepared_call::{Call, CallResult, Settings};
use super::sink::{Target, WriterSink};
use super::tokio_check::has_timers;
use crate::runtime::http::{
    BuildError, Endpoint, Error, Expected, NotSentError, OperationRequest, Output,
    Parts, Payload, Response, Shape, assemble, build_request, finish,
};
use crate::runtime::service::Service;
use crate::runtime::violation::Violations;

/// A client of one service at one endpoint. Clones share connections, credentials and
/// all else; every method takes `&self`, so that one client serves any number of tasks.
///
/// Its calls need a Tokio runtime with timers and I/O, as `enable_all` gives it; on any
/// other one they fail and send nothing, and Tokio reports the reason to the panic hook.
/// One client works on several runtimes: each has connections of its own. A call whose
/// future is dropped stops there; whether the service carries it out then is as unknown as
/// after a time-out.
#[derive(Clone)]
pub struct Client {
    engine: Arc<Engine>,
    settings: Arc<Settings>,
    options: Arc<CallOptions>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.engine.service.name)
            .field("endpoint", &self.engine.endpoint)
            .finish_non_exhaustive()
    }
}

impl Client {
    pub(super) fn new(engine: Engine, settings: Settings, options: CallOptions) -> Self {
        Self {
            engine: Arc::new(engine),
            settings: Arc::new(settings),
            options: Arc::new(options),
        }
    }

    /// The same client, whose calls have these options. Settings that they leave open
    /// stay as they are.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        let options = options.over(&self.options);
        Self {
            engine: Arc::clone(&self.engine),
            settings: Arc::new(self.settings.with(&options)),
            options: Arc::new(options),
        }
    }

    /// The options of its calls.
    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    /// How long a call may take.
    pub(super) fn total_timeout(&self) -> Duration {
        self.settings.total_timeout
    }

    /// The service that it calls.
    #[must_use]
    pub fn service(&self) -> &'static Service {
        self.engine.service
    }

    /// The endpoint that it calls.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.engine.endpoint
    }

    /// Validates, signs and sends a request, retries it where a retry cannot execute it
    /// twice, and reads the answer. The methods named after operations call this.
    ///
    /// # Errors
    /// [`Error`]; [`Error::outcome`] tells whether the request may have been carried
    /// out. Nothing is sent if a rule of severity error is broken, unless the client was
    /// told to send invalid requests.
    pub fn send<R: OperationRequest>(
        &self,
        request: R,
    ) -> impl Future<Output = Result<Response<R::Output>, Error>> + Send + use<'_, R>
    {
        // The request is prepared before the future is made, so that the future is `Send`
        // even if the request is not.
        let prepared = self.prepare_request(&request);
        drop(request);
        async move {
            let (call, warnings) = prepared?;
            let done = self.run_call(call).await?;
            self.finish_call(done, warnings)
        }
    }

    /// Like [`send`](Self::send), and writes the bytes of the answer to `writer` as they
    /// arrive. The output is the number of bytes. Methods of operations whose answer is a
    /// file call this.
    ///
    /// Nothing is written before it is known that the answer is no error: an answer of 64
    /// KiB or less has to arrive as a whole. After that, no other attempt is made.
    /// The times of the client's settings include the whole answer, and
    /// [`CallOptions::max_written_bytes`] limits its length.
    ///
    /// # Errors
    /// As for [`send`](Self::send), and [`Error::NotWritten`] if the writer fails. If the
    /// answer breaks off, a part of it is written, and
    /// [`UnreadableError::received`](crate::error::UnreadableError::received) tells how
    /// much came.
    pub fn send_to<R: OperationRequest<Output = Bytes>, W: AsyncWrite + Send + Unpin>(
        &self,
        request: R,
        writer: W,
    ) -> impl Future<Output = Result<Response<u64>, Error>> + Send + use<'_, R, W> {
        let prepared = self.prepare_request(&request);
        drop(request);
        async move {
            let (call, warnings) = prepared?;
            let mut sink = WriterSink(writer);
            let target = Some(Target::new(&mut sink));
            let done = self.run_call_into(call, target).await?;
            self.finish_written(done, warnings)
        }
    }

    /// Sends a request of an operation that the spec does not describe, signed, with the
    /// same retries and errors. It is safe to repeat if its method is `GET` or `HEAD`,
    /// or if [`CallOptions::repeatable`] says so.
    ///
    /// `path` is plain text, such as `/v1/things/a b`, and is encoded here; for values
    /// that may hold anything, see [`Parts::segment`] and
    /// [`send_parts`](Self::send_parts). The answer is any JSON, or null if there was no
    /// body; if it holds the service's result code, that must be one of success.
    ///
    /// ```no_run
    /// use coc_generated::{Client, Error};
    /// use http::Method;
    ///
    /// async fn count(client: &Client) -> Result<Option<u64>, Error> {
    ///     let query = [("limit", "5")];
    ///     let things = client.send_raw(Method::GET, "/v1/things", &query, None).await?;
    ///     Ok(things["count"].as_u64())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error`], as for described operations, except that nothing is validated.
    pub async fn send_raw(
        &self,
        method: Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Response<Value>, Error> {
        let parts = Self::raw_parts(path, query, body)?;
        self.send_parts(method, parts).await
    }

    /// Like [`send_raw`](Self::send_raw), with path, query, headers and body put
    /// together piece by piece.
    ///
    /// # Errors
    /// [`Error`], as for described operations, except that nothing is validated.
    pub async fn send_parts(
        &self,
        method: Method,
        parts: Parts,
    ) -> Result<Response<Value>, Error> {
        let request =
            assemble(method.as_str(), parts, &self.engine.endpoint, Shape::Any)?;
        let repeatable = matches!(method, Method::GET | Method::HEAD);
        let call = Call {
            service: self.engine.service.name,
            operation: "raw",
            template: "",
            repeatable: self.options.repeatable.unwrap_or(repeatable),
            expected: Expected::raw(self.engine.service, Shape::Any),
            request: self.with_headers(request),
        };
        let done = self.run_call(call).await?;
        self.finish_call(done, Violations::default())
    }

    pub(crate) fn raw_parts(
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Parts, BuildError> {
        let mut parts = Parts::at(path)?;
        for (name, value) in query {
            parts.query(name, Some(value));
        }
        if let Some(body) = body {
            parts.json(body)?;
        }
        Ok(parts)
    }

    pub(crate) fn prepare_request<R: OperationRequest>(
        &self,
        request: &R,
    ) -> Result<(Call, Violations), Error> {
        let violations = self.refuse_invalid(request.violations())?;
        self.prepare_checked(request, violations)
    }

    /// The violations of a request, or an error if they keep it from being sent.
    pub(super) fn refuse_invalid(
        &self,
        violations: Violations,
    ) -> Result<Violations, Error> {
        if violations.has_errors() && !self.settings.send_invalid {
            Err(Error::Invalid(violations))
        } else {
            Ok(violations)
        }
    }

    /// A call of a request that was validated.
    pub(super) fn prepare_checked<R: OperationRequest>(
        &self,
        request: &R,
        violations: Violations,
    ) -> Result<(Call, Violations), Error> {
        let service = self.engine.service;
        if R::SERVICE.name != service.name {
            return Err(BuildError::Service {
                request: R::SERVICE.name,
                client: service.name,
            }
            .into());
        }
        let http = self.with_headers(build_request(request, &self.engine.endpoint)?);
        let mut call = Call::of(service, R::OPERATION, R::Output::SHAPE, http);
        call.repeatable = self.options.repeatable.unwrap_or(call.repeatable);
        observe::violations(call.operation, &violations);
        Ok((call, violations))
    }

    fn with_headers(
        &self,
        mut request: http::Request<Payload>,
    ) -> http::Request<Payload> {
        for (name, value) in &self.options.headers {
            request.headers_mut().insert(name.clone(), value.clone());
        }
        request
    }

    pub(crate) async fn run_call(&self, call: Call) -> Result<CallResult, Error> {
        self.run_call_into(call, None).await
    }

    /// Runs a call whose answer goes to `target`, if there is one.
    pub(crate) async fn run_call_into(
        &self,
        call: Call,
        target: Option<Target<'_>>,
    ) -> Result<CallResult, Error> {
        if !has_timers() {
            let problem = "a call needs a Tokio runtime with timers";
            return Err(NotSentError::new(problem).into());
        }
        let span = observe::span(&call, &self.engine.endpoint);
        let run = self.engine.run(&call, &self.settings, &span, target);
        run.instrument(span.clone()).await
    }

    /// The number of bytes that were written.
    pub(crate) fn finish_written(
        &self,
        done: CallResult,
        warnings: Violations,
    ) -> Result<Response<u64>, Error> {
        let written = done.written;
        Ok(self.finish_call::<()>(done, warnings)?.map(|()| written))
    }

    /// The error of a call whose answer a writer could not take.
    #[cfg(feature = "blocking")]
    pub(crate) fn not_written(
        error: std::io::Error,
        result: &Result<CallResult, Error>,
    ) -> Error {
        let written = match result {
            Ok(done) => done.written,
            Err(Error::NotWritten(error)) => error.written(),
            Err(_) => 0,
        };
        let attempts = result.as_ref().map_or_else(Error::attempts, |it| it.attempts);
        let error = crate::runtime::http::NotWrittenError::new(error, written);
        Error::from(error).with_attempts(attempts)
    }

    pub(crate) fn finish_call<T: Output>(
        &self,
        done: CallResult,
        warnings: Violations,
    ) -> Result<Response<T>, Error> {
        let expected = Expected { secrets: Some(&done.secrets), ..done.expected };
        let attempts = done.attempts;
        match finish(done.response, done.body, expected) {
            Ok(mut response) => {
                response.warnings = warnings;
                response.attempts = attempts;
                Ok(response)
            }
            Err(error) => Err(error.with_attempts(attempts)),
        }
    }
}
