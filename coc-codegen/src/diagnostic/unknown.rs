//! Things that a spec lacks, and that several diagnostics may be about: most of them are
//! names that nothing declares. The checks join the reports of each into one diagnostic,
//! and decide about its place.

use crate::source::Span;

/// A thing that the spec lacks. Diagnostics about equal ones have one cause.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Unknown {
    pub(crate) of: Declared,
    /// The name that nothing declares; empty where the kind says everything.
    pub(crate) name: String,
}

/// The kind of thing that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Declared {
    /// A field of the table whose name is at this place.
    Field(Span),
    /// A type or an enumeration.
    Type,
    Decision,
    Envelope,
    /// A part of the service.
    Area,
    /// A file with an example.
    Example,
    /// An operation that lists the example.
    Listed,
    /// A part of the requests of the operation whose name is at this place.
    Part(Span),
    /// Another name of the operation whose name is at this place.
    Operation(Span),
    /// An answer of the operation whose name is at this place.
    Answer(Span),
    /// Values that fit the type at this place. The name is that of the field, with its type
    /// in words.
    FieldType(Span),
    /// Evidence for the fields of the table whose name is at this place.
    Evidence(Span),
    /// Any field of the table whose name is at this place, in an object.
    NoFieldOf(Span),
}
