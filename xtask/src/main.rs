//! The commands of this repository: arguments, files, printing. The work belongs to
//! `coc-codegen`.

#[cfg(feature = "page")]
mod audit;
mod diff;
#[cfg(feature = "page")]
mod draft;
#[cfg(feature = "page")]
mod pages;
mod print;
#[cfg(not(feature = "page"))]
mod rerun;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use coc_codegen::diagnostic::Diagnostics;
use coc_codegen::emit::Files;
use coc_codegen::model::Model;
use coc_codegen::output::{self, Change};
use coc_codegen::source::Sources;
use coc_codegen::stamp::Stamp;
use coc_codegen::{Checked, emit, explain, manifest, spec};
use print::print_out;

/// Tokens and syntax trees are many small allocations, made on one core and freed on
/// another. With the system's allocator they take a third of a large run's time, and
/// most of that is saved here.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The commands of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check the spec and write what is generated from it.
    Codegen {
        /// Write nothing; fail if something would change.
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        place: Place,
        /// Folder of the generated crate.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Write the reference as HTML into this folder, and nothing else.
        #[arg(long, value_name = "DIR", conflicts_with_all = ["check", "out"])]
        reference: Option<PathBuf>,
        /// How to print diagnostics.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Check the spec.
    Check {
        #[command(flatten)]
        place: Place,
        /// How to print diagnostics.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Write the JSON Schema of the spec language, and the schemas of the names that
    /// files declare, for editors.
    Schema {
        #[command(flatten)]
        place: Place,
    },
    /// Record the ids of all rules, at a release. Recorded ids must not change or
    /// disappear.
    RecordRules {
        #[command(flatten)]
        place: Place,
        /// Folder of the generated crate.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Compare the contract with an earlier one, rule by rule, and name the changes
    /// that break callers.
    Diff {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        arguments: diff::Arguments,
    },
    /// Hold pages of the vendor's reference against the spec.
    Audit {
        /// The pages, saved as HTML, as Markdown or as text.
        #[arg(value_name = "PAGE", required = true)]
        pages: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
        /// How to print the findings.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Write a first transcription of a page.
    Draft {
        /// The page, saved as HTML, as Markdown or as text.
        #[arg(value_name = "PAGE", required = true)]
        pages: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
        /// Folder for the files, instead of the spec's.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Write nothing, and compare the drafts with the spec.
        #[arg(long, conflicts_with = "out")]
        score: bool,
    },
    /// Explain a diagnostic's code, or the origin of a rule.
    Explain {
        /// The code, such as S001, or the id of a rule.
        #[arg(value_name = "CODE or RULE")]
        name: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, clap::Args)]
struct Place {
    /// Folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// One JSON object a line, for editors.
    Json,
    /// One workflow command a line, which GitHub shows at the lines of a change.
    Github,
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode, String> {
    match command {
        Command::Codegen { reference: Some(folder), place, format, .. } => {
            reference(&place.folder(), folder, *format)
        }
        Command::Codegen { check, place, out, format, .. } => {
            let out = out.clone().unwrap_or_else(|| root().join("coc-generated"));
            codegen(&place.folder(), &out, *check, *format)
        }
        Command::Check { place, format } => {
            let (sources, checked) = load(&place.folder());
            report(&sources, &checked, &place.folder(), *format);
            if checked.diagnostics.has_errors() {
                return Ok(ExitCode::FAILURE);
            }
            if *format == Format::Text {
                let model = &checked.model;
                print_out(&format!(
                    "the spec is sound: {} operations, {} rules\n",
                    model.operations.len(),
                    model.rules.len()
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema { place } => {
            let out = place.folder();
            let (sources, checked) = load(&out);
            let files = spec::editor_files(&checked.spec, &sources);
            let changes = changed(&files, &out)?;
            write(&files, &changes, &out, Format::Text)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::RecordRules { place, out } => {
            let out = out.clone().unwrap_or_else(|| root().join("coc-generated"));
            record_rules(&place.folder(), &out)
        }
        Command::Diff { place, arguments } => diff::run(arguments, &place.folder()),
        #[cfg(feature = "page")]
        Command::Audit { pages, place, format } => {
            let folder = place.folder();
            let print = |sources: &Sources, found: &Diagnostics| {
                print(sources, found, &folder, *format);
            };
            audit::run(pages, load(&folder), print, *format == Format::Text)
        }
        #[cfg(feature = "page")]
        Command::Draft { pages, place, score: true, .. } => {
            draft::score(pages, &load(&place.folder()).1)
        }
        #[cfg(feature = "page")]
        Command::Draft { pages, place, out, .. } => {
            let out = out.clone().unwrap_or_else(|| place.folder());
            pages.iter().try_fold(ExitCode::SUCCESS, |_, page| draft::run(page, &out))
        }
        #[cfg(not(feature = "page"))]
        Command::Audit { .. } | Command::Draft { .. } => rerun::with_pages(&root()),
        Command::Explain { name, place } => {
            let (_, checked) = load(&place.folder());
            let words = explain::explain(&checked.model, name)?;
            print_out(&format!("{}\n", words.trim_end()));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The folder that holds all three crates: of the checkout that cargo was started from,
/// or else of the one that the current folder is in, wherever the build folder is.
fn root() -> PathBuf {
    if let Some(package) = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from) {
        return package.parent().unwrap_or(&package).to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let is_checkout = |folder: &&Path| {
        folder.join("Cargo.toml").is_file() && folder.join("spec").is_dir()
    };
    here.ancestors().find(is_checkout).unwrap_or(&here).to_owned()
}

impl Place {
    fn folder(&self) -> PathBuf {
        self.spec.clone().unwrap_or_else(|| root().join("spec"))
    }
}

fn load(folder: &Path) -> (Sources, Checked) {
    let sources = spec::read_folder_or_reason(folder);
    let checked = Checked::load(&sources);
    (sources, checked)
}

fn report(sources: &Sources, checked: &Checked, folder: &Path, format: Format) {
    print(sources, &checked.diagnostics, folder, format);
}

fn print(sources: &Sources, found: &Diagnostics, folder: &Path, format: Format) {
    match format {
        Format::Text => {
            eprint!("{}", found.render(sources, std::io::stderr().is_terminal()));
        }
        Format::Json => print_out(&found.to_json_lines(sources)),
        Format::Github => {
            let root = root();
            let shown = folder.strip_prefix(&root).unwrap_or(folder).to_string_lossy();
            print_out(&found.to_github_commands(sources, &shown));
        }
    }
}

fn codegen(
    spec: &Path,
    out: &Path,
    check: bool,
    format: Format,
) -> Result<ExitCode, String> {
    let sources = spec::read_folder_or_reason(spec);
    let has_runtime = out.join("src/runtime").is_dir();
    // `--check` ignores the stamp.
    let stamp = stamp(spec, out).filter(|_| has_runtime && !check);
    if let Some(unchanged) = stamp.as_ref().and_then(|stamp| stamp.holds(&sources, out))
    {
        if unchanged.has_notes {
            report(&sources, &Checked::load(&sources), spec, format);
        }
        up_to_date(unchanged.files, format);
        return Ok(ExitCode::SUCCESS);
    }
    let checked = Checked::load(&sources);
    report(&sources, &checked, spec, format);
    if checked.diagnostics.has_errors() {
        return Err("the spec has errors; nothing was written".to_owned());
    }
    let has_names = spec.join(NAMES).is_dir();
    let names = has_names.then(|| spec::editor_files(&checked.spec, &sources));
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
        editors(&names, spec, check, format)?;
    }
    write(&files, &changes, out, format)?;
    features(&checked.model, out)?;
    if let Some(stamp) = stamp {
        stamp.write(&sources, &files, !checked.diagnostics.is_empty());
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the reference into a folder, which may hold other files.
fn reference(spec: &Path, folder: &Path, format: Format) -> Result<ExitCode, String> {
    let (sources, checked) = load(spec);
    report(&sources, &checked, spec, format);
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

/// The folder of a spec with the schemas of the names that its files declare.
const NAMES: &str = "names";

/// Keeps the schemas for editors up to date.
fn editors(
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

/// Writes the list of released rules, which the tests of the generated crate compare
/// with its rules.
fn record_rules(spec: &Path, out: &Path) -> Result<ExitCode, String> {
    const HEADER: &str = "# Every rule id that has been released, sorted. None ever changes or goes away without a breaking release.\n\
                          # `cargo xtask record-rules` writes this list, at a release.\n";
    let (sources, checked) = load(spec);
    report(&sources, &checked, spec, Format::Text);
    if checked.diagnostics.has_errors() {
        return Err("the spec has errors; nothing was written".to_owned());
    }
    let mut ids: Vec<&str> =
        checked.model.rules.iter().map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    let path = out.join("tests/released_rule_ids.txt");
    let text = format!("{HEADER}{}\n", ids.join("\n"));
    std::fs::write(&path, text)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    print_out(&format!("recorded {} rules in {}\n", ids.len(), path.display()));
    Ok(ExitCode::SUCCESS)
}

/// Makes the changes, and prints them.
fn write(
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

fn up_to_date(files: usize, format: Format) {
    let plural = if files == 1 { "" } else { "s" };
    say(format, &format!("up to date: {files} file{plural}"));
}

/// Prints text for people: to standard error if standard output is for programs.
fn say(format: Format, words: &str) {
    if format == Format::Text {
        print_out(&format!("{words}\n"));
    } else {
        eprintln!("{words}");
    }
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
