//! The documented examples as typed requests, written by hand from the vendor's pages.

use coc_generated::Timestamp;
use coc_generated::create_ticket::enums::{
    ChangeLevel, ChangeType, HandlerType, IssueLevel,
};
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::create_ticket::{
    ChangeScope, ChildTicket, CreateChangeTicket, CreateIssueTicket, CreateTicket,
    Guides, SubTicket,
};
use coc_generated::error::ConversionError;
use coc_generated::update_ticket::enums::ChangeFailType;
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use coc_generated::update_ticket::{
    CancelledSubTicket, FailedSubTicket, SuccessfulSubTicket, UpdateTicket,
};

use super::{example, json};

fn change() -> CreateChangeTicket {
    let scope = || {
        ChangeScope::builder()
            .app_name("Web shop")
            .region("xxx")
            .resource_biz_id("6470681a31da2a47ed50a919")
            .build()
    };
    let plan = |start, end| {
        ChildTicket::builder()
            .target_value("xxx")
            .expected_start_time(Timestamp::from_millis(start))
            .expected_end_time(Timestamp::from_millis(end))
            .executors("005b950b4863447cb97cd77a89559c79")
            .cooperators("0064670859f74dc89398d676d95e3577")
            .build()
    };
    let parts: [SubTicket; 4] = [
        scope().into(),
        scope().into(),
        plan(1_750_755_723_000, 1_750_842_123_000).into(),
        plan(1_750_755_733_000, 1_750_842_134_000).into(),
    ];
    CreateChangeTicket::builder()
        .title("Swap the cache nodes of the shop")
        .change_notes(
            "Replaces both cache nodes, one region after the other. Trial run.",
        )
        .change_type(ChangeType::Conventional)
        .level(ChangeLevel::C)
        .change_scheme(
            Guides::builder()
                .change_guides("ad2997a2-ad31-4aed-a07b-eb22b132520a")
                .build(),
        )
        .change_scene_id("GOCMLL01001")
        .current_cloud_service_id("6470681a31da2a47ed50a919")
        .location_id("xxx")
        .approve_type("or_sign")
        .plan_task_type("scheme_type_plan_task")
        .is_start_process(true)
        .sub_tickets(parts)
        .build()
}

fn issue() -> CreateIssueTicket {
    CreateIssueTicket::builder()
        .title("Checkout answers slowly")
        .description("[What happens] Paying takes ten seconds.\n[Who notices]")
        .enterprise_project("0")
        .level(IssueLevel::Warning)
        .issue_ticket_type("issues_type_1000")
        .root_cause_cloud_service("6470681a31da2a47ed50a919")
        .fount_time(Timestamp::from_millis(0))
        .virtual_schedule_type(HandlerType::Individual)
        .issue_contact_person("51875a8200fd45189f94745678545bc3")
        .build()
}

#[test]
fn a_typed_change_becomes_the_documented_request_and_back() {
    let wire = CreateTicketRequest::from(change());
    let documented = include_str!("../../../spec/examples/create_change.json");
    assert_eq!(json(&wire), example(documented));
    assert!(wire.violations().is_empty());
    assert_eq!(CreateChangeTicket::try_from(wire.clone()), Ok(change()));
    assert_eq!(CreateTicket::try_from(wire), Ok(CreateTicket::Change(change())));
    // Its blanks count as absent.
    let wire: CreateTicketRequest = serde_json::from_str(documented).unwrap();
    assert_eq!(CreateChangeTicket::try_from(wire), Ok(change()));
}

#[test]
fn a_typed_issue_becomes_the_documented_request_and_back() {
    let wire = CreateTicketRequest::from(issue());
    let documented = include_str!("../../../spec/examples/create_issue.json");
    assert_eq!(json(&wire), example(documented));
    assert!(wire.violations().is_empty());
    let wire: CreateTicketRequest = serde_json::from_str(documented).unwrap();
    assert_eq!(CreateIssueTicket::try_from(wire.clone()), Ok(issue()));
    // The issue is no change.
    let Err(ConversionError::NoPlace { unplaced, .. }) =
        CreateChangeTicket::try_from(wire)
    else {
        panic!()
    };
    assert_eq!(unplaced, ["/path/ticket_type"]);
}

#[test]
fn each_constructor_of_an_update_makes_the_documented_request() {
    const TICKET: &str = "CM202506261919380164485133";
    let success = SuccessfulSubTicket::builder()
        .ticket_id("e72f9b49-2294-4c58-bc57-4a0c6903c5e1")
        .is_verified_in_change_time(true)
        .comment("All nodes swapped, checks are green.")
        .build();
    let failure = FailedSubTicket::builder()
        .ticket_id("80f198c6-14c0-4541-8e2d-1808bfcedf48")
        .change_fail_type(ChangeFailType::DependentServiceIssue)
        .comment("The database behind it did not come up; rolled back.")
        .is_rollback_success(true)
        .is_monitor_found(false)
        .build();
    let cancelled = CancelledSubTicket::builder()
        .ticket_id("b0a966fa-5be7-40e4-bad0-a0749d6fac9c")
        .comment("Postponed to next week.")
        .build();
    let one = ["e72f9b49-2294-4c58-bc57-4a0c6903c5e1"];
    let uses = [
        (
            UpdateTicketRequest::start(TICKET, one),
            include_str!("../../../spec/examples/update_start.json"),
        ),
        (
            UpdateTicketRequest::end(TICKET, one),
            include_str!("../../../spec/examples/update_end.json"),
        ),
        (
            UpdateTicketRequest::record_success(TICKET, [success]),
            include_str!("../../../spec/examples/update_record_success.json"),
        ),
        (
            UpdateTicketRequest::record_failure(TICKET, [failure]),
            include_str!("../../../spec/examples/update_record_failure.json"),
        ),
        (
            UpdateTicketRequest::cancel(TICKET, [cancelled]),
            include_str!("../../../spec/examples/update_cancel.json"),
        ),
    ];
    for (made, documented) in uses {
        assert_eq!(json(&made), example(documented));
        assert!(made.violations().is_empty());
        let typed = UpdateTicket::try_from(made.clone()).unwrap();
        assert_eq!(json(&typed), json(&made));
        assert_eq!(UpdateTicketRequest::from(&typed), made);
    }
}

#[test]
fn a_constructor_of_an_update_takes_several_sub_tickets() {
    let ids = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
    let started = UpdateTicketRequest::start("CM1", ids);
    let parts = started.body.sub_tickets.unwrap();
    assert_eq!(
        parts.iter().map(|part| part.ticket_id.as_deref().unwrap()).collect::<String>(),
        "abc"
    );
}

#[test]
fn secrets_of_typed_requests_do_not_show() {
    use coc_generated::create_ticket::Runbook;
    use coc_generated::create_ticket::enums::PlanTaskSubType;

    let job = Runbook::builder()
        .plan_task_sub_type(PlanTaskSubType::Custom)
        .plan_task_id("42")
        .plan_task_name("Restart")
        .plan_task_params("password=hunter2")
        .build();
    let change = CreateChangeTicket::builder()
        .change_notes("Clears the memory.")
        .change_type(ChangeType::Urgent)
        .change_scheme(job.clone())
        .change_scene_id("GOCMLL01001")
        .current_cloud_service_id("6470681a31da2a47ed50a919")
        .location_id("xxx")
        .sub_tickets(Vec::<SubTicket>::new())
        .build();
    let wire = CreateTicketRequest::from(&change);
    assert!(json(&wire).to_string().contains("hunter2"), "the value is sent");
    for shown in [format!("{job:?}"), format!("{change:?}"), format!("{wire:?}")] {
        assert!(shown.contains("Restart") && !shown.contains("hunter2"), "{shown}");
    }
}

#[test]
fn a_typed_request_serialises_and_checks_itself_as_its_wire_form() {
    let change = change();
    let wire = CreateTicketRequest::from(&change);
    assert_eq!(json(&change), json(&wire));
    assert_eq!(json(&CreateTicket::from(change.clone())), json(&wire));
    assert_eq!(change.violations(), wire.violations());
    let issue = CreateIssueTicket::builder()
        .description("")
        .enterprise_project("0")
        .issue_ticket_type("issues_type_1000")
        .virtual_schedule_type(HandlerType::Individual)
        .build();
    let rules: Vec<&str> = issue.violations().iter().map(|it| it.rule.id).collect();
    assert_eq!(rules, ["create_ticket.description.required"]);
}
