//! The asynchronous client and its parts: transport, retries, time-outs, sources of
//! credentials, observation.
//!
//! The meaning of requests and answers belongs to `http`. No public item has a type of the
//! HTTP library.

mod boxed;
mod builder;
mod by_name;
mod cursor;
mod engine;
mod exchange;
mod find_proxy;
mod handle;
mod intercept;
mod limit;
mod methods;
mod net;
mod observe;
mod options;
mod pages;
mod prepared_call;
mod provider;
mod proxy;
mod retry;
mod sink;
mod stream;
mod tls;
mod tokio_check;
mod transport;
mod wait;
mod wait_error;

pub use boxed::BoxFuture;
pub use builder::ClientBuilder;
pub(crate) use by_name::RequestByName;
pub use handle::Client;
pub use intercept::{Intercept, OutgoingRequest};
#[allow(unused_imports, reason = "a spec may be without operations")]
pub(crate) use methods::client_methods;
pub use observe::{Event, Observe};
pub use options::CallOptions;
pub use pages::{Items, Pages};
pub use provider::{
    Environment, MetadataService, ProfileFile, ProvideCredentials, ProviderChain,
    SharedCredentials,
};
pub use proxy::Proxy;
pub use retry::RetryPolicy;
#[cfg(feature = "blocking")]
pub(crate) use sink::{Sink, Target};
pub use stream::{BodyStream, ReadChunk};
pub use transport::{Transport, TransportError};
pub use wait_error::{NotReadyError, StateFailedError, WaitError};
#[cfg(feature = "blocking")]
pub(crate) use {
    cursor::Cursor,
    pages::{items, show},
    wait::WaitProgress,
};
