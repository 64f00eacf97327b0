//! Reads a list over three pages, item by item. The second page fails at first: the list
//! keeps its place, and the same page is asked for again. A scripted transport stands in
//! for the service; with a real client, only `read` is needed.
//!
//! ```text
//! cargo run -p coc-generated --features testing --example list_pages
//! ```

use std::error::Error;

use coc_generated::http::StatusCode;
use coc_generated::list_sub_tickets::ListSubTickets;
use coc_generated::list_sub_tickets::enums::{SubTicketKind, SubTicketOwner};
use coc_generated::testing::ScriptedTransport;
use coc_generated::{Client, Credentials, RetryPolicy};
use serde_json::{Value, json};

/// The ids of all sub-tickets of a change. Up to `tolerated` errors are skipped.
async fn read(
    client: &Client,
    change: &str,
    mut tolerated: u32,
) -> Result<Vec<String>, Box<dyn Error>> {
    let list = ListSubTickets::builder()
        .ticket_type(SubTicketOwner::Change)
        .ticket_id(change)
        .kind(SubTicketKind::ChildTicket)
        .limit(2)
        .build();
    let mut sub_tickets = client.list_sub_tickets_pages(list).items();
    let mut ids = Vec::new();
    while let Some(item) = sub_tickets.next().await {
        match item {
            Ok(item) => ids.extend(item.ticket_id),
            Err(error) if tolerated > 0 => {
                println!("after {} items: {error}", ids.len());
                tolerated -= 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(ids)
}

// `tests/examples.rs` calls it, too.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    let script = ScriptedTransport::new();
    let page = |numbers: &[u32]| {
        let items: Vec<Value> = numbers
            .iter()
            .map(|it| json!({ "id": format!("{it}"), "ticket_id": format!("T{it}") }))
            .collect();
        json!({ "error_code": "GOM.00000000", "data": { "total": 5, "tickets": items } })
    };
    script.answer_json(StatusCode::OK, &page(&[1, 2]));
    script
        .answer_json(StatusCode::BAD_GATEWAY, &json!({"error_msg": "upstream is gone"}));
    script.answer_json(StatusCode::OK, &page(&[3, 4]));
    script.answer_json(StatusCode::OK, &page(&[5]));
    let client = Client::builder()
        .region("cn-north-4")
        .credentials(Credentials::keys("ACCESSKEY", "SECRETKEY"))
        .transport(script.clone())
        // By default a client retries such requests; without retries the errors reach the
        // caller.
        .retry(RetryPolicy::never())
        .build()?;
    let ids = read(&client, "CM2025", 3).await?;
    println!("{}", ids.join(" "));
    assert_eq!(ids, ["T1", "T2", "T3", "T4", "T5"]);
    let requests = script.requests();
    let queries: Vec<_> = requests.iter().filter_map(|it| it.uri().query()).collect();
    let (second, again) = (queries[1], queries[2]);
    println!("after the error again: {again}");
    assert!(second.contains("marker=2") && again == second && queries.len() == 4);
    Ok(())
}
