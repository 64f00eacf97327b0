//! The trait of requests, and their form as HTTP. Signing and sending do not belong here.

use http::header::{ACCEPT, HOST, HeaderValue};
use http::{Method, Uri};

use super::build::BuildError;
use super::endpoint::Endpoint;
use super::error::Error;
use super::output::{Output, Shape};
use super::parts::Parts;
use super::payload::Payload;
use super::secrets::BodySecrets;
use crate::runtime::service::{Operation, Service};
use crate::runtime::violation::Violations;

/// A request of one operation. Generated code implements it. Implement it yourself for an
/// operation that the spec lacks.
pub trait OperationRequest {
    /// The answer of the operation.
    type Output: Output;
    /// The service that the operation belongs to.
    const SERVICE: &'static Service;
    /// The operation.
    const OPERATION: &'static Operation;

    /// Everything that the documented rules find wrong with the request, warnings
    /// included.
    fn violations(&self) -> Violations;

    /// Path, query, headers and body.
    ///
    /// # Errors
    /// [`BuildError`] if one of them cannot be written as HTTP.
    fn parts(&self) -> Result<Parts, BuildError>;
}

impl<R: OperationRequest + ?Sized> OperationRequest for &R {
    type Output = R::Output;
    const SERVICE: &'static Service = R::SERVICE;
    const OPERATION: &'static Operation = R::OPERATION;

    fn violations(&self) -> Violations {
        (**self).violations()
    }

    fn parts(&self) -> Result<Parts, BuildError> {
        (**self).parts()
    }
}

/// Builds the HTTP request, without a signature. It does not validate: see
/// [`OperationRequest::violations`].
///
/// # Errors
/// [`Error::Build`] if the request cannot be written as HTTP without changing what it
/// asks for.
pub fn build_request<R: OperationRequest + ?Sized>(
    request: &R,
    endpoint: &Endpoint,
) -> Result<http::Request<Payload>, Error> {
    let parts = request.parts()?;
    Ok(assemble(R::OPERATION.method, parts, endpoint, R::Output::SHAPE)?)
}

/// The method as it is signed and sent. `CONNECT` is refused, since it names no resource.
pub(super) fn upper_case(method: &str) -> Result<Method, BuildError> {
    match Method::from_bytes(method.to_ascii_uppercase().as_bytes()) {
        Ok(upper) if upper != Method::CONNECT => Ok(upper),
        _ => Err(BuildError::Method { method: method.to_owned() }),
    }
}

/// Puts method, endpoint and parts together.
pub(crate) fn assemble(
    method: &str,
    parts: Parts,
    endpoint: &Endpoint,
    shape: Shape,
) -> Result<http::Request<Payload>, BuildError> {
    let target = parts.target();
    if !target.starts_with('/') {
        return Err(BuildError::Path { problem: "does not begin with a slash" });
    }
    let uri = Uri::try_from([endpoint.as_str(), &target].concat())
        .map_err(|error| BuildError::Url { problem: error.to_string() })?;
    let method = upper_case(method)?;
    let host = uri
        .authority()
        .and_then(|authority| HeaderValue::try_from(authority.as_str()).ok());
    let host =
        host.ok_or_else(|| BuildError::Url { problem: "it has no host".to_owned() })?;
    let mut request = http::Request::new(parts.body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    let headers = request.headers_mut();
    headers.insert(HOST, host);
    if shape != Shape::Bytes {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    }
    headers.extend(parts.headers);
    if let Some(secrets) = parts.secrets {
        request.extensions_mut().insert(BodySecrets(secrets.into()));
    }
    Ok(request)
}
