//! The command that writes a first transcription of a page, or compares such drafts with
//! the spec.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use coc_codegen::page::{self, Draft};
use coc_codegen::source::{Source, Sources};
use coc_codegen::{Checked, spec};

use crate::pages;
use crate::print::{count, print_out};

/// Writes the transcription of a page into `out`. Leaves files alone that are there
/// already.
pub(crate) fn run(path: &Path, out: &Path) -> Result<ExitCode, String> {
    let draft = of(path)?;
    for Source { path: name, .. } in &draft.files {
        let path = out.join(name);
        if path.exists() {
            return Err(format!(
                "{} is there already; write to another folder with --out",
                path.display()
            ));
        }
    }
    for Source { path: name, text } in &draft.files {
        let path = out.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        std::fs::write(&path, text)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        print_out(&format!("created {}\n", path.display()));
    }
    let marks = draft
        .files
        .iter()
        .map(|file| file.text.matches(spec::DRAFT_MARK).count())
        .sum::<usize>();
    print_out(&format!(
        "{} left as comments `{} ...`; replace each, then `cargo xtask check` passes\n",
        count(marks, "sentence"),
        spec::DRAFT_MARK
    ));
    Ok(ExitCode::SUCCESS)
}

/// Compares the drafts of pages with the operations of the spec, and prints how much of
/// them is right.
pub(crate) fn score(paths: &[PathBuf], checked: &Checked) -> Result<ExitCode, String> {
    for path in paths {
        let draft = of(path)?;
        let name = path.display();
        let service = Source {
            path: "service.yaml".to_owned(),
            text: "service: draft\n".to_owned(),
        };
        let sources = Sources::new(draft.files.into_iter().chain([service]).collect());
        let score = page::score(&checked.spec, &sources).ok_or_else(|| {
            format!("{name}: the spec has no operation with its request")
        })?;
        print_out(&format!("{name}\n{score}"));
    }
    Ok(ExitCode::SUCCESS)
}

fn of(path: &Path) -> Result<Draft, String> {
    let text = pages::read(path)?;
    let shown = path.display().to_string();
    let source = Source { path: shown.clone(), text: text.clone() };
    let (sources, file) = Sources::default().with_page(source);
    page::draft(&page::read(&shown, &text, file), &sources)
}
