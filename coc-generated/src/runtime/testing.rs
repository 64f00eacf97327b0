//! Testing code that uses a client, without the service and without a socket: a transport
//! that answers from a script and records the requests, and a clock that tests set.
//!
//! Signing, retries and the reading of answers are those of the real client. Waits
//! between attempts are real, unless Tokio's time is paused or the retry policy has
//! none.
//!
//! ```
//! use coc_generated::testing::ScriptedTransport;
//! use coc_generated::{ClientBuilder, Credentials};
//! use coc_generated::service::{AuthScope, Service};
//! use http::{Method, StatusCode};
//!
//! static POST: Service = Service::new("post", AuthScope::Project);
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let script = ScriptedTransport::new();
//! script.answer_json(StatusCode::OK, &serde_json::json!({"parcels": 2}));
//! let client = ClientBuilder::new(&POST)
//!     .endpoint("https://post.example.com".parse()?)
//!     .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
//!     .transport(script.clone())
//!     .build()?;
//!
//! let answer = client.send_raw(Method::GET, "/v1/parcels", &[("limit", "5")], None).await?;
//! assert_eq!(answer.output()["parcels"], 2);
//! assert_eq!(script.requests()[0].uri().query(), Some("limit=5"));
//!
//! // The script is at its end.
//! let error = client.send_raw(Method::POST, "/v1/parcels", &[], None).await.unwrap_err();
//! assert_eq!(error.outcome(), coc_generated::Outcome::NotSent);
//! # Ok(())
//! # }
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::runtime::client::{BoxFuture, Transport, TransportError};
use crate::runtime::http::{Clock, Payload, shown_body};

/// A transport that answers from a script. Clones share the script and the recorded
/// requests: keep one, and give the other to the builder.
///
/// When the script is at its end, nothing is sent: the call fails with
/// [`Error::NotSent`](crate::Error::NotSent).
#[derive(Clone, Default)]
pub struct ScriptedTransport {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: VecDeque<ScriptedAnswer>,
    requests: Vec<RecordedRequest>,
}

enum ScriptedAnswer {
    Answer(Response<Bytes>),
    Fail(TransportError),
    Hang,
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("ScriptedTransport")
            .field("left", &state.script.len())
            .field("requests", &state.requests.len())
            .finish()
    }
}

/// A request as it would have been sent. It dereferences to the request.
#[derive(Clone)]
pub struct RecordedRequest(Request<Payload>);

impl Deref for RecordedRequest {
    type Target = Request<Payload>;

    fn deref(&self) -> &Request<Payload> {
        &self.0
    }
}

/// Shows the body unless it has a secret, and no headers that are secret.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = shown_body(&self.0);
        f.debug_struct("RecordedRequest")
            .field("method", self.method())
            .field("uri", self.uri())
            .field("headers", self.headers())
            .field("body", &format_args!("{body}"))
            .finish()
    }
}

impl ScriptedTransport {
    /// An empty script.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer with this status and JSON body to the script.
    pub fn answer_json(&self, status: StatusCode, body: &serde_json::Value) -> &Self {
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert("content-type", http::HeaderValue::from_static("application/json"));
        self.answer(response)
    }

    /// Adds this answer to the script.
    pub fn answer(&self, response: Response<Bytes>) -> &Self {
        self.push(ScriptedAnswer::Answer(response))
    }

    /// Adds a failure to the script: [`TransportError::not_sent`] or
    /// [`TransportError::maybe_sent`].
    pub fn fail(&self, error: TransportError) -> &Self {
        self.push(ScriptedAnswer::Fail(error))
    }

    /// Adds a request without an answer to the script, so that the attempt runs into its
    /// time-out.
    pub fn hang(&self) -> &Self {
        self.push(ScriptedAnswer::Hang)
    }

    /// The requests in order, as they would have been sent: signed, one entry for each
    /// attempt.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().requests.clone()
    }

    /// How many steps of the script are left.
    #[must_use]
    pub fn left(&self) -> usize {
        self.state().script.len()
    }

    fn push(&self, step: ScriptedAnswer) -> &Self {
        self.state().script.push_back(step);
        self
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: Request<Payload>,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let step = {
            let mut state = self.state();
            state.requests.push(RecordedRequest(request));
            state.script.pop_front()
        };
        Box::pin(async move {
            match step {
                Some(ScriptedAnswer::Answer(response)) => Ok(response),
                Some(ScriptedAnswer::Fail(error)) => Err(error),
                Some(ScriptedAnswer::Hang) => std::future::pending().await,
                None => Err(TransportError::not_sent("the script has no answer left")),
            }
        })
    }
}

/// A clock that shows the time that it is set to. Clones share the time.
#[derive(Debug, Clone)]
pub struct ManualClock {
    now: Arc<Mutex<SystemTime>>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: SystemTime) -> Self {
        Self { now: Arc::new(Mutex::new(now)) }
    }

    /// Moves the clock forward. Does nothing if the system cannot represent the new time.
    pub fn advance(&self, by: Duration) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(by).unwrap_or(*now);
    }

    /// Sets the clock.
    pub fn set(&self, time: SystemTime) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = time;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
