//! A probable mistake in the writing of YAML: its place, its message, and its certainty.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The certainty that a mistake was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// It explains why a file is not YAML. In valid YAML it is no mistake.
    Likely,
    /// The file may be valid YAML, but not with the intended meaning.
    Certain,
    /// It may be intended.
    Doubtful,
}

/// A probable mistake in the writing of YAML.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) at: Range<usize>,
    pub(super) certainty: Certainty,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) related: Option<(Range<usize>, &'static str)>,
    /// The part of the text in which the mistake can cause an error; none if it can cause
    /// errors anywhere after it.
    pub(super) explains: Option<Box<Range<usize>>>,
}

impl Mistake {
    pub(super) fn new(
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let (message, help) = (message.into(), help.into());
        let certainty = Certainty::Likely;
        Self { at, certainty, message, help, related: None, explains: None }
    }

    /// Sets the only part of the text in which it explains an error.
    pub(super) fn explains(self, part: Range<usize>) -> Self {
        Self { explains: Some(Box::new(part)), ..self }
    }

    pub(super) fn certain(self) -> Self {
        Self { certainty: Certainty::Certain, ..self }
    }

    pub(super) fn certain_if(self, is_certain: bool) -> Self {
        if is_certain { self.certain() } else { self }
    }

    pub(super) fn doubtful(self) -> Self {
        Self { certainty: Certainty::Doubtful, ..self }
    }

    pub(super) fn related(self, at: Range<usize>, words: &'static str) -> Self {
        Self { related: Some((at, words)), ..self }
    }

    pub(super) fn diagnostic(&self, file: FileId) -> Diagnostic {
        let span = |at: &Range<usize>| Span::of(file, at.clone());
        let message = self.message.as_str();
        let found = match self.certainty {
            Certainty::Doubtful => {
                Diagnostic::warning(Code::Yaml, span(&self.at), message)
            }
            Certainty::Likely | Certainty::Certain => {
                Diagnostic::error(Code::Yaml, span(&self.at), message)
            }
        };
        let found = found.help(self.help.as_str());
        match &self.related {
            Some((at, words)) => found.related(span(at), *words),
            None => found,
        }
    }
}
