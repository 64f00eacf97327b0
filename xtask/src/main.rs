//! The commands of this repository: arguments, files, printing. The work belongs to
//! `coc-codegen`.

#[cfg(feature = "page")]
mod audit;
mod codegen;
mod diff;
#[cfg(feature = "page")]
mod draft;
mod editors;
mod folders;
#[cfg(feature = "page")]
mod pages;
mod print;
mod record;
mod reference;
#[cfg(not(feature = "page"))]
mod rerun;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use coc_codegen::explain;
use folders::{SpecFolder, generated, load};
use print::{Format, print_diagnostics, print_out};

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
        spec: SpecFolder,
        /// Folder of the generated crate.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// How to print diagnostics.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Check the spec.
    Check {
        #[command(flatten)]
        spec: SpecFolder,
        /// How to print diagnostics.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Write the JSON Schema of the spec language, and the schemas of the names that
    /// files declare, for editors.
    Schema {
        #[command(flatten)]
        spec: SpecFolder,
    },
    /// Write the reference as HTML into a folder.
    Reference {
        /// Folder for the reference. Files of others in it stay.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        spec: SpecFolder,
        /// How to print diagnostics.
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Record the ids of all rules; run at a release. Recorded ids must not change or
    /// disappear.
    RecordRules {
        #[command(flatten)]
        spec: SpecFolder,
        /// Folder of the generated crate.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Compare the contract with an earlier one, rule by rule, and name the changes
    /// that break callers.
    Diff {
        #[command(flatten)]
        spec: SpecFolder,
        #[command(flatten)]
        arguments: diff::Arguments,
    },
    /// Compare saved pages of the vendor's reference with the spec.
    Audit {
        /// The pages, saved as HTML, as Markdown or as text.
        #[arg(value_name = "PAGE", required = true)]
        pages: Vec<PathBuf>,
        #[command(flatten)]
        spec: SpecFolder,
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
        spec: SpecFolder,
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
        spec: SpecFolder,
    },
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
        Command::Codegen { check, spec, out, format } => {
            codegen::run(&spec.path(), &generated(out.as_deref()), *check, *format)
        }
        Command::Reference { folder, spec, format } => {
            reference::run(&spec.path(), folder, *format)
        }
        Command::Check { spec, format } => Ok(check(&spec.path(), *format)),
        Command::Schema { spec } => editors::run(&spec.path()),
        Command::RecordRules { spec, out } => {
            record::run(&spec.path(), &generated(out.as_deref()))
        }
        Command::Diff { spec, arguments } => diff::run(arguments, &spec.path()),
        #[cfg(feature = "page")]
        Command::Audit { pages, spec, format } => {
            audit::run(pages, &spec.path(), *format)
        }
        #[cfg(feature = "page")]
        Command::Draft { pages, spec, score: true, .. } => {
            draft::score(pages, &load(&spec.path()).1)
        }
        #[cfg(feature = "page")]
        Command::Draft { pages, spec, out, .. } => {
            let out = out.clone().unwrap_or_else(|| spec.path());
            pages.iter().try_fold(ExitCode::SUCCESS, |_, page| draft::run(page, &out))
        }
        #[cfg(not(feature = "page"))]
        Command::Audit { .. } | Command::Draft { .. } => {
            rerun::with_pages(&folders::root())
        }
        Command::Explain { name, spec } => {
            let (_, checked) = load(&spec.path());
            let words = explain::explain(checked.contract(), name)?;
            print_out(&format!("{}\n", words.trim_end()));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints the diagnostics of the spec, and for people whether it is sound.
fn check(folder: &Path, format: Format) -> ExitCode {
    let (sources, checked) = load(folder);
    print_diagnostics(&sources, &checked.diagnostics, folder, format);
    let Ok(model) = &checked.model else { return ExitCode::FAILURE };
    if format == Format::Text {
        print_out(&format!(
            "the spec is sound: {} operations, {} rules\n",
            model.operations.len(),
            model.rules.len()
        ));
    }
    ExitCode::SUCCESS
}
