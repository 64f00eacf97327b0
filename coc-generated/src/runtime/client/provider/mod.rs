//! Sources of credentials: the trait, its implementations, and the cache that keeps and
//! renews them. Credentials themselves belong to `http`.

mod cache;
mod chain;
mod environment;
mod metadata;
mod profile;
mod provide;

pub(super) use cache::CredentialCache;
pub use cache::SharedCredentials;
pub use chain::ProviderChain;
pub use environment::Environment;
pub(super) use environment::{in_environment, variable};
pub use metadata::MetadataService;
pub use profile::ProfileFile;
pub(super) use profile::on_blocking_thread;
#[cfg(feature = "blocking")]
pub(super) use profile::on_own_thread;
pub use provide::ProvideCredentials;
