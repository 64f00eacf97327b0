//! Collects findings: errors, or notes if a decision covers them. Finding them does not
//! belong here.

use super::coverage::Coverage;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// The findings about one page.
#[derive(Default)]
pub(super) struct Findings {
    found: Diagnostics,
}

/// A difference between the page and the spec.
pub(super) struct Finding<'a> {
    pub(super) code: Code,
    pub(super) message: String,
    /// The place in the spec, and the words for it.
    pub(super) spec: (Span, &'a str),
    /// The place on the page, and the words for it.
    pub(super) page: (Span, &'a str),
    pub(super) coverage: Coverage<'a>,
    pub(super) help: &'a str,
}

impl Findings {
    /// Adds a finding.
    pub(super) fn add(&mut self, finding: Finding<'_>) {
        let Finding { code, message, spec, page, coverage, help } = finding;
        let ((span, label), (on_page, page_label)) = (spec, page);
        let diagnostic = match coverage.decision() {
            Some(decision) => Diagnostic::note_at(code, span, message)
                .note(format!("the decision `{decision}` covers it")),
            None => Diagnostic::error(code, span, message).help(help),
        };
        self.found.push(diagnostic.label(label).related(on_page, page_label));
    }

    /// Adds a finding that has no place in the spec.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// The findings, by their places.
    pub(super) fn finish(mut self) -> Diagnostics {
        self.found.sort();
        self.found
    }
}
