//! Finds common mistakes in writing YAML, each with its place and its fix, in texts that
//! the libraries refuse or would misread. Parsing YAML belongs to the libraries.

mod characters;
mod columns;
mod flow;
mod flow_slips;
mod lines;
mod neighbours;
mod quoted;
mod signs;
mod slip;
mod texts;
mod values;

use self::slip::{Certainty, Slip};
use super::vocabulary::Vocabulary;
use crate::diagnostic::Diagnostic;
use crate::source::FileId;

/// The slips of one file, in the order of their places.
pub(super) struct Slips {
    file: FileId,
    found: Vec<Slip>,
}

impl Slips {
    pub(super) fn find(file: FileId, text: &str, vocabulary: Vocabulary) -> Self {
        let mut found = lines::slips(text, vocabulary);
        found.sort_by_key(|slip| slip.at.start);
        Self { file, found }
    }

    /// The slip that explains why the text is refused at `byte`: the first one, since
    /// the text after it may be misread.
    pub(super) fn cause(&self, text: &str, byte: usize) -> Option<Diagnostic> {
        // The library reports some slips before their own lines, with blank ones between.
        let rest = text.get(byte..).unwrap_or_default();
        let line = rest.find('\n').map_or(text.len(), |end| byte + end + 1);
        let next = text.get(line..).unwrap_or_default().trim_start();
        let line_end = text.len() - next.len() + next.find('\n').unwrap_or(next.len());
        let is_near = |slip: &&Slip| {
            let part = slip.explains.as_ref();
            part.is_none_or(|part| part.contains(&byte) || part.end == byte)
        };
        let mut causes = self
            .found
            .iter()
            .filter(|slip| slip.certainty != Certainty::Doubtful)
            .filter(is_near);
        let first = causes.next()?;
        // A slip after the error is not its cause, unless the error has no place of its
        // own.
        (first.at.start <= line_end || byte == 0).then(|| first.diagnostic(self.file))
    }

    /// The first slip of a text that is valid YAML, but probably not with the intended
    /// meaning.
    pub(super) fn certain(&self) -> Option<Diagnostic> {
        let mut certain =
            self.found.iter().filter(|slip| slip.certainty == Certainty::Certain);
        certain.next().map(|slip| slip.diagnostic(self.file))
    }

    /// Slips that may be intended.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = Diagnostic> {
        let doubtful =
            self.found.iter().filter(|slip| slip.certainty == Certainty::Doubtful);
        doubtful.map(|slip| slip.diagnostic(self.file))
    }
}
