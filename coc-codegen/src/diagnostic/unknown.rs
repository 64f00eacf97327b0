//! Names that nothing declares. The checks join all reports of one name into one
//! diagnostic, and decide about its place.

use crate::source::Span;

/// A name that nothing declares.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Unknown {
    pub(crate) of: Declared,
    pub(crate) name: String,
}

/// The kind of thing that has no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Declared {
    /// A field of the table whose name stands here.
    Field(Span),
    /// A type or an enumeration.
    Type,
    Decision,
    Envelope,
    /// A part of the service.
    Area,
    /// A file with an example.
    Example,
    /// An operation that lists an example.
    Listed,
    /// A part of the requests of the operation whose name stands here.
    Part(Span),
    /// Another name of the operation whose name stands here.
    Operation(Span),
    /// An answer of the operation whose name stands here.
    Answer(Span),
    /// Something that fields of the type which stands here do not have. The name is that
    /// of the field and its type in words.
    FieldType(Span),
    /// Evidence for the fields of the table whose name stands here.
    Evidence(Span),
    /// The fields of the table whose name stands here, in an object without any of them.
    NoFieldOf(Span),
}
