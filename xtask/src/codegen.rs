//! The command that writes everything that is generated from the spec.

use std::path::Path;
use std::process::ExitCode;

use coc_codegen::model::Model;
use coc_codegen::spec::read_folder_or_reason;
use coc_codegen::stamp::Stamp;
use coc_codegen::{Checked, emit, manifest, output};

use crate::editors;
use crate::place::load;
use crate::print::{Format, print_diagnostics, say};
use crate::write::{up_to_date, write};

/// Checks the spec, and writes the files that differ, or with `check` fails if one does.
pub(crate) fn run(
    spec: &Path,
    out: &Path,
    check: bool,
    format: Format,
) -> Result<ExitCode, String> {
    let sources = read_folder_or_reason(spec);
    let has_runtime = out.join("src/runtime").is_dir();
    // `--check` ignores the stamp.
    let stamp = stamp(spec, out).filter(|_| has_runtime && !check);
    if let Some(unchanged) = stamp.as_ref().and_then(|stamp| stamp.holds(&sources, out))
    {
        if unchanged.has_notes {
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
    let checked = Checked::load(&sources);
    print_diagnostics(&sources, &checked.diagnostics, spec, format);
    if checked.diagnostics.has_errors() {
        return Err("the spec has errors; nothing was written".to_owned());
    }
    let names = editors::names(&checked.spec, &sources, spec);
    // The spec is freed, since the model does not borrow from it.
    drop(checked.spec);
    if !has_runtime {
        return Err(format!(
            "{} is no folder of a generated crate: it has no src/runtime",
            out.display()
        ));
    }
    let files = emit::emit(&checked.model)?;
    let changes = output::compare(&files, out).map_err(|error| error.to_string())?;
    if check && !changes.is_empty() {
        say(format, output::describe(&files, &changes, out).trim_end());
        return Err(
            "the generated files do not match the spec; run `cargo xtask codegen`"
                .to_owned(),
        );
    }
    if let Some(names) = names {
        editors::keep(&names, spec, check, format)?;
    }
    write(&files, &changes, out, format)?;
    features(&checked.model, out)?;
    if let Some(stamp) = stamp {
        stamp.write(&sources, &files, !checked.diagnostics.is_empty());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the reference into a folder, which may hold other files.
pub(crate) fn reference(
    spec: &Path,
    folder: &Path,
    format: Format,
) -> Result<ExitCode, String> {
    let (sources, checked) = load(spec);
    print_diagnostics(&sources, &checked.diagnostics, spec, format);
    if checked.diagnostics.has_errors() {
        return Err("the spec has errors; nothing was written".to_owned());
    }
    if folder.is_file() {
        let shown = folder.display();
        return Err(format!("{shown} is a file; name a folder for the reference"));
    }
    let files = emit::reference(&checked.model);
    let (inside, mark) = (emit::REFERENCE_PAGES, emit::REFERENCE_MARK);
    let changes = output::compare_marked(&files, folder, inside, mark);
    write(&files, &changes.map_err(|error| error.to_string())?, folder, format)?;
    Ok(ExitCode::SUCCESS)
}

/// Compares the features of the crate in `out` with the areas of the spec. The manifest is
/// written by hand, so that it is not changed here.
fn features(model: &Model, out: &Path) -> Result<(), String> {
    let place = out.join("Cargo.toml");
    let text = match std::fs::read_to_string(&place) {
        Ok(text) => text,
        // A folder without a manifest is no crate yet.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(format!("{}: {error}", place.display())),
    };
    let needed = manifest::needed(&text, model);
    if needed.is_empty() {
        return Ok(());
    }
    let needed: String = needed.iter().map(|change| format!("\n  {change}")).collect();
    Err(format!("{} does not fit the areas of the spec:{needed}", place.display()))
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
