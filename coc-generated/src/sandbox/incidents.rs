//! Incidents: their states, and the actions that each state allows, which its task lists.

use serde_json::{Value, json};

use super::names::uuid;
use super::store::wrong_state;
use super::ticket::Ticket;
use crate::runtime::server::Refusal;
use crate::runtime::wire::Object;

const TRIGGERED: &str = "INCIDENT_STATUS_TRIGGERED";
const ACKNOWLEDGED: &str = "INCIDENT_STATUS_ACKNOWLEDGED";
// No page that could be read names the states after these: the words are the sandbox's own.
const PAUSE_REVIEW: &str = "pause_in_review";
const PAUSED: &str = "paused";
const LEVEL_REVIEW: &str = "level_in_review";
const SOLVED: &str = "solved";
const REFUSED: &str = "refused";
const CLOSED: &str = "closed";

/// The state of a new incident.
pub(super) fn first_state() -> &'static str {
    TRIGGERED
}

/// The actions that each state allows, with the state after them, in the order in which a
/// task lists them. `confirm` leads back to [`ACKNOWLEDGED`] if its result is negative.
const TRANSITIONS: &[(&str, &str, &str)] = &[
    (TRIGGERED, "accepted", ACKNOWLEDGED),
    (TRIGGERED, "unAcceptedForward", TRIGGERED),
    (TRIGGERED, "rejected", REFUSED),
    (TRIGGERED, "addRemark", TRIGGERED),
    (ACKNOWLEDGED, "commitSolution", SOLVED),
    (ACKNOWLEDGED, "acceptedForward", ACKNOWLEDGED),
    (ACKNOWLEDGED, "incidentPause", PAUSE_REVIEW),
    (ACKNOWLEDGED, "changeLevel", LEVEL_REVIEW),
    (ACKNOWLEDGED, "addRemark", ACKNOWLEDGED),
    (PAUSE_REVIEW, "agreed", PAUSED),
    (PAUSE_REVIEW, "rejected", ACKNOWLEDGED),
    (PAUSED, "recovery", ACKNOWLEDGED),
    (LEVEL_REVIEW, "agreed", ACKNOWLEDGED),
    (LEVEL_REVIEW, "rejected", ACKNOWLEDGED),
    (SOLVED, "confirm", CLOSED),
    (REFUSED, "agreed", CLOSED),
    (REFUSED, "ReOpen", TRIGGERED),
];

/// The actions that a state allows, with the state after each.
fn transitions(state: &str) -> Vec<(&'static str, &'static str)> {
    let transitions = TRANSITIONS.iter().filter(|(from, ..)| *from == state);
    transitions.map(|(_, action, next)| (*action, *next)).collect()
}

/// The name of the task of a state.
fn task_name(state: &str) -> &'static str {
    match state {
        TRIGGERED => "Accept",
        ACKNOWLEDGED => "Handle",
        PAUSE_REVIEW => "Review the pause",
        PAUSED => "Pause",
        LEVEL_REVIEW => "Review the level",
        SOLVED => "Verify",
        REFUSED => "Refused",
        _ => "Closed",
    }
}

/// The tasks of an incident.
pub(super) fn tasks(ticket: &Ticket) -> Value {
    let operations: Vec<Value> = transitions(&ticket.state)
        .into_iter()
        .map(|(key, _)| json!({ "task_id": ticket.task, "key": key }))
        .collect();
    if operations.is_empty() {
        return json!([]);
    }
    json!([{
        "type": "0", "name": task_name(&ticket.state), "key": ticket.state,
        "state": "running", "operations": operations,
    }])
}

/// Carries out an action. `task_id` is the task that it belongs to, where the operation
/// names one.
pub(super) fn act(
    ticket: &mut Ticket,
    action: &str,
    task_id: Option<&str>,
    params: &Object,
) -> Result<(), Refusal> {
    let number = &ticket.number;
    let allowed = transitions(&ticket.state);
    let Some(&(_, next)) = allowed.iter().find(|(key, _)| *key == action) else {
        let allowed: Vec<&str> = allowed.iter().map(|(key, _)| *key).collect();
        return Err(wrong_state(format!(
            "{action} is none of the actions of {number} in the task {:?}: {} (Obtaining an \
             Incident Task)",
            task_name(&ticket.state),
            allowed.join(", ")
        )));
    };
    if task_id.is_some_and(|id| id.trim() != ticket.task) {
        return Err(wrong_state(format!(
            "the task is none of those of {number} (Obtaining an Incident Task)"
        )));
    }
    let result = params.get("virtual_confirm_result");
    let is_refused = result.is_some_and(|it| it == false || it == "false");
    let next = if action == "confirm" && is_refused { ACKNOWLEDGED } else { next };
    // Only a level that was agreed to counts.
    if action == "changeLevel" {
        ticket.asked_level = params.get("virtual_target_level").cloned();
    } else if ticket.state == LEVEL_REVIEW {
        let asked = ticket.asked_level.take();
        if let (Some(level), "agreed") = (asked, action) {
            ticket.fields.insert("incident_level".to_owned(), level);
        }
    }
    ticket.state = next.to_owned();
    ticket.task = uuid();
    Ok(())
}

/// The action of the newer operation that an older key means.
pub(super) fn newer_action<'k>(key: &'k str, state: &str) -> &'k str {
    match key {
        "acceptedIncident1" => "accepted",
        "commitSolution1" => "commitSolution",
        "forwardOther1" if state == TRIGGERED => "unAcceptedForward",
        "forwardOther1" => "acceptedForward",
        "incidentChangeLevel1" => "changeLevel",
        key => key,
    }
}

/// The first text of a list.
fn first(ticket: &Ticket, name: &str) -> String {
    let first =
        ticket.fields.get(name).and_then(|list| list.get(0)).and_then(Value::as_str);
    first.unwrap_or_default().to_owned()
}

/// An incident as the newer operation lists it: every value is text.
pub(super) fn list_entry(ticket: &Ticket) -> Value {
    json!({
        "current_cloud_service_id": first(ticket, "current_cloud_service"),
        "level_id": ticket.text("incident_level"), "mtm_region": first(ticket, "region"),
        "source_id": ticket.text("incident_source"), "forward_rule_id": "",
        "enterprise_project_id": first(ticket, "enterprise_project"),
        "mtm_type": ticket.text("incident_type"), "title": ticket.text("incident_title"),
        "description": ticket.text("incident_description"), "ticket_id": ticket.number,
        "is_service_interrupt": ticket.text("is_service_interrupt"),
        "work_flow_status": ticket.state, "phase": ticket.state,
        "assignee": first(ticket, "incident_assignee"), "creator": ticket.text("creator"),
        "operator": ticket.text("creator"), "update_time": ticket.updated.to_string(),
        "create_time": ticket.created.to_string(),
        "start_time": ticket.fields.get("start_time").map(ToString::to_string),
        "handle_time": "0", "incident_ownership": ticket.text("incident_ownership"),
        "enum_data_list": [],
    })
}

/// An incident in short.
pub(super) fn short_list_entry(ticket: &Ticket) -> Value {
    json!({
        "title": ticket.text("incident_title"), "ticket_id": ticket.number,
        "description": ticket.text("incident_description"), "status": ticket.state,
        "level": ticket.text("incident_level"),
        "enterprise_project": first(ticket, "enterprise_project"),
        "source": ticket.text("incident_source"), "creator": ticket.text("creator"),
        "assignee": ticket.fields.get("incident_assignee"),
    })
}

/// An incident as the older operation shows it.
pub(super) fn detail_json(ticket: &Ticket) -> Value {
    let mut out = ticket.fields.clone();
    let own = json!({
        "incident_num": ticket.number, "status": ticket.state,
        "is_service_interrupt": ticket.text("is_service_interrupt") == "true",
        "create_time": ticket.created, "handle_time": 0, "enum_data_list": [],
    });
    if let Value::Object(own) = own {
        out.extend(own);
    }
    Value::Object(out)
}
