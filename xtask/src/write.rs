//! Writes rendered files, and prints the changes.

use std::path::Path;

use coc_codegen::emit::Files;
use coc_codegen::output::{self, Change};

use crate::print::{Format, say};

/// Makes the changes, and prints them.
pub(crate) fn write(
    files: &Files,
    changes: &[Change],
    out: &Path,
    format: Format,
) -> Result<(), String> {
    if changes.is_empty() {
        up_to_date(files.len(), format);
    } else {
        output::apply(files, changes, out).map_err(|error| error.to_string())?;
        summary(files, changes, format);
    }
    Ok(())
}

/// Prints that so many files need no change.
pub(crate) fn up_to_date(files: usize, format: Format) {
    let plural = if files == 1 { "" } else { "s" };
    say(format, &format!("up to date: {files} file{plural}"));
}

fn summary(files: &Files, changes: &[Change], format: Format) {
    for change in changes {
        let did = match change {
            Change::Missing(_) => "created",
            Change::Different(_) => "updated",
            Change::Orphaned(_) => "removed",
        };
        say(format, &format!("{did} {}", change.path()));
    }
    // Removed files are not among the rendered ones.
    let removed = changes.iter().filter(|it| matches!(it, Change::Orphaned(_))).count();
    let all = files.len() + removed;
    say(format, &format!("{} of {all} files changed", changes.len()));
}
