//! Incidents: the actions that each state allows are its tasks.

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

/// The name of the task of a state, and the actions that it allows.
fn task(state: &str) -> (&'static str, &'static [&'static str]) {
    match state {
        TRIGGERED => {
            ("Accept", &["accepted", "unAcceptedForward", "rejected", "addRemark"])
        }
        ACKNOWLEDGED => (
            "Handle",
            &[
                "commitSolution",
                "acceptedForward",
                "incidentPause",
                "changeLevel",
                "addRemark",
            ],
        ),
        PAUSE_REVIEW => ("Review the pause", &["agreed", "rejected"]),
        PAUSED => ("Pause", &["recovery"]),
        LEVEL_REVIEW => ("Review the level", &["agreed", "rejected"]),
        SOLVED => ("Verify", &["confirm"]),
        REFUSED => ("Refused", &["agreed", "ReOpen"]),
        _ => ("Closed", &[]),
    }
}

/// The tasks of an incident.
pub(super) fn tasks(ticket: &Ticket) -> Value {
    let (name, actions) = task(&ticket.state);
    if actions.is_empty() {
        return json!([]);
    }
    let operations =
        actions.iter().map(|key| json!({ "task_id": ticket.task, "key": key }));
    json!([{
        "type": "0", "name": name, "key": ticket.state, "state": "running",
        "operations": operations.collect::<Vec<_>>(),
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
    let (name, allowed) = task(&ticket.state);
    let number = &ticket.number;
    if !allowed.contains(&action) {
        return Err(wrong_state(format!(
            "{action} is none of the actions of {number} in the task {name:?}: {} (Obtaining an \
             Incident Task)",
            allowed.join(", ")
        )));
    }
    if task_id.is_some_and(|id| id.trim() != ticket.task) {
        return Err(wrong_state(format!(
            "the task is none of those of {number} (Obtaining an Incident Task)"
        )));
    }
    let state = match (ticket.state.as_str(), action) {
        (TRIGGERED, "rejected") => REFUSED,
        (_, "accepted" | "recovery") => ACKNOWLEDGED,
        (_, "commitSolution") => SOLVED,
        (_, "confirm") => {
            let result = params.get("virtual_confirm_result");
            let is_refused = result.is_some_and(|it| it == false || it == "false");
            if is_refused { ACKNOWLEDGED } else { CLOSED }
        }
        (_, "incidentPause") => PAUSE_REVIEW,
        (PAUSE_REVIEW, "agreed") => PAUSED,
        (REFUSED, "agreed") => CLOSED,
        (PAUSE_REVIEW | LEVEL_REVIEW, _) => ACKNOWLEDGED,
        (_, "changeLevel") => LEVEL_REVIEW,
        (_, "ReOpen") => TRIGGERED,
        (state, _) => state,
    };
    // Only a level that was agreed to counts.
    if action == "changeLevel" {
        if let Some(level) = params.get("virtual_target_level") {
            ticket.fields.insert("asked_level".to_owned(), level.clone());
        }
    } else if ticket.state == LEVEL_REVIEW {
        let asked = ticket.fields.remove("asked_level");
        if let (Some(level), "agreed") = (asked, action) {
            ticket.fields.insert("incident_level".to_owned(), level);
        }
    }
    ticket.state = state.to_owned();
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
pub(super) fn listed(ticket: &Ticket) -> Value {
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
pub(super) fn in_short(ticket: &Ticket) -> Value {
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
pub(super) fn shown(ticket: &Ticket) -> Value {
    let mut out = ticket.fields.clone();
    let own = json!({
        "incident_num": ticket.number, "status": ticket.state,
        "is_service_interrupt": ticket.text("is_service_interrupt") == "true",
        "create_time": ticket.created, "handle_time": 0, "enum_data_list": [],
    });
    if let Value::Object(own) = own {
        out.extend(own);
    }
    out.remove("asked_level");
    Value::Object(out)
}
