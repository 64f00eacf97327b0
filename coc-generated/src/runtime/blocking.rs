//! The client for code without an asynchronous runtime. It runs the calls of the
//! asynchronous client on threads of its own, and waits for them; everything else
//! belongs to `client`.

use std::fmt;
use std::future::Future;
use std::io::{self, Write};
use std::iter::FusedIterator;
use std::ops::ControlFlow;
use std::sync::{Arc, mpsc};
use std::thread;

use bytes::Bytes;
use serde_json::Value;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tracing::Instrument;
use tracing::instrument::WithSubscriber;

use crate::runtime::client::{
    BoxFuture, CallOptions, Client as AsyncClient, ClientBuilder, Cursor, RequestByName,
    Sink, Target, WaitError, WaitProgress, items, show,
};
use crate::runtime::http::{
    ConfigError, ConnectionLostError, Endpoint, Error, OperationRequest, PagedRequest,
    Parts, Response, Waiter,
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
struct Background {
    handle: Handle,
    /// `None` while it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Background {
    fn drop(&mut self) {
        // Dropping a runtime waits for its threads, which an asynchronous task must not
        // do.
        if let Some(runtime) = self.runtime.take() {
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
                problem: format!("no background thread can be started: {error}"),
            })?;
        let handle = runtime.handle().clone();
        let background = Arc::new(Background { handle, runtime: Some(runtime) });
        Ok(Self { client, background })
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

    /// The pages of a list, from the page that `request` asks for. The methods named after
    /// operations call this.
    pub fn pages<R: PagedRequest>(&self, request: R) -> Pages<R> {
        Pages { client: self.clone(), cursor: Cursor::new(request) }
    }

    /// Repeats a call until its answer shows the state that `waiter` waits for, and returns
    /// that answer. The methods called `wait_until_...` call this.
    ///
    /// # Errors
    /// As for the asynchronous [`Client::wait`](crate::Client::wait).
    pub fn wait<R: OperationRequest>(
        &self,
        request: R,
        waiter: &'static Waiter<R::Output>,
    ) -> Result<Response<R::Output>, WaitError<R::Output>> {
        let mut progress = WaitProgress::new(&self.client, &request, waiter)?;
        drop(request);
        loop {
            let (client, call) = progress.next(&self.client);
            let done = self.wait_for_call(async move { client.run_call(call).await });
            let result =
                done.and_then(|done| self.client.finish_call(done, progress.warnings()));
            match progress.judge(result) {
                ControlFlow::Break(result) => return result,
                ControlFlow::Continue(pause) => thread::sleep(pause),
            }
        }
    }

    /// Like [`send`](Self::send), and writes the bytes of the answer to `writer` as they
    /// arrive, on this thread. The output is the number of bytes.
    ///
    /// # Errors
    /// As for the asynchronous [`Client::send_to`](crate::Client::send_to).
    pub fn send_to<R: OperationRequest<Output = Bytes>>(
        &self,
        request: R,
        mut writer: impl Write,
    ) -> Result<Response<u64>, Error> {
        let (call, warnings) = self.client.prepare_request(&request)?;
        let (mut sink, chunks) = Channel::new();
        let client = self.client.clone();
        let call = async move {
            client.run_call_into(call, Some(Target::new(&mut sink))).await
        };
        let ended = self.start_call(call);
        let written = chunks
            .into_iter()
            .try_for_each(|chunk: Chunk| writer.write_all(&chunk.bytes))
            .and_then(|()| writer.flush());
        // If the writer failed, the channel is gone, and the call ends.
        let done = ended.recv().unwrap_or_else(|_| Err(lost()));
        match written {
            Ok(()) => self.client.finish_written(done?, warnings),
            Err(error) => Err(AsyncClient::not_written(error, &done)),
        }
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

    /// Runs a future on a background thread and waits for it. Running it on this thread
    /// would panic if this thread runs asynchronous tasks.
    fn wait_for_call<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        self.start_call(future).recv().unwrap_or_else(|_| Err(lost()))
    }

    /// Starts a future on a background thread, and returns the receiver of its result.
    fn start_call<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> mpsc::Receiver<Result<T, Error>> {
        let (sender, receiver) = mpsc::sync_channel(1);
        let task = async move {
            // The caller waits for it, unless its thread is gone.
            let _ = sender.send(future.await);
        };
        self.background.handle.spawn(task.in_current_span().with_current_subscriber());
        receiver
    }
}

fn lost() -> Error {
    ConnectionLostError::new("a background thread ended during the call").into()
}

/// How many chunks of an answer wait for a slow writer at most.
const MAX_QUEUED_CHUNKS: usize = 4;

/// Hands the bytes of an answer to the thread that waits for it. Tokio's own channel
/// cannot be read by a thread that runs asynchronous tasks.
struct Channel {
    sender: mpsc::Sender<Chunk>,
    room: Arc<Semaphore>,
}

/// Bytes of an answer, and the room that they take until they are written.
struct Chunk {
    bytes: Bytes,
    _room: OwnedSemaphorePermit,
}

impl Channel {
    fn new() -> (Self, mpsc::Receiver<Chunk>) {
        let (sender, receiver) = mpsc::channel();
        (Self { sender, room: Arc::new(Semaphore::new(MAX_QUEUED_CHUNKS)) }, receiver)
    }
}

impl Sink for Channel {
    fn write(&mut self, bytes: Bytes) -> BoxFuture<'_, io::Result<()>> {
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        Box::pin(async move {
            let room = Arc::clone(&self.room).acquire_owned().await;
            let room = room.map_err(|_| gone())?;
            self.sender.send(Chunk { bytes, _room: room }).map_err(|_| gone())
        })
    }

    /// The other thread flushes the writer.
    fn flush(&mut self) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// The pages of a list, each requested when it is needed.
///
/// The end and the place after an error are those of the asynchronous
/// [`Pages`](crate::paging::Pages): after an error the same page is asked for again.
#[must_use = "pages are asked for by `next`"]
pub struct Pages<R: PagedRequest> {
    client: Client,
    cursor: Cursor<R>,
}

impl<R: PagedRequest> Pages<R> {
    /// The items of the pages, one by one.
    pub fn items(self) -> Items<R> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// How many items there are on all pages, if an answer has said so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.cursor.total()
    }

    /// The request of the next page, with which another program can go on; `None` at the
    /// end.
    #[must_use]
    pub fn next_request(&self) -> Option<&R> {
        self.cursor.request()
    }
}

impl<R: PagedRequest> Iterator for Pages<R> {
    type Item = Result<Response<R::Output>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.cursor.stuck() {
            return Some(Err(error));
        }
        let result = self.client.send(self.cursor.request()?);
        Some(self.cursor.take(result))
    }
}

impl<R: PagedRequest> FusedIterator for Pages<R> {}

/// The items of a list, whose pages are requested when they are needed.
#[must_use = "items are asked for by `next`"]
pub struct Items<R: PagedRequest> {
    pages: Pages<R>,
    page: std::vec::IntoIter<R::Item>,
}

impl<R: PagedRequest> Items<R> {
    /// How many items there are on all pages, if an answer has said so.
    #[must_use]
    pub fn total(&self) -> Option<u64> {
        self.pages.total()
    }
}

impl<R: PagedRequest> Iterator for Items<R> {
    type Item = Result<R::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.page.next() {
                return Some(Ok(item));
            }
            match self.pages.next()? {
                Ok(response) => self.page = items::<R>(response),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<R: PagedRequest> FusedIterator for Items<R> {}

impl<R: PagedRequest> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::<R>("Pages", &self.cursor, f)
    }
}

impl<R: PagedRequest> fmt::Debug for Items<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::<R>("Items", &self.pages.cursor, f)
    }
}
