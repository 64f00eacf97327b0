//! Checks a spec before files are rendered from it, writes them, and prints the changes.

use std::path::Path;

use coc_codegen::Checked;
use coc_codegen::model::Model;
use coc_codegen::output::{self, ChangeKind, Update};
use coc_codegen::source::Sources;
use coc_codegen::spec::Spec;

use crate::print::{Format, count, print_diagnostics, say};

/// A spec without errors.
pub(crate) struct Sound {
    pub(crate) definitions: Spec,
    pub(crate) model: Model,
    /// Whether it has warnings or notes.
    pub(crate) has_diagnostics: bool,
}

/// Checks a spec and prints its diagnostics. Fails if it has errors, so that nothing can be
/// rendered from it.
pub(crate) fn check(
    sources: &Sources,
    spec: &Path,
    format: Format,
) -> Result<Sound, String> {
    let Checked { spec: definitions, model, diagnostics } = Checked::load(sources);
    print_diagnostics(sources, &diagnostics, spec, format);
    let model =
        model.map_err(|_| "the spec has errors; nothing was written".to_owned())?;
    Ok(Sound { definitions, model, has_diagnostics: !diagnostics.is_empty() })
}

/// Makes the changes of all folders, and prints them.
pub(crate) fn write(updates: &[Update<'_>], format: Format) -> Result<(), String> {
    output::apply(updates).map_err(|error| error.to_string())?;
    if updates.iter().all(|update| update.changes.is_empty()) {
        up_to_date(updates.first().map_or(0, |update| update.files.len()), format);
    }
    for update in updates.iter().filter(|update| !update.changes.is_empty()) {
        summary(update, format);
    }
    Ok(())
}

/// Prints that so many files need no change.
pub(crate) fn up_to_date(files: usize, format: Format) {
    say(format, &format!("up to date: {}", count(files, "file")));
}

fn summary(update: &Update<'_>, format: Format) {
    let Update { files, changes, .. } = update;
    for change in changes {
        let did = match change.kind {
            ChangeKind::Missing => "created",
            ChangeKind::Different => "updated",
            ChangeKind::Orphaned => "removed",
        };
        say(format, &format!("{did} {}", change.path));
    }
    // Removed files are not among the rendered ones.
    let removed = changes.iter().filter(|it| it.kind == ChangeKind::Orphaned).count();
    let all = files.len() + removed;
    say(format, &format!("{} of {all} files changed", changes.len()));
}
