//! Hooks that add to a request before it is signed. Hooks that only look on are in
//! `observe`.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, Method};

use super::options::own_header;
use crate::runtime::http::{BuildError, Payload};

/// Adds headers to requests, such as the identifier of a trace. Closures implement it.
///
/// It runs on the caller's task and should be quick.
pub trait Intercept: Send + Sync + 'static {
    /// Adds to the request of an attempt, before it is signed.
    ///
    /// # Errors
    /// An error ends the call, and this attempt sends nothing.
    fn modify_before_signing(
        &self,
        request: &mut OutgoingRequest<'_>,
    ) -> Result<(), BuildError>;
}

impl<F> Intercept for F
where
    F: Fn(&mut OutgoingRequest<'_>) -> Result<(), BuildError> + Send + Sync + 'static,
{
    fn modify_before_signing(
        &self,
        request: &mut OutgoingRequest<'_>,
    ) -> Result<(), BuildError> {
        self(request)
    }
}

/// A request that is about to be signed. Its headers can be added to; all else stays as
/// it was validated.
pub struct OutgoingRequest<'a> {
    pub(super) operation: &'a str,
    pub(super) attempt: u32,
    pub(super) request: &'a mut http::Request<Payload>,
}

impl OutgoingRequest<'_> {
    /// Name of the operation.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.operation
    }

    /// Number of the attempt, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The encoded path.
    #[must_use]
    pub fn path(&self) -> &str {
        self.request.uri().path()
    }

    /// The headers so far.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Payload {
        self.request.body()
    }

    /// Sets a header, which is signed with the others. Its value never shows in an
    /// error.
    ///
    /// # Errors
    /// [`BuildError::Header`] as for [`CallOptions::header`](crate::CallOptions::header).
    pub fn set_header(&mut self, name: &str, value: &str) -> Result<(), BuildError> {
        let (name, value) = own_header(name, value)?;
        self.request.headers_mut().insert(name, value);
        Ok(())
    }
}

/// Values may be secrets.
impl fmt::Debug for OutgoingRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingRequest")
            .field("operation", &self.operation)
            .field("attempt", &self.attempt)
            .finish_non_exhaustive()
    }
}

/// All interceptors of a client.
#[derive(Clone, Default)]
pub(super) struct Interceptors(pub(super) Vec<Arc<dyn Intercept>>);

impl Interceptors {
    pub(super) fn modify(
        &self,
        request: &mut OutgoingRequest<'_>,
    ) -> Result<(), BuildError> {
        self.0.iter().try_for_each(|it| it.modify_before_signing(request))
    }
}

impl fmt::Debug for Interceptors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Interceptors({})", self.0.len())
    }
}
