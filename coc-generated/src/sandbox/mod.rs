//! A local service that keeps tickets: for tests, and for trying a client of this service
//! without an account. It checks signatures and rules as they are documented, and keeps
//! changes, issues, incidents and files through their life, in memory or in a folder.
//!
//! ```
//! use coc_generated::Client;
//! use coc_generated::sandbox::Sandbox;
//!
//! # fn client() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start()?;
//! let client = Client::builder()
//!     .endpoint(sandbox.endpoint())
//!     .credentials(sandbox.credentials())
//!     .build()?;
//! # drop(client);
//! # Ok(())
//! # }
//! ```
//!
//! The page at `/` shows the tickets and the last requests with their verdicts, live. It
//! shows no secrets, and asks for no credentials.
//!
//! A state is refused only where a page rules it out, and the message of the refusal
//! names the page. A ticket is made asynchronously: until its delay is over, the sandbox
//! answers `COC.00067003`, no such ticket.
//!
//! These members of list requests have no effect, since no page says where or how an
//! answer shows theirs: `contain_total`, `count_filters`, `group_by_filter`, and `group`,
//! `match_type` and `priority_type` of a filter. Neither has `contain_sub_ticket`, since
//! issues and incidents of the sandbox have no sub-tickets.

mod changes;
mod clock;
mod data;
mod document;
mod failure;
mod filter_condition;
mod filters;
mod history;
mod incidents;
mod inject;
mod issues;
mod journal;
mod listen;
mod lists;
mod log;
mod names;
mod operations;
mod page;
mod slots;
mod store;
mod ticket;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tokio::sync::oneshot;

use crate::runtime::http::{Credentials, Endpoint};
use crate::runtime::server::Dispatcher;
use clock::SandboxClock;
use data::DataFolder;
pub use failure::FailureError;
use failure::{InjectedFailure, InjectedFailures};
use operations::SandboxOperations;
use store::Store;

const ACCESS_KEY: &str = "SANDBOXACCESSKEY0000";
// A client withholds messages that show a part of its key: no message has one of this.
const SECRET_KEY: &str = "wQ7vKz3RtXm9PbLd5HsYc2NgFa8JeUq4TiOo1BxV";
const TOKEN: &str = "sandbox-token";

/// A running sandbox. It stops with the value.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    endpoint: Endpoint,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The options of a sandbox.
#[derive(Debug, Clone)]
pub struct SandboxBuilder {
    address: SocketAddr,
    delay: Duration,
    read_timeout: Duration,
    provider_code: Value,
    failures: Vec<InjectedFailure>,
    data: Option<PathBuf>,
}

impl Sandbox {
    /// Starts a sandbox on a free port of this machine, whose tickets are there at once.
    ///
    /// # Errors
    /// The error of the operating system.
    pub fn start() -> io::Result<Self> {
        Self::builder().start()
    }

    /// The options of a sandbox.
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            delay: Duration::ZERO,
            read_timeout: Duration::from_secs(30),
            provider_code: "049".into(),
            failures: Vec::new(),
            data: None,
        }
    }

    /// The endpoint for a client.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.endpoint.clone()
    }

    /// The address that it listens at.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The keys that requests are signed with.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::keys(ACCESS_KEY, SECRET_KEY)
    }

    /// The access key and the secret key, for clients in other languages.
    #[must_use]
    pub fn keys(&self) -> (&'static str, &'static str) {
        (ACCESS_KEY, SECRET_KEY)
    }

    /// The token that `X-Auth-Token` may hold instead of a signature.
    #[must_use]
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// Waits until the sandbox stops, which it does not do by itself.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl SandboxBuilder {
    /// Listens at this address. Without it, at a free port of this machine.
    #[must_use]
    pub fn address(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// Tickets are there after this time. Without it, at once.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// The time that a client has for the head of a request, and for its body. Without
    /// it, 30 seconds each.
    #[must_use]
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Answers with the number 4 as `provider_code`, as newer examples of the pages do.
    /// Without it, with the text `049`, which every client can read.
    #[must_use]
    pub fn provider_code_as_number(mut self) -> Self {
        self.provider_code = 4.into();
        self
    }

    /// Keeps tickets and files in this folder, which is made if there is none. Without
    /// one, they are kept in memory and end with the sandbox.
    ///
    /// An answer goes out once everything that it shows is on the disk. A sandbox that
    /// starts again with the same folder has each ticket whose answer went out, once, and
    /// at most once each ticket whose answer did not go out, however the one before it
    /// ended. One sandbox at a time uses a folder. Keys, tokens and secret parameters of
    /// tickets are not kept.
    #[must_use]
    pub fn data(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data = Some(folder.into());
        self
    }

    /// Lets requests fail, such as the next three that open a ticket:
    ///
    /// ```
    /// use coc_generated::sandbox::{FailureError, Sandbox};
    ///
    /// # fn main() -> Result<(), FailureError> {
    /// let builder = Sandbox::builder()
    ///     .fail("create_ticket: 429 code=APIGW.0308 retry-after=2 x3")?
    ///     .fail("*: reset after x1")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The text is the name of an operation, or `*` for all of them, a colon, a failure and
    /// perhaps `xN`: it is for `N` requests, and without it for all of them. The first
    /// text that fits is carried out. The header `X-Sandbox-Fail` of a request holds a
    /// failure of this request alone, which goes before these.
    ///
    /// | failure | the client gets |
    /// | --- | --- |
    /// | `503 code=CODE retry-after=SECONDS` | this status, from 400 to 599, with or without a code and `Retry-After` |
    /// | `delay=SECONDS` | the answer, later |
    /// | `silence` | no answer |
    /// | `reset` | the end of the connection |
    /// | `cut` | an answer that breaks off in its body |
    /// | `clock=SECONDS` | an answer by a clock that is ahead by this time, or behind with `-`: the 401 of the gateway if the signature is too old or too new by it |
    ///
    /// Behind one of the first four, `after` means that the request is carried out first.
    /// Without it, a delay comes before the request is carried out, and the other three
    /// take the place of it. A client that hangs up in a delay or in silence ends its
    /// request.
    ///
    /// # Errors
    /// [`FailureError`] if the text is no such failure.
    pub fn fail(mut self, failure: &str) -> Result<Self, FailureError> {
        self.failures.push(InjectedFailure::read(failure)?);
        Ok(self)
    }

    /// Starts the sandbox, in a thread of its own.
    ///
    /// # Errors
    /// The error of the operating system, such as that the address is in use; or the
    /// reason why the folder of data cannot be used: it cannot be written, another sandbox
    /// has it open, or its content is damaged or of another version.
    pub fn start(self) -> io::Result<Sandbox> {
        let store = match &self.data {
            Some(folder) => Store::of(DataFolder::open(folder)?)?,
            None => Store::default(),
        };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            listen::bind(self.address)?
        };
        let address = listener.local_addr()?;
        let endpoint =
            Endpoint::new(&format!("http://{address}")).map_err(io::Error::other)?;
        let callers =
            vec![Credentials::keys(ACCESS_KEY, SECRET_KEY), Credentials::token(TOKEN)];
        let dispatcher =
            Dispatcher::new(SandboxOperations::new(store, self.delay), callers)
                .with_clock(SandboxClock)
                .with_member("provider_code", self.provider_code)
                .with_explained_signatures(true);
        let (stop, stopped) = oneshot::channel();
        let failures = InjectedFailures::new(self.failures);
        let service = listen::Service::new(dispatcher, failures, self.read_timeout);
        let thread =
            std::thread::Builder::new().name("sandbox".to_owned()).spawn(move || {
                runtime.block_on(listen::serve(listener, Arc::new(service), stopped));
            })?;
        Ok(Sandbox { address, endpoint, stop: Some(stop), thread: Some(thread) })
    }
}
