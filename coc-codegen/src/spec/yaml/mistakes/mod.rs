//! Finds common mistakes in writing YAML, each with its place and its fix, in texts that
//! the libraries refuse or would misread. Parsing YAML belongs to the libraries.

mod characters;
mod columns;
mod flow;
mod flow_mistakes;
mod lines;
mod mistake;
mod neighbours;
mod quoted;
mod signs;
mod texts;
mod values;

use self::mistake::{Certainty, Mistake};
use super::vocabulary::Vocabulary;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

/// The mistakes of one file, in the order of their places.
pub(super) struct Mistakes {
    file: FileId,
    found: Vec<Mistake>,
}

impl Mistakes {
    pub(super) fn find(file: FileId, text: &str, vocabulary: Vocabulary) -> Self {
        let mut found = lines::mistakes(text, vocabulary);
        found.sort_by_key(|mistake| mistake.at.start);
        Self { file, found }
    }

    /// The mistake that explains why the text is refused at `byte`: the first one, since
    /// the text after it may be misread.
    pub(super) fn cause(&self, text: &str, byte: usize) -> Option<Diagnostic> {
        // The library reports some mistakes before their own lines, with blank ones between.
        let rest = text.get(byte..).unwrap_or_default();
        let line = rest.find('\n').map_or(text.len(), |end| byte + end + 1);
        let next = text.get(line..).unwrap_or_default().trim_start();
        let line_end = text.len() - next.len() + next.find('\n').unwrap_or(next.len());
        let is_near = |mistake: &&Mistake| {
            let part = mistake.explains.as_ref();
            part.is_none_or(|part| part.contains(&byte) || part.end == byte)
        };
        let mut causes = self
            .found
            .iter()
            .filter(|mistake| mistake.certainty != Certainty::Doubtful)
            .filter(is_near);
        let first = causes.next()?;
        // A mistake after the error is not its cause, unless the error has no place of its
        // own.
        (first.at.start <= line_end || byte == 0).then(|| first.diagnostic(self.file))
    }

    /// The first mistake of a text that is valid YAML, but probably not with the intended
    /// meaning.
    pub(super) fn certain(&self) -> Option<Diagnostic> {
        let mut certain =
            self.found.iter().filter(|mistake| mistake.certainty == Certainty::Certain);
        certain.next().map(|mistake| mistake.diagnostic(self.file))
    }

    /// Mistakes that may be intended.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = Diagnostic> {
        let doubtful =
            self.found.iter().filter(|mistake| mistake.certainty == Certainty::Doubtful);
        doubtful.map(|mistake| mistake.diagnostic(self.file))
    }
}
