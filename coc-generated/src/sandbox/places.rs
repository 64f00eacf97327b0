//! Places for connections, whose number is bounded. Reading from connections belongs to
//! `listen`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// The places of connections. If none is free, the connection that has said nothing for
/// the longest time loses its own, so that silent clients keep nobody out.
pub(super) struct Places {
    free: Arc<Semaphore>,
    silent: Mutex<Silent>,
}

/// The connections that have said nothing, by the order in which they came.
#[derive(Default)]
struct Silent {
    count: u64,
    waiting: BTreeMap<u64, oneshot::Sender<()>>,
}

impl Places {
    pub(super) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), silent: Mutex::default() }
    }

    fn silent(&self) -> MutexGuard<'_, Silent> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection that came, as soon as there is one.
    pub(super) async fn take(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.free).try_acquire_owned() {
            return Some(place);
        }
        self.close_oldest();
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Closes the connection that has said nothing for the longest time, if there is one.
    pub(super) fn close_oldest(&self) -> bool {
        self.silent().waiting.pop_first().is_some()
    }

    /// Waits for the first byte of a connection, and returns whether it came in time and
    /// before somebody else needed the place.
    pub(super) async fn hears(&self, stream: &TcpStream, patience: Duration) -> bool {
        let (close, closed) = oneshot::channel();
        let number = {
            let mut silent = self.silent();
            silent.count += 1;
            let number = silent.count;
            silent.waiting.insert(number, close);
            number
        };
        let mut first = [0];
        let hears = tokio::select! {
            biased;
            // That the socket is readable is no proof: the runtime may say so too early.
            peeked = stream.peek(&mut first) => peeked.is_ok_and(|bytes| bytes > 0),
            _ = closed => false,
            () = tokio::time::sleep(patience) => false,
        };
        self.silent().waiting.remove(&number);
        hears
    }
}
