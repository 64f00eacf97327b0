//! The answer of an operation that succeeds, as paginations, waiters and envelopes read it.
//! The places in it belong to `accessors`.

use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::diagnostic::{Code, Declared, Diagnostic};
use crate::model::Type;
use crate::source::Span;
use crate::spec::ResponseBody;

/// Reports an operation that is not safe to repeat although something asks again.
pub(in crate::check) fn repeatable(
    draft: &Draft<'_>,
    operation: &DraftOperation<'_>,
    span: Span,
    what: &str,
) {
    if operation.file.repeatable {
        return;
    }
    let message = format!(
        "`{}` is not safe to repeat, and a {what} calls it again and again",
        operation.file.name.value
    );
    draft.report(
        Diagnostic::error(Code::Unrepeatable, span, message)
            .help("write `repeatable: true` if a call changes nothing, or delete this"),
    );
}

/// The answer of an operation that succeeds.
pub(in crate::check) enum Answer<'d> {
    /// Its type could not be read or found.
    Unknown,
    /// It is no JSON.
    Other,
    Json(&'d Type),
}

impl<'d> Answer<'d> {
    /// The answer with JSON that an operation does not have.
    pub(in crate::check) fn missed(operation: &DraftOperation<'_>) -> Declared {
        Declared::Answer(operation.file.name.span)
    }

    /// The answer of an operation.
    pub(in crate::check) fn of(operation: &'d DraftOperation<'_>) -> Self {
        let mut answers = operation.file.responses.iter().zip(&operation.responses);
        match answers.find(|(response, _)| response.status.is_success()) {
            Some((_, Some(ty))) => Self::Json(ty),
            Some((response, None)) if matches!(response.body, ResponseBody::Type(_)) => {
                Self::Unknown
            }
            _ => Self::Other,
        }
    }
}
