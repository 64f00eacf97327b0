//! Reasons why a request cannot be built. The answers of a service do not belong here.

use std::fmt;

/// A request that cannot be written as HTTP without changing what it asks for. Nothing
/// was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A path parameter is missing, blank, `.` or `..`, or holds a slash or a control
    /// character, so that the URL would be another operation's.
    Segment {
        /// Name of the parameter.
        name: String,
        /// The reason.
        problem: &'static str,
    },
    /// A path that was given as text is not a plain absolute path.
    Path {
        /// The reason.
        problem: &'static str,
    },
    /// A header's name or value cannot be written in HTTP, or the header is one that the
    /// client itself sets.
    Header {
        /// Name of the header. Its value may be a secret, and is never kept.
        name: String,
    },
    /// The method is not an HTTP method that a request can have.
    Method {
        /// The text given.
        method: String,
    },
    /// The body cannot be written as JSON.
    Body {
        /// The serialiser's message.
        problem: String,
    },
    /// A part of a form cannot be written: for a character in its name, or because a file
    /// has no content.
    Part {
        /// Name of the part.
        name: String,
        /// The reason.
        problem: &'static str,
    },
    /// The URL as a whole is refused, for its length for example.
    Url {
        /// The reason.
        problem: String,
    },
    /// The request is of another service than the client.
    Service {
        /// The request's service.
        request: &'static str,
        /// The client's service.
        client: &'static str,
    },
    /// The document of a request that was to be sent as JSON cannot be one of its
    /// operation.
    Document {
        /// The name of the operation, as given.
        operation: String,
        /// The reason.
        problem: String,
    },
    /// The credentials hold something that cannot be written in a header.
    Credentials {
        /// Which part of them; never its value.
        part: &'static str,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request cannot be built: ")?;
        match self {
            Self::Segment { name, problem } => {
                write!(f, "path parameter {name} {problem}")
            }
            Self::Path { problem } => write!(f, "the path {problem}"),
            Self::Header { name } => {
                write!(f, "header {name} is not allowed or not valid")
            }
            Self::Method { method } => {
                write!(f, "{method:?} is not the method of a request")
            }
            Self::Body { problem } => write!(f, "the body is not JSON: {problem}"),
            Self::Part { name, problem } => {
                write!(f, "part {name:?} of the form {problem}")
            }
            Self::Url { problem } => write!(f, "the URL is not valid: {problem}"),
            Self::Service { request, client } => {
                write!(
                    f,
                    "it is of the service {request}, and the client is of {client}"
                )
            }
            Self::Document { operation, problem } => {
                write!(f, "the document for {operation:?}: {problem}")
            }
            Self::Credentials { part } => {
                write!(f, "the credentials' {part} cannot be written in a header")
            }
        }
    }
}

impl std::error::Error for BuildError {}
