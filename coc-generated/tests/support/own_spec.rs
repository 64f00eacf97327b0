//! The spec of this repository, for tests that compare the crate with its model.

use std::path::Path;

use coc_codegen::model::Model;
use coc_codegen::{Checked, spec};

/// The model of the spec, which must be without errors.
pub(crate) fn model() -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let sources = spec::read_folder(&folder).expect("the spec can be read");
    let Checked { model, diagnostics, .. } = Checked::load(&sources);
    model.unwrap_or_else(|_| panic!("{}", diagnostics.render(&sources, false)))
}
