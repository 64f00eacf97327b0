//! Issues. No page names their states, so that the words for them are the sandbox's own.

use serde_json::{Value, json};

use super::store::wrong_state;
use super::ticket::Ticket;
use crate::runtime::server::Refusal;
use crate::runtime::wire::Object;

const UNACCEPTED: &str = "unaccepted";
const HANDLING: &str = "handling";
const SUSPENSION_REVIEW: &str = "suspension_in_review";
const SUSPENDED: &str = "suspended";

/// The state of a new issue.
pub(super) fn first_state() -> &'static str {
    UNACCEPTED
}

/// Carries out an action.
pub(super) fn act(
    ticket: &mut Ticket,
    action: &str,
    params: &Object,
) -> Result<(), Refusal> {
    let text = |name: &str| params.get(name).and_then(Value::as_str);
    let state = match action {
        "gocm_issues_accepte" | "suspend_resume" => HANDLING,
        "being_handled_initiate_suspend" => SUSPENSION_REVIEW,
        "agreed" if text("conclusion") == Some("false") => HANDLING,
        "agreed" => SUSPENDED,
        "gocm_issues_unaccepted_reject" if ticket.state != UNACCEPTED => {
            return Err(wrong_state(format!(
                "the issue {} was accepted, and the action is for one that was not (Performing Operations on Service Tickets)",
                ticket.number
            )));
        }
        "gocm_issues_unaccepted_reject" => "rejected",
        "gocm_issues_undo_create" => "withdrawn",
        "submitting_question" => "solved",
        _ => &ticket.state.clone(),
    };
    ticket.state = state.to_owned();
    if let Some(level) = text("up_down_updated_level").or(text("level")) {
        ticket.fields.insert("level".to_owned(), level.into());
    }
    if let Some(person) = text("forwarding_assigne") {
        ticket.fields.insert("issue_contact_person".to_owned(), person.into());
    }
    if action == "submitting_question" {
        for (name, value) in params {
            if name != "sub_tickets" && !value.is_null() {
                ticket.fields.insert(name.clone(), value.clone());
            }
        }
    }
    Ok(())
}

/// An issue as it is shown and listed.
pub(super) fn detail_json(ticket: &Ticket) -> Value {
    let mut out = ticket.fields.clone();
    let own = json!({
        "ticket_id": ticket.id, "real_ticket_id": ticket.number, "id": ticket.id,
        "work_flow_status": ticket.state, "phase": ticket.state,
        "assignee": ticket.text("issue_contact_person"),
        "create_time": ticket.created, "update_time": ticket.updated,
        "is_deleted": false, "is_start_process_async": true, "is_update_null": false,
        "is_return_full_info": true, "ticket_type_id": "issues_mgmt",
        "sub_tickets": [], "enum_data_list": [],
        "is_enable_suspension": ticket.state == SUSPENDED,
    });
    if let Value::Object(own) = own {
        out.extend(own);
    }
    Value::Object(out)
}
