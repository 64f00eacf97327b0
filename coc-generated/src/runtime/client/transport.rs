//! The interface between the client and the sending of bytes. Retries, time-outs and
//! signatures are on the client's side of it.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::boxed::BoxFuture;
use super::stream::BodyStream;
use crate::runtime::http::{Cause, Payload};

/// Sends one request and returns its answer.
///
/// An implementation sends the request as it is: same target, same headers, same body,
/// since they are signed. [`Payload::into_reader`] reads a body that holds files. It
/// follows no redirect, retries nothing, and gives up when its future is dropped. An
/// answer of any status is `Ok`. If a body breaks off or is too long, the answer has the
/// part that arrived, and [`IncompleteBody`](crate::error::IncompleteBody) among its
/// extensions.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, and returns the answer when all of it is there.
    fn send(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Sends `request`, and returns the answer when its head is there. A client uses it
    /// where the answer is written to a writer. A transport that leaves it out collects
    /// the answer.
    fn open(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        let answer = self.send(request);
        Box::pin(async { answer.await.map(BodyStream::whole) })
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }

    fn open(
        &self,
        request: http::Request<Payload>,
    ) -> BoxFuture<'_, Result<http::Response<BodyStream>, TransportError>> {
        (**self).open(request)
    }
}

impl fmt::Debug for dyn Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport")
    }
}

/// The reason why there is no answer.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TransportError {
    pub(crate) sent: bool,
    pub(crate) timed_out: bool,
    pub(crate) problem: String,
    pub(crate) permanent: bool,
    pub(crate) cause: Option<Cause>,
}

impl TransportError {
    /// A failure before any byte of the request reached a server. Even a request that is
    /// not safe to repeat is retried after this error.
    #[must_use]
    pub fn not_sent(problem: impl Into<String>) -> Self {
        Self::new(false, problem.into())
    }

    /// A failure after which the request, or a part of it, may have reached a server.
    #[must_use]
    pub fn maybe_sent(problem: impl Into<String>) -> Self {
        Self::new(true, problem.into())
    }

    fn new(sent: bool, problem: String) -> Self {
        Self { sent, timed_out: false, problem, permanent: false, cause: None }
    }

    /// The same failure, marked as one that another attempt would meet again. It is not
    /// retried.
    #[must_use]
    pub fn with_permanent_cause(mut self) -> Self {
        self.permanent = true;
        self
    }

    /// The same failure, with the error behind it. Its text may hold no secret.
    #[must_use]
    pub fn with_source(
        mut self,
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        self.cause = Some(Cause::new(error));
        self
    }

    /// The same failure, because time ran out.
    #[must_use]
    pub fn with_timeout(mut self) -> Self {
        self.timed_out = true;
        self
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for TransportError {}
