//! The comparison of two contracts. Its commands belong to the tests of `xtask`.

mod payloads;
mod verdicts;

use coc_codegen::Checked;
use coc_codegen::model::Model;

/// The model of a spec, unless the spec has errors.
pub(crate) fn sound(sources: &coc_codegen::source::Sources) -> Option<Model> {
    Checked::load(sources).model.ok()
}
