//! Pairs of things: one of the old version of a spec, one of the new version. Comparing
//! them does not belong here.

use std::ops::Index;

/// One of the two versions of a spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    Old,
    New,
}

impl Version {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }
}

/// A thing of each version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Versions<T> {
    pub(super) old: T,
    pub(super) new: T,
}

impl<T> Versions<T> {
    pub(super) const fn new(old: T, new: T) -> Self {
        Self { old, new }
    }

    /// The things that `make` makes for each version.
    pub(super) fn of(mut make: impl FnMut(Version) -> T) -> Self {
        Self { old: make(Version::Old), new: make(Version::New) }
    }

    pub(super) fn map<U>(self, mut change: impl FnMut(T) -> U) -> Versions<U> {
        Versions { old: change(self.old), new: change(self.new) }
    }

    /// The thing of the old version, then that of the new one.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        [&self.old, &self.new].into_iter()
    }
}

impl<T: PartialEq> Versions<T> {
    pub(super) fn differ(&self) -> bool {
        self.old != self.new
    }
}

impl<T> Index<Version> for Versions<T> {
    type Output = T;

    fn index(&self, version: Version) -> &T {
        match version {
            Version::Old => &self.old,
            Version::New => &self.new,
        }
    }
}
