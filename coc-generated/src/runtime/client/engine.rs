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
use super::intercept::{Interceptors, OutgoingRequest};
use super::limit::{Budget, Pace};
use super::observe::{self, Event, Observers};
use super::provider::CredentialCache;
use super::retry;
use super::transport::{Transport, TransportError};
use crate::runtime::http::{
    Body, Clock, ConnectionLostError, Credentials, Endpoint, Error, Expected, History,
    IncompleteBody, NotSentError, Outcome, Secret, Secrets, TimeoutError, memory_bound,
    read, sign,
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
    /// Seconds by which the server's clock is ahead of ours, once a refusal has shown
    /// it.
    pub(super) skew: AtomicI64,
    /// The same, as far as a code of the gateway proves it: by this, credentials expire.
    /// Anybody on the way can answer with a date, after which no key would seem valid.
    pub(super) proven_skew: AtomicI64,
}

impl Engine {
    /// Makes attempts until one succeeds, none may follow, or time runs out.
    pub(super) async fn run(
        &self,
        call: &Call<'_>,
        settings: &Settings,
        span: &Span,
    ) -> Result<Done, Error> {
        let started = Instant::now();
        let result = self.attempts(call, settings, started).await;
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
    ) -> Result<Done, Error> {
        let mut attempt = 0_u32;
        let mut earlier = Outcome::NotSent;
        let mut failed: Option<Error> = None;
        let mut skew_corrected = false;
        loop {
            let left = settings.total_timeout.saturating_sub(started.elapsed());
            // The failure of an earlier attempt says more than the lack of credentials
            // for the next.
            let credentials = match timeout(
                left,
                self.credentials.get(|| self.moved(&self.proven_skew)),
            )
            .await
            {
                Ok(Ok(credentials)) => credentials,
                Ok(Err(error)) => {
                    return Err(failed.unwrap_or(Error::Credentials(error)));
                }
                Err(_) => {
                    return Err(
                        failed.unwrap_or_else(|| TimeoutError::new(false, true).into())
                    );
                }
            };
            if let Err(error) = self.wait_for_turn(settings, started).await {
                return Err(failed.unwrap_or(error));
            }
            attempt = attempt.saturating_add(1);
            self.observers
                .tell(&Event::AttemptStarted { operation: call.operation, attempt });
            let attempt_started = Instant::now();
            let result =
                self.attempt(call, attempt, settings, &credentials, started).await;
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
                    });
                }
                Err(error) => error,
            };
            let wait = self.next(
                &error,
                call.repeatable,
                attempt,
                settings,
                &mut skew_corrected,
            );
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
            // The trace of an earlier attempt says more than that another one could
            // not be made.
            if let (Error::Build(_), Some(earlier)) = (&error, failed.take()) {
                return Err(earlier);
            }
            let Some(wait) = wait else { return Err(error) };
            earlier = error.outcome();
            failed = Some(error);
            sleep(wait).await;
        }
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
        attempt: u32,
        settings: &Settings,
        credentials: &Credentials,
        started: Instant,
    ) -> Result<(http::Response<Bytes>, Body, Secrets), Error> {
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
        let mut response = match timeout(limit, self.transport.send(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(failure(error)),
            Err(_) => return Err(TimeoutError::new(true, total).into()),
        };
        if response.body().len() > settings.max_body {
            response.body_mut().truncate(settings.max_body);
            response.extensions_mut().insert(IncompleteBody::TooLong);
        }
        let memory = memory_bound(settings.max_body);
        let expected = Expected { secrets: Some(&secrets), memory, ..call.expected };
        let body = read(&response, expected)?;
        Ok((response, body, secrets))
    }

    /// How long to wait before the next attempt, if there may be one.
    fn next(
        &self,
        error: &Error,
        repeatable: bool,
        attempt: u32,
        settings: &Settings,
        skew_corrected: &mut bool,
    ) -> Option<Duration> {
        // The correction is kept even when no attempt is left: the next call profits.
        if !*skew_corrected && let Some(date) = retry::skewed(error, self.now()) {
            *skew_corrected = true;
            let proven = retry::is_proven(error);
            self.correct_clock(date, proven);
            return ((repeatable || proven) && attempt < settings.retry.max_attempts)
                .then_some(Duration::ZERO);
        }
        if attempt >= settings.retry.max_attempts
            || !retry::may_repeat(error, repeatable)
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

fn failure(error: TransportError) -> Error {
    match error {
        TransportError { sent, timed_out: true, .. } => {
            TimeoutError::new(sent, false).into()
        }
        TransportError { sent: false, problem, cause, lasting, .. } => {
            NotSentError::of(problem, cause, lasting).into()
        }
        TransportError { sent: true, problem, cause, .. } => {
            ConnectionLostError::of(problem, cause).into()
        }
    }
}
