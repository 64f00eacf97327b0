//! Remembers the signatures that were received within the window of a signature. Whether
//! a signature is right belongs to `verify`.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use super::verify::{SIGNATURE_WINDOW, Signature, SignatureReason, Verified};

/// The signatures that were received and still hold, so that a request that comes twice
/// is found.
///
/// Two equal requests of one second have the same signature, and the second one is
/// refused: a client that means both makes them differ, or waits.
pub struct ReplayMemory {
    seen: Mutex<Seen>,
    capacity: usize,
}

#[derive(Default)]
struct Seen {
    signatures: HashSet<Signature>,
    by_end: BTreeSet<(SystemTime, Signature)>,
}

/// Shows no signature.
impl fmt::Debug for ReplayMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayMemory")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

impl ReplayMemory {
    /// A memory for at most this many signatures. While it is full of signatures that still
    /// hold, it refuses every request, since a forgotten one could come again.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { seen: Mutex::default(), capacity }
    }

    /// Notes a signature that is right.
    ///
    /// # Errors
    /// [`SignatureReason::Replayed`] if it was noted before, and
    /// [`SignatureReason::ReplayMemoryFull`] if there is no room.
    pub fn note(
        &self,
        verified: &Verified,
        now: SystemTime,
    ) -> Result<(), SignatureReason> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Seen { signatures, by_end } = &mut *seen;
        while let Some((end, _)) = by_end.first()
            && *end < now
        {
            if let Some((_, signature)) = by_end.pop_first() {
                signatures.remove(&signature);
            }
        }
        if signatures.contains(&verified.signature) {
            return Err(SignatureReason::Replayed);
        }
        if signatures.len() >= self.capacity {
            return Err(SignatureReason::ReplayMemoryFull);
        }
        signatures.insert(verified.signature);
        let end = verified.date.checked_add(SIGNATURE_WINDOW).unwrap_or(now);
        by_end.insert((end, verified.signature));
        Ok(())
    }
}
