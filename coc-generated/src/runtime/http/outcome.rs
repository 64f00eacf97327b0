//! Whether the service may have acted on a call that failed. The errors that have an
//! outcome are in `error_details`.

use std::fmt;

/// Whether the service acted on a call that failed, and so whether the call may be made
/// again.
///
/// Exhaustive on purpose: match it without a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Nothing reached the service.
    NotSent,
    /// The service refused: nothing was carried out.
    Rejected,
    /// It may have been carried out. Check the state before making the call again.
    Unknown,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "not sent",
            Self::Rejected => "rejected",
            Self::Unknown => "unknown",
        })
    }
}

/// The attempts before the failure that an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct History {
    /// Attempts made, the last included; 0 where nothing counted them.
    pub(crate) attempts: u32,
    /// The worst outcome of the attempts before the last.
    pub(crate) earlier: Outcome,
}

impl Default for History {
    fn default() -> Self {
        Self { attempts: 0, earlier: Outcome::NotSent }
    }
}
