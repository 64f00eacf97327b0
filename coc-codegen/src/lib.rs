//! Turns a spec, a transcription of documented API tables with their conditions, into a
//! Rust crate.
//!
//! [`Checked::load`] runs [`spec`], which reads YAML with places, and the checks, and
//! returns the [`model`] with the [`diagnostic`]s; [`emit`] renders the model; [`output`]
//! compares and writes the files. `interpret`, `pointer` and `stamp` are public for tests
//! and for the commands of the repository alone. The runtime of the generated crate does
//! not belong here.
//!
//! ```
//! use coc_codegen::source::{Source, Sources};
//!
//! let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
//! let sources = Sources::new(vec![
//!     file("service.yaml", "service: demo\n"),
//!     file(
//!         "open_door.yaml",
//!         "operation: open_door\n\
//!          http: POST /doors/{id}\n\
//!          path: { fields: { id: { type: string, required: true } } }\n",
//!     ),
//! ]);
//! let checked = coc_codegen::Checked::load(&sources);
//! let model = checked.model.map_err(|_| checked.diagnostics.render(&sources, false))?;
//! let files = coc_codegen::emit::emit(&model)?;
//! assert!(files["src/generated/open_door/types.rs"].contains("pub struct OpenDoorPath"));
//! # Ok::<(), String>(())
//! ```

mod arena;
mod check;
mod combinations;
pub mod diagnostic;
pub mod diff;
mod disk;
pub mod emit;
pub mod explain;
mod ident;
pub mod interpret;
mod json;
pub mod manifest;
pub mod model;
pub mod output;
#[cfg(feature = "page")]
pub mod page;
mod parallel;
pub mod pointer;
pub mod source;
pub mod spec;
mod specialize;
pub mod stamp;

/// The result of checking a spec.
#[derive(Debug)]
pub struct Checked {
    /// The spec as written.
    pub spec: spec::Spec,
    /// The model. If the diagnostics have an error, there is none, but the contract, which
    /// may lack what could not be read.
    pub model: Result<model::Model, Box<model::Contract>>,
    /// The diagnostics, sorted by place.
    pub diagnostics: diagnostic::Diagnostics,
}

impl Checked {
    /// Reads and checks a spec.
    #[must_use]
    pub fn load(sources: &source::Sources) -> Self {
        let mut diagnostics = diagnostic::Diagnostics::default();
        let spec = spec::Spec::load(sources, &mut diagnostics);
        spec::warn_of_other_schemas(&spec, sources, &mut diagnostics);
        let (model, mut diagnostics) = check::check(&spec, diagnostics);
        diagnostics.sort();
        diagnostics.join_repeated(sources);
        Self { spec, model, diagnostics }
    }

    /// The contract, also of a spec with errors.
    #[must_use]
    pub fn contract(&self) -> &model::Contract {
        match &self.model {
            Ok(model) => model,
            Err(contract) => contract,
        }
    }
}
