//! Renders the model as files. Emitters read the model alone. Public identifiers were
//! decided before; the keys of components of `openapi.json` are decided here.

mod files;
mod legend;
mod openapi;
mod reference;
mod remarks;
mod rust;
mod sentences;

use crate::model::Model;

pub use files::{Files, GENERATED};
pub use reference::{REFERENCE_MARK, REFERENCE_PAGES};

/// Renders the Rust files and `openapi.json`.
///
/// # Errors
/// If an emitted file is not Rust, which would be a bug of this crate. The message
/// names the file.
pub fn emit(model: &Model) -> Result<Files, String> {
    // The largest file comes first: while it grows it takes twice its size, and the
    // other files can use that memory afterwards.
    let contract = contract(model);
    let mut files = rust::emit(model)?;
    files.insert(openapi::PATH.to_owned(), contract);
    Ok(files)
}

/// Renders `openapi.json` alone.
#[must_use]
pub fn contract(model: &Model) -> String {
    openapi::emit(model)
}

/// Renders the reference for people as HTML, by paths below a folder of its own.
#[must_use]
pub fn reference(model: &Model) -> Files {
    reference::emit(model)
}
