//! The codes of answers in examples, compared with those that mean success in an envelope.
//! The other parts of an answer belong to `documents`.

use serde_json::Value;

use crate::check::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::EnvelopeDef;

/// The code of an example that is a success by its status and its content.
pub(super) struct SuccessCode {
    pub(super) span: Span,
    pub(super) code: String,
}

/// Reports an envelope for which every example of a success has the code of a failure.
pub(super) fn without_success(
    draft: &Draft<'_>,
    def: &EnvelopeDef,
    codes: &[SuccessCode],
) {
    const MOST: usize = 3;
    let Some(first) = codes.first() else { return };
    // A code that cannot be one has been reported.
    let is_reported = |it: &Diagnostic| {
        it.code == Code::Envelope && def.code.iter().any(|name| name.span == it.span)
    };
    if codes.iter().any(|it| def.success.holds(&it.code))
        || draft.reporter.any(is_reported)
    {
        return;
    }
    let message = format!(
        "no example of a success has a code that means success: they have `{}`",
        first.code
    );
    let found = Diagnostic::error(Code::Envelope, def.success.span, message)
        .help("correct the codes of success here, or the examples");
    draft.report(
        codes
            .iter()
            .take(MOST)
            .fold(found, |found, it| found.related(it.span, "the code of a success")),
    );
}

/// Whether the code of an answer means failure. Its status may mean success.
pub(super) fn is_refusal(def: &EnvelopeDef, body: &Value) -> bool {
    code_of(def, body).is_some_and(|(_, code)| !def.success.holds(&code))
}

/// The code of an answer, and the member that has it.
pub(super) fn code_of<'d>(
    def: &'d EnvelopeDef,
    body: &Value,
) -> Option<(&'d str, String)> {
    let mut codes =
        def.code.iter().filter_map(|name| Some((name, body.get(&name.value)?)));
    let (name, code) = codes.find(|(_, code)| !code.is_null())?;
    Some((
        &name.value,
        match code {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
    ))
}
