//! The schemas for editors, which are beside the spec: of its language, and of the names
//! that its files declare.

use std::path::Path;
use std::process::ExitCode;

use coc_codegen::emit::Files;
use coc_codegen::output::{self, Owned, Update};
use coc_codegen::source::Sources;
use coc_codegen::spec::{self, Spec};

use crate::folders::load;
use crate::print::Format;
use crate::write::write;

/// The folder of a spec with the schemas of the names that its files declare.
const NAMES: &str = "names";

/// Writes the schemas.
pub(crate) fn run(folder: &Path) -> Result<ExitCode, String> {
    let (sources, checked) = load(folder);
    let files = spec::editor_files(&checked.spec, &sources);
    write(&[update(&files, folder)?], Format::Text)?;
    Ok(ExitCode::SUCCESS)
}

/// The schemas, if the folder of the spec has some.
pub(crate) fn names(spec: &Spec, sources: &Sources, folder: &Path) -> Option<Files> {
    folder.join(NAMES).is_dir().then(|| spec::editor_files(spec, sources))
}

/// The changes that the schemas need, including those of removed files of the spec.
pub(crate) fn update<'f>(
    files: &'f Files,
    spec: &'f Path,
) -> Result<Update<'f>, String> {
    output::compare(files, spec, Owned::All { below: NAMES })
        .map_err(|error| error.to_string())
}
