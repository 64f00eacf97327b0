//! Typed requests.

use coc_generated::error::ConversionError;
use coc_generated::update_ticket::UpdateTicket;
use coc_generated::update_ticket::wire::UpdateTicketRequest;

fn main() {
    let start = UpdateTicketRequest::start("CM1", ["part"]);
    assert!(start.violations().is_empty());
    let typed =
        UpdateTicket::try_from(start).expect("it was made from the documented example");
    assert_eq!(UpdateTicketRequest::from(&typed).path.ticket_id.as_deref(), Some("CM1"));
    let wrong = UpdateTicket::try_from(UpdateTicketRequest::default());
    assert!(matches!(wrong, Err(ConversionError::Invalid(_))));
}
