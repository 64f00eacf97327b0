//! The command that compares the contracts of two versions of the spec.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::ValueEnum;
use coc_codegen::model::Model;
use coc_codegen::source::{Source, Sources};
use coc_codegen::{Checked, diff, spec};

use crate::print::print_out;

/// The arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The earlier state: a commit, a branch or a tag.
    #[arg(default_value = "HEAD")]
    revision: String,
    /// Folder with the earlier state, instead of a revision.
    #[arg(long, value_name = "DIR", conflicts_with = "revision")]
    from: Option<PathBuf>,
    /// How to print the changes.
    #[arg(long, value_enum, default_value_t = Notation::Text)]
    format: Notation,
    /// Exit with 1 if there is such a change.
    #[arg(long, value_enum)]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Notation {
    /// For people.
    Text,
    /// Lines for the changelog.
    Markdown,
    /// One JSON document.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// One that breaks programs or requests.
    Breaking,
}

/// Compares the spec in `folder` with its earlier state, and prints the changes.
pub(crate) fn run(arguments: &Arguments, folder: &Path) -> Result<ExitCode, String> {
    let (earlier, name) = match &arguments.from {
        Some(from) => (spec::read_folder(from)?, from.display().to_string()),
        None => (committed(folder, &arguments.revision)?, arguments.revision.clone()),
    };
    let old = sound(&earlier, &format!("the spec at {name}"))?;
    let new = sound(&spec::read_folder(folder)?, "the spec")?;
    let found = diff::diff(&old, &new);
    print_out(&match arguments.format {
        Notation::Text => diff::text(&found),
        Notation::Markdown => diff::markdown(&found),
        Notation::Json => diff::json(&found),
    });
    let fails = arguments.fail_on.is_some() && found.is_breaking();
    Ok(if fails { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The model of a spec, which must have no errors.
fn sound(sources: &Sources, name: &str) -> Result<Model, String> {
    let Checked { model, diagnostics, .. } = Checked::load(sources);
    model.map_err(|_| {
        eprint!("{}", diagnostics.render(sources, false));
        format!("{name} has errors: compare a version without errors")
    })
}

/// The files that `folder` had at a revision.
fn committed(folder: &Path, revision: &str) -> Result<Sources, String> {
    // A revision that begins like an option must not be taken for one.
    let commit =
        git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", revision])
            .map_err(|_| format!("{} has no revision {revision}", folder.display()))?;
    let commit = commit.trim();
    let listed =
        git(folder, &["ls-tree", "-r", "-z", "--name-only", commit, "--", "."])?;
    let mut files = Vec::new();
    for path in listed.split('\0').filter(|path| is_part(path)) {
        let text = git(folder, &["show", &format!("{commit}:./{path}")])?;
        files.push(Source { path: path.to_owned(), text });
    }
    if files.is_empty() {
        return Err(format!("{} holds no spec at {revision}", folder.display()));
    }
    Ok(Sources::new(files))
}

/// Whether a file of the folder belongs to the spec.
fn is_part(path: &str) -> bool {
    let ends = |ending: &str| {
        Path::new(path).extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
    };
    match path.split_once('/') {
        None => !path.starts_with(['.', '#']) && (ends("yaml") || ends("yml")),
        Some(("examples", name)) => !name.contains('/') && ends("json"),
        Some(_) => false,
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("git {}: {}", arguments[0], error.trim()));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("git {}: its answer is not UTF-8", arguments[0]))
}
