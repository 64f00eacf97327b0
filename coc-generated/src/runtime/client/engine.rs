//! Carries out one call: credentials, signature, attempts, waits. The decision whether an
//! attempt may follow another belongs to `retry`, and the meaning of an answer to `http`.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;
use http::header::USER_AGENT;
use tokio::time::{Instant, sleep, timeout};
use tracing::Span;

use super::exchange::{collected, written};
use super::intercept::{Interceptors, OutgoingRequest};
use super::limit::{Budget, Pace};
use super::observe::{self, Event, Observers};
use super::prepared_call::{Call, CallResult, Settings};
use super::provider::CredentialCache;
use super::retry;
use super::sink::Target;
use super::transport::Transport;
use crate::runtime::http::{
    Body, Clock, Credentials, Endpoint, Error, Expected, History, Outcome, Secret,
    Secrets, TimeoutError, memory_limit, sign,
};
use crate::runtime::service::Service;

/// The state that all calls of a client share.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) service: &'static Service,
    pub(super) endpoint: Endpoint,
    pub(super) credentials: CredentialCache,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) observers: Observers,
    pub(super) interceptors: Interceptors,
    pub(super) budget: Option<Budget>,
    pub(super) pace: Option<Pace>,
    pub(super) proxy_password: Option<Secret>,
    /// Seconds by which the server's clock is ahead of this machine's, once a refusal has
    /// shown it.
    pub(super) skew: AtomicI64,
    /// The same, as far as a code of the gateway proves it. The expiry of credentials is
    /// compared with this time, since anybody on the way can answer with a date after which
    /// no key would seem valid.
    pub(super) proven_skew: AtomicI64,
}

/// A call under way, and everything that its attempts have in common.
struct Run<'a> {
    engine: &'a Engine,
    call: &'a Call,
    settings: &'a Settings,
    /// When the call began.
    started: Instant,
}

/// An attempt that has ended.
#[derive(Clone, Copy)]
struct AttemptSummary {
    /// Its number, from 1.
    attempt: u32,
    elapsed: Duration,
    /// How many bytes of an answer were written to a writer.
    written: u64,
}

impl Engine {
    /// Makes attempts until one succeeds, none may follow, or time runs out.
    pub(super) async fn run(
        &self,
        call: &Call,
        settings: &Settings,
        span: &Span,
        target: Option<Target<'_>>,
    ) -> Result<CallResult, Error> {
        let started = Instant::now();
        let longer = settings.for_upload(call.request.body());
        let settings = longer.as_ref().unwrap_or(settings);
        let run = Run { engine: self, call, settings, started };
        let result = run.attempts(target).await;
        let (attempts, seen) = match &result {
            Ok(done) => (done.attempts, Ok(done)),
            Err(error) => (error.attempts(), Err(error)),
        };
        observe::record(span, attempts, seen);
        self.observers.notify(&Event::CallEnded {
            operation: call.operation,
            attempts,
            elapsed: started.elapsed(),
            result: seen.map(|done| done.response.status()),
        });
        result
    }
}

impl Run<'_> {
    async fn attempts(
        &self,
        mut target: Option<Target<'_>>,
    ) -> Result<CallResult, Error> {
        let mut attempt = 0_u32;
        let mut earlier = Outcome::NotSent;
        let mut failed: Option<Error> = None;
        let mut skew_corrected = false;
        loop {
            let credentials = match self.credentials().await {
                Ok(credentials) => credentials,
                // The failure of an earlier attempt says more than the reason why the next
                // one could not begin.
                Err(error) => return Err(failed.unwrap_or(error)),
            };
            attempt = attempt.saturating_add(1);
            let event =
                Event::AttemptStarted { operation: self.call.operation, attempt };
            self.engine.observers.notify(&event);
            let started = Instant::now();
            let result = self.attempt(attempt, &credentials, target.as_mut()).await;
            let written = target.as_ref().map_or(0, Target::written);
            let ended = AttemptSummary { attempt, elapsed: started.elapsed(), written };
            let error = match result {
                Ok((response, body, secrets)) => {
                    self.succeeded(ended, response.status());
                    return Ok(CallResult {
                        response,
                        body,
                        expected: self.call.expected,
                        attempts: attempt,
                        secrets,
                        written,
                    });
                }
                Err(error) => error.with_history(History { attempts: attempt, earlier }),
            };
            // The correction is kept even when no attempt is left, for the next call.
            let was_skewed = !skew_corrected && self.engine.correct_skew(&error);
            skew_corrected |= was_skewed;
            let wait = self.wait_after(&error, ended, was_skewed);
            self.failed(ended, &error, wait);
            // The failure of an earlier attempt says more than the fact that another one
            // could not be made.
            if let (Error::Build(_), Some(earlier)) = (&error, failed.take()) {
                return Err(earlier);
            }
            let Some(wait) = wait else { return Err(error) };
            earlier = error.outcome();
            failed = Some(error);
            sleep(wait).await;
        }
    }

    /// The time that is left for the call.
    fn left(&self) -> Duration {
        self.settings.total_timeout.saturating_sub(self.started.elapsed())
    }

    /// The credentials for the next attempt, once it may begin.
    async fn credentials(&self) -> Result<Credentials, Error> {
        let engine = self.engine;
        let found = engine.credentials.get(|| engine.now_with(&engine.proven_skew));
        let credentials = match timeout(self.left(), found).await {
            Ok(found) => found?,
            Err(_) => return Err(TimeoutError::new(false, true).into()),
        };
        self.wait_for_turn().await?;
        Ok(credentials)
    }

    /// Waits until this attempt may begin, if there is a limit per second.
    async fn wait_for_turn(&self) -> Result<(), Error> {
        let Some(pace) = &self.engine.pace else { return Ok(()) };
        match pace.turn(self.left()) {
            Some(Duration::ZERO) => Ok(()),
            Some(wait) => {
                sleep(wait).await;
                Ok(())
            }
            None => Err(TimeoutError::new(false, true).into()),
        }
    }

    /// One attempt, with a signature and a date of its own.
    async fn attempt(
        &self,
        attempt: u32,
        credentials: &Credentials,
        target: Option<&mut Target<'_>>,
    ) -> Result<(http::Response<Bytes>, Body, Secrets), Error> {
        let Self { engine, call, settings, .. } = *self;
        let mut request = call.request.clone();
        engine.interceptors.modify(&mut OutgoingRequest {
            operation: call.operation,
            attempt,
            request: &mut request,
        })?;
        sign(&mut request, credentials, engine.service.scope, engine.now())?;
        // Not signed: proxies may change it.
        request
            .headers_mut()
            .entry(USER_AGENT)
            .or_insert_with(|| settings.user_agent.clone());
        let secrets = Secrets::of(&request)
            .with_credentials(credentials)
            .with(engine.proxy_password.as_ref());
        let left = self.left();
        if left.is_zero() {
            return Err(TimeoutError::new(false, true).into());
        }
        let total = left <= settings.attempt_timeout;
        let limit = left.min(settings.attempt_timeout);
        let memory = memory_limit(settings.max_body);
        let expected = Expected { secrets: Some(&secrets), memory, ..call.expected };
        let transport = &*engine.transport;
        let exchanged = match target {
            None => {
                timeout(limit, collected(transport, request, settings, expected)).await
            }
            Some(target) => {
                let written = written(transport, request, settings, expected, target);
                timeout(limit, written).await
            }
        };
        match exchanged {
            Ok(exchanged) => exchanged.map(|(response, body)| (response, body, secrets)),
            Err(_) => Err(TimeoutError::new(true, total).into()),
        }
    }

    /// Records an attempt that succeeded.
    fn succeeded(&self, ended: AttemptSummary, status: StatusCode) {
        let AttemptSummary { attempt, elapsed, .. } = ended;
        if let Some(budget) = &self.engine.budget {
            budget.succeeded(attempt > 1);
        }
        tracing::debug!(attempt, status = status.as_u16(), "answered");
        self.engine.observers.notify(&Event::AttemptEnded {
            operation: self.call.operation,
            attempt,
            elapsed,
            result: Ok(status),
            next_in: None,
        });
    }

    /// Records an attempt that failed, after which another one follows in the time `wait`.
    fn failed(&self, ended: AttemptSummary, error: &Error, wait: Option<Duration>) {
        let AttemptSummary { attempt, elapsed, .. } = ended;
        tracing::debug!(
            attempt,
            error.type = observe::kind(error),
            status = error.status().map(|status| status.as_u16()),
            next_in_ms = wait.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
            "attempt failed"
        );
        self.engine.observers.notify(&Event::AttemptEnded {
            operation: self.call.operation,
            attempt,
            elapsed,
            result: Err(error),
            next_in: wait,
        });
    }

    /// How long to wait before the next attempt, if there may be one. It takes one retry
    /// out of the budget.
    fn wait_after(
        &self,
        error: &Error,
        ended: AttemptSummary,
        was_skewed: bool,
    ) -> Option<Duration> {
        let wait = self.permitted_wait(error, ended, was_skewed)?;
        let fits = wait < self.left();
        (fits && self.engine.budget.as_ref().is_none_or(Budget::take)).then_some(wait)
    }

    /// The wait before the next attempt, if the error and the policy permit one. After a
    /// skew that was corrected there is no wait.
    fn permitted_wait(
        &self,
        error: &Error,
        AttemptSummary { attempt, written, .. }: AttemptSummary,
        was_skewed: bool,
    ) -> Option<Duration> {
        let Self { engine, call, settings, .. } = *self;
        // A form is sent once, and an answer is written once.
        let may_resend =
            written == 0 && (!call.request.body().is_form() || retry::is_unsent(error));
        let has_attempts = attempt < settings.retry.max_attempts;
        if was_skewed {
            let may_retry = may_resend && (call.repeatable || retry::is_proven(error));
            return (may_retry && has_attempts).then_some(Duration::ZERO);
        }
        let may_retry = may_resend && retry::may_retry(error, call.repeatable);
        (may_retry && has_attempts)
            .then(|| settings.retry.wait(attempt, retry::asked(error, engine.now())))
    }
}

impl Engine {
    /// The time by the server's clock, as far as it is known.
    fn now(&self) -> SystemTime {
        self.now_with(&self.skew)
    }

    /// The time of the clock, corrected by `skew`.
    fn now_with(&self, skew: &AtomicI64) -> SystemTime {
        let now = self.clock.now();
        let skew = skew.load(Ordering::Relaxed);
        let by = Duration::from_secs(skew.unsigned_abs());
        let shifted = if skew < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        shifted.unwrap_or(now)
    }

    /// Dates later requests by the server's clock if `error` is a refusal that shows that
    /// the clocks differ too much. Returns whether it is one.
    fn correct_skew(&self, error: &Error) -> bool {
        let Some(date) = retry::skewed(error, self.now()) else { return false };
        let now = self.clock.now();
        let skew = match date.duration_since(now) {
            Ok(ahead) => i64::try_from(ahead.as_secs()).unwrap_or(0),
            Err(behind) => {
                i64::try_from(behind.duration().as_secs()).map_or(0, |seconds| -seconds)
            }
        };
        tracing::warn!(
            skew_seconds = skew,
            "the clock differs from the server's; requests are dated by the server's"
        );
        self.skew.store(skew, Ordering::Relaxed);
        if retry::is_proven(error) {
            self.proven_skew.store(skew, Ordering::Relaxed);
        }
        true
    }
}
