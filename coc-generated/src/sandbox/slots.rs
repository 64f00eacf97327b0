//! Slots for connections, whose number is bounded. Reading from connections belongs to
//! `listen`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// The slots of connections. If none is free, the connection that has sent nothing for the
/// longest time loses its own, so that idle clients block no others.
pub(super) struct Slots {
    free: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

/// The connections that have sent nothing, by the order in which they came.
#[derive(Default)]
struct Idle {
    count: u64,
    waiting: BTreeMap<u64, oneshot::Sender<()>>,
}

impl Slots {
    pub(super) fn new(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), idle: Mutex::default() }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A slot for a new connection, as soon as one is free.
    pub(super) async fn take(&self) -> Option<OwnedSemaphorePermit> {
        if let Ok(slot) = Arc::clone(&self.free).try_acquire_owned() {
            return Some(slot);
        }
        self.close_oldest_idle();
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Closes the connection that has sent nothing for the longest time. Returns whether
    /// there was one.
    pub(super) fn close_oldest_idle(&self) -> bool {
        self.idle().waiting.pop_first().is_some()
    }

    /// Waits for the first byte of a connection. Returns whether it came within `timeout`
    /// and before another connection needed the slot.
    pub(super) async fn first_byte(
        &self,
        stream: &TcpStream,
        timeout: Duration,
    ) -> bool {
        let (close, closed) = oneshot::channel();
        let number = {
            let mut idle = self.idle();
            idle.count += 1;
            let number = idle.count;
            idle.waiting.insert(number, close);
            number
        };
        let mut first = [0];
        let is_there = tokio::select! {
            biased;
            // A readable socket is no proof: the runtime may report it too early.
            peeked = stream.peek(&mut first) => peeked.is_ok_and(|bytes| bytes > 0),
            _ = closed => false,
            () = tokio::time::sleep(timeout) => false,
        };
        self.idle().waiting.remove(&number);
        is_there
    }
}
