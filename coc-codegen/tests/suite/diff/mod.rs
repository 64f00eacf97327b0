//! The comparison of two contracts. Its commands belong to the tests of `xtask`.

mod payloads;
mod verdicts;

use coc_codegen::Checked;
use coc_codegen::diagnostic::Severity;
use coc_codegen::model::Model;

/// The model of a spec, unless the spec has errors.
pub(crate) fn sound(sources: &coc_codegen::source::Sources) -> Option<Model> {
    let checked = Checked::load(sources);
    let wrong = checked.diagnostics.iter().any(|it| it.severity == Severity::Error);
    (!wrong).then_some(checked.model)
}
