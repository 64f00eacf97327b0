//! The body of an answer while it arrives. Its meaning belongs to `http`, and its way to
//! a writer to `exchange`.

use std::fmt;

use bytes::Bytes;

use super::boxed::BoxFuture;
use crate::runtime::http::IncompleteBody;

/// Returns the bytes of a body as they arrive.
pub trait ReadChunk: Send {
    /// The next bytes; `None` at the end. After an error, nothing more is asked for.
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, IncompleteBody>>>;
}

/// The body of an answer, whose bytes are taken as they arrive.
pub struct BodyStream(Box<dyn ReadChunk>);

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BodyStream")
    }
}

impl BodyStream {
    /// A body from its source.
    #[must_use]
    pub fn new(source: impl ReadChunk + 'static) -> Self {
        Self(Box::new(source))
    }

    /// The body of an answer that was received as a whole, and cut as its extensions say.
    pub(super) fn whole(response: http::Response<Bytes>) -> http::Response<Self> {
        let (mut parts, body) = response.into_parts();
        let cut = parts.extensions.remove::<IncompleteBody>();
        let source = Whole { body: Some(body), cut };
        http::Response::from_parts(parts, Self::new(source))
    }

    pub(super) async fn next(&mut self) -> Option<Result<Bytes, IncompleteBody>> {
        self.0.next().await
    }
}

struct Whole {
    body: Option<Bytes>,
    cut: Option<IncompleteBody>,
}

impl ReadChunk for Whole {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, IncompleteBody>>> {
        let body = self.body.take().filter(|body| !body.is_empty());
        let next = body.map(Ok).or_else(|| self.cut.take().map(Err));
        Box::pin(std::future::ready(next))
    }
}
