//! Keeps credentials until shortly before they expire, and has them renewed by one
//! caller at a time. Finding them belongs to the providers.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Mutex as Turn;
use tokio::time::timeout;

use super::provide::ProvideCredentials;
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::http::{Credentials, CredentialsError};

/// How long before their expiry credentials are renewed.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// How long a renewal may hold up the one call that makes it, while the old credentials
/// are still good.
const RENEWAL: Duration = Duration::from_secs(5);
/// How long temporary keys of unknown expiry are used before their source is looked at
/// again: whoever keeps a profile file up to date replaces them there.
const LOOK: Duration = Duration::from_secs(5 * 60);
/// How long a renewal that brought nothing is not tried again.
const PAUSE: Duration = Duration::from_secs(30);

pub(in super::super) struct CredentialCache {
    provider: Arc<dyn ProvideCredentials>,
    state: Mutex<State>,
    /// The caller that asks the provider holds it.
    turn: Turn<()>,
}

/// A source of credentials that several clients share: each of its finds serves all of
/// them until shortly before it expires, and one caller at a time asks for the next.
///
/// A client keeps credentials for its own calls without this.
#[derive(Debug, Clone)]
pub struct SharedCredentials(Arc<CredentialCache>);

impl SharedCredentials {
    /// Shares what `provider` finds, among the clones of this value.
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
    asked: u64,
    /// Its last answer, if that was an error.
    failure: Option<CredentialsError>,
    renew_not_before: Option<SystemTime>,
    look_again: Option<SystemTime>,
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
        Self { provider, state: Mutex::default(), turn: Turn::new(()) }
    }

    /// Valid credentials. Callers wait only if there are none: while the old ones hold,
    /// one caller renews them.
    pub(in super::super) async fn get(
        &self,
        now: impl Fn() -> SystemTime,
    ) -> Result<Credentials, CredentialsError> {
        let (current, due, asked) = {
            let state = self.state();
            (state.valid(now()), state.is_due(now()), state.asked)
        };
        match current {
            Some(current) if due => return Ok(self.renew(current, now).await),
            Some(current) => return Ok(current),
            None => {}
        }
        let _turn = self.turn.lock().await;
        {
            let state = self.state();
            if let Some(current) = state.valid(now()) {
                return Ok(current);
            }
            // Somebody asked while this caller waited: it failed for both.
            if let (true, Some(failure)) = (state.asked != asked, &state.failure) {
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
        let Ok(_turn) = self.turn.try_lock() else {
            return current;
        };
        {
            // Somebody may have renewed them between the look and the turn.
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
        let look = self.look_again.is_some_and(|time| time <= now);
        (soon || look) && self.renew_not_before.is_none_or(|time| time <= now)
    }

    fn keep(&mut self, result: &Result<Credentials, CredentialsError>, now: SystemTime) {
        self.asked = self.asked.wrapping_add(1);
        self.failure = result.as_ref().err().cloned();
        if let Ok(credentials) = result {
            self.look_again =
                credentials.may_be_replaced().then(|| now.checked_add(LOOK)).flatten();
            self.current = Some(credentials.clone());
        }
        // Credentials that never hold for long must not be asked for at every call.
        self.renew_not_before = now.checked_add(PAUSE);
    }
}
