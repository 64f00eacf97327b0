//! Opens a change that follows a guide, waits for its sub-tickets, starts it, records its
//! result and ends it. A scripted transport stands in for the service, so that the example
//! runs anywhere; with a real client, only `carry_out` is needed.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example change_by_guides
//! ```

use coc_generated::create_ticket::enums::ChangeType;
use coc_generated::create_ticket::{ChangeScope, CreateChangeTicket, Guides};
use coc_generated::http::StatusCode;
use coc_generated::list_sub_tickets::ListSubTickets;
use coc_generated::list_sub_tickets::enums::{SubTicketKind, SubTicketOwner};
use coc_generated::testing::ScriptedTransport;
use coc_generated::update_ticket::enums::ChangeFailType;
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use coc_generated::update_ticket::{FailedSubTicket, SuccessfulSubTicket};
use coc_generated::{Client, Credentials};
use serde_json::json;

/// The work between the start and the end.
fn swap_the_nodes() -> Result<(), String> {
    Ok(())
}

async fn carry_out(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
    let scope = ChangeScope::builder().app_name("Web shop").region("cn-north-4").build();
    let change = CreateChangeTicket::builder()
        .title("Swap the cache nodes of the shop")
        .change_notes("Replaces both cache nodes, one after the other.")
        .change_type(ChangeType::Conventional)
        .change_scheme(
            Guides::builder()
                .change_guides("ad2997a2-ad31-4aed-a07b-eb22b132520a")
                .build(),
        )
        .change_scene_id("GOCMLL01001")
        .current_cloud_service_id("6470681a31da2a47ed50a919")
        .location_id("cn-north-4")
        .sub_tickets([scope])
        .build();
    let opened = client.create_ticket(change).await?;
    let ticket = opened.output().ticket_id().ok_or("no number")?.to_owned();
    println!("opened {ticket}");

    // The service makes the change later. It is there with its first sub-ticket.
    let list = ListSubTickets::builder()
        .ticket_type(SubTicketOwner::Change)
        .ticket_id(&*ticket)
        .kind(SubTicketKind::ChildTicket)
        .limit(100)
        .build();
    client.wait_until_change_has_sub_tickets(&list).await?;
    let mut parts = Vec::new();
    let mut listed = client.list_sub_tickets_pages(&list).items();
    while let Some(sub_ticket) = listed.next().await {
        parts.extend(sub_ticket?.ticket_id.filter(|id| !id.is_empty()));
    }

    client.update_ticket(UpdateTicketRequest::start(&*ticket, &parts)).await?;
    println!("started {}", parts.join(", "));

    let result = match swap_the_nodes() {
        Ok(()) => {
            let done = parts.iter().map(|part| {
                SuccessfulSubTicket::builder()
                    .ticket_id(part)
                    .comment("All nodes swapped.")
                    .build()
            });
            UpdateTicketRequest::record_success(&*ticket, done)
        }
        Err(reason) => {
            let failed = parts.iter().map(|part| {
                FailedSubTicket::builder()
                    .ticket_id(part)
                    .change_fail_type(ChangeFailType::DependentServiceIssue)
                    .comment(&reason)
                    .is_rollback_success(true)
                    .build()
            });
            UpdateTicketRequest::record_failure(&*ticket, failed)
        }
    };
    client.update_ticket(result).await?;
    client.update_ticket(UpdateTicketRequest::end(&*ticket, &parts)).await?;
    println!("ended {}", parts.join(", "));
    Ok(())
}

// `tests/examples.rs` calls it, too.
#[tokio::main(flavor = "current_thread", start_paused = true)]
pub(crate) async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let script = ScriptedTransport::new();
    let done = json!({"error_code": "GOM.00000000", "data": {"ticket_id": "CM202506241152560174680890"}});
    let absent = json!({"error_code": "COC.00067003", "error_msg": "no such ticket"});
    let listed = json!({"error_code": "GOM.00000000", "data": {"total": 1, "tickets": [
        {"id": "1", "ticket_id": "e72f9b49-2294-4c58-bc57-4a0c6903c5e1", "target_type": "child_ticket"},
    ]}});
    script.answer_json(StatusCode::OK, &done);
    script.answer_json(StatusCode::BAD_REQUEST, &absent);
    script.answer_json(StatusCode::OK, &listed);
    script.answer_json(StatusCode::OK, &listed);
    for _ in 0..3 {
        script.answer_json(StatusCode::OK, &done);
    }
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        .build()?;
    carry_out(&client).await?;
    println!("{} requests", script.requests().len());
    assert_eq!(script.left(), 0, "each answer was asked for");
    Ok(())
}
