//! Several sources of credentials, tried in order. Each source has a file of its own.

use std::sync::Arc;

use super::environment::Environment;
use super::profile::ProfileFile;
use super::provide::ProvideCredentials;
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::http::{Credentials, CredentialsError};
use crate::runtime::service::AuthScope;

/// Sources of credentials, tried in order until one has some. If none has, the error lists
/// the problem of each.
#[derive(Debug, Clone, Default)]
pub struct ProviderChain {
    providers: Vec<Arc<dyn ProvideCredentials>>,
}

impl ProviderChain {
    /// No source.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The environment, then the profile file. The metadata service of a virtual machine
    /// must be asked for: `ProviderChain::standard(scope).then(MetadataService::new())`.
    #[must_use]
    pub fn standard(scope: AuthScope) -> Self {
        Self::new().then(Environment::new()).then(ProfileFile::new(scope))
    }

    /// The same sources and, after them, this one.
    #[must_use]
    pub fn then(mut self, provider: impl ProvideCredentials) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }
}

impl ProvideCredentials for ProviderChain {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async move {
            let mut failures = Vec::new();
            for provider in &self.providers {
                match provider.credentials().await {
                    Ok(credentials) => return Ok(credentials),
                    Err(failure) => failures.push(failure),
                }
            }
            Err(CredentialsError::all(failures))
        })
    }
}
