//! Histories of tickets: the ticket that a request names, and the records that it lists.
//! Filters, orders and pages belong to `lists`.

use serde_json::{Value, json};

use super::document::Document;
use super::lists;
use super::store::wrong_state;
use super::ticket::HistoryRecord;
use crate::runtime::server::Refusal;

/// The ticket that the filters of a request for a history name.
pub(super) fn ticket_named(document: &Document) -> Result<String, Refusal> {
    let filters = document.body()["string_filters"].as_array();
    let ticket = filters.into_iter().flatten().find(|it| it["field"] == "ticket_id");
    let name = ticket.and_then(|filter| filter["values"][0].as_str());
    name.map(str::to_owned).ok_or_else(|| {
        wrong_state(
            "string_filters names no ticket_id (Querying Historical Service Tickets, the \
             introduction)",
        )
    })
}

/// The records of the ticket with this number, as the older operations list them.
pub(super) fn of_ticket(
    document: &Document,
    number: &str,
    records: &[HistoryRecord],
) -> Result<Value, Refusal> {
    // The filter that names the ticket may name it by its id, which records lack.
    let mut body = document.body().clone();
    if let Some(filters) = body["string_filters"].as_array_mut() {
        filters.retain(|filter| filter["field"] != "ticket_id");
    }
    select_records(body, records, |record| record.history_entry(number))
}

/// The records that pass the filters of a request. A request for a history has no page.
pub(super) fn select_records(
    mut body: Value,
    records: &[HistoryRecord],
    show: impl Fn(&HistoryRecord) -> Value,
) -> Result<Value, Refusal> {
    body["contain_all"] = true.into();
    let info = lists::select(&body, &[], records.iter(), |record| Ok(show(record)))?;
    Ok(json!({ "total": info.len(), "info": info }))
}
