//! Credentials: keys or a token, with the identifiers that go with them.
//! Their sources (environment, file, metadata service) belong to `client`.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

/// An access key pair, a temporary one, or an IAM token; cheap to clone, wiped from
/// memory with the last clone.
#[derive(Clone)]
pub struct Credentials {
    pub(super) kind: Kind,
    pub(super) domain_id: Option<Arc<str>>,
    pub(super) project_id: Option<Arc<str>>,
    expires_at: Option<SystemTime>,
}

#[derive(Clone)]
pub(super) enum Kind {
    Keys { access: Secret, secret: Secret, security_token: Option<Secret> },
    Token(Secret),
}

/// A secret that clones without a second copy in memory.
#[derive(Clone)]
pub(crate) struct Secret(Arc<SecretString>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(SecretString::from(text.into())))
    }

    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl Credentials {
    /// An access key and its secret key: requests are signed.
    #[must_use]
    pub fn keys(access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self::of(Kind::Keys {
            access: Secret::new(access_key),
            secret: Secret::new(secret_key),
            security_token: None,
        })
    }

    /// An IAM token: requests carry it and are not signed.
    #[must_use]
    pub fn token(token: impl Into<String>) -> Self {
        Self::of(Kind::Token(Secret::new(token)))
    }

    fn of(kind: Kind) -> Self {
        Self { kind, domain_id: None, project_id: None, expires_at: None }
    }

    /// Makes the keys temporary ones, with their security token. Does nothing for an IAM
    /// token.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<String>) -> Self {
        if let Kind::Keys { security_token, .. } = &mut self.kind {
            *security_token = Some(Secret::new(token));
        }
        self
    }

    /// The same credentials, with the identifier of the account's domain.
    #[must_use]
    pub fn with_domain_id(mut self, id: impl Into<String>) -> Self {
        self.domain_id = Some(id.into().into());
        self
    }

    /// The same credentials, with the identifier of the project.
    #[must_use]
    pub fn with_project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into().into());
        self
    }

    /// The same credentials, which expire at this time. A client gets new ones from their
    /// source before.
    #[must_use]
    pub fn with_expiry(mut self, time: SystemTime) -> Self {
        self.expires_at = Some(time);
        self
    }

    /// The time at which they expire, if it is known.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// The reason why they cannot work, if there is one. It names no value.
    #[cfg(feature = "client")]
    pub(crate) fn problem(&self, now: SystemTime) -> Option<String> {
        if self.expires_at.is_some_and(|expiry| expiry <= now) {
            return Some("they have expired".to_owned());
        }
        let secrets = self.secrets();
        let secrets = secrets.iter().map(|(name, secret)| (*name, secret.expose()));
        let domain_id = self.domain_id().map(|id| ("domain id", id));
        let project_id = self.project_id().map(|id| ("project id", id));
        let mut parts = secrets.chain(domain_id).chain(project_id);
        let works = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let (part, _) = parts.find(|(_, text)| !works(text))?;
        Some(format!(
            "the {part} is empty, or holds a blank, a line end or a character outside ASCII"
        ))
    }

    /// The secrets with their names.
    #[cfg(feature = "client")]
    pub(super) fn secrets(&self) -> Vec<(&'static str, &Secret)> {
        match &self.kind {
            Kind::Keys { access, secret, security_token } => {
                let keys = [("access key", access), ("secret key", secret)];
                let token =
                    security_token.as_ref().map(|token| ("security token", token));
                keys.into_iter().chain(token).collect()
            }
            Kind::Token(token) => vec![("token", token)],
        }
    }

    /// Whether they are temporary keys of unknown expiry.
    #[cfg(feature = "client")]
    pub(crate) fn may_be_replaced(&self) -> bool {
        self.expires_at.is_none()
            && matches!(&self.kind, Kind::Keys { security_token: Some(_), .. })
    }

    /// The domain's identifier, if given.
    #[must_use]
    pub fn domain_id(&self) -> Option<&str> {
        self.domain_id.as_deref()
    }

    /// The project's identifier, if given.
    #[must_use]
    pub fn project_id(&self) -> Option<&str> {
        self.project_id.as_deref()
    }
}

/// Shows the kind of the credentials, and neither keys nor tokens.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.kind {
            Kind::Keys { security_token: None, .. } => "keys",
            Kind::Keys { .. } => "temporary keys",
            Kind::Token(_) => "token",
        };
        f.debug_struct("Credentials")
            .field("kind", &kind)
            .field("domain_id", &self.domain_id)
            .field("project_id", &self.project_id)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// No source has credentials that can be used. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CredentialsError {
    tried: Arc<[(String, String)]>,
}

impl CredentialsError {
    /// The failure of one source of credentials. Neither text may hold a secret.
    #[must_use]
    pub fn new(source: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { tried: Arc::new([(source.into(), problem.into())]) }
    }

    /// The failures of several sources that were tried in this order.
    #[must_use]
    pub fn all(failures: impl IntoIterator<Item = Self>) -> Self {
        Self {
            tried: failures.into_iter().flat_map(|error| error.tried.to_vec()).collect(),
        }
    }

    /// Each source that was tried, with its problem, in order.
    pub fn tried(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tried.iter().map(|(source, problem)| (source.as_str(), problem.as_str()))
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no credentials")?;
        for (n, (source, problem)) in self.tried().enumerate() {
            f.write_str(if n == 0 { ": " } else { "; " })?;
            write!(f, "{source}: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CredentialsError {}

#[cfg(test)]
mod tests {
    use super::{Credentials, CredentialsError};

    #[test]
    fn debug_shows_no_secret() {
        let credentials = Credentials::keys("ACCESSKEY", "SECRETKEY")
            .with_security_token("SECURITYTOKEN")
            .with_domain_id("domain");
        let text = format!("{credentials:?} {:?}", Credentials::token("IAMTOKEN"));
        for secret in ["ACCESSKEY", "SECRETKEY", "SECURITYTOKEN", "IAMTOKEN"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert!(text.contains("temporary keys") && text.contains("domain"));
    }

    #[test]
    fn every_source_is_named() {
        let error = CredentialsError::all([
            CredentialsError::new("a", "x"),
            CredentialsError::new("b", "y"),
        ]);
        assert_eq!(error.to_string(), "no credentials: a: x; b: y");
    }
}
