//! Requests of an operation that is known by its name, given as JSON. Validating such a
//! request without sending it needs no client: see `wire::dynamic`.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::handle::Client;
use super::prepared_call::{Call, CallResult};
use crate::runtime::http::{
    Body, BuildError, Error, OperationRequest, Output, Response, Shape,
};
use crate::runtime::violation::Violations;
use crate::runtime::wire::{Object, OperationInfo};

/// An operation whose requests can be sent as JSON.
#[derive(Debug)]
pub(crate) struct RequestByName {
    info: &'static OperationInfo,
    prepare: Prepare,
}

type Prepare = fn(&Client, &Object, Violations) -> Result<(Call, Violations), Error>;

impl RequestByName {
    /// The operation of `info`, whose requests on the wire are `R`.
    #[allow(dead_code, reason = "the enabled features may be without operations")]
    pub(crate) const fn of<R: OperationRequest + DeserializeOwned>(
        info: &'static OperationInfo,
    ) -> Self {
        Self { info, prepare: prepare::<R> }
    }
}

#[allow(dead_code, reason = "the enabled features may be without operations")]
fn prepare<R: OperationRequest + DeserializeOwned>(
    client: &Client,
    document: &Object,
    violations: Violations,
) -> Result<(Call, Violations), Error> {
    let violations = client.refuse_invalid(violations)?;
    let request = R::deserialize(document)
        .map_err(|error| refuse(R::OPERATION.name, error.to_string()))?;
    client.prepare_checked(&request, violations)
}

fn refuse(operation: &str, problem: impl Into<String>) -> Error {
    BuildError::Document { operation: operation.to_owned(), problem: problem.into() }
        .into()
}

/// Any JSON, or null where an answer has none.
struct AnyJson(Value);

impl Output for AnyJson {
    const SHAPE: Shape = Shape::Any;

    fn from_body(body: Body) -> Result<Self, Body> {
        match body {
            Body::Json(value) => Ok(Self(value)),
            Body::Bytes(_) => Ok(Self(Value::Null)),
        }
    }
}

impl Client {
    /// Validates the request document of an operation among `table`, and makes it ready
    /// to be sent.
    pub(crate) fn prepare_json(
        &self,
        table: &[RequestByName],
        operation: &str,
        document: &Value,
    ) -> Result<(Call, Violations), Error> {
        let found = table.iter().find(|it| it.info.operation.name == operation);
        let found = found.ok_or_else(|| {
            refuse(operation, "no operation of the enabled features has this name")
        })?;
        let document = document
            .as_object()
            .ok_or_else(|| refuse(operation, "it is not a JSON object"))?;
        let violations = found
            .info
            .validate(document)
            .map_err(|error| refuse(operation, error.to_string()))?;
        (found.prepare)(self, document, violations)
    }

    /// The answer to such a request.
    pub(crate) fn finish_json(
        &self,
        done: CallResult,
        warnings: Violations,
    ) -> Result<Response<Value>, Error> {
        Ok(self.finish_call::<AnyJson>(done, warnings)?.map(|AnyJson(value)| value))
    }

    /// Implements the method `send_json`.
    pub(crate) async fn send_by_name(
        &self,
        table: &[RequestByName],
        operation: &str,
        document: &Value,
    ) -> Result<Response<Value>, Error> {
        let (call, warnings) = self.prepare_json(table, operation, document)?;
        let done = self.run_call(call).await?;
        self.finish_json(done, warnings)
    }
}
