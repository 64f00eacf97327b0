//! The command that writes everything that is generated from the spec.

use std::path::Path;
use std::process::ExitCode;

use coc_codegen::emit::GENERATED;
use coc_codegen::model::Model;
use coc_codegen::output::{self, Owned, Update};
use coc_codegen::spec::read_folder_or_reason;
use coc_codegen::stamp::Stamp;
use coc_codegen::{Checked, emit, manifest};

use crate::editors;
use crate::print::{Format, print_diagnostics, say};
use crate::write::{self, Sound, up_to_date, write};

/// Checks the spec, and writes the files that differ, all or none; or with `check` fails
/// if one does.
pub(crate) fn run(
    spec: &Path,
    out: &Path,
    check: bool,
    format: Format,
) -> Result<ExitCode, String> {
    if !out.join("src/runtime").is_dir() {
        return Err(format!(
            "{} is not the folder of a generated crate: it has no src/runtime",
            out.display()
        ));
    }
    let sources = read_folder_or_reason(spec);
    // `--check` ignores the stamp.
    let stamp = if check { None } else { stamp(spec, out) };
    if let Some(unchanged) =
        stamp.as_ref().and_then(|stamp| stamp.last_run_if_unchanged(&sources, out))
    {
        if unchanged.has_diagnostics {
            print_diagnostics(
                &sources,
                &Checked::load(&sources).diagnostics,
                spec,
                format,
            );
        }
        up_to_date(unchanged.files, format);
        return Ok(ExitCode::SUCCESS);
    }
    let Sound { definitions, model, has_diagnostics } =
        write::check(&sources, spec, format)?;
    let names = editors::names(&definitions, &sources, spec);
    // The definitions are freed, since the model does not borrow from them.
    drop(definitions);
    let files = emit::emit(&model)?;
    let owned = Owned::All { below: GENERATED };
    let update =
        output::compare(&files, out, owned).map_err(|error| error.to_string())?;
    let mut updates = vec![update];
    if let Some(names) = &names {
        updates.push(editors::update(names, spec)?);
    }
    let features = features(&model, out)?;
    if check {
        return compared(&updates, features, format);
    }
    if let Some(features) = features {
        return Err(format!("{features}\nnothing was written"));
    }
    write(&updates, format)?;
    if let Some(stamp) = stamp {
        stamp.write(&sources, &files, has_diagnostics);
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints all differences, and fails if there is one.
fn compared(
    updates: &[Update<'_>],
    features: Option<String>,
    format: Format,
) -> Result<ExitCode, String> {
    let stale: Vec<&Update<'_>> =
        updates.iter().filter(|update| !update.changes.is_empty()).collect();
    for update in &stale {
        say(format, output::describe(update).trim_end());
    }
    let advice = "the files do not match the spec; run `cargo xtask codegen`".to_owned();
    let failures: Vec<String> =
        (!stale.is_empty()).then_some(advice).into_iter().chain(features).collect();
    if !failures.is_empty() {
        return Err(failures.join("\n"));
    }
    up_to_date(updates.first().map_or(0, |update| update.files.len()), format);
    Ok(ExitCode::SUCCESS)
}

/// The difference between the features of the crate in `out` and the areas of the spec. The
/// manifest is written by hand, so that it is not changed here.
fn features(model: &Model, out: &Path) -> Result<Option<String>, String> {
    let path = out.join("Cargo.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        // A folder without a manifest is not a crate yet.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let needed = manifest::needed_changes(&text, model);
    let lines: String = needed.iter().map(|change| format!("\n  {change}")).collect();
    let message =
        || format!("{} does not fit the areas of the spec:{lines}", path.display());
    Ok((!needed.is_empty()).then(message))
}

/// The stamp is in the folder of this executable, which is Cargo's build folder. A
/// rebuild changes the executable's time, which identifies the generator.
fn stamp(spec: &Path, out: &Path) -> Option<Stamp> {
    let executable = std::env::current_exe().ok()?;
    let metadata = executable.metadata().ok()?;
    let generator =
        format!("{} bytes of {:?}", metadata.len(), metadata.modified().ok()?);
    Some(Stamp::new(&executable.parent()?.join("codegen-stamps"), &generator, spec, out))
}
