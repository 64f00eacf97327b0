//! Changes: their parts and their phases. Few transitions are documented, and only those
//! that a page rules out are refused.

use serde_json::{Value, json};

use super::names::uuid;
use super::store::{no_such_ticket, wrong_state};
use super::ticket::{Part, Ticket};
use crate::runtime::server::Refusal;
use crate::runtime::wire::Object;

const DRAFT: &str = "phase_change_draft";
const REVIEW: &str = "phase_change_approve";
const IMPLEMENTATION: &str = "phase_change_implemente";
const CONFIRMATION: &str = "phase_change_apply";
const CANCELLED: &str = "phase_change_cancel";
const CLOSED: &str = "phase_change_close";

/// The phase of a new change.
pub(super) fn first_phase(fields: &Object) -> &'static str {
    let starts = fields.get("is_start_process").and_then(Value::as_bool);
    if starts == Some(false) { DRAFT } else { REVIEW }
}

/// The parts of a new change: the planned ones, or one for each scope where none is
/// planned.
pub(super) fn parts(fields: &Object) -> Vec<Part> {
    let listed = fields.get("sub_tickets").and_then(Value::as_array);
    let listed = listed.map_or(&[][..], Vec::as_slice);
    let text = |item: &Value, name: &str| {
        item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let part = |item: &Value, value: &str| Part {
        id: uuid(),
        target_type: "child_ticket".to_owned(),
        target_value: text(item, value),
        started: false,
        ended: false,
    };
    let planned: Vec<Part> = listed
        .iter()
        .filter(|item| text(item, "target_type") == "child_ticket")
        .map(|item| part(item, "target_value"))
        .collect();
    if planned.is_empty() {
        listed.iter().map(|item| part(item, "region")).collect()
    } else {
        planned
    }
}

/// A part of a change as it is listed.
pub(super) fn listed(ticket: &Ticket, number: usize, part: &Part) -> Value {
    json!({
        "id": part.id, "ticket_id": part.id, "is_deleted": false,
        "main_ticket_id": ticket.id, "parent_ticket_id": ticket.id,
        "real_ticket_id": format!("{}-{}", ticket.number, number + 1),
        "ticket_path": "/", "target_value": part.target_value,
        "target_type": part.target_type, "create_time": ticket.created,
        "update_time": ticket.updated, "creator": ticket.text("creator"),
        "operator": ticket.text("operator"),
    })
}

/// Carries out an update, or nothing of it.
pub(super) fn update(
    ticket: &mut Ticket,
    body: &Value,
    operator: &str,
    now: u64,
) -> Result<(), Refusal> {
    let action = body["history_info"]["action"].as_str().unwrap_or_default();
    let named = body["sub_tickets"].as_array().map_or(&[][..], Vec::as_slice);
    let mut chosen = Vec::new();
    for item in named {
        // A documented example has a blank in front of an id.
        let id = item["ticket_id"].as_str().unwrap_or_default().trim();
        let at = ticket.parts.iter().position(|part| part.id == id);
        chosen.push((at.ok_or_else(|| no_such_ticket(id))?, item));
    }
    let targets: Vec<usize> = if chosen.is_empty() {
        (0..ticket.parts.len()).collect()
    } else {
        chosen.iter().map(|(at, _)| *at).collect()
    };
    match action {
        "change_start_change_success" => {
            for at in targets {
                ticket.parts[at].started = true;
            }
            ticket.state = IMPLEMENTATION.to_owned();
        }
        "change_end_change_success" => {
            let waits = targets.iter().find(|at| !ticket.parts[**at].started);
            if let Some(at) = waits {
                let id = &ticket.parts[*at].id;
                return Err(wrong_state(format!(
                    "the sub-ticket {id} was not started: its end follows its start \
                     (Updating a Change Ticket, the actions)"
                )));
            }
            for at in targets {
                ticket.parts[at].ended = true;
            }
            if ticket.parts.iter().all(|part| part.ended) {
                ticket.state = CONFIRMATION.to_owned();
            }
        }
        "change_cancel_change_success" => ticket.state = CANCELLED.to_owned(),
        "change_complete_success" => ticket.state = CLOSED.to_owned(),
        _ => {}
    }
    if let Some(phase) =
        body["ticket_info"]["phase"].as_str().filter(|it| !it.is_empty())
    {
        ticket.state = phase.to_owned();
    }
    let comment = chosen.iter().find_map(|(_, item)| item["comment"].as_str());
    let action = if action.is_empty() { "update" } else { action };
    ticket.note(action, operator, comment.unwrap_or_default(), now);
    Ok(())
}

/// Carries out an action of a reviewer or of the applicant.
pub(super) fn act(ticket: &mut Ticket, action: &str, params: &Object) {
    let is_refused =
        params.get("conclusion").is_some_and(|it| it.as_str() == Some("false"));
    match action {
        "agreed" if is_refused => ticket.state = DRAFT.to_owned(),
        "agreed" => ticket.state = IMPLEMENTATION.to_owned(),
        "rejected" => ticket.state = DRAFT.to_owned(),
        "cancel_process_action" => ticket.state = CANCELLED.to_owned(),
        _ => {}
    }
}

/// Whether a change may be deleted.
pub(super) fn may_be_deleted(ticket: &Ticket) -> Result<(), Refusal> {
    if ticket.state == CANCELLED {
        return Ok(());
    }
    Err(wrong_state(format!(
        "the change {} is in {}, and only a cancelled one can be deleted (Deleting a Change \
         Ticket)",
        ticket.number, ticket.state
    )))
}
