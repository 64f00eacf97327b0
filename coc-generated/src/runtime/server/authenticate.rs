//! The callers whose requests a server accepts. The check of a signature belongs to `http`.

use crate::runtime::http::Credentials;

/// Finds the credentials of the callers of a server.
pub trait Authenticate: Send + Sync + 'static {
    /// The credentials with this access key, if they are known.
    fn by_access_key(&self, access_key: &str) -> Option<Credentials>;

    /// The credentials that are this IAM token, if they are known.
    fn by_token(&self, token: &str) -> Option<Credentials>;
}

impl Authenticate for Credentials {
    fn by_access_key(&self, access_key: &str) -> Option<Credentials> {
        self.has_access_key(access_key).then(|| self.clone())
    }

    fn by_token(&self, token: &str) -> Option<Credentials> {
        self.is_token(token).then(|| self.clone())
    }
}

impl Authenticate for Vec<Credentials> {
    fn by_access_key(&self, access_key: &str) -> Option<Credentials> {
        self.iter().find(|it| it.has_access_key(access_key)).cloned()
    }

    fn by_token(&self, token: &str) -> Option<Credentials> {
        self.iter().find(|it| it.is_token(token)).cloned()
    }
}
