//! Credentials from environment variables. The profile file is in `profile`.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::provide::{CredentialParts, ProvideCredentials};
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::http::{Credentials, CredentialsError};

/// A variable of the process's environment. Invalid Unicode is replaced, not skipped: a key
/// or URL with replacement characters is refused later, with a message.
pub(in super::super) fn in_environment(name: &str) -> Option<String> {
    Some(std::env::var_os(name)?.to_string_lossy().into_owned())
}

/// A variable of the process's environment that is not blank.
pub(in super::super) fn variable(name: &str) -> Option<String> {
    in_environment(name).filter(|value| !value.trim().is_empty())
}

type Lookup = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The variables `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with
/// `HUAWEICLOUD_SDK_SECURITY_TOKEN`, `HUAWEICLOUD_SDK_DOMAIN_ID` and
/// `HUAWEICLOUD_SDK_PROJECT_ID` where they are set. A blank one counts as not set.
#[derive(Clone)]
pub struct Environment {
    lookup: Lookup,
}

impl Environment {
    /// The process's environment, read each time credentials are asked for.
    #[must_use]
    pub fn new() -> Self {
        Self::from_lookup(in_environment)
    }

    /// Variables from elsewhere than the process's environment.
    #[must_use]
    pub fn from_lookup(
        lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self { lookup: Arc::new(lookup) }
    }
}

impl Default for Environment {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

impl ProvideCredentials for Environment {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        const ACCESS: &str = "HUAWEICLOUD_SDK_AK";
        const SECRET: &str = "HUAWEICLOUD_SDK_SK";
        let find = |name: &str| (self.lookup)(name).map(Zeroizing::new);
        let found = CredentialParts {
            access: find(ACCESS),
            secret: find(SECRET),
            security_token: find("HUAWEICLOUD_SDK_SECURITY_TOKEN"),
            domain_id: find("HUAWEICLOUD_SDK_DOMAIN_ID"),
            project_id: find("HUAWEICLOUD_SDK_PROJECT_ID"),
            region: None,
        };
        let credentials = found.into_credentials("environment", [ACCESS, SECRET]);
        Box::pin(async move { credentials })
    }
}
