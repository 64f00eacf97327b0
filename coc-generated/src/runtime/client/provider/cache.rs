//! Keeps credentials until shortly before they expire; one caller at a time renews them.
//! Finding them belongs to the providers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex as AsyncMutex;
use tokio::time::timeout;

use super::provide::ProvideCredentials;
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::http::{Credentials, CredentialsError};

/// How long before their expiry credentials are renewed.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// How long a renewal may delay the one call that makes it, while the old credentials are
/// still valid.
const RENEWAL: Duration = Duration::from_secs(5);
/// How long temporary keys of unknown expiry are used before their source is read again:
/// the tool that updates a profile file replaces them there.
const RECHECK: Duration = Duration::from_secs(5 * 60);
/// How long no other renewal is tried after one.
const PAUSE: Duration = Duration::from_secs(30);

pub(in super::super) struct CredentialCache {
    provider: Arc<dyn ProvideCredentials>,
    state: Mutex<State>,
    /// Held by the caller that gets credentials from the provider.
    renewal: AsyncMutex<()>,
}

/// A source of credentials that several clients share: all of them use the credentials that
/// it has found until shortly before these expire, and one caller at a time renews them.
///
/// A client keeps credentials for its own calls without this.
#[derive(Debug, Clone)]
pub struct SharedCredentials(Arc<CredentialCache>);

impl SharedCredentials {
    /// Shares the credentials that `provider` finds among the clones of this value.
    #[must_use]
    pub fn new(provider: impl ProvideCredentials) -> Self {
        Self(Arc::new(CredentialCache::new(Arc::new(provider))))
    }
}

impl ProvideCredentials for SharedCredentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(self.0.get(SystemTime::now))
    }
}

#[derive(Default)]
struct State {
    current: Option<Credentials>,
    /// How often the provider has answered.
    answers: u64,
    /// Its last answer, if that was an error.
    failure: Option<CredentialsError>,
    renew_not_before: Option<SystemTime>,
    recheck_at: Option<SystemTime>,
}

impl fmt::Debug for CredentialCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialCache")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

impl CredentialCache {
    pub(in super::super) fn new(provider: Arc<dyn ProvideCredentials>) -> Self {
        Self { provider, state: Mutex::default(), renewal: AsyncMutex::new(()) }
    }

    /// Valid credentials. Callers wait only if there are none: while the old ones are
    /// valid, one caller renews them.
    pub(in super::super) async fn get(
        &self,
        now: impl Fn() -> SystemTime,
    ) -> Result<Credentials, CredentialsError> {
        let (current, due, answers) = {
            let state = self.state();
            (state.valid(now()), state.is_due(now()), state.answers)
        };
        match current {
            Some(current) if due => return Ok(self.renew(current, now).await),
            Some(current) => return Ok(current),
            None => {}
        }
        let _renewal = self.renewal.lock().await;
        {
            let state = self.state();
            if let Some(current) = state.valid(now()) {
                return Ok(current);
            }
            // If the provider failed for another caller in the meantime, it failed for this
            // one as well.
            if let (true, Some(failure)) = (state.answers != answers, &state.failure) {
                return Err(failure.clone());
            }
        }
        let result = self.provider.credentials().await;
        let result = usable(result, now());
        self.state().keep(&result, now());
        result
    }

    async fn renew(
        &self,
        current: Credentials,
        now: impl Fn() -> SystemTime,
    ) -> Credentials {
        let Ok(_renewal) = self.renewal.try_lock() else {
            return current;
        };
        {
            // Another caller may have renewed them before this one held the lock.
            let state = self.state();
            if let (Some(renewed), false) = (state.valid(now()), state.is_due(now())) {
                return renewed;
            }
        }
        let result = match timeout(RENEWAL, self.provider.credentials()).await {
            Ok(result) => result,
            Err(_) => Err(CredentialsError::new("provider", "no answer in time")),
        };
        let result = usable(result, now());
        if let Err(error) = &result {
            tracing::warn!(%error, "credentials could not be renewed; the old ones still hold");
        }
        self.state().keep(&result, now());
        result.unwrap_or(current)
    }

    /// The state is replaced in single steps, so that it is whole even if a holder of
    /// the lock panicked.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Credentials that cannot work are an error before anything is sent.
fn usable(
    result: Result<Credentials, CredentialsError>,
    now: SystemTime,
) -> Result<Credentials, CredentialsError> {
    let credentials = result?;
    match credentials.problem(now) {
        None => Ok(credentials),
        Some(problem) => Err(CredentialsError::new("provider", problem)),
    }
}

impl State {
    fn valid(&self, now: SystemTime) -> Option<Credentials> {
        let current = self.current.as_ref()?;
        current.expires_at().is_none_or(|expiry| expiry > now).then(|| current.clone())
    }

    /// Whether the credentials, valid or not, should be renewed now.
    fn is_due(&self, now: SystemTime) -> bool {
        let expiry = self.current.as_ref().and_then(Credentials::expires_at);
        let soon = expiry.is_some_and(|expiry| {
            expiry.duration_since(now).unwrap_or_default() <= MARGIN
        });
        let recheck = self.recheck_at.is_some_and(|time| time <= now);
        (soon || recheck) && self.renew_not_before.is_none_or(|time| time <= now)
    }

    fn keep(&mut self, result: &Result<Credentials, CredentialsError>, now: SystemTime) {
        self.answers = self.answers.wrapping_add(1);
        self.failure = result.as_ref().err().cloned();
        if let Ok(credentials) = result {
            self.recheck_at = credentials
                .may_be_replaced()
                .then(|| now.checked_add(RECHECK))
                .flatten();
            self.current = Some(credentials.clone());
        }
        // Credentials that are always valid for a short time must not be renewed at every
        // call.
        self.renew_not_before = now.checked_add(PAUSE);
    }
}
