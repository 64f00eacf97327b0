//! Joins diagnostics that say the same of several places of a file, such as a word that was
//! replaced throughout it. Reports about one name that nothing declares are joined by the
//! checks, which know its declarations.

use std::collections::{HashMap, HashSet};

use super::code::Code;
use super::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Sources, Span};

/// Most places that a diagnostic names beside its own.
const MOST_PLACES: usize = 3;

impl Diagnostic {
    /// Adds other places of which the diagnostic is true as well: a few by themselves, and
    /// the others by their number.
    #[must_use]
    pub(crate) fn at_other_places(self, places: &[Span]) -> Self {
        let (named, counted) = places.split_at(places.len().min(MOST_PLACES));
        let found = named.iter().fold(self, |found, at| found.related(*at, "here, too"));
        match counted.len() {
            0 => found,
            1 => found.note("and at one more place"),
            count => found.note(format!("and at {count} more places")),
        }
    }
}

/// The parts that equal diagnostics share.
#[derive(PartialEq, Eq, Hash)]
struct Statement<'d> {
    file: FileId,
    code: Code,
    severity: Severity,
    message: &'d str,
    label: &'d str,
    help: Option<&'d str>,
}

impl<'d> Statement<'d> {
    fn of(found: &'d Diagnostic, sources: &'d Sources) -> Self {
        Self {
            file: found.span.file,
            code: found.code,
            severity: found.severity,
            // An unknown key is one mistake in all mappings, which its message names.
            message: match found.code {
                Code::UnknownKey => sources.text_at(found.span),
                _ => &found.message,
            },
            label: &found.label,
            help: found.help.as_deref(),
        }
    }
}

impl Diagnostics {
    /// Joins those that say the same of several places of one file, at the first of them.
    /// The list is in the order of the places.
    pub(crate) fn join_repeated(&mut self, sources: &Sources) {
        let mut firsts = HashMap::new();
        let mut others = vec![Vec::new(); self.list.len()];
        let mut repeated = HashSet::new();
        // One that has other places or background is about more than its own place, and
        // each comment of a draft is a task of its own.
        let is_simple = |it: &Diagnostic| {
            it.related.is_empty() && it.notes.is_empty() && it.code != Code::PageComment
        };
        for (at, found) in self.list.iter().enumerate().filter(|it| is_simple(it.1)) {
            let first = *firsts.entry(Statement::of(found, sources)).or_insert(at);
            if first != at {
                others[first].push(found.span);
                repeated.insert(at);
            }
        }
        let all = std::mem::take(&mut self.list).into_iter().zip(others).enumerate();
        let kept = all.filter(|(at, _)| !repeated.contains(at));
        self.list = kept.map(|(_, (it, others))| it.at_other_places(&others)).collect();
    }
}
