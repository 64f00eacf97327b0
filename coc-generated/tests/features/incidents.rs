//! Types and validators of one area.

use coc_generated::show_incident_task::wire::ShowIncidentTaskRequest;

fn main() {
    let violations = ShowIncidentTaskRequest::default().violations();
    assert!(violations.has_errors(), "the incident has no number");
    assert!(coc_generated::operation("list_incidents").is_some());
    assert!(coc_generated::operation("create_ticket").is_none(), "it is in another area");
}
