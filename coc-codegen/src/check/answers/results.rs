//! The results of operations: the places where a success has what the operation was called
//! for. Envelopes, which wrap it, belong to `envelopes`.

use super::accessors::follow;
use super::answer::Answer;
use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Type;
use crate::spec::{OperationFile, ResponseDef};

/// Checks the places of the results of all operations.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    for operation in &draft.operations {
        if draft.spec.is_complete(operation.file) {
            check_result(draft, operation);
        }
    }
}

/// Checks the places of the result of an operation.
fn check_result(draft: &Draft<'_>, operation: &DraftOperation<'_>) {
    let Some(first) = operation.file.result.first() else { return };
    let Some((response, ty)) = first_success(operation) else {
        let message = "no success of this operation is an object with fields";
        draft.report(
            Diagnostic::error(Code::Envelope, first.span, message)
                .unknown(Answer::missed(operation), "")
                .help("delete `result`, or document the answer"),
        );
        return;
    };
    if success_without_fields(operation).is_some() {
        let message = format!(
            "the first success of this operation has no fields, and `{}` must be one",
            first.value
        );
        draft.report(
            Diagnostic::error(Code::Envelope, response.status.span, message)
                .related(first.span, "the result of the operation")
                .help("document the answer that has it above all others, or delete `result`"),
        );
    } else if let Some(Type::Struct(id)) = ty
        && !was_reported(draft, response)
    {
        for place in &operation.file.result {
            follow(draft, *id, place);
        }
    }
}

/// Whether an answer was reported that its operation cannot have.
pub(in crate::check) fn was_reported(draft: &Draft<'_>, response: &ResponseDef) -> bool {
    let is_it =
        |it: &Diagnostic| it.code == Code::Envelope && it.span == response.status.span;
    draft.reporter.any(is_it)
}

/// Whether an operation says what a success holds, and documents none.
pub(in crate::check) fn lacks_its_success(file: &OperationFile) -> bool {
    !file.result.is_empty() && !file.responses.iter().any(|it| it.status.is_success())
}

/// The first success of an operation and its type; none for the type of one that is not
/// JSON or was not found.
fn first_success<'d>(
    operation: &'d DraftOperation<'_>,
) -> Option<(&'d ResponseDef, Option<&'d Type>)> {
    let mut answers = operation.file.responses.iter().zip(&operation.responses);
    let found = answers.find(|(response, _)| response.status.is_success());
    found.map(|(response, ty)| (response, ty.as_ref()))
}

/// The success of an operation with a result, if it cannot hold one.
pub(super) fn success_without_fields<'d>(
    operation: &'d DraftOperation<'_>,
) -> Option<&'d ResponseDef> {
    let (response, ty) = first_success(operation)?;
    let may_hold = match ty {
        Some(Type::Struct(_) | Type::Object | Type::Any | Type::Map(_)) => true,
        Some(_) => false,
        None => response.is_json(),
    };
    (!operation.file.result.is_empty() && !may_hold).then_some(response)
}
