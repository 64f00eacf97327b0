//! Carries out one call: credentials, signature, attempts, waits. Whether an attempt may
//! follow another is `retry`'s decision, and what an answer means is `http`'s.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::USER_AGENT;
use tokio::time::{Instant, sleep, timeout};
use tracing::Span;

use super::call::{Call, Done, Settings};
use super::exchange::{collected, written};
use super::intercept::{Interceptors, OutgoingRequest};
use super::limit::{Budget, Pace};
use super::observe::{self, Event, Observers};
use super::provider::CredentialCache;
use super::retry;
use super::sink::Target;
use super::transport::Transport;
use crate::runtime::http::{
    Body, Clock, Credentials, Endpoint, Error, Expected, History, Outcome, Secret,
    Secrets, TimeoutError, memory_bound, sign,
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
    /// judged by this value: anybody on the way can answer with a date after which no key
    /// would seem valid.
    pub(super) proven_skew: AtomicI64,
}

/// An attempt that begins.
#[derive(Clone, Copy)]
struct Turn<'a> {
    attempt: u32,
    /// When the call began.
    started: Instant,
    credentials: &'a Credentials,
}

/// Whether another attempt may be made, as far as that is not a matter of the error.
#[derive(Clone, Copy)]
struct Repeats {
    /// Whether the request does no harm when it is carried out twice.
    repeatable: bool,
    /// Whether it can be sent, and its answer be written, another time at all.
    allowed: bool,
}

impl Engine {
    /// Makes attempts until one succeeds, none may follow, or time runs out.
    pub(super) async fn run(
        &self,
        call: &Call<'_>,
        settings: &Settings,
        span: &Span,
        target: Option<Target<'_>>,
    ) -> Result<Done, Error> {
        let started = Instant::now();
        let longer = settings.for_upload(call.request.body());
        let settings = longer.as_ref().unwrap_or(settings);
        let result = self.attempts(call, settings, started, target).await;
        let (attempts, seen) = match &result {
            Ok(done) => (done.attempts, Ok(done)),
            Err(error) => (error.attempts(), Err(error)),
        };
        observe::record(span, attempts, seen);
        let result_seen = seen.map(|done| done.response.status());
        let elapsed = started.elapsed();
        self.observers.tell(&Event::CallEnded {
            operation: call.operation,
            attempts,
            elapsed,
            result: result_seen,
        });
        result
    }

    async fn attempts(
        &self,
        call: &Call<'_>,
        settings: &Settings,
        started: Instant,
        mut target: Option<Target<'_>>,
    ) -> Result<Done, Error> {
        let mut attempt = 0_u32;
        let mut earlier = Outcome::NotSent;
        let mut failed: Option<Error> = None;
        let mut skew_corrected = false;
        loop {
            let credentials = match self.begin(settings, started).await {
                Ok(credentials) => credentials,
                // The failure of an earlier attempt says more than the reason why the next
                // one could not begin.
                Err(error) => return Err(failed.unwrap_or(error)),
            };
            attempt = attempt.saturating_add(1);
            self.observers
                .tell(&Event::AttemptStarted { operation: call.operation, attempt });
            let attempt_started = Instant::now();
            let turn = Turn { attempt, started, credentials: &credentials };
            let result = self.attempt(call, settings, turn, target.as_mut()).await;
            let written = target.as_ref().map_or(0, Target::written);
            let elapsed = attempt_started.elapsed();
            let error = match result {
                Ok((response, body, secrets)) => {
                    if let Some(budget) = &self.budget {
                        budget.succeeded(attempt > 1);
                    }
                    let status = response.status();
                    tracing::debug!(attempt, status = status.as_u16(), "answered");
                    let result = Ok(status);
                    self.observers.tell(&Event::AttemptEnded {
                        operation: call.operation,
                        attempt,
                        elapsed,
                        result,
                        next_in: None,
                    });
                    return Ok(Done {
                        response,
                        body,
                        expected: call.expected,
                        attempts: attempt,
                        secrets,
                        written,
                    });
                }
                Err(error) => error,
            };
            let repeats = Repeats {
                repeatable: call.repeatable,
                // A form is sent once, and an answer is written once.
                allowed: written == 0
                    && (!call.request.body().is_form() || retry::is_unsent(&error)),
            };
            let wait =
                self.next(&error, repeats, attempt, settings, &mut skew_corrected);
            let left = settings.total_timeout.saturating_sub(started.elapsed());
            let wait = wait.filter(|wait| *wait < left);
            let wait = wait.filter(|_| self.budget.as_ref().is_none_or(Budget::take));
            let error = error.with_history(History { attempts: attempt, earlier });
            tracing::debug!(
                attempt,
                error.type = observe::kind(&error),
                status = error.status().map(|status| status.as_u16()),
                next_in_ms = wait.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)),
                "attempt failed"
            );
            self.observers.tell(&Event::AttemptEnded {
                operation: call.operation,
                attempt,
                elapsed,
                result: Err(&error),
                next_in: wait,
            });
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

    /// The credentials for the next attempt, once it may begin.
    async fn begin(
        &self,
        settings: &Settings,
        started: Instant,
    ) -> Result<Credentials, Error> {
        let left = settings.total_timeout.saturating_sub(started.elapsed());
        let found = self.credentials.get(|| self.moved(&self.proven_skew));
        let credentials = match timeout(left, found).await {
            Ok(found) => found?,
            Err(_) => return Err(TimeoutError::new(false, true).into()),
        };
        self.wait_for_turn(settings, started).await?;
        Ok(credentials)
    }

    /// Waits until this attempt may begin, where there is a limit per second.
    async fn wait_for_turn(
        &self,
        settings: &Settings,
        started: Instant,
    ) -> Result<(), Error> {
        let Some(pace) = &self.pace else { return Ok(()) };
        let left = settings.total_timeout.saturating_sub(started.elapsed());
        match pace.turn(left) {
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
        call: &Call<'_>,
        settings: &Settings,
        turn: Turn<'_>,
        target: Option<&mut Target<'_>>,
    ) -> Result<(http::Response<Bytes>, Body, Secrets), Error> {
        let Turn { attempt, started, credentials } = turn;
        let mut request = call.request.clone();
        self.interceptors.modify(&mut OutgoingRequest {
            operation: call.operation,
            attempt,
            request: &mut request,
        })?;
        sign(&mut request, credentials, self.service.scope, self.now())?;
        // Not signed: proxies may change it.
        request
            .headers_mut()
            .entry(USER_AGENT)
            .or_insert_with(|| settings.user_agent.clone());
        let secrets = Secrets::of(&request)
            .with_credentials(credentials)
            .with(self.proxy_password.as_ref());
        let left = settings.total_timeout.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Err(TimeoutError::new(false, true).into());
        }
        let total = left <= settings.attempt_timeout;
        let limit = left.min(settings.attempt_timeout);
        let memory = memory_bound(settings.max_body);
        let expected = Expected { secrets: Some(&secrets), memory, ..call.expected };
        let transport = &*self.transport;
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

    /// How long to wait before the next attempt, if there may be one.
    fn next(
        &self,
        error: &Error,
        repeats: Repeats,
        attempt: u32,
        settings: &Settings,
        skew_corrected: &mut bool,
    ) -> Option<Duration> {
        // The correction is kept even when no attempt is left: the next call profits.
        if !*skew_corrected && let Some(date) = retry::skewed(error, self.now()) {
            *skew_corrected = true;
            let proven = retry::is_proven(error);
            self.correct_clock(date, proven);
            let may_repeat = repeats.allowed && (repeats.repeatable || proven);
            return (may_repeat && attempt < settings.retry.max_attempts)
                .then_some(Duration::ZERO);
        }
        if attempt >= settings.retry.max_attempts
            || !repeats.allowed
            || !retry::may_repeat(error, repeats.repeatable)
        {
            return None;
        }
        Some(settings.retry.wait(attempt, retry::asked(error, self.now())))
    }

    /// The time by the server's clock, as far as it is known.
    fn now(&self) -> SystemTime {
        self.moved(&self.skew)
    }

    fn moved(&self, skew: &AtomicI64) -> SystemTime {
        let now = self.clock.now();
        let skew = skew.load(Ordering::Relaxed);
        let by = Duration::from_secs(skew.unsigned_abs());
        let moved = if skew < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        moved.unwrap_or(now)
    }

    fn correct_clock(&self, date: SystemTime, proven: bool) {
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
        if proven {
            self.proven_skew.store(skew, Ordering::Relaxed);
        }
    }
}
