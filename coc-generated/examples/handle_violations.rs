//! Handles the violations of a wire request: prints them, acts on single ones, and writes
//! them as JSON.
//!
//! ```text
//! cargo run -p coc-generated --example handle_violations
//! ```

use coc_generated::create_ticket::enums::{IssueSource, TicketType};
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest,
};
use coc_generated::rules::RuleKind;

// `tests/examples.rs` calls it, too.
pub(crate) fn main() -> Result<(), serde_json::Error> {
    let body = CreateTicketBody::default()
        .description("Paying takes ten seconds.")
        .level("change_level_030")
        .source(IssueSource::Alarm);
    let request = CreateTicketRequest::new(
        CreateTicketPath::default().ticket_type(TicketType::Issue),
        body,
    );

    let violations = request.violations();
    if !violations.has_errors() {
        println!("it may be sent, with {} warnings", violations.len());
        return Ok(());
    }

    // `Display` writes a line for each violation, with the field, the rule and its page.
    println!("{violations}\n");

    for violation in &violations {
        // The id of a rule never changes once it is released; its text may change.
        if violation.rule.id == "create_ticket.source_id.required" {
            println!(
                "An alarm needs the number of its ticket, at {}.",
                violation.pointer
            );
        }
        if violation.rule.kind == RuleKind::Enum {
            let given = violation.actual.as_deref().unwrap_or("nothing");
            println!(
                "{given} is not listed; the rule reads {}.",
                violation.rule.reads.join(" and ")
            );
        }
        // A rule names its decisions, which tell how unclear pages were read, and why.
        for decision in violation.rule.decisions {
            println!(
                "{}: {} {}",
                violation.rule.id, decision.pages, decision.resolution
            );
        }
    }

    let errors = violations.errors().count();
    println!("\n{errors} errors; as JSON, for programs:");
    println!("{}", serde_json::to_string_pretty(&violations)?);
    Ok(())
}
