//! A request as an implementation gets it, and the type of its reply.

use std::fmt;

use http::HeaderMap;

use super::answer::{Answer, Refusal};
use crate::runtime::http::{Credentials, OperationRequest};
use crate::runtime::violation::Violations;

/// The result of an operation: its answer, or a refusal.
pub type Reply<R> = Result<Answer<<R as OperationRequest>::Output>, Refusal>;

/// A request that is authenticated and keeps the rules.
#[non_exhaustive]
pub struct Call<R> {
    /// The request.
    pub request: R,
    /// The warnings about the request.
    pub warnings: Violations,
    /// The credentials of the caller.
    pub caller: Credentials,
    /// The id that the answer has in `X-Request-Id`.
    pub request_id: String,
    /// The headers as they were received.
    pub headers: HeaderMap,
}

impl<R: OperationRequest> Call<R> {
    /// The reply of an operation that is not implemented: status 501.
    ///
    /// # Errors
    /// Always.
    pub fn not_implemented(self) -> Reply<R> {
        Err(Refusal::not_implemented(R::OPERATION.name))
    }
}

/// Shows no header, since some of them hold secrets.
impl<R: fmt::Debug> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request)
            .field("warnings", &self.warnings)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
