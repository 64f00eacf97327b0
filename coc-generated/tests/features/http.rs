//! Building, signing and reading without a client.

use std::time::SystemTime;

use coc_generated::http::{Bytes, Endpoint, build_request, parse_response, sign};
use coc_generated::service::AuthScope;
use coc_generated::update_ticket::wire::{
    UpdateTicketBody, UpdateTicketPath, UpdateTicketRequest,
};
use coc_generated::{Credentials, Outcome};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = UpdateTicketPath::default().ticket_type("change").ticket_id("CM1");
    let request = UpdateTicketRequest::new(path, UpdateTicketBody::default());
    let mut http = build_request(&request, &Endpoint::new("https://coc.example.com")?)?;
    sign(
        &mut http,
        &Credentials::keys("ACCESSKEY", "SECRETKEY"),
        AuthScope::Domain,
        SystemTime::now(),
    )?;
    assert!(
        http.headers().contains_key("authorization")
            && http.uri().path() == "/v1/change/tickets/CM1"
    );

    let answer = |body| http::Response::new(Bytes::from_static(body));
    let good =
        answer(br#"{"error_code": "GOM.00000000", "data": {"ticket_id": "CM1"}}"#);
    assert_eq!(
        parse_response::<UpdateTicketRequest>(good)?.output().ticket_id(),
        Some("CM1")
    );
    let error =
        parse_response::<UpdateTicketRequest>(answer(b"")).map(drop).unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    Ok(())
}
