//! The command that compares pages with the spec.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use coc_codegen::diagnostic::{Diagnostics, Severity};
use coc_codegen::page;
use coc_codegen::source::Source;

use crate::folders::load;
use crate::pages;
use crate::print::{Format, count, print_diagnostics, print_out};

/// Compares each page with its operation in the spec of `folder`, and prints the findings;
/// for people with a line for each page.
pub(crate) fn run(
    pages: &[PathBuf],
    folder: &Path,
    format: Format,
) -> Result<ExitCode, String> {
    let (mut sources, checked) = load(folder);
    if checked.diagnostics.has_errors() {
        print_diagnostics(&sources, &checked.diagnostics, folder, format);
        return Err("the spec has errors; correct them first".to_owned());
    }
    let mut found = Diagnostics::default();
    let mut lines = Vec::new();
    for path in pages {
        let text = pages::read(path)?;
        let shown = path.display().to_string();
        let (all, file) =
            sources.with_page(Source { path: shown.clone(), text: text.clone() });
        sources = all;
        let diagnostics = page::audit(&checked.spec, &page::read(&shown, &text, file));
        let notes =
            diagnostics.iter().filter(|it| it.severity == Severity::Note).count();
        let findings = diagnostics.iter().count() - notes;
        lines.push(match (findings, notes) {
            (0, 0) => format!("{shown}: no findings\n"),
            (0, notes) => format!("{shown}: no findings, {}\n", count(notes, "note")),
            (findings, notes) => format!(
                "{shown}: {}, {}\n",
                count(findings, "finding"),
                count(notes, "note")
            ),
        });
        found.extend(diagnostics);
    }
    print_diagnostics(&sources, &found, folder, format);
    if format == Format::Text {
        lines.iter().for_each(|line| print_out(line));
    }
    let is_sound = found.iter().all(|it| it.severity == Severity::Note);
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
