//! Builds a change ticket that follows a guide, checks it, and prints the HTTP request that it would be. Nothing is sent.
//!
//! ```text
//! cargo run -p coc-generated --example open_change
//! ```

use std::error::Error;
use std::time::{Duration, SystemTime};

use coc_generated::create_ticket::wire::{
    ChangeLevel, ChangeScheme, ChangeType, CreateTicketBody, CreateTicketPath, CreateTicketRequest,
    SubTicket, TargetType, TicketType,
};
use coc_generated::{Endpoint, SERVICE, build_request};

fn main() -> Result<(), Box<dyn Error>> {
    // What is changed, and where: one part for each service and region.
    let scope =
        SubTicket::default().target_type(TargetType::ChangeScope).app_name("网上商店").region("cn-north-4");
    // When, and by whom.
    let tonight = SystemTime::now() + Duration::from_secs(6 * 3_600);
    let plan = SubTicket::default()
        .target_type(TargetType::ChildTicket)
        .target_value("cn-north-4")
        .expected_start_time(tonight)
        .expected_end_time(tonight + Duration::from_secs(3_600))
        .executors("005b950b4863447cb97cd77a89559c79");

    let body = CreateTicketBody::default()
        .title("Swap the cache nodes of the shop")
        .change_notes("Replaces both cache nodes, one after the other.")
        .change_type(ChangeType::Conventional)
        .level(ChangeLevel::C.as_str())
        .change_scheme(ChangeScheme::Guides)
        .change_guides("ad2997a2-ad31-4aed-a07b-eb22b132520a")
        .change_scene_id("GOCMLL01001")
        .current_cloud_service_id("6470681a31da2a47ed50a919")
        .location_id("cn-north-4")
        .is_start_process(false)
        .sub_tickets(vec![scope, plan]);
    let path = CreateTicketPath::default().ticket_type(TicketType::Change);
    let request = CreateTicketRequest::new(path, body);

    // An error here lists everything that is wrong at once; warnings do not keep a request from being sent.
    for warning in &request.validate()? {
        eprintln!("warning: {warning}");
    }

    // A client does this by itself, signs the result and sends it: `client.create_ticket(request).await`.
    let endpoint = Endpoint::new(SERVICE.endpoint("cn-north-4").ok_or("no such region")?)?;
    let http = build_request(&request, &endpoint)?;
    println!("{} {}", http.method(), http.uri());
    for (name, value) in http.headers() {
        println!("{name}: {}", value.to_str()?);
    }
    println!("\n{}", serde_json::to_string_pretty(&request.body)?);
    Ok(())
}
