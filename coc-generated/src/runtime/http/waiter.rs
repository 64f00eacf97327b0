//! Waiters: states that are waited for, as conditions on answers. Repeating the call
//! belongs to `client`.

use std::fmt;
use std::time::Duration;

use super::error::Error;
use super::error_details::RefusedError;
use super::response::Response;

/// A state that a program can wait for by repeating one call. Generated code declares
/// waiters. Declare your own for an operation that the spec lacks.
pub struct Waiter<T: 'static> {
    pub(crate) name: &'static str,
    pub(crate) until: &'static str,
    pub(crate) ready: fn(&Response<T>) -> bool,
    pub(crate) unless: &'static str,
    pub(crate) failed: fn(&Response<T>) -> bool,
    pub(crate) not_yet: fn(&RefusedError) -> bool,
    pub(crate) every: Duration,
    pub(crate) at_most: Duration,
}

/// The progress of a wait, by the result of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitState {
    /// The state is reached.
    Ready,
    /// The state is not reached yet.
    NotYet,
    /// The state can no longer be reached.
    Failed,
    /// The call failed with an error that says nothing about the state.
    Error,
}

impl<T> Waiter<T> {
    /// A waiter that makes a call every 5 seconds, for 5 minutes at most. `until` is the
    /// condition `ready` in words, such as `the state is done`.
    #[must_use]
    pub const fn new(
        name: &'static str,
        until: &'static str,
        ready: fn(&Response<T>) -> bool,
    ) -> Self {
        Self { ready, ..Self::named(name, until) }
    }

    /// The same without its condition. Generated code names the fields that it sets.
    pub(crate) const fn named(name: &'static str, until: &'static str) -> Self {
        Self {
            name,
            until,
            ready: |_| false,
            unless: "",
            failed: |_| false,
            not_yet: |_| false,
            every: Duration::from_secs(5),
            at_most: Duration::from_secs(300),
        }
    }

    /// The same waiter, which fails at an answer for which `failed` holds. `unless` is that
    /// condition in words. It is tried before `ready`.
    #[must_use]
    pub const fn with_failed(
        mut self,
        unless: &'static str,
        failed: fn(&Response<T>) -> bool,
    ) -> Self {
        self.unless = unless;
        self.failed = failed;
        self
    }

    /// The same waiter, for which these refusals mean that the state is not reached yet.
    /// Any other error ends the waiting.
    #[must_use]
    pub const fn with_not_yet(mut self, not_yet: fn(&RefusedError) -> bool) -> Self {
        self.not_yet = not_yet;
        self
    }

    /// The same waiter, with this pause between two calls and this longest time of a wait.
    #[must_use]
    pub const fn with_times(mut self, every: Duration, at_most: Duration) -> Self {
        self.every = every;
        self.at_most = at_most;
        self
    }

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The condition that the answer must meet, in words.
    #[must_use]
    pub const fn until(&self) -> &'static str {
        self.until
    }

    /// The condition that an answer must not meet, in words; empty if there is none.
    #[must_use]
    pub const fn unless(&self) -> &'static str {
        self.unless
    }

    /// The pause between two calls.
    #[must_use]
    pub const fn every(&self) -> Duration {
        self.every
    }

    /// The longest time of a wait.
    #[must_use]
    pub const fn at_most(&self) -> Duration {
        self.at_most
    }

    /// The progress of the wait, by the result of a call.
    #[must_use]
    pub fn state(&self, result: &Result<Response<T>, Error>) -> WaitState {
        match result {
            Ok(answer) if (self.failed)(answer) => WaitState::Failed,
            Ok(answer) if (self.ready)(answer) => WaitState::Ready,
            Ok(_) => WaitState::NotYet,
            Err(Error::Refused(refusal)) if (self.not_yet)(refusal) => WaitState::NotYet,
            Err(_) => WaitState::Error,
        }
    }
}

impl<T> fmt::Debug for Waiter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiter")
            .field("name", &self.name)
            .field("until", &self.until)
            .field("every", &self.every)
            .field("at_most", &self.at_most)
            .finish_non_exhaustive()
    }
}
