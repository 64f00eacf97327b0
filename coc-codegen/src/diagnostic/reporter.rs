//! Collects the diagnostics of the checks, in any order and from any thread. The sorted
//! list at the end of a run is [`Diagnostics`].

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::diagnostics::{Diagnostic, Diagnostics, Severity};

/// Collects diagnostics through a shared reference, so that passes need no mutable
/// list.
#[derive(Debug, Default)]
pub(crate) struct Reporter {
    found: Mutex<Diagnostics>,
}

impl Reporter {
    /// A reporter with these diagnostics.
    pub(crate) fn new(found: Diagnostics) -> Self {
        Self { found: Mutex::new(found) }
    }

    /// Adds one.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.list().push(diagnostic);
    }

    /// Adds all of `other`.
    pub(crate) fn extend(&self, other: Diagnostics) {
        self.list().extend(other);
    }

    /// Whether one of them stops the generator.
    pub(crate) fn has_errors(&self) -> bool {
        self.list().has_errors()
    }

    /// Whether any of them is one that is `wanted`.
    pub(crate) fn any(&self, wanted: impl FnMut(&Diagnostic) -> bool) -> bool {
        self.list().iter().any(wanted)
    }

    /// Calls `look` for each error. `look` must not report: the list is locked meanwhile.
    pub(crate) fn each_error(&self, look: impl FnMut(&Diagnostic)) {
        let list = self.list();
        list.iter().filter(|it| it.severity == Severity::Error).for_each(look);
    }

    /// Takes those out that are about a thing that the spec lacks.
    pub(crate) fn take_unknown(&self) -> Vec<Diagnostic> {
        let mut list = self.list();
        let found = list.iter().filter(|it| it.unknown.is_some()).cloned().collect();
        list.retain(|it| it.unknown.is_none());
        found
    }

    /// All diagnostics.
    pub(crate) fn finish(self) -> Diagnostics {
        self.found.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self) -> MutexGuard<'_, Diagnostics> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
