//! A ticket of the sandbox, its sub-tickets and the records of its history. The rules of
//! each kind of ticket belong to its own file, and keeping tickets belongs to `store`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::uuid;
use crate::runtime::wire::Object;

/// The kinds of tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    Change,
    Issue,
    Incident,
}

impl Kind {
    /// The name of the kind in requests.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Issue => "issues_mgmt",
            Self::Incident => "incident",
        }
    }

    /// The name of the kind for people.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Issue => "issue",
            Self::Incident => "incident",
        }
    }

    /// The fields of filters that also mean another member: the number of an issue is one
    /// of its ids.
    pub(super) fn aliases(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Issue => &[("ticket_id", "real_ticket_id")],
            Self::Change | Self::Incident => &[],
        }
    }

    /// The beginning of the numbers of such tickets.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Change => "CM",
            Self::Issue => "IS",
            Self::Incident => "IM",
        }
    }
}

/// A sub-ticket of a change, which is carried out on its own.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SubTicket {
    pub(super) id: String,
    pub(super) target_type: String,
    pub(super) target_value: String,
    pub(super) started: bool,
    pub(super) ended: bool,
}

/// An action that was carried out on a ticket.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct HistoryRecord {
    pub(super) id: String,
    pub(super) action: String,
    pub(super) operator: String,
    pub(super) comment: String,
    pub(super) time: u64,
    /// The state of the ticket after the action.
    pub(super) state: String,
}

/// A ticket that a request makes.
pub(super) struct NewTicket<'o> {
    pub(super) kind: Kind,
    pub(super) fields: Object,
    pub(super) sub_tickets: Vec<SubTicket>,
    pub(super) state: &'static str,
    pub(super) operator: &'o str,
}

/// A ticket without its history.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub(super) kind: Kind,
    pub(super) number: String,
    pub(super) id: String,
    /// The members of the request that made it, and those that actions set.
    pub(super) fields: Object,
    pub(super) state: String,
    pub(super) sub_tickets: Vec<SubTicket>,
    /// The task that the next action names.
    pub(super) task: String,
    /// The level that an incident gets if a review agrees to it.
    pub(super) asked_level: Option<Value>,
    pub(super) created: u64,
    pub(super) updated: u64,
    /// When it becomes visible.
    pub(super) ready: u64,
    /// The actions that the store has not yet added to the history.
    #[serde(skip)]
    pub(super) noted: Vec<HistoryRecord>,
}

impl Ticket {
    /// The text of a member, or an empty one.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
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
        self.noted.push(HistoryRecord {
            id: uuid(),
            action: action.to_owned(),
            operator: operator.to_owned(),
            comment: comment.to_owned(),
            time: now,
            state: self.state.clone(),
        });
    }
}

impl HistoryRecord {
    /// The record of a ticket with this number, as the older operations list it.
    pub(super) fn history_entry(&self, number: &str) -> Value {
        json!({
            "action_id": self.id, "id": self.id, "action": self.action,
            "sub_action": self.action, "final_sub_action": self.action,
            "operator": self.operator, "comment": self.comment, "ticket_id": number,
            "start_time": self.time, "stop_time": self.time, "update_time": self.time,
            "target_type": "ticket", "target_value": number, "is_deteted": false,
            "action_name_zh": self.action, "action_name_en": self.action,
            "status": self.state, "enum_data_list": [],
        })
    }

    /// The record as the newer operation lists it: every value is text.
    pub(super) fn newer_history_entry(&self) -> Value {
        json!({
            "action": self.action, "action_name_zh": self.action,
            "action_name_en": self.action, "operator": self.operator,
            "status": self.state, "comment": self.comment,
            "start_time": self.time.to_string(), "stop_time": self.time.to_string(),
            "enum_data_list": [],
        })
    }
}
