//! Waiting for a state: repeats one call within the time that is allowed for it. The
//! condition on an answer is in `http`, and the errors are in `wait_error`.

use std::future::Future;
use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::handle::Client;
use super::options::CallOptions;
use super::prepared_call::{Call, MAX_WAIT};
use super::wait_error::{NotReadyError, StateFailedError, WaitError};
use crate::runtime::http::{
    Error, OperationRequest, Output, Response, WaitState, Waiter,
};
use crate::runtime::violation::Violations;

/// The state of one wait.
pub(crate) struct WaitProgress<T: 'static> {
    waiter: &'static Waiter<T>,
    call: Call,
    warnings: Violations,
    every: Duration,
    at_most: Duration,
    started: Instant,
    calls: u32,
    /// Whether the bound of the wait is the time of the call that is made.
    is_bounded: bool,
}

/// The step after an answer: the end of the wait, or a pause before the next call.
pub(crate) type NextStep<T> = ControlFlow<Result<Response<T>, WaitError<T>>, Duration>;

impl<T: Output> WaitProgress<T> {
    pub(crate) fn new<R: OperationRequest<Output = T>>(
        client: &Client,
        request: &R,
        waiter: &'static Waiter<T>,
    ) -> Result<Self, Error> {
        let (call, warnings) = client.prepare_request(request)?;
        let options = client.options();
        Ok(Self {
            waiter,
            call,
            warnings,
            every: options.wait_every.unwrap_or(waiter.every()).min(MAX_WAIT),
            at_most: options.wait_at_most.unwrap_or(waiter.at_most()).min(MAX_WAIT),
            started: Instant::now(),
            calls: 0,
            is_bounded: false,
        })
    }

    /// The next call, with a client that ends it when the time is over.
    pub(crate) fn next(&mut self, client: &Client) -> (Client, Call) {
        self.calls = self.calls.saturating_add(1);
        let left = self.at_most.saturating_sub(self.started.elapsed());
        let own = client.total_timeout();
        self.is_bounded = left <= own;
        let options = CallOptions::new().total_timeout(left.min(own));
        (client.with_options(options), self.call.clone())
    }

    pub(crate) fn warnings(&self) -> Violations {
        self.warnings.clone()
    }

    /// The step after the result of a call.
    pub(crate) fn judge(&self, result: Result<Response<T>, Error>) -> NextStep<T> {
        let elapsed = self.started.elapsed();
        let state = self.waiter.state(&result);
        let mut is_over = self.every >= self.at_most.saturating_sub(elapsed);
        let last = match (state, result) {
            (WaitState::Ready, Ok(answer)) => return ControlFlow::Break(Ok(answer)),
            (WaitState::Failed, Ok(answer)) => {
                return ControlFlow::Break(Err(StateFailedError::new(
                    self.waiter,
                    answer,
                    elapsed,
                    self.calls,
                )
                .into()));
            }
            // The bound of the wait has ended the call, or no call can begin within it.
            (WaitState::Error, Err(Error::Timeout(error)))
                if error.was_whole_call() && self.is_bounded =>
            {
                is_over = true;
                Err(Error::Timeout(error))
            }
            (WaitState::Error, Err(error)) => {
                return ControlFlow::Break(Err(error.into()));
            }
            (_, result) => result,
        };
        if self.call.repeatable && !is_over {
            return ControlFlow::Continue(self.every);
        }
        let last =
            last.map(|answer| (answer.status(), answer.code().map(str::to_owned)));
        let error = NotReadyError::new(self.waiter, elapsed, self.calls, last);
        ControlFlow::Break(Err(error.into()))
    }
}

impl Client {
    /// Repeats a call until its answer shows the state that `waiter` waits for, and returns
    /// that answer. The methods called `wait_until_...` call this.
    ///
    /// Each call is signed, sent and retried as by [`send`](Self::send). The waiter has
    /// the pause between two calls and the bound of the whole, unless
    /// [`CallOptions::wait_every`] and [`CallOptions::wait_at_most`] have others. If the
    /// request is not safe to repeat, one call is made.
    ///
    /// If the future is dropped, the waiting is over.
    ///
    /// # Errors
    /// [`WaitError`]: a call failed, an answer says that the state can no longer be
    /// reached, or the time is over.
    pub fn wait<R: OperationRequest>(
        &self,
        request: R,
        waiter: &'static Waiter<R::Output>,
    ) -> impl Future<Output = Result<Response<R::Output>, WaitError<R::Output>>>
    + Send
    + use<'_, R> {
        let progress = WaitProgress::new(self, &request, waiter);
        drop(request);
        async move {
            let mut progress = progress?;
            loop {
                let (client, call) = progress.next(self);
                let done = client.run_call(call).await;
                let result =
                    done.and_then(|done| self.finish_call(done, progress.warnings()));
                let pause = match progress.judge(result) {
                    ControlFlow::Break(result) => return result,
                    ControlFlow::Continue(pause) => pause,
                };
                sleep(pause).await;
            }
        }
    }
}
