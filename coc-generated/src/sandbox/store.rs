//! The tickets and files of the sandbox, in memory. The rules of each kind of ticket
//! belong to its own file.

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};

use crate::runtime::http::to_compact;
use crate::runtime::server::Refusal;
use crate::runtime::wire::Object;

/// So many tickets are kept at most.
const MOST_TICKETS: usize = 1_000_000;
/// The files that are kept have so many bytes at most.
const MOST_BYTES: usize = 256 * 1024 * 1024;
/// The code for a ticket that is not there.
const NO_SUCH_TICKET: &str = "COC.00067003";
/// The code for a request that the state of a ticket does not allow.
const WRONG_STATE: &str = "GOM.00007256";

/// The kinds of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Change,
    Issue,
    Incident,
}

impl Kind {
    /// The beginning of the numbers of such tickets.
    fn prefix(self) -> &'static str {
        match self {
            Self::Change => "CM",
            Self::Issue => "IS",
            Self::Incident => "IM",
        }
    }

    /// The name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Issue => "issue",
            Self::Incident => "incident",
        }
    }
}

/// A part of a change, which is carried out on its own.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) id: String,
    pub(super) target_type: String,
    pub(super) target_value: String,
    pub(super) started: bool,
    pub(super) ended: bool,
    /// The members of the last record of its result.
    pub(super) result: Object,
}

/// Something that was done to a ticket.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) action: String,
    pub(super) operator: String,
    pub(super) comment: String,
    pub(super) time: u64,
    pub(super) state: String,
}

/// A ticket.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) kind: Kind,
    pub(super) number: String,
    pub(super) id: String,
    /// The members of the request that made it, and those that actions set.
    pub(super) fields: Object,
    pub(super) state: String,
    pub(super) parts: Vec<Part>,
    /// The task that the next action names.
    pub(super) task: String,
    pub(super) created: u64,
    pub(super) updated: u64,
    pub(super) history: Vec<Record>,
    /// When it becomes visible.
    ready: u64,
}

impl Ticket {
    /// The text of a member, or an empty one.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether the ticket is visible at this time.
    pub(super) fn is_ready(&self, now: u64) -> bool {
        self.ready <= now
    }

    /// Notes an action after it was carried out.
    pub(super) fn note(
        &mut self,
        action: &str,
        operator: &str,
        comment: &str,
        now: u64,
    ) {
        self.updated = now;
        self.history.push(Record {
            id: uuid(),
            action: action.to_owned(),
            operator: operator.to_owned(),
            comment: comment.to_owned(),
            time: now,
            state: self.state.clone(),
        });
    }
}

/// All tickets and files.
#[derive(Debug, Default)]
pub(super) struct Store {
    /// By their counts.
    tickets: BTreeMap<u64, Ticket>,
    /// The count of each number and of each id.
    counts: HashMap<String, u64>,
    files: HashMap<String, Bytes>,
    bytes: usize,
    count: u64,
}

impl Store {
    /// Keeps a new ticket, which becomes visible after a delay.
    pub(super) fn add(
        &mut self,
        kind: Kind,
        (fields, parts): (Object, Vec<Part>),
        state: &str,
        operator: &str,
        delay: Duration,
    ) -> Result<&Ticket, Refusal> {
        if self.tickets.len() >= MOST_TICKETS {
            return Err(full("tickets"));
        }
        let time = SystemTime::now();
        let created = millis(time);
        let digits: String =
            to_compact(time).chars().filter(char::is_ascii_digit).collect();
        self.count += 1;
        // Each count has digits of its own, since the factor shares no divisor with ten.
        let last = self.count.wrapping_mul(6_180_339_887) % 10_000_000_000;
        let number = format!("{}{digits}{last:010}", kind.prefix());
        let id = uuid();
        let mut ticket = Ticket {
            kind,
            number: number.clone(),
            id: id.clone(),
            fields,
            state: state.to_owned(),
            parts,
            task: uuid(),
            created,
            updated: created,
            history: Vec::new(),
            ready: millis(time.checked_add(delay).unwrap_or(time)),
        };
        ticket.note("create", operator, "", created);
        self.counts.insert(id, self.count);
        self.counts.insert(number, self.count);
        Ok(self.tickets.entry(self.count).or_insert(ticket))
    }

    /// The visible ticket of a kind with this number or id.
    pub(super) fn get(
        &mut self,
        kind: Kind,
        name: &str,
    ) -> Result<&mut Ticket, Refusal> {
        let name = name.trim();
        let now = now();
        let count = self.counts.get(name);
        count
            .and_then(|count| self.tickets.get_mut(count))
            .filter(|ticket| ticket.kind == kind && ticket.is_ready(now))
            .ok_or_else(|| no_such(name))
    }

    /// The visible tickets of a kind, in the order in which they were made.
    pub(super) fn list(&self, kind: Kind) -> impl Iterator<Item = &Ticket> {
        let now = now();
        let visible =
            move |ticket: &&Ticket| ticket.kind == kind && ticket.is_ready(now);
        self.tickets.values().filter(visible)
    }

    /// The number of tickets, and all of them, the newest first, visible or not.
    pub(super) fn latest(&self) -> (usize, impl Iterator<Item = &Ticket>) {
        (self.tickets.len(), self.tickets.values().rev())
    }

    /// Forgets a ticket.
    pub(super) fn remove(&mut self, number: &str) {
        let count = self.counts.remove(number);
        if let Some(ticket) = count.and_then(|count| self.tickets.remove(&count)) {
            self.counts.remove(&ticket.id);
        }
    }

    /// Keeps a file, and returns its id.
    pub(super) fn add_file(&mut self, content: Bytes) -> Result<String, Refusal> {
        let bytes = self.bytes.saturating_add(content.len());
        if bytes > MOST_BYTES {
            return Err(full("files"));
        }
        self.bytes = bytes;
        let id = uuid();
        self.files.insert(id.clone(), content);
        Ok(id)
    }

    /// The content of a file.
    pub(super) fn file(&self, id: &str) -> Result<Bytes, Refusal> {
        self.files
            .get(id)
            .cloned()
            .ok_or_else(|| wrong_state(format!("there is no file {id}")))
    }
}

/// The records of a ticket as the older operations list them, the newest last.
pub(super) fn records(ticket: &Ticket) -> Vec<Value> {
    let records = ticket.history.iter().map(|record| {
        json!({
            "action_id": record.id, "id": record.id, "action": record.action,
            "sub_action": record.action, "final_sub_action": record.action,
            "operator": record.operator, "comment": record.comment,
            "ticket_id": ticket.number, "start_time": record.time,
            "stop_time": record.time, "update_time": record.time,
            "target_type": "ticket", "target_value": ticket.number,
            "is_deteted": false, "action_name_zh": record.action,
            "action_name_en": record.action, "status": record.state,
            "enum_data_list": [],
        })
    });
    records.collect()
}

/// The refusal of a request about a ticket that is not there, or not there yet.
pub(super) fn no_such(name: &str) -> Refusal {
    let message = format!("there is no ticket {name}");
    Refusal::new(StatusCode::BAD_REQUEST, message).with_code(NO_SUCH_TICKET)
}

/// The refusal of a request that something documented forbids in this state.
pub(super) fn wrong_state(message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, message).with_code(WRONG_STATE)
}

fn full(of: &str) -> Refusal {
    let message = format!("the sandbox is full of {of}: start it anew");
    Refusal::new(StatusCode::INSUFFICIENT_STORAGE, message)
}

/// The time in milliseconds.
pub(super) fn now() -> u64 {
    millis(SystemTime::now())
}

fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A random id.
pub(super) fn uuid() -> String {
    let hex = format!("{:032x}", fastrand::u128(..));
    [
        &hex[..8],
        "-",
        &hex[8..12],
        "-4",
        &hex[13..16],
        "-8",
        &hex[17..20],
        "-",
        &hex[20..],
    ]
    .concat()
}
