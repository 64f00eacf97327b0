//! The trait of sources of credentials, and the parts that a source finds. Each source
//! has a file of its own.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::http::{Credentials, CredentialsError};

/// Finds credentials. A client calls it at the first call, and again before the credentials
/// expire.
///
/// Temporary keys without an expiry are requested again every few minutes, since they may
/// have been replaced. One task at a time calls it. If it fails while the old credentials
/// are still valid, those stay in use.
pub trait ProvideCredentials: Send + Sync + 'static {
    /// Finds credentials, or returns the reason why there are none. Its text may hold no
    /// secret.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>>;
}

/// A source that always returns these credentials.
impl ProvideCredentials for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let credentials = self.clone();
        Box::pin(async move { Ok(credentials) })
    }
}

impl<T: ProvideCredentials + ?Sized> ProvideCredentials for Arc<T> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        (**self).credentials()
    }
}

impl fmt::Debug for dyn ProvideCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProvideCredentials")
    }
}

/// A text that is wiped when it is dropped.
pub(super) type Wiped = Zeroizing<String>;

/// Credentials from parts of which any may be missing or blank.
#[derive(Default)]
pub(super) struct CredentialParts {
    pub(super) access: Option<Wiped>,
    pub(super) secret: Option<Wiped>,
    pub(super) security_token: Option<Wiped>,
    pub(super) domain_id: Option<Wiped>,
    pub(super) project_id: Option<Wiped>,
    pub(super) region: Option<Wiped>,
}

impl CredentialParts {
    /// Puts the parts together. `names` are those of the access key and the secret key in
    /// the source, for the error about a missing one.
    pub(super) fn into_credentials(
        self,
        source: &str,
        names: [&str; 2],
    ) -> Result<Credentials, CredentialsError> {
        let (access, secret) = match (present(self.access), present(self.secret)) {
            (Some(access), Some(secret)) => (access, secret),
            (access, secret) => {
                let problem = match (access, secret) {
                    (None, None) => {
                        format!("neither {} nor {} is set", names[0], names[1])
                    }
                    (None, _) => format!("{} is not set", names[0]),
                    _ => format!("{} is not set", names[1]),
                };
                return Err(CredentialsError::new(source, problem));
            }
        };
        let mut credentials = Credentials::keys(access, secret);
        if let Some(token) = present(self.security_token) {
            credentials = credentials.with_security_token(token);
        }
        if let Some(id) = present(self.domain_id) {
            credentials = credentials.with_domain_id(id);
        }
        if let Some(id) = present(self.project_id) {
            credentials = credentials.with_project_id(id);
        }
        Ok(credentials)
    }
}

/// The text, unless it is blank: moved, so that no copy stays in memory.
pub(super) fn present(text: Option<Wiped>) -> Option<String> {
    let mut text = text.filter(|text| !text.trim().is_empty())?;
    Some(std::mem::take(&mut *text))
}
