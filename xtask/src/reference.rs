//! The command that writes the reference.

use std::path::Path;
use std::process::ExitCode;

use coc_codegen::output::{self, Owned};
use coc_codegen::{emit, spec};

use crate::print::Format;
use crate::write::{check, write};

/// Writes the reference into a folder, which may hold other files.
pub(crate) fn run(
    spec: &Path,
    folder: &Path,
    format: Format,
) -> Result<ExitCode, String> {
    let sound = check(&spec::read_folder_or_reason(spec), spec, format)?;
    if folder.is_file() {
        let shown = folder.display();
        return Err(format!("{shown} is a file; name a folder for the reference"));
    }
    let files = emit::reference(&sound.model);
    let owned =
        Owned::Marked { below: emit::REFERENCE_PAGES, mark: emit::REFERENCE_MARK };
    let update = output::compare(&files, folder, owned);
    write(&[update.map_err(|error| error.to_string())?], format)?;
    Ok(ExitCode::SUCCESS)
}
