//! Writes the changes of the store to the folder of data, in their order and in a thread
//! of its own. Changes that arrive while others are written are written together, so that
//! many clients share one write of the disk.
//!
//! An answer goes out after everything that it may show was written: a ticket that a
//! client has heard of is there after a crash. If the disk fails, every answer from then
//! on is that error.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use tokio::sync::watch;

use super::data::{DataFolder, Row};

/// Changes that belong together, with the number of the entry and the count of the newest
/// ticket.
struct JournalEntry {
    number: u64,
    count: u64,
    rows: Vec<Row>,
}

/// The number of the last entry that is on the disk, or the reason why no more are
/// written.
type Progress = Result<u64, Arc<str>>;

/// The way to the thread that writes.
pub(super) struct Journal {
    /// `None` while the journal is dropped, which ends the thread.
    entries: Option<Sender<JournalEntry>>,
    progress: watch::Receiver<Progress>,
    last: u64,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("last", &self.last).finish_non_exhaustive()
    }
}

impl Journal {
    pub(super) fn start(data: DataFolder) -> io::Result<Self> {
        let (entries, received) = channel();
        let (written, progress) = watch::channel(Ok(0));
        let thread = std::thread::Builder::new()
            .name("sandbox data".to_owned())
            .spawn(move || run(&data, &received, &written))?;
        Ok(Self { entries: Some(entries), progress, last: 0, thread: Some(thread) })
    }

    /// Hands over changes that belong together.
    pub(super) fn push(&mut self, count: u64, rows: impl Into<Vec<Row>>) {
        self.last += 1;
        let entry = JournalEntry { number: self.last, count, rows: rows.into() };
        if let Some(entries) = &self.entries {
            // A thread that ended has left the reason in its progress.
            let _ = entries.send(entry);
        }
    }

    pub(super) fn last_entry(&self) -> LastEntry {
        LastEntry { progress: self.progress.clone(), number: self.last }
    }
}

/// Writes what was handed over.
impl Drop for Journal {
    fn drop(&mut self) {
        drop(self.entries.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The last entry of a journal at some time.
pub(super) struct LastEntry {
    progress: watch::Receiver<Progress>,
    number: u64,
}

impl LastEntry {
    /// Waits until the entry is on the disk, or can no longer be written.
    pub(super) async fn written(mut self) -> Result<(), String> {
        let is_settled = |progress: &Progress| {
            progress.as_ref().map_or(true, |it| *it >= self.number)
        };
        match self.progress.wait_for(is_settled).await.as_deref() {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(problem)) => Err(problem.to_string()),
            Err(_) => Err("the thread that writes the data ended".to_owned()),
        }
    }
}

/// Writes entries until the journal is dropped, or the disk fails.
fn run(
    data: &DataFolder,
    entries: &Receiver<JournalEntry>,
    written: &watch::Sender<Progress>,
) {
    while let Ok(first) = entries.recv() {
        let JournalEntry { mut number, mut count, mut rows } = first;
        for next in entries.try_iter() {
            number = next.number;
            count = next.count;
            rows.extend(next.rows);
        }
        if let Err(error) = data.write(count, &rows) {
            let _ = written.send(Err(error.to_string().into()));
            return;
        }
        let _ = written.send(Ok(number));
    }
}
