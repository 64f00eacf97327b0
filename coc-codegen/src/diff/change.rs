//! Single changes of a contract, and their lists.

/// Everything that differs between two states of a spec.
#[derive(Debug, Clone, Default)]
pub struct Diff {
    /// The shared ones first, then operation by operation.
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
    /// The operation that it concerns; none where the declaration is shared.
    pub operation: Option<String>,
    /// The id of the rule, or the name of the field or item.
    pub subject: String,
    /// The sort of subject.
    pub kind: Kind,
    /// The direction of the change.
    pub verdict: Verdict,
    /// The callers that it breaks.
    pub breaks: Option<Breaks>,
    /// The earlier wording, where the subject was there.
    pub before: Option<String>,
    /// The present wording, where the subject is there.
    pub after: Option<String>,
    /// A case that shows a stricter verdict: valid before, refused now.
    pub refused_now: Option<String>,
    /// A case that shows a laxer verdict: refused before, valid now.
    pub allowed_now: Option<String>,
}

/// The sort of thing that changed.
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
    /// It is new, and no valid request becomes invalid by it.
    Came,
    /// It is gone, and no invalid request becomes valid by that.
    Went,
    /// A request that was valid is not.
    Stricter,
    /// A request that was not valid is.
    Laxer,
    /// Both.
    Mixed,
    /// The same requests are valid in other words.
    Reworded,
    /// The same requests are valid, and look different on the wire.
    Resent,
}

impl Verdict {
    /// Whether a request that was valid is not.
    #[must_use]
    pub const fn is_stricter(self) -> bool {
        matches!(self, Self::Stricter | Self::Mixed)
    }

    /// Whether a request that was not valid is.
    #[must_use]
    pub const fn is_laxer(self) -> bool {
        matches!(self, Self::Laxer | Self::Mixed)
    }

    /// As printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Went => "went",
            Self::Stricter => "stricter",
            Self::Laxer => "laxer",
            Self::Mixed => "stricter and laxer",
            Self::Reworded => "reworded",
            Self::Resent => "sent in another way",
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
    /// Requests that were valid, with nothing in them that was not documented.
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
