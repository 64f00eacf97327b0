//! The tickets and files of the sandbox, within bounds. A ticket is kept as the JSON that
//! the journal writes, which takes a fraction of the memory of its members. The rules of
//! each kind of ticket belong to its own file, and writing to the disk to `journal`.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::data::{DataFolder, Row};
use super::journal::{Journal, LastEntry};
use super::names::{self, uuid};
use super::ticket::{HistoryRecord, Kind, NewTicket, Ticket};
use crate::runtime::server::Refusal;

/// The largest number of tickets.
const MAX_TICKETS: usize = 1_000_000;
/// The most bytes of all tickets with their histories.
const MAX_TICKET_BYTES: usize = 3 * 1024 * 1024 * 1024;
/// The most bytes of all files.
const MAX_FILE_BYTES: usize = 256 * 1024 * 1024;
/// The code for a ticket that is not there.
const NO_SUCH_TICKET: &str = "COC.00067003";
/// The code for a request that the state of a ticket does not allow.
const WRONG_STATE: &str = "GOM.00007256";

/// A ticket as it is kept.
#[derive(Debug)]
pub(super) struct StoredTicket {
    kind: Kind,
    ready: u64,
    /// The ticket as JSON.
    ticket: Box<[u8]>,
    /// Its records as JSON, each with a line feed behind it.
    history: Vec<u8>,
}

impl StoredTicket {
    pub(super) fn ticket(&self) -> Result<Ticket, Refusal> {
        parsed(&self.ticket)
    }

    fn records(&self) -> Result<Vec<HistoryRecord>, Refusal> {
        let lines = self.history.split(|byte| *byte == b'\n');
        lines.filter(|line| !line.is_empty()).map(parsed).collect()
    }

    /// The last record. Every ticket has one of its creation.
    pub(super) fn last_record(&self) -> Result<HistoryRecord, Refusal> {
        let last = self.history.trim_ascii_end().rsplit(|byte| *byte == b'\n').next();
        parsed(last.unwrap_or_default())
    }
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes)
        .map_err(|error| internal(format!("the stored ticket cannot be read: {error}")))
}

fn written(value: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(value)
        .map_err(|error| internal(format!("the ticket cannot be stored: {error}")))
}

/// All tickets and files.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// By their counts.
    tickets: BTreeMap<u64, StoredTicket>,
    ticket_bytes: usize,
    files: HashMap<String, Bytes>,
    file_bytes: usize,
    /// The count of the newest ticket.
    count: u64,
    /// Without one, everything is lost with the process.
    journal: Option<Journal>,
}

impl Store {
    /// The store that a folder of data holds. Changes are written to the folder.
    pub(super) fn of(data: DataFolder) -> io::Result<Self> {
        let mut store = Self::default();
        store.count = data.read(&mut |row| store.restore(row))?;
        store.journal = Some(Journal::start(data)?);
        Ok(store)
    }

    /// Takes over a row of the data, in which tickets come before their records.
    fn restore(&mut self, row: Row) -> Result<(), String> {
        match row {
            Row::Ticket(count, bytes) => {
                let ticket: Ticket = serde_json::from_slice(&bytes)
                    .map_err(|error| format!("the ticket {count}: {error}"))?;
                self.ticket_bytes += bytes.len();
                let (kind, ready) = (ticket.kind, ticket.ready);
                let ticket = bytes.into_boxed_slice();
                let kept = StoredTicket { kind, ready, ticket, history: Vec::new() };
                self.tickets.insert(count, kept);
            }
            Row::Records(count, at, lines) => {
                let kept = self.tickets.get_mut(&count);
                let kept = kept.filter(|kept| kept.history.len() as u64 == at);
                let kept = kept.ok_or_else(|| {
                    format!("the history of the ticket {count} has a gap at byte {at}")
                })?;
                self.ticket_bytes += lines.len();
                kept.history.extend(lines);
            }
            Row::File(id, content) => {
                self.file_bytes += content.len();
                self.files.insert(id, content);
            }
            Row::Removed(_) => {}
        }
        Ok(())
    }

    /// The last entry of the journal, if there is a journal: an answer has to wait until
    /// it is written.
    pub(super) fn last_entry(&self) -> Option<LastEntry> {
        self.journal.as_ref().map(Journal::last_entry)
    }

    /// Keeps a new ticket, which is visible after a delay.
    pub(super) fn add(
        &mut self,
        new: NewTicket<'_>,
        delay: Duration,
    ) -> Result<Ticket, Refusal> {
        let NewTicket { kind, fields, sub_tickets, state, operator } = new;
        if self.tickets.len() >= MAX_TICKETS {
            return Err(full("tickets"));
        }
        let time = SystemTime::now();
        let created = millis(time);
        self.count += 1;
        let mut ticket = Ticket {
            kind,
            number: names::new_number(kind.prefix(), self.count, time),
            id: names::new_id(self.count),
            fields,
            state: state.to_owned(),
            sub_tickets,
            task: uuid(),
            asked_level: None,
            created,
            updated: created,
            ready: millis(time.checked_add(delay).unwrap_or(time)),
            noted: Vec::new(),
        };
        ticket.note("create", operator, "", created);
        self.save(self.count, &mut ticket)?;
        Ok(ticket)
    }

    /// Keeps a ticket as it is now, and adds the actions that it noted to its history.
    fn save(&mut self, count: u64, ticket: &mut Ticket) -> Result<(), Refusal> {
        let bytes = written(&ticket)?;
        let mut lines = Vec::new();
        for record in ticket.noted.drain(..) {
            lines.extend(written(&record)?);
            lines.push(b'\n');
        }
        let before = self.tickets.get(&count).map_or(0, |kept| kept.ticket.len());
        let total = self.ticket_bytes - before + bytes.len() + lines.len();
        if total > MAX_TICKET_BYTES {
            return Err(full("tickets"));
        }
        self.ticket_bytes = total;
        let (kind, ready) = (ticket.kind, ticket.ready);
        let kept = self.tickets.entry(count).or_insert_with(|| StoredTicket {
            kind,
            ready,
            ticket: Box::default(),
            history: Vec::new(),
        });
        if let Some(journal) = &mut self.journal {
            let at = kept.history.len() as u64;
            let rows = [
                Row::Ticket(count, bytes.clone()),
                Row::Records(count, at, lines.clone()),
            ];
            journal.push(self.count, rows);
        }
        kept.ticket = bytes.into_boxed_slice();
        kept.history.extend(lines);
        Ok(())
    }

    /// The visible ticket of a kind with this number or id, and its count.
    fn find(
        &self,
        kind: Kind,
        name: &str,
    ) -> Result<(u64, &StoredTicket, Ticket), Refusal> {
        let name = name.trim();
        let found = names::count_in(name).and_then(|count| {
            let kept = self.tickets.get(&count)?;
            (kept.kind == kind && kept.ready <= now()).then_some((count, kept))
        });
        let (count, kept) = found.ok_or_else(|| no_such_ticket(name))?;
        let ticket = kept.ticket()?;
        if ticket.number == name || ticket.id == name {
            Ok((count, kept, ticket))
        } else {
            Err(no_such_ticket(name))
        }
    }

    /// The visible ticket of a kind with this number or id.
    pub(super) fn get(&self, kind: Kind, name: &str) -> Result<Ticket, Refusal> {
        self.find(kind, name).map(|(_, _, ticket)| ticket)
    }

    /// The same ticket, and its history: the newest record is the last one.
    pub(super) fn history(
        &self,
        kind: Kind,
        name: &str,
    ) -> Result<(Ticket, Vec<HistoryRecord>), Refusal> {
        let (_, kept, ticket) = self.find(kind, name)?;
        Ok((ticket, kept.records()?))
    }

    /// Changes the visible ticket of a kind with this number or id, and returns it. A
    /// refusal leaves it as it was.
    pub(super) fn change(
        &mut self,
        kind: Kind,
        name: &str,
        change: impl FnOnce(&mut Ticket) -> Result<(), Refusal>,
    ) -> Result<Ticket, Refusal> {
        let (count, _, mut ticket) = self.find(kind, name)?;
        change(&mut ticket)?;
        self.save(count, &mut ticket)?;
        Ok(ticket)
    }

    /// Removes a ticket with its history, if `allowed` does not refuse it.
    pub(super) fn remove(
        &mut self,
        kind: Kind,
        name: &str,
        allowed: impl FnOnce(&Ticket) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let (count, kept, ticket) = self.find(kind, name)?;
        allowed(&ticket)?;
        self.ticket_bytes -= kept.ticket.len() + kept.history.len();
        self.tickets.remove(&count);
        if let Some(journal) = &mut self.journal {
            journal.push(self.count, [Row::Removed(count)]);
        }
        Ok(())
    }

    /// The visible tickets of a kind, in the order in which they were made.
    pub(super) fn list(&self, kind: Kind) -> impl Iterator<Item = &StoredTicket> {
        let now = now();
        let visible = move |kept: &&StoredTicket| kept.kind == kind && kept.ready <= now;
        self.tickets.values().filter(visible)
    }

    /// The number of tickets, and all of them, the newest first, visible or not.
    pub(super) fn latest(&self) -> (usize, impl Iterator<Item = &StoredTicket>) {
        (self.tickets.len(), self.tickets.values().rev())
    }

    /// Keeps a file, and returns its id.
    pub(super) fn add_file(&mut self, content: Bytes) -> Result<String, Refusal> {
        let bytes = self.file_bytes.saturating_add(content.len());
        if bytes > MAX_FILE_BYTES {
            return Err(full("files"));
        }
        self.file_bytes = bytes;
        let id = uuid();
        if let Some(journal) = &mut self.journal {
            journal.push(self.count, [Row::File(id.clone(), content.clone())]);
        }
        self.files.insert(id.clone(), content);
        Ok(id)
    }

    /// The content of a file.
    pub(super) fn file(&self, id: &str) -> Result<Bytes, Refusal> {
        self.files.get(id).cloned().ok_or_else(|| no_such_file(id))
    }
}

/// The refusal of a request about a ticket that is not there, or not there yet.
pub(super) fn no_such_ticket(name: &str) -> Refusal {
    let message = format!("there is no ticket {name}");
    Refusal::new(StatusCode::BAD_REQUEST, message).with_code(NO_SUCH_TICKET)
}

/// The refusal of a request about a file that is not there.
fn no_such_file(id: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, format!("there is no file {id}"))
}

/// The refusal of a request that lacks something.
pub(super) fn missing(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message)
}

/// The answer in place of one that the sandbox cannot make, which is a bug of its own.
pub(super) fn internal(message: String) -> Refusal {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    Refusal::new(status, message).with_code(status.as_str())
}

/// The refusal of a request that something documented forbids in this state.
pub(super) fn wrong_state(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message).with_code(WRONG_STATE)
}

fn full(of: &str) -> Refusal {
    let message = format!(
        "the sandbox is full of {of}: start it again, with another folder of data"
    );
    Refusal::new(StatusCode::INSUFFICIENT_STORAGE, message)
}

/// Milliseconds since 1970.
pub(super) fn now() -> u64 {
    millis(SystemTime::now())
}

fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
