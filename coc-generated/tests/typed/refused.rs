//! Items with a delimiter, and wire requests that have no typed form, are refused.
//! Programs that must not compile are in `tests/refused`, and the tests of the generator
//! compile them.

use coc_generated::create_ticket::CreateChangeTicket;
use coc_generated::create_ticket::CreateIssueTicket;
use coc_generated::create_ticket::enums::{self, HandlerType, TicketType};
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::create_ticket::wire::{self, CreateTicketBody, CreateTicketPath};
use coc_generated::error::ConversionError;

#[test]
fn an_item_with_a_comma_is_refused() {
    let issue = || {
        CreateIssueTicket::builder()
            .description("d")
            .enterprise_project("0")
            .issue_ticket_type("t")
            .virtual_schedule_type(HandlerType::Shift)
    };
    let refused = issue().regions(["a", "b,c"]).map(|_| ()).unwrap_err();
    assert_eq!((refused.index, refused.delimiter), (1, ","));
    assert_eq!(refused.to_string(), r#"item 1 contains ",", which separates items"#);
    let issue = issue().regions(["a", "b"]).unwrap().build();
    assert_eq!(CreateTicketRequest::from(issue).body.regions.as_deref(), Some("a,b"));
}

/// A change that breaks no rule, to which the cases add fields.
fn change() -> CreateTicketBody {
    CreateTicketBody::default()
        .change_notes("n")
        .change_type(enums::ChangeType::Urgent)
        .change_scheme(enums::ChangeScheme::Guides)
        .change_guides("g")
        .change_scene_id("s")
        .current_cloud_service_id("c")
        .location_id("l")
        .sub_tickets([])
}

fn refusal(body: CreateTicketBody) -> ConversionError {
    let path = CreateTicketPath::default().ticket_type(TicketType::Change);
    CreateChangeTicket::try_from(CreateTicketRequest::new(path, body)).unwrap_err()
}

#[test]
fn a_conversion_names_fields_without_a_place_and_violations() {
    let cases = [
        (change().description("d"), "no place in this case for /body/description"),
        (change().plan_task_id("1"), "no place in this case for /body/plan_task_id"),
        (
            change().with_undocumented("titel", "t").unwrap(),
            "no place in this case for /body/titel",
        ),
        (
            change().sub_tickets([wire::SubTicket::default().region("r")]),
            "no place in this case for /body/sub_tickets/0/region; this case needs /body/sub_tickets/0/target_type",
        ),
        (
            change().sub_tickets([wire::SubTicket::default()
                .target_type(enums::TargetType::ChildTicket)
                .app_name("a")]),
            "no place in this case for /body/sub_tickets/0/app_name",
        ),
    ];
    for (body, says) in cases {
        let error = refusal(body);
        assert!(matches!(error, ConversionError::NoPlace { .. }), "{error}");
        assert_eq!(error.to_string(), says);
    }
    let ConversionError::Invalid(violations) = refusal(change().change_guides(""))
    else {
        panic!()
    };
    let found: Vec<_> = violations.iter().map(|it| it.rule.id).collect();
    assert_eq!(found, ["create_ticket.change_guides.required"]);
    // A blank needs no place.
    let path = CreateTicketPath::default().ticket_type(TicketType::Change);
    let blank = change().description("").plan_task_id("");
    assert!(CreateChangeTicket::try_from(CreateTicketRequest::new(path, blank)).is_ok());
}
