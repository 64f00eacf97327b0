//! Words that specs and rules share: the places of fields, and the kinds of groups.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$inner])* $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As written in a spec.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// From the text in a spec.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == word)
            }
        }
    };
}

pub(super) use words;

words! {
    /// The place of a field, seen from the one whose rule reads it.
    Place {
        /// In the path.
        Path = "path",
        /// In the query.
        Query = "query",
        /// Among the headers.
        Header = "header",
        /// In the body's root.
        Body = "body",
        /// In the answer, for waiters and pages.
        Answer = "answer",
        /// In the object that encloses this one.
        Parent = "parent",
        /// In the same object.
        Same = "same",
    }
}

impl Place {
    /// The parts of a request document.
    pub const PARTS: [Self; 4] = [Self::Path, Self::Query, Self::Header, Self::Body];

    /// The places that have a table of parameters.
    pub const PARAMETERS: &[Self] = &[Self::Path, Self::Query, Self::Header];
}

words! {
    /// The number of fields of a group that may be present.
    GroupKind {
        /// One.
        ExactlyOneOf = "exactly_one_of",
        /// One or more.
        AtLeastOneOf = "at_least_one_of",
        /// None or one.
        AtMostOneOf = "at_most_one_of",
        /// None or every one.
        AllOrNone = "all_or_none",
    }
}

impl GroupKind {
    /// Whether a group allows `present` of its `count` fields.
    pub(crate) const fn allows(self, present: usize, count: usize) -> bool {
        match self {
            Self::ExactlyOneOf => present == 1,
            Self::AtLeastOneOf => present >= 1,
            Self::AtMostOneOf => present <= 1,
            Self::AllOrNone => present == 0 || present == count,
        }
    }
}
