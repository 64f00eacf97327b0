//! A diagnostic, and the list of all diagnostics in the order of their places. Printing
//! belongs to `text`, `json` and `github`, and collecting from several threads to
//! `reporter`.

use serde::Serialize;

use super::code::Code;
use super::unknown::{Declared, Unknown};
use crate::source::Span;

/// Whether a diagnostic stops the generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// The spec is probably not what was meant, but is used as it stands.
    Warning,
    /// A remark.
    Note,
}

/// A problem in a spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// Whether it stops the generator.
    pub severity: Severity,
    /// One sentence, without a full stop.
    pub message: String,
    /// The place.
    pub span: Span,
    /// Text at the caret.
    pub label: String,
    /// Other places that matter, each with text.
    pub related: Vec<(Span, String)>,
    /// Background, such as the place in the structure of the spec.
    pub notes: Vec<String>,
    /// The likely fix.
    pub help: Option<String>,
    /// The thing that the spec lacks, where it is about one.
    pub(crate) unknown: Option<Box<Unknown>>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            help: None,
            unknown: None,
        }
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// A remark at `span`.
    pub fn note_at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::error(code, span, message) }
    }

    /// Adds text at the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.label = text.into();
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push((span, text.into()));
        self
    }

    /// Adds background.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets the likely fix.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Sets the likely fix, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, text: Option<String>) -> Self {
        self.help = text.or(self.help);
        self
    }

    /// Sets the thing that the spec lacks.
    #[must_use]
    pub(crate) fn unknown(mut self, of: Declared, name: impl Into<String>) -> Self {
        self.unknown = Some(Box::new(Unknown { of, name: name.into() }));
        self
    }

    /// The fields that decide about the order: first the place, and then all others, so
    /// that equal diagnostics are neighbours.
    fn order(&self) -> impl Ord + '_ {
        let Self { code, severity, message, span, label, related, notes, help, .. } =
            self;
        (span, code, message, severity, label, related, notes, help)
    }
}

/// The diagnostics of a spec, sorted by place after `sort`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    pub(super) list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// The number of diagnostics.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// Takes back a diagnostic that was added after the first `from` ones. The ones before
    /// are not searched, since there may be thousands.
    pub(crate) fn withdraw(&mut self, from: usize, diagnostic: &Diagnostic) {
        let later = self.list.split_off(from.min(self.list.len()));
        self.list.extend(later.into_iter().filter(|it| it != diagnostic));
    }

    /// Keeps those that are `wanted`.
    pub(crate) fn retain(&mut self, wanted: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(wanted);
    }

    /// Whether one of them stops the generator.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Sorts by place and drops repetitions.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| a.order().cmp(&b.order()));
        self.list.dedup();
    }
}
