//! Single changes of a contract, and their lists. Finding and printing them does not
//! belong here.

use crate::model::Operation;

/// The differences between two versions of a contract.
#[derive(Debug, Clone, Default)]
pub struct Diff {
    /// Changes of shared declarations first, then those of each operation.
    pub changes: Vec<Change>,
}

impl Diff {
    /// Whether a program that compiled or a request that was valid breaks.
    #[must_use]
    pub fn is_breaking(&self) -> bool {
        self.changes.iter().any(|change| change.breaks.is_some())
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The operation; none if the changed declaration is shared.
    pub operation: Option<String>,
    /// The id of the rule, or the name of the field or item.
    pub subject: String,
    /// The kind of thing that changed.
    pub kind: Kind,
    /// The direction of the change.
    pub verdict: Verdict,
    /// The callers that it breaks.
    pub breaks: Option<Breaks>,
    /// The earlier wording, if the earlier version has the subject.
    pub before: Option<String>,
    /// The present wording, if the present version has the subject.
    pub after: Option<String>,
    /// A case that was valid before and is refused now.
    pub refused_now: Option<String>,
    /// A case that was refused before and is valid now.
    pub allowed_now: Option<String>,
}

/// The kind of thing that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An operation, or the way it is called.
    Operation,
    /// A field of a table.
    Field,
    /// A rule.
    Rule,
    /// An item that programs name.
    Program,
}

/// The direction of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The subject is new, and no valid request became invalid.
    Added,
    /// The subject is gone, and no invalid request became valid.
    Removed,
    /// Some request was valid and is not valid now.
    Stricter,
    /// Some request was not valid and is valid now.
    Laxer,
    /// Both a stricter and a laxer change.
    Mixed,
    /// The same requests are valid, and the wording differs.
    Reworded,
    /// The same requests are valid, and look different on the wire.
    SentDifferently,
}

impl Change {
    /// A change that does not affect which requests are valid: the subject is new, gone or
    /// reworded.
    pub(super) fn new(
        kind: Kind,
        operation: Option<&Operation>,
        subject: &str,
        before: Option<String>,
        after: Option<String>,
    ) -> Self {
        Self {
            operation: operation.map(|it| it.name.clone()),
            subject: subject.to_owned(),
            kind,
            verdict: match (&before, &after) {
                (None, _) => Verdict::Added,
                (_, None) => Verdict::Removed,
                _ => Verdict::Reworded,
            },
            breaks: None,
            before,
            after,
            refused_now: None,
            allowed_now: None,
        }
    }
}

impl Verdict {
    /// Whether some request was valid and is not valid now.
    #[must_use]
    pub const fn is_stricter(self) -> bool {
        matches!(self, Self::Stricter | Self::Mixed)
    }

    /// Whether some request was not valid and is valid now.
    #[must_use]
    pub const fn is_laxer(self) -> bool {
        matches!(self, Self::Laxer | Self::Mixed)
    }

    /// As printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Stricter => "stricter",
            Self::Laxer => "laxer",
            Self::Mixed => "stricter and laxer",
            Self::Reworded => "reworded",
            Self::SentDifferently => "sent differently",
        }
    }
}

impl Kind {
    /// As printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Field => "field",
            Self::Rule => "rule",
            Self::Program => "program",
        }
    }
}

/// The callers that a change breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breaks {
    /// Programs that compiled.
    Programs,
    /// Valid requests that used documented fields only.
    Requests,
}

impl Breaks {
    /// As printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Programs => "programs",
            Self::Requests => "requests",
        }
    }
}
