//! The parts of requests, and the places of fields, as specs and rules name them.

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
    /// A part of a request, which is a member of the request document as well.
    Part {
        /// The parameters in the path.
        Path = "path",
        /// The parameters in the query.
        Query = "query",
        /// The headers.
        Header = "header",
        /// The body.
        Body = "body",
    }
}

impl Part {
    /// The parts that have a table of parameters.
    pub const PARAMETERS: &[Self] = &[Self::Path, Self::Query, Self::Header];
}

/// The place of a field, seen from the one whose rule reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In a part of the request; in the body, at its root.
    Part(Part),
    /// In the answer, for waiters and pages.
    Answer,
    /// In the object that encloses this one.
    Parent,
    /// In the same object.
    Same,
}

impl Place {
    /// All places.
    pub const ALL: &[Self] = &[
        Self::Part(Part::Path),
        Self::Part(Part::Query),
        Self::Part(Part::Header),
        Self::Part(Part::Body),
        Self::Answer,
        Self::Parent,
        Self::Same,
    ];

    /// As written in a spec.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Part(part) => part.as_str(),
            Self::Answer => "answer",
            Self::Parent => "parent",
            Self::Same => "same",
        }
    }

    /// From the text in a spec.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|place| place.as_str() == word)
    }
}
