//! From the model to files. Emitters read the model and nothing else; what they need to
//! know was decided before.

mod files;
mod openapi;
mod rust;

use crate::model::Model;

pub use files::{Files, GENERATED};

/// Renders everything.
///
/// # Errors
/// If something that was emitted is not Rust, which would be a mistake in this crate:
/// says which file.
pub fn emit(model: &Model) -> Result<Files, String> {
    // The largest file first: while it grows it takes up twice its size, which the
    // others then have.
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
