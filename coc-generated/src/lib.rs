//! Client for Huawei Cloud's Cloud Operations Center that cannot send a wrong ticket by
//! accident.
//!
//! The service's documentation ties many parameters to others: mandatory for one kind of
//! ticket, valid only beside a certain value. This crate is generated from a
//! transcription that holds these conditions as data. It checks requests against all of
//! them, and then signs, sends and reads.
//!
//! ```no_run
//! use coc_generated::create_ticket::enums::ChangeType;
//! use coc_generated::create_ticket::{ChangeScope, CreateChangeTicket, Guides};
//! use coc_generated::{Client, Credentials, Error};
//!
//! # async fn open() -> Result<(), Error> {
//! let client = Client::builder()
//!     .region("cn-north-4")
//!     .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
//!     .build()?;
//! let scope = ChangeScope::builder().app_name("Web shop").region("cn-north-4").build();
//! let change = CreateChangeTicket::builder()
//!     .change_notes("Replaces both cache nodes, one after the other.")
//!     .change_type(ChangeType::Conventional)
//!     .change_scheme(Guides::builder().change_guides("ad2997a2-ad31-4aed-a07b-eb22b132520a").build())
//!     .change_scene_id("GOCMLL01001")
//!     .current_cloud_service_id("6470681a31da2a47ed50a919")
//!     .location_id("cn-north-4")
//!     .sub_tickets([scope])
//!     .build();
//! let response = client.create_ticket(change).await?;
//! println!("opened {}", response.output().ticket_id().unwrap_or("a ticket without a number"));
//! # Ok(())
//! # }
//! ```
//!
//! Each operation has a module of its own. A field's documentation says when it is
//! required, which values it may have, and which table says so.
//!
//! * The module itself holds **typed requests** such as `CreateChangeTicket`: the fields that
//!   a case needs must be given, and those of other cases do not exist. The table in the
//!   module's documentation shows the fields of each case.
//! * `wire` holds the request and its objects exactly as they are on the wire, for requests
//!   that come from elsewhere. Its `violations()` lists every broken rule with its place,
//!   without a client.
//! * `enums` holds the lists of values.
//! * The method of `Client` that is named like the operation checks a request first, and
//!   sends nothing that breaks a rule. After a failure, `Error::outcome` shows whether the
//!   service may have acted all the same.
//!
//! The repository's README.md has an example of each. For callers that hold JSON,
//! `Client::send_json` validates a request document and sends it:
//!
//! ```no_run
//! # async fn forward(client: &coc_generated::Client, line: &str) -> Result<(), Box<dyn std::error::Error>> {
//! let document: serde_json::Value = serde_json::from_str(line)?;
//! let answer = client.send_json("update_ticket", &document).await?;
//! println!("{}", answer["data"]["ticket_id"]);
//! # Ok(())
//! # }
//! ```
//!
//! [`operation`] finds a validator by name, and [`OPERATIONS`] lists all of them:
//!
//! ```
//! for info in coc_generated::OPERATIONS {
//!     println!("{}: {} {}", info.operation.name, info.operation.method, info.operation.path);
//!     for rule in info.rules() {
//!         println!("  {}: {}", rule.id, rule.text);
//!     }
//! }
//! ```
//!
//! # Features
//!
//! | feature | default | adds |
//! | --- | --- | --- |
//! | (none) | | types and validators, on `serde` and `serde_json` alone |
//! | `tickets` | yes | operations on changes, issues and other tickets that a ticket type selects |
//! | `incidents` | yes | operations that only incidents have |
//! | `attachments` | yes | uploads and downloads |
//! | `typed` | yes | typed requests and their builders, on `bon` |
//! | `pattern` | yes | the engine for regular expressions, which a spec may have |
//! | `lint` | yes | all that the program `coc-lint` needs: every operation, and `pattern` |
//! | `http` | by `client` | building and signing requests and reading answers, as pure functions over the types of `http` |
//! | `client` | yes | the asynchronous client, on `hyper` with `rustls` |
//! | `blocking` | | the same client for code without an asynchronous runtime |
//! | `server` | | the other side: a trait of all operations, and a dispatcher that reads, authenticates and checks requests |
//! | `sandbox` | | a local service that keeps tickets, for tests and for trying a client |
//! | `jiff` | | conversions between timestamps and those of `jiff` |
//! | `testing` | | a scripted transport and a clock that tests set, for tests without the service |
//!
//! `tickets`, `incidents` and `attachments` decide which operations exist, also in
//! [`OPERATIONS`]. They are additive, and each compiles without the others.

// On docs.rs, each item shows the feature that it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
// Names of a documented API may be in any script. These lints can be allowed for a whole
// crate only.
#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]

#[rustfmt::skip]
#[allow(
    clippy::doc_markdown,
    clippy::large_enum_variant,
    clippy::too_many_arguments,
    clippy::type_complexity,
    deprecated,
    reason = "names, sizes and deprecations are those of the spec"
)]
mod generated;
mod runtime;
#[cfg(feature = "sandbox")]
pub mod sandbox;

pub use generated::operations::OPERATIONS;
pub use generated::service::SERVICE;
// The modules of the operations and of their shared types, under names that the spec gives.
pub use generated::*;
#[cfg(feature = "client")]
pub use runtime::client::{CallOptions, Client, ClientBuilder, Proxy, RetryPolicy};
#[cfg(feature = "http")]
pub use runtime::http::{Credentials, Error, Outcome, Response};
pub use runtime::rule::Rule;
pub use runtime::violation::{Violation, Violations};
pub use runtime::wire::Timestamp;

#[cfg(feature = "blocking")]
pub use runtime::blocking;
#[cfg(feature = "testing")]
pub use runtime::testing;

/// Rules and violations in detail: the parts of a [`Rule`] and of a [`Violation`], and the
/// operations as data.
pub mod rules {
    pub use crate::runtime::rule::{Citation, Decision, RuleKind, Severity};
    pub use crate::runtime::violation::{Collector, Location};
    pub use crate::runtime::wire::OperationInfo;
}

/// The details of errors. The error of a call is `Error`, at the root.
pub mod error {
    #[cfg(feature = "client")]
    pub use crate::runtime::client::TransportError;
    #[cfg(feature = "http")]
    pub use crate::runtime::http::{
        BuildError, ConfigError, ConnectionLostError, CredentialsError, EndpointError,
        ErrorResponse, IncompleteBody, NotSentError, NotWrittenError, RefusedError,
        SignatureError, SignatureReason, TimeoutError, UnreadableError,
        UnreadableReason,
    };
    #[cfg(feature = "typed")]
    pub use crate::runtime::wire::{ConversionError, DelimiterError};
    pub use crate::runtime::wire::{DocumentedKeyError, TimestampRangeError};
}

/// Types of values on the wire that all operations share.
pub mod wire {
    pub use crate::runtime::wire::{File, Lenient, Nullable, Object, UnknownValue};
}

/// Lists that come in pages. A client's methods called `..._pages` make them.
#[cfg(feature = "http")]
pub mod paging {
    #[cfg(feature = "client")]
    pub use crate::runtime::client::{Items, Pages};
    pub use crate::runtime::http::{PagedRequest, Paging, Position};
}

/// Waiting for a state. A client's methods called `wait_until_...` wait.
#[cfg(feature = "http")]
pub mod waiting {
    #[cfg(feature = "client")]
    pub use crate::runtime::client::{NotReadyError, StateFailedError, WaitError};
    pub use crate::runtime::http::{WaitState, Waiter};
}

/// Services and operations as statics, for requests that no spec describes.
pub mod service {
    pub use crate::runtime::service::{
        AnswerEnvelope, AuthScope, Envelope, Operation, Service, Success,
    };
}

#[cfg(feature = "client")]
pub mod credentials {
    //! Sources of credentials. `ClientBuilder::credentials` takes one.
    //!
    //! | to authenticate with | give the builder |
    //! | --- | --- |
    //! | `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK` (also `_SECURITY_TOKEN`, `_DOMAIN_ID`, `_PROJECT_ID`), else `~/.huaweicloud/credentials` | nothing: [`ProviderChain::standard`] is the default |
    //! | another section of that file | [`ProfileFile::named`], or set `HUAWEICLOUD_SDK_PROFILE` |
    //! | keys, temporary keys, an IAM token | [`Credentials`](crate::Credentials) themselves |
    //! | the agency of the virtual machine | a chain with [`MetadataService`], which the default does not use |
    //! | anything else | your own [`ProvideCredentials`] |
    //! | the same source for several clients | a clone of one [`SharedCredentials`] each |
    //!
    //! A client keeps its credentials until five minutes before they expire; then one call
    //! at a time renews them. Credentials that are expired, empty, or hold a blank, a line
    //! end or a character outside ASCII are an error before anything is sent.
    //!
    //! ```
    //! use coc_generated::Client;
    //! use coc_generated::credentials::{MetadataService, ProfileFile, ProviderChain};
    //! use coc_generated::service::AuthScope;
    //!
    //! # fn client() -> Result<Client, coc_generated::error::ConfigError> {
    //! let profile = ProfileFile::new(AuthScope::Domain).named("production");
    //! let chain = ProviderChain::new().then(profile).then(MetadataService::new());
    //! Client::builder().region("cn-north-4").credentials(chain).build()
    //! # }
    //! ```

    pub use crate::runtime::client::{
        Environment, MetadataService, ProfileFile, ProvideCredentials, ProviderChain,
        SharedCredentials,
    };
}

/// Requests and answers as HTTP without a connection, and the traits behind a client:
/// transports, clocks, observers and interceptors.
#[cfg(feature = "http")]
pub mod http {
    #[doc(no_inline)]
    pub use ::{
        bytes::Bytes,
        http::{HeaderMap, Method, StatusCode},
    };

    #[cfg(feature = "client")]
    pub use crate::runtime::client::{
        BodyStream, BoxFuture, Event, Intercept, Observe, OutgoingRequest, ReadChunk,
        Transport,
    };
    pub use crate::runtime::http::{
        Body, Clock, Endpoint, FormBody, OperationRequest, Output, Parts, Payload,
        PayloadReader, ReplayMemory, SIGNATURE_WINDOW, Shape, Signed, SystemClock,
        Verified, build_request, iam_token, parse_response, sign, verify,
    };
}

/// The side of the service: an implementation of [`Operations`](server::Operations), and
/// the dispatcher that takes requests to it.
///
/// ```
/// use coc_generated::Credentials;
/// use coc_generated::http::Bytes;
/// use coc_generated::list_tickets::wire::{ListTicketsRequest, ListTicketsResponse};
/// use coc_generated::server::{Call, Dispatcher, Operations, Reply};
///
/// struct Empty;
///
/// impl Operations for Empty {
///     async fn list_tickets(
///         &self,
///         _: Call<ListTicketsRequest>,
///     ) -> Reply<ListTicketsRequest> {
///         Ok(ListTicketsResponse::default().into())
///     }
/// }
///
/// # async fn serve(request: http::Request<Bytes>) {
/// let keys = Credentials::keys("ACCESSKEY", "SECRETKEY");
/// let dispatcher = Dispatcher::new(Empty, keys);
/// let answer: http::Response<Bytes> = dispatcher.dispatch(request).await;
/// # }
/// ```
#[cfg(feature = "server")]
pub mod server {
    pub use crate::generated::server::Operations;
    pub use crate::runtime::server::{
        Answer, Authenticate, Call, Dispatcher, Refusal, Reply,
    };
}

/// The operation of this name, for callers that hold JSON instead of typed requests.
#[must_use]
pub fn operation(name: &str) -> Option<&'static rules::OperationInfo> {
    let at = OPERATIONS.binary_search_by(|info| info.operation.name.cmp(name)).ok()?;
    Some(OPERATIONS[at])
}

/// The operation that a call with this method and this path of a URL is for, for programs
/// that see HTTP. [`OperationInfo::read_parts`](rules::OperationInfo::read_parts) reads the
/// call.
///
/// ```
/// # #[cfg(feature = "tickets")] {
/// let (path, query) = ("/v1/change/tickets/CM1/list-sub-tickets", "type=child_ticket&limit=abc");
/// let info = coc_generated::operation_at("GET", path).expect("it is list_sub_tickets");
/// let document = info.read_parts(path, query, [("accept", "*/*")]).expect("the path fits");
/// let violations = info.validate(&document).expect("the document can be read");
/// assert_eq!(violations.iter().next().map(|it| it.pointer.as_str()), Some("/query/limit"));
/// # }
/// ```
#[must_use]
pub fn operation_at(method: &str, path: &str) -> Option<&'static rules::OperationInfo> {
    runtime::route::operation_at(OPERATIONS, method, path)
}

/// Runs the Rust in README.md. Some of its examples need the features `sandbox` and
/// `testing`.
#[cfg(all(doctest, feature = "client", feature = "sandbox", feature = "testing"))]
#[doc = include_str!("../../README.md")]
struct Readme;
