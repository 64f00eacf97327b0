//! Builds a change ticket that follows a guide, and prints the HTTP request that
//! would be sent. Nothing is sent.
//!
//! ```text
//! cargo run -p coc-generated --example dry_run
//! ```

use std::error::Error;
use std::time::{Duration, SystemTime};

use coc_generated::SERVICE;
use coc_generated::create_ticket::enums::{ChangeLevel, ChangeType};
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::create_ticket::{
    ChangeScope, ChildTicket, CreateChangeTicket, Guides, SubTicket,
};
use coc_generated::http::{Endpoint, build_request};

// `tests/examples.rs` calls it, too.
pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    // A scope is one service in one region that is changed.
    let scope = ChangeScope::builder().app_name("网上商店").region("cn-north-4").build();
    // A plan has the times and the people of the work.
    let tonight = SystemTime::now() + Duration::from_secs(6 * 3_600);
    let plan = ChildTicket::builder()
        .target_value("cn-north-4")
        .expected_start_time(tonight)
        .expected_end_time(tonight + Duration::from_secs(3_600))
        .executors("005b950b4863447cb97cd77a89559c79")
        .build();

    let change = CreateChangeTicket::builder()
        .title("Swap the cache nodes of the shop")
        .change_notes("Replaces both cache nodes, one after the other.")
        .change_type(ChangeType::Conventional)
        .level(ChangeLevel::C)
        .change_scheme(
            Guides::builder()
                .change_guides("ad2997a2-ad31-4aed-a07b-eb22b132520a")
                .build(),
        )
        .change_scene_id("GOCMLL01001")
        .current_cloud_service_id("6470681a31da2a47ed50a919")
        .location_id("cn-north-4")
        .is_start_process(false)
        .sub_tickets([SubTicket::from(scope), plan.into()])
        .build();

    // The validator checks rules that no type can express, such as that a text is not
    // blank. A client validates before it sends.
    let request = CreateTicketRequest::from(change);
    let violations = request.violations();
    for warning in violations.warnings() {
        eprintln!("warning: {warning}");
    }
    violations.into_result()?;

    let endpoint =
        Endpoint::new(SERVICE.endpoint("cn-north-4").ok_or("no such region")?)?;
    let http = build_request(&request, &endpoint)?;
    println!("{} {}", http.method(), http.uri());
    for (name, value) in http.headers() {
        println!("{name}: {}", value.to_str()?);
    }
    println!("\n{}", serde_json::to_string_pretty(&request.body)?);
    Ok(())
}
