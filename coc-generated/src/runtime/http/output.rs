//! The answer of an operation: the shape of its body, and the type that the body is read
//! as. Whether an answer means success is decided in `parse`.

use bytes::Bytes;
use serde_json::Value;

use super::secrets::Secrets;
use crate::runtime::service::{Envelope, Operation, Service};
use crate::runtime::wire::Lenient;

/// The sort of body that an operation answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// JSON, in the service's envelope if it has one.
    Json,
    /// Nothing; a body is not an error.
    Empty,
    /// Bytes of any kind.
    Bytes,
    /// JSON of an operation that no spec describes. If it has the code of the envelope,
    /// that decides between success and failure.
    Any,
}

/// The body of an answer that means success.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// A JSON value.
    Json(Value),
    /// Bytes as received, perhaps none.
    Bytes(Bytes),
}

/// A type that the body of a successful answer is read as. Every type that is [`Lenient`]
/// is one.
pub trait Output: Sized {
    /// The sort of body that it is read from.
    const SHAPE: Shape;

    /// Reads the body. [`Body::Json`] is given for [`Shape::Json`] and [`Shape::Any`],
    /// [`Body::Bytes`] otherwise.
    ///
    /// # Errors
    /// The body itself, if it is not of the JSON type that this type is written as.
    fn from_body(body: Body) -> Result<Self, Body>;
}

impl<T: Lenient> Output for T {
    const SHAPE: Shape = Shape::Json;

    fn from_body(body: Body) -> Result<Self, Body> {
        match body {
            Body::Json(value) => T::from_json(value).map_err(Body::Json),
            Body::Bytes(_) => Err(body),
        }
    }
}

impl Output for () {
    const SHAPE: Shape = Shape::Empty;

    fn from_body(_: Body) -> Result<Self, Body> {
        Ok(())
    }
}

impl Output for Bytes {
    const SHAPE: Shape = Shape::Bytes;

    fn from_body(body: Body) -> Result<Self, Body> {
        match body {
            Body::Bytes(bytes) => Ok(bytes),
            Body::Json(_) => Err(body),
        }
    }
}

/// The memory that the JSON of a body may take without a client's own limit, in bytes.
const MAX_MEMORY: usize = 64 * 1024 * 1024;

/// The facts that reading an answer depends on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) shape: Shape,
    pub(crate) envelope: Option<&'static Envelope>,
    /// The places one of which a success must hold.
    pub(crate) result: &'static [&'static [&'static str]],
    /// Codes after which nothing was done.
    pub(crate) refused_before_acting: &'static [&'static str],
    /// How much memory the JSON of a body may take, in bytes.
    pub(crate) memory: usize,
    /// The secrets of the request, which must not show even where the answer echoes them.
    pub(crate) secrets: Option<&'a Secrets>,
}

impl Expected<'static> {
    /// The answer to an operation of a service.
    pub(crate) fn of(service: &Service, operation: &Operation, shape: Shape) -> Self {
        Self {
            envelope: operation.envelope_in(service),
            result: operation.result,
            ..Self::raw(service, shape)
        }
    }

    /// The answer to an operation of a service that no spec describes.
    pub(crate) fn raw(service: &Service, shape: Shape) -> Self {
        Self {
            shape,
            envelope: service.envelope,
            result: &[],
            refused_before_acting: service.refused_before_acting,
            memory: MAX_MEMORY,
            secrets: None,
        }
    }
}
