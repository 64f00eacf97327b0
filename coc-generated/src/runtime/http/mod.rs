//! Everything about HTTP that needs no connection: building requests, signing them,
//! reading answers, the error type.
//!
//! The time is an argument, and nothing is sent. Connections, waiting and the environment
//! belong to `client`.

mod answer;
mod build;
mod canonical;
mod clock;
mod config;
mod credentials;
mod disposition;
mod encode;
mod endpoint;
mod error;
mod error_details;
mod form;
mod gateway_date;
mod headers;
mod memory;
mod outcome;
mod output;
mod paged;
mod parameters;
mod parse;
mod parts;
mod payload;
mod received;
mod redact;
mod replay;
mod request;
mod response;
mod secrets;
mod sign;
mod unescape;
mod verify;
mod waiter;

pub use answer::ErrorResponse;
pub use build::BuildError;
pub use clock::{Clock, SystemClock};
pub use config::ConfigError;
pub use credentials::{Credentials, CredentialsError};
pub use endpoint::{Endpoint, EndpointError};
pub use error::Error;
pub use error_details::{
    ConnectionLostError, IncompleteBody, NotSentError, NotWrittenError, RefusedError,
    TimeoutError, UnreadableError, UnreadableReason,
};
pub use form::FormBody;
pub use outcome::Outcome;
pub use output::{Body, Output, Shape};
pub use paged::{PagedRequest, Paging, Position};
pub use parse::parse_response;
pub use parts::Parts;
pub use payload::{Payload, PayloadReader};
pub use replay::ReplayMemory;
pub use request::{OperationRequest, build_request};
pub use response::Response;
pub use sign::{Signed, sign};
pub use verify::{
    SIGNATURE_WINDOW, SignatureError, SignatureReason, Verified, iam_token, verify,
};
pub use waiter::{WaitState, Waiter};
#[allow(
    unused_imports,
    reason = "a spec may be without parameters of some types, pages and waiters"
)]
pub(crate) use {
    headers::{header, header_items},
    paged::{item_count, page_size},
    parts::{joined, plain_text},
    response::code_of,
};

#[cfg(feature = "client")]
pub(crate) use {
    credentials::Secret,
    disposition::content_length,
    error_details::Cause,
    gateway_date::from_iso,
    memory::memory_limit,
    outcome::History,
    output::Expected,
    parse::{finish, read},
    parts::signable_header,
    payload::{CHUNK, OpenFile, OpenPiece, length_of},
    redact::printable,
    request::assemble,
    secrets::Secrets,
};

#[cfg(feature = "server")]
pub(crate) use parameters::{extended_parameter, parameter};

#[cfg(feature = "sandbox")]
#[allow(unused_imports, reason = "a sandbox may be without dates")]
pub(crate) use gateway_date::to_compact;

#[cfg(feature = "testing")]
pub(crate) use secrets::shown_body;
