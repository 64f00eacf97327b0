//! The schemas for editors, which stand beside the spec: of its language, and of the names
//! that its files declare.

use std::path::Path;
use std::process::ExitCode;

use coc_codegen::emit::Files;
use coc_codegen::output::{self, Change};
use coc_codegen::source::Sources;
use coc_codegen::spec::{self, Spec};

use crate::place::load;
use crate::print::{Format, say};
use crate::write::write;

/// The folder of a spec with the schemas of the names that its files declare.
const NAMES: &str = "names";

/// Writes the schemas.
pub(crate) fn run(folder: &Path) -> Result<ExitCode, String> {
    let (sources, checked) = load(folder);
    let files = spec::editor_files(&checked.spec, &sources);
    let changes = changed(&files, folder)?;
    write(&files, &changes, folder, Format::Text)?;
    Ok(ExitCode::SUCCESS)
}

/// The schemas, if the folder of the spec has some.
pub(crate) fn names(spec: &Spec, sources: &Sources, folder: &Path) -> Option<Files> {
    folder.join(NAMES).is_dir().then(|| spec::editor_files(spec, sources))
}

/// Writes the schemas that differ, or with `check` fails if one does.
pub(crate) fn keep(
    files: &Files,
    spec: &Path,
    check: bool,
    format: Format,
) -> Result<(), String> {
    let changes = changed(files, spec)?;
    if changes.is_empty() {
        return Ok(());
    }
    if check {
        say(format, output::describe(files, &changes, spec).trim_end());
        return Err(
            "the schemas for editors do not match the spec; run `cargo xtask codegen`"
                .to_owned(),
        );
    }
    write(files, &changes, spec, format)
}

/// The changes that the schemas for editors need, including the schemas of removed
/// files.
fn changed(files: &Files, spec: &Path) -> Result<Vec<Change>, String> {
    let mut changes = output::compare(files, spec).map_err(|error| error.to_string())?;
    let entries = std::fs::read_dir(spec.join(NAMES)).into_iter().flatten();
    for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
        let path = format!("{NAMES}/{name}");
        if !files.contains_key(&path) {
            changes.push(Change::Orphaned(path));
        }
    }
    Ok(changes)
}
