//! Opens an issue ticket. The type requires the fields that every issue needs; the
//! validator checks the rules that depend on the value of an optional field.
//!
//! ```text
//! cargo run -p coc-generated --example open_issue
//! ```

use std::error::Error;

use coc_generated::create_ticket::CreateIssueTicket;
use coc_generated::create_ticket::enums::{HandlerType, IssueLevel, IssueSource};
use coc_generated::create_ticket::wire::CreateTicketRequest;

// `tests/examples.rs` calls it, too.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let issue = CreateIssueTicket::builder()
        .title("Checkout answers slowly")
        .description("Paying takes ten seconds.")
        .enterprise_project("0")
        .issue_ticket_type("issues_type_1000")
        .level(IssueLevel::Major)
        .virtual_schedule_type(HandlerType::Shift)
        .regions(["cn-north-4", "ap-southeast-3"])?
        .source(IssueSource::Alarm)
        .build();
    let mut request = CreateTicketRequest::from(issue);
    if let Err(violations) = request.validate() {
        println!("not yet:\n{violations}");
    }
    // The source `Alarm` requires the number of the alarm.
    request.body.source_id = Some("AL2025062400001".to_owned());
    request.validate()?;
    println!("{}", serde_json::to_string_pretty(&request)?);
    Ok(())
}
