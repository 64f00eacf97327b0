//! Types and validators of one area.

use coc_generated::create_ticket::enums::TicketType;
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest,
};

pub(crate) fn main() {
    let path = CreateTicketPath::default().ticket_type(TicketType::Issue);
    let request = CreateTicketRequest::new(
        path,
        CreateTicketBody::default().title("Checkout is slow"),
    );
    let violations = request.violations();
    assert!(
        violations.errors().any(|violation| violation.pointer == "/body/description"),
        "{violations}"
    );
    assert!(coc_generated::operation("create_ticket").is_some());
    assert!(
        coc_generated::operation("list_incidents").is_none(),
        "it is in another area"
    );
}
