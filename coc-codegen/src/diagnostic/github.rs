//! Renders diagnostics as workflow commands of GitHub, which shows them at the lines of
//! a change.

use std::fmt::Write as _;

use super::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Sources};

impl Diagnostics {
    /// For workflows of GitHub: one command a line. `folder` is the spec's folder as seen
    /// from the root of the repository.
    #[must_use]
    pub fn to_github_commands(&self, sources: &Sources, folder: &str) -> String {
        self.iter().map(|it| command(it, sources, folder) + "\n").collect()
    }
}

/// The command for one diagnostic.
fn command(diagnostic: &Diagnostic, sources: &Sources, folder: &str) -> String {
    let mut out = match diagnostic.severity {
        Severity::Error => "::error ",
        Severity::Warning => "::warning ",
        Severity::Note => "::notice ",
    }
    .to_owned();
    let span = diagnostic.span;
    if let Some(source) = sources.get(span.file) {
        let path = shown(sources, span.file, &source.path, folder);
        let (line, column) = sources.position(span.file, span.start);
        let (end_line, end_column) = sources.position(span.file, span.end);
        let _ = write!(out, "file={},line={line},endLine={end_line},", property(&path));
        // Columns count within one line only.
        if line == end_line {
            let _ = write!(out, "col={column},endColumn={end_column},");
        }
    }
    let mut message = diagnostic.message.clone();
    // A command has one place.
    for (place, words) in &diagnostic.related {
        if let Some(source) = sources.get(place.file).filter(|_| place.file != span.file)
        {
            let path = shown(sources, place.file, &source.path, folder);
            let (line, column) = sources.position(place.file, place.start);
            let _ = write!(message, "\n{words}: {path}:{line}:{column}");
        }
    }
    for note in &diagnostic.notes {
        let _ = write!(message, "\nnote: {note}");
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    let _ = write!(out, "title={}::{}", diagnostic.code.as_str(), data(&message));
    out
}

/// The path of a file as seen from the root of the repository.
fn shown(sources: &Sources, file: FileId, path: &str, folder: &str) -> String {
    if folder.is_empty() || !sources.is_of_spec(file) {
        path.to_owned()
    } else {
        format!("{}/{path}", folder.trim_end_matches('/'))
    }
}

/// A message as workflow commands escape it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a property, which also ends at a colon or a comma.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
