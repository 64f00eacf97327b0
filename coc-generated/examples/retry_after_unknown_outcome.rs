//! Opens an issue, and the outcome is unknown. The program searches for the issue, by a
//! mark in the title, before it opens it again. A scripted transport stands in for the
//! service; with a real client, only `open`, `find_later` and `find` are needed.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example retry_after_unknown_outcome
//! ```

use std::error::Error as StdError;
use std::time::Duration;

use coc_generated::create_ticket::CreateIssueTicket;
use coc_generated::create_ticket::enums::{HandlerType, IssueLevel};
use coc_generated::http::StatusCode;
use coc_generated::list_tickets::{ListTickets, TicketFilter};
use coc_generated::shared::enums::FilterOperator;
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, Credentials, Error, Outcome};
use serde_json::json;

/// The number of the issue whose title has this text.
async fn find(client: &Client, mark: &str) -> Result<Option<String>, Error> {
    let has_mark = TicketFilter::builder()
        .operator(FilterOperator::Like)
        .field("title")
        .values([mark])
        .build();
    let list = ListTickets::builder().string_filters([has_mark]).per_page(10).build();
    let mut issues = client.list_tickets_pages(list).items();
    let first = issues.next().await.transpose()?;
    Ok(first.and_then(|issue| issue.ticket_id))
}

/// The same, for an issue that the service may still be making: it searches several times.
async fn find_later(client: &Client, mark: &str) -> Result<Option<String>, Error> {
    for _ in 0..5 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        if let Some(number) = find(client, mark).await? {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

/// Opens the issue once, even if an answer is lost. It gives up after three calls.
async fn open(client: &Client, mark: &str) -> Result<String, Box<dyn StdError>> {
    let issue = || {
        CreateIssueTicket::builder()
            .title(format!("Checkout answers slowly ({mark})"))
            .description("Paying takes ten seconds.")
            .enterprise_project("0")
            .issue_ticket_type("issues_type_1000")
            .level(IssueLevel::Major)
            .virtual_schedule_type(HandlerType::Shift)
            .build()
    };
    for _ in 0..3 {
        let error = match client.create_ticket(issue()).await {
            Ok(answer) => {
                return Ok(answer.output().ticket_id().ok_or("no number")?.to_owned());
            }
            Err(error) => error,
        };
        println!("{}: {error}", error.outcome());
        match error.outcome() {
            // The client itself retries a call that was not sent.
            Outcome::NotSent | Outcome::Rejected => return Err(error.into()),
            Outcome::Unknown => {
                if let Some(number) = find_later(client, mark).await? {
                    return Ok(number);
                }
            }
        }
    }
    Err("the issue was not opened".into())
}

// `tests/examples.rs` calls it, too.
#[tokio::main(flavor = "current_thread", start_paused = true)]
pub(crate) async fn main() -> Result<(), Box<dyn StdError>> {
    let script = ScriptedTransport::new();
    script
        .answer_json(StatusCode::BAD_GATEWAY, &json!({"error_msg": "upstream is gone"}));
    for tickets in [json!([]), json!([{ "ticket_id": "IS2025" }])] {
        let answer = json!({"error_code": "GOM.00000000", "data": {"tickets": tickets}});
        script.answer_json(StatusCode::OK, &answer);
    }
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        .build()?;
    println!("{}", open(&client, "deploy-4711").await?);
    println!("{} requests", script.requests().len());
    assert_eq!(script.left(), 0, "each answer was asked for");
    Ok(())
}
