//! Any status, headers and body as an answer. Reading it ends in a result or an error,
//! and both can be printed.
#![no_main]

use bytes::Bytes;
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::error::IncompleteBody;
use coc_generated::http::{OperationRequest, parse_response};
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use http::{HeaderValue, Response, header};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/mod.rs"]
mod support;

/// Headers that reading an answer looks at.
const HEADERS: [&str; 5] =
    ["x-request-id", "retry-after", "date", "location", "content-type"];

// Two bytes of status, one of switches, then a line for each header that is switched on,
// and the body.
fuzz_target!(|bytes: &[u8]| {
    let [high, low, switches, rest @ ..] = bytes else { return };
    let mut rest = rest;
    let status = 100 + u16::from_be_bytes([*high, *low]) % 900;
    let mut response = Response::new(Bytes::new());
    let Ok(status) = http::StatusCode::from_u16(status) else { return };
    *response.status_mut() = status;
    for (bit, name) in HEADERS.into_iter().enumerate() {
        if switches >> bit & 1 == 1 {
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            if let Ok(value) = HeaderValue::from_bytes(&rest[..end]) {
                response
                    .headers_mut()
                    .append(header::HeaderName::from_static(name), value);
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
    let cut = switches & 0x80 != 0;
    if cut {
        response.extensions_mut().insert(IncompleteBody::Broken);
    }
    *response.body_mut() = Bytes::copy_from_slice(rest);
    read::<CreateTicketRequest>(&response);
    read::<UpdateTicketRequest>(&response);
    read::<support::Make>(&response);
    read::<support::Burn>(&response);
    read::<support::Scan>(&response);
});

fn read<R: OperationRequest>(response: &Response<Bytes>) {
    let cut = response.extensions().get::<IncompleteBody>().is_some();
    match parse_response::<R>(response.clone()) {
        Ok(read) => {
            assert!(response.status().is_success() && !cut);
            assert_eq!(read.status(), response.status());
        }
        Err(error) => {
            let wait =
                error.response().map(|answer| answer.retry_after(std::time::UNIX_EPOCH));
            assert!(format!("{error} {error:?} {wait:?}").len() < 20_000);
        }
    }
}
