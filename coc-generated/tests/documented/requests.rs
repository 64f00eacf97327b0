//! The examples of requests break no rule, and are written as they were read.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use coc_generated::create_ticket::enums::TicketType;
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest, SubTicket,
};
use coc_generated::error::DocumentedKeyError;
use coc_generated::update_ticket::enums::Action;
use coc_generated::update_ticket::wire::{
    HistoryInfo, SubTicketUpdate, TicketInfo, UpdateTicketBody, UpdateTicketPath,
    UpdateTicketRequest,
};
use coc_generated::{OPERATIONS, Violations, operation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{read, to_json, without_nulls};

/// An example, as text.
fn example(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/examples");
    fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()
}

/// Reads a request as its wire type and writes it again, and returns the violations that it
/// has in that form.
fn rewritten<T: DeserializeOwned + Serialize>(
    name: &str,
    mut document: Value,
    violations: fn(&T) -> Violations,
) -> Violations {
    document.as_object_mut().unwrap().remove("operation");
    let request: T = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(to_json(&request), without_nulls(&document), "{name}");
    // The text is read without a `Value` in between.
    let again: T =
        serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
    assert_eq!(to_json(&again), to_json(&request), "{name}");
    violations(&request)
}

macro_rules! rewritten_as {
    ($name:expr, $document:expr, $operation:expr => $($module:ident: $request:ident,)+) => {
        match $operation {
            $(stringify!($module) => {
                use coc_generated::$module::wire::$request;
                rewritten::<$request>($name, $document, $request::violations)
            })+
            other => panic!("{}: no type for {other}", $name),
        }
    };
}

#[test]
fn every_example_of_a_request_breaks_no_rule_and_is_written_as_it_was_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/examples");
    let mut operations = BTreeSet::new();
    let mut warnings = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let document = read(&fs::read_to_string(&path).unwrap());
        // An example without the name of an operation is an answer.
        let Some(name_of_operation) = document["operation"].as_str().map(str::to_owned)
        else {
            continue;
        };
        let entry = operation(&name_of_operation).unwrap();
        let violations = entry.validate(document.as_object().unwrap()).unwrap();
        assert!(!violations.has_errors(), "{name}: {violations}");
        warnings.extend(violations.iter().map(|it| format!("{name} {}", it.rule.id)));
        let again = rewritten_as!(name, document, name_of_operation.as_str() =>
            create_attachment: CreateAttachmentRequest,
            create_coc_incident: CreateCocIncidentRequest,
            create_external_coc_attachment: CreateExternalCocAttachmentRequest,
            create_ticket: CreateTicketRequest,
            delete_ticket_info: DeleteTicketInfoRequest,
            download_attachment: DownloadAttachmentRequest,
            execute_ticket_action: ExecuteTicketActionRequest,
            handle_coc_incident: HandleCocIncidentRequest,
            handle_incident: HandleIncidentRequest,
            list_coc_ticket_operation_histories: ListCocTicketOperationHistoriesRequest,
            list_incident_simple_tickets: ListIncidentSimpleTicketsRequest,
            list_incidents: ListIncidentsRequest,
            list_incidents_histories: ListIncidentsHistoriesRequest,
            list_sub_tickets: ListSubTicketsRequest,
            list_ticket_operation_histories: ListTicketOperationHistoriesRequest,
            list_tickets: ListTicketsRequest,
            show_coc_incident_detail: ShowCocIncidentDetailRequest,
            show_incident_task: ShowIncidentTaskRequest,
            show_ticket_info: ShowTicketInfoRequest,
            update_change: UpdateChangeRequest,
            update_ticket: UpdateTicketRequest,
        );
        assert_eq!(again.to_string(), violations.to_string(), "{name}");
        operations.insert(name_of_operation);
    }
    // This example of our own shows what the vendor's provider sends.
    assert_eq!(
        warnings,
        ["create_change_approved_by_shift create_ticket.schedule_scenes.documented_for"]
    );
    let without: Vec<_> = OPERATIONS
        .iter()
        .map(|entry| entry.operation.name)
        .filter(|name| !operations.contains(*name))
        .collect();
    assert!(without.is_empty(), "operations without an example: {without:?}");
}

#[test]
fn the_fields_hold_the_values_and_blanks_of_the_examples() {
    let create = |name: &str| -> CreateTicketRequest {
        serde_json::from_str(&example(name)).unwrap()
    };
    let change = create("create_change");
    assert_eq!(change.path.ticket_type, Some(TicketType::Change));
    assert_eq!(change.body.plan_task_params.as_deref(), Some(""));
    assert_eq!(change.body.plan_task_sub_type.as_ref().map(AsRef::as_ref), Some(""));
    assert_eq!(change.body.approve_type.as_deref(), Some("or_sign"));
    let parts = change.body.sub_tickets.as_ref().unwrap();
    assert_eq!(parts[2].expected_start_time.unwrap().as_millis(), 1_750_755_723_000);
    assert_eq!(parts[0].resource_biz_id.as_deref(), Some("6470681a31da2a47ed50a919"));
    let issue = create("create_issue");
    assert_eq!(
        (issue.body.source.as_ref(), issue.body.source_id.as_deref()),
        (None, Some(""))
    );
    assert_eq!(issue.body.fount_time.unwrap().as_millis(), 0);
    let failure: UpdateTicketRequest =
        serde_json::from_str(&example("update_record_failure")).unwrap();
    assert_eq!(failure.body.history_info.unwrap().action, Some(Action::RecordResult));
    let part = &failure.body.sub_tickets.unwrap()[0];
    assert_eq!((&part.verified_docs, part.rollback_end_time), (&None, None));
    assert_eq!(part.sub_tickets, Some(vec![]));
    for value in [to_json(&change), to_json(&issue), to_json(part)] {
        assert!(!value.to_string().contains("undocumented"), "{value}");
    }
    assert!(change.body.undocumented().is_empty() && part.undocumented().is_empty());
}

#[test]
fn keys_of_other_clients_are_kept() {
    let body = json!({
        "title": "t", "watchers": ["a", null], "watchers_name": null, "found_time": 1,
        "sub_tickets": [{"target_type": "team", "x": {"y": null}}],
    });
    let read: CreateTicketBody = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(to_json(&read), body);
    assert_eq!(read.undocumented().len(), 3);
    assert_eq!(
        read.sub_tickets.unwrap()[0].target_type.as_ref().unwrap().as_str(),
        "team"
    );
    let action: HistoryInfo =
        serde_json::from_value(json!({"action": "change_complete_success"})).unwrap();
    assert!(!action.action.as_ref().unwrap().is_known());
    assert_eq!(to_json(&action), json!({"action": "change_complete_success"}));
}

/// The documented names of an object, by the ids of its fields' rules of kind `type`,
/// which begin with `place`.
fn names(place: &str) -> Vec<&'static str> {
    let rules = OPERATIONS.iter().flat_map(|entry| entry.rules());
    rules
        .filter_map(|rule| rule.id.strip_prefix(place)?.strip_suffix(".type"))
        .filter(|name| !name.contains('.'))
        .collect()
}

#[test]
fn a_documented_name_cannot_be_set_as_an_undocumented_one() {
    fn check<T: Default>(
        place: &str,
        set: fn(T, String, Value) -> Result<T, DocumentedKeyError>,
    ) {
        let names = names(place);
        assert!(!names.is_empty(), "{place}");
        for name in names {
            let error =
                set(T::default(), name.to_owned(), json!("x")).map(|_| ()).unwrap_err();
            assert_eq!(error.name, name);
            assert!(error.to_string().contains(name));
        }
        assert!(set(T::default(), "watchers".to_owned(), json!([1])).is_ok());
    }
    check("create_ticket.path.", CreateTicketPath::with_undocumented);
    check("create_ticket.", CreateTicketBody::with_undocumented);
    check("create_ticket.SubTicket.", SubTicket::with_undocumented);
    check("update_ticket.path.", UpdateTicketPath::with_undocumented);
    check("update_ticket.", UpdateTicketBody::with_undocumented);
    check("update_ticket.TicketInfo.", TicketInfo::with_undocumented);
    check("update_ticket.SubTicketUpdate.", SubTicketUpdate::with_undocumented);
    check("update_ticket.HistoryInfo.", HistoryInfo::with_undocumented);

    let body = CreateTicketBody::default()
        .with_undocumented("watchers", "a")
        .unwrap()
        .title("t");
    assert_eq!(to_json(&body), json!({"title": "t", "watchers": "a"}));
}
