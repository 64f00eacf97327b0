//! Opens a change that follows a guide, starts it, records its result and ends it. A
//! scripted transport stands in for the service, so that the example runs anywhere; a
//! program with a real client needs `carry_out` alone.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example change_by_guides
//! ```

use coc_generated::create_ticket::enums::ChangeType;
use coc_generated::create_ticket::{ChangeScope, CreateChangeTicket, Guides};
use coc_generated::http::StatusCode;
use coc_generated::testing::ScriptedTransport;
use coc_generated::update_ticket::enums::ChangeFailType;
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use coc_generated::update_ticket::{FailedSubTicket, SuccessfulSubTicket};
use coc_generated::{Client, Credentials, Error};
use serde_json::json;

/// The work between the start and the end.
fn swap_the_nodes() -> Result<(), String> {
    Ok(())
}

async fn carry_out(client: &Client) -> Result<(), Error> {
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
    let ticket = opened.output().ticket_id().unwrap_or_default().to_owned();
    println!("opened {ticket}");

    // The vendor's pages do not say where the ids of sub-tickets come from; README.md
    // shows the call that lists them.
    let part = "e72f9b49-2294-4c58-bc57-4a0c6903c5e1";
    client.update_ticket(UpdateTicketRequest::start(&*ticket, [part])).await?;
    println!("started {part}");

    let result = match swap_the_nodes() {
        Ok(()) => {
            let part = SuccessfulSubTicket::builder()
                .ticket_id(part)
                .comment("All nodes swapped.")
                .build();
            UpdateTicketRequest::record_success(&*ticket, [part])
        }
        Err(reason) => {
            let part = FailedSubTicket::builder()
                .ticket_id(part)
                .change_fail_type(ChangeFailType::DependentServiceIssue)
                .comment(reason)
                .is_rollback_success(true)
                .build();
            UpdateTicketRequest::record_failure(&*ticket, [part])
        }
    };
    client.update_ticket(result).await?;
    client.update_ticket(UpdateTicketRequest::end(&*ticket, [part])).await?;
    println!("ended {part}");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let script = ScriptedTransport::new();
    let done = json!({"error_code": "GOM.00000000", "data": {"ticket_id": "CM202506241152560174680890"}});
    for _ in 0..4 {
        script.answer_json(StatusCode::OK, &done);
    }
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        .build()?;
    carry_out(&client).await?;
    println!("{} requests", script.requests().len());
    Ok(())
}
