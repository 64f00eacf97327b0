//! Prints text, diagnostics and changes, for people or for programs.

use std::io::{IsTerminal, Write};
use std::path::Path;

use clap::ValueEnum;
use coc_codegen::diagnostic::Diagnostics;
use coc_codegen::source::Sources;

use crate::folders::root;

/// The form of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One JSON object a line, for editors.
    Json,
    /// One workflow command a line, which GitHub shows at the lines of a change.
    Github,
}

/// Prints to standard output. Ignores a closed pipe, as from `| head`.
pub(crate) fn print_out(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// A number with its noun, such as `1 file` or `2 files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Prints text for people: to standard error if standard output is for programs.
pub(crate) fn say(format: Format, text: &str) {
    if format == Format::Text {
        print_out(&format!("{text}\n"));
    } else {
        eprintln!("{text}");
    }
}

/// Prints the diagnostics of the spec in `folder`.
pub(crate) fn print_diagnostics(
    sources: &Sources,
    found: &Diagnostics,
    folder: &Path,
    format: Format,
) {
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
