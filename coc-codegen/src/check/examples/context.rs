//! An example with the operation that names it: what the comparison of its parts and the
//! walk of its objects read. What they find belongs to `shown`.

use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::spec::{EnvelopeDef, Example};

/// An example with the operation that names it.
#[derive(Clone, Copy)]
pub(in crate::check) struct ExampleContext<'w, 's> {
    pub(in crate::check) draft: &'w Draft<'s>,
    pub(in crate::check) rules: &'w Rules<'s>,
    pub(in crate::check) operation: &'w DraftOperation<'s>,
    pub(in crate::check) envelope: Option<&'s EnvelopeDef>,
    pub(in crate::check) name: &'w str,
    pub(in crate::check) example: &'w Example,
    /// Whether rules apply here. If they do, a value of another shape breaks a rule of
    /// kind `type`.
    pub(in crate::check) is_request: bool,
    /// Whether a page has it. An example of this spec's own confirms nothing.
    pub(in crate::check) is_evidence: bool,
}

impl ExampleContext<'_, '_> {
    /// The place of the value at a pointer.
    pub(in crate::check) fn value_at(&self, pointer: &str) -> Span {
        self.example.tokens.value(pointer)
    }

    /// The place of the key at a pointer.
    pub(in crate::check) fn key_at(&self, pointer: &str) -> Span {
        self.example.tokens.key(pointer)
    }

    /// Reports an error in the example.
    pub(in crate::check) fn error(
        &self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::error(Code::Example, span, message);
        self.draft.report(diagnostic.help(help));
    }
}
