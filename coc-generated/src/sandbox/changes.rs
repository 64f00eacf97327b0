//! Changes: their sub-tickets and their phases. Few transitions are documented, and only
//! those that a page rules out are refused.

use serde_json::{Value, json};

use super::names::uuid;
use super::store::{no_such_ticket, wrong_state};
use super::ticket::{SubTicket, Ticket};
use crate::runtime::server::Refusal;
use crate::runtime::wire::Object;

const DRAFT: &str = "phase_change_draft";
const REVIEW: &str = "phase_change_approve";
// Misspelt by the service.
const IMPLEMENTATION: &str = "phase_change_implemente";
const CONFIRMATION: &str = "phase_change_apply";
const CANCELLED: &str = "phase_change_cancel";
const CLOSED: &str = "phase_change_close";

/// The phase of a new change.
pub(super) fn first_phase(fields: &Object) -> &'static str {
    let starts = fields.get("is_start_process").and_then(Value::as_bool);
    if starts == Some(false) { DRAFT } else { REVIEW }
}

/// The sub-tickets of a new change: the planned ones, or one for each scope where none is
/// planned.
pub(super) fn first_sub_tickets(fields: &Object) -> Vec<SubTicket> {
    let listed = fields.get("sub_tickets").and_then(Value::as_array);
    let listed = listed.map_or(&[][..], Vec::as_slice);
    let text = |item: &Value, name: &str| {
        item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let new = |item: &Value, value: &str| SubTicket {
        id: uuid(),
        target_type: "child_ticket".to_owned(),
        target_value: text(item, value),
        started: false,
        ended: false,
    };
    let planned: Vec<SubTicket> = listed
        .iter()
        .filter(|item| text(item, "target_type") == "child_ticket")
        .map(|item| new(item, "target_value"))
        .collect();
    if planned.is_empty() {
        listed.iter().map(|item| new(item, "region")).collect()
    } else {
        planned
    }
}

/// A sub-ticket as it is listed.
pub(super) fn sub_ticket_json(
    ticket: &Ticket,
    number: usize,
    sub_ticket: &SubTicket,
) -> Value {
    json!({
        "id": sub_ticket.id, "ticket_id": sub_ticket.id, "is_deleted": false,
        "main_ticket_id": ticket.id, "parent_ticket_id": ticket.id,
        "real_ticket_id": format!("{}-{}", ticket.number, number + 1),
        "ticket_path": "/", "target_value": sub_ticket.target_value,
        "target_type": sub_ticket.target_type, "create_time": ticket.created,
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
    let chosen = chosen_sub_tickets(ticket, body)?;
    let targets: Vec<usize> = if chosen.is_empty() {
        (0..ticket.sub_tickets.len()).collect()
    } else {
        chosen.iter().map(|(at, _)| *at).collect()
    };
    make_transition(ticket, action, &targets)?;
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

/// The sub-tickets that an update names, by their positions, each with its item.
fn chosen_sub_tickets<'b>(
    ticket: &Ticket,
    body: &'b Value,
) -> Result<Vec<(usize, &'b Value)>, Refusal> {
    let items = body["sub_tickets"].as_array().into_iter().flatten();
    let chosen = items.map(|item| {
        // A documented example has a blank in front of an id.
        let id = item["ticket_id"].as_str().unwrap_or_default().trim();
        let at = ticket.sub_tickets.iter().position(|it| it.id == id);
        Ok((at.ok_or_else(|| no_such_ticket(id))?, item))
    });
    chosen.collect()
}

/// Carries out the action of an update on these sub-tickets, or nothing of it.
fn make_transition(
    ticket: &mut Ticket,
    action: &str,
    targets: &[usize],
) -> Result<(), Refusal> {
    match action {
        "change_start_change_success" => {
            for at in targets {
                ticket.sub_tickets[*at].started = true;
            }
            ticket.state = IMPLEMENTATION.to_owned();
        }
        "change_end_change_success" => {
            let waits = targets.iter().find(|at| !ticket.sub_tickets[**at].started);
            if let Some(at) = waits {
                let id = &ticket.sub_tickets[*at].id;
                return Err(wrong_state(format!(
                    "the sub-ticket {id} was not started: its end follows its start \
                     (Updating a Change Ticket, the actions)"
                )));
            }
            for at in targets {
                ticket.sub_tickets[*at].ended = true;
            }
            if ticket.sub_tickets.iter().all(|it| it.ended) {
                ticket.state = CONFIRMATION.to_owned();
            }
        }
        "change_cancel_change_success" => ticket.state = CANCELLED.to_owned(),
        "change_complete_success" => ticket.state = CLOSED.to_owned(),
        _ => {}
    }
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
