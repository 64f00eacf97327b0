//! The client for code without an asynchronous runtime. It shares everything with the
//! asynchronous one but the wait.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, mpsc};

use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::runtime::client::{
    CallOptions, Client as AsyncClient, ClientBuilder, RequestByName,
};
use crate::runtime::http::{
    ConfigError, ConnectionLostError, Endpoint, Error, NotSentError, OperationRequest,
    Parts, Response,
};
use crate::runtime::service::Service;

/// A client whose calls return when they are done. Clones share connections, credentials
/// and the background threads, which end with the last of them.
///
/// It works anywhere, but on an asynchronous task it holds up the thread for as long as
/// a call takes: use the asynchronous client there.
#[derive(Clone)]
pub struct Client {
    client: AsyncClient,
    background: Arc<Background>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.client).finish()
    }
}

impl ClientBuilder {
    /// Makes a client for code without an asynchronous runtime.
    ///
    /// # Errors
    /// [`ConfigError`] if something given is not usable, or no thread can be started.
    pub fn build_blocking(self) -> Result<Client, ConfigError> {
        Client::new(self.build()?)
    }
}

/// The runtime that makes the calls.
struct Background(Option<Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        // Dropping a runtime waits for its thread, which an asynchronous task must not
        // do.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// A blocking client that makes its calls through this asynchronous one.
    ///
    /// # Errors
    /// [`ConfigError::Setup`] if no thread can be started.
    pub fn new(client: AsyncClient) -> Result<Self, ConfigError> {
        let runtime = Builder::new_multi_thread()
            // While one thread reads a long answer, the other one runs timers.
            .worker_threads(2)
            .thread_name("blocking-client")
            .enable_all()
            .build()
            .map_err(|error| ConfigError::Setup {
                problem: format!("no thread for it: {error}"),
            })?;
        Ok(Self { client, background: Arc::new(Background(Some(runtime))) })
    }

    /// The same client, whose calls have these options. Settings that they leave open
    /// stay as they are.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self {
            client: self.client.with_options(options),
            background: Arc::clone(&self.background),
        }
    }

    /// The service that it calls.
    #[must_use]
    pub fn service(&self) -> &'static Service {
        self.client.service()
    }

    /// The endpoint that it calls.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        self.client.endpoint()
    }

    /// Validates, signs and sends a request, retries it where a retry cannot execute it
    /// twice, and reads the answer. The methods named after operations call this.
    ///
    /// # Errors
    /// As for the asynchronous [`Client::send`](crate::Client::send).
    pub fn send<R: OperationRequest>(
        &self,
        request: R,
    ) -> Result<Response<R::Output>, Error> {
        let (call, warnings) = self.client.prepare_request(&request)?;
        let client = self.client.clone();
        let done = self.wait_for_call(async move { client.run_call(call).await })?;
        self.client.finish_call(done, warnings)
    }

    /// Sends a request of an operation that the spec does not describe.
    ///
    /// # Errors
    /// As for the asynchronous [`Client::send_raw`](crate::Client::send_raw).
    pub fn send_raw(
        &self,
        method: http::Method,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Response<Value>, Error> {
        self.send_parts(method, AsyncClient::raw_parts(path, query, body)?)
    }

    /// Like [`send_raw`](Self::send_raw), with path, query, headers and body as
    /// [`Parts`].
    ///
    /// # Errors
    /// As for the asynchronous [`Client::send_parts`](crate::Client::send_parts).
    pub fn send_parts(
        &self,
        method: http::Method,
        parts: Parts,
    ) -> Result<Response<Value>, Error> {
        let client = self.client.clone();
        self.wait_for_call(async move { client.send_parts(method, parts).await })
    }

    /// Implements the method `send_json`.
    pub(crate) fn send_by_name(
        &self,
        table: &[RequestByName],
        operation: &str,
        document: &Value,
    ) -> Result<Response<Value>, Error> {
        let (call, warnings) = self.client.prepare_json(table, operation, document)?;
        let client = self.client.clone();
        let done = self.wait_for_call(async move { client.run_call(call).await })?;
        self.client.finish_json(done, warnings)
    }

    /// Runs a future on the background thread and waits for it here. It is not run here:
    /// that would panic on a thread that runs asynchronous tasks.
    fn wait_for_call<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let Some(runtime) = &self.background.0 else {
            return Err(NotSentError::new("the background thread has ended").into());
        };
        let (sender, receiver) = mpsc::sync_channel(1);
        let task = async move {
            // The caller waits for it, unless its thread is gone.
            let _ = sender.send(future.await);
        };
        runtime.spawn(task.in_current_span().with_current_subscriber());
        receiver.recv().unwrap_or_else(|_| {
            Err(ConnectionLostError::new("the background thread ended during the call")
                .into())
        })
    }
}
