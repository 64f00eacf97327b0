//! The folders that a run works on, and the spec in one of them.

use std::path::{Path, PathBuf};

use coc_codegen::source::Sources;
use coc_codegen::{Checked, spec};

/// The argument for a spec that is elsewhere.
#[derive(Debug, clap::Args)]
pub(crate) struct SpecFolder {
    /// Folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

impl SpecFolder {
    /// The folder of the spec: the given one, or that of the checkout.
    pub(crate) fn path(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(|| root().join("spec"))
    }
}

/// The folder of the generated crate: the given one, or that of the checkout.
pub(crate) fn generated(out: Option<&Path>) -> PathBuf {
    out.map_or_else(|| root().join("coc-generated"), Path::to_owned)
}

/// The folder that holds all three crates: of the checkout that cargo was started from,
/// or else of the one that the current folder is in, wherever the build folder is.
pub(crate) fn root() -> PathBuf {
    if let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
        return package.parent().unwrap_or(&package).to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let is_checkout = |folder: &&Path| {
        folder.join("Cargo.toml").is_file() && folder.join("spec").is_dir()
    };
    here.ancestors().find(is_checkout).unwrap_or(&here).to_owned()
}

/// Reads and checks the spec in a folder.
pub(crate) fn load(folder: &Path) -> (Sources, Checked) {
    let sources = spec::read_folder_or_reason(folder);
    let checked = Checked::load(&sources);
    (sources, checked)
}
