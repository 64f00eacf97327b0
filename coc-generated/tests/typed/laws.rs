//! Laws of conversions: a typed request breaks no rule that became a type, and a wire
//! request is the same after a conversion there and back.

use std::collections::BTreeMap;

use coc_generated::Timestamp;
use coc_generated::create_ticket::enums::{
    ChangeLevel, ChangeType, HandlerType, IssueLevel, IssueSource, PlanTaskSubType,
};
use coc_generated::create_ticket::wire::CreateTicketRequest;
use coc_generated::create_ticket::{
    ChangeScheme, ChangeScope, ChildTicket, CreateChangeTicket, CreateIssueTicket,
    CreateTicket, Guides, Runbook, SubTicket,
};
use coc_generated::error::ConversionError;
use coc_generated::update_ticket::UpdateTicket;
use coc_generated::update_ticket::wire::UpdateTicketRequest;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::{json, without_blanks};

/// Text that is not blank.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(" ".to_owned()), "[ -~]{1,8}", ".{1,4}"]
}

/// An item of text that is joined by commas. An empty item is allowed and draws a warning,
/// so that none is made here.
fn item() -> impl Strategy<Value = String> {
    "[a-z0-9-]{1,6}"
}

fn scheme() -> impl Strategy<Value = ChangeScheme> {
    let guides =
        text().prop_map(|guides| Guides::builder().change_guides(guides).build().into());
    let kinds = select(PlanTaskSubType::ALL);
    let job = (kinds, text(), text(), text()).prop_map(|(kind, id, name, params)| {
        let job = Runbook::builder().plan_task_sub_type(kind).plan_task_id(id);
        job.plan_task_name(name).plan_task_params(params).build().into()
    });
    prop_oneof![guides, job]
}

fn part() -> impl Strategy<Value = SubTicket> {
    let scope = (text(), text(), option::of(text())).prop_map(|(name, region, id)| {
        ChangeScope::builder()
            .app_name(name)
            .region(region)
            .maybe_resource_biz_id(id)
            .build()
            .into()
    });
    let time = || option::of(any::<i64>().prop_map(Timestamp::from_millis));
    let plan =
        (option::of(text()), time(), time(), option::of(text()), option::of(text()));
    let plan = plan.prop_map(|(value, start, end, executors, cooperators)| {
        ChildTicket::builder()
            .maybe_target_value(value)
            .maybe_expected_start_time(start)
            .maybe_expected_end_time(end)
            .maybe_executors(executors)
            .maybe_cooperators(cooperators)
            .build()
            .into()
    });
    prop_oneof![scope, plan]
}

fn parts() -> impl Strategy<Value = Vec<SubTicket>> {
    proptest::collection::vec(part(), 0..3)
}

fn change() -> impl Strategy<Value = CreateTicket> {
    let needed =
        (text(), select(ChangeType::ALL), scheme(), text(), text(), text(), parts());
    let free = (
        option::of(text()),
        option::of(select(ChangeLevel::ALL)),
        any::<Option<bool>>(),
        option::of(text()),
    );
    (needed, free).prop_map(|(needed, (title, level, start, approve))| {
        let (notes, kind, scheme, scene, service, location, parts) = needed;
        CreateChangeTicket::builder()
            .maybe_title(title)
            .change_notes(notes)
            .change_type(kind)
            .maybe_level(level)
            .change_scheme(scheme)
            .change_scene_id(scene)
            .current_cloud_service_id(service)
            .location_id(location)
            .sub_tickets(parts)
            .maybe_is_start_process(start)
            .maybe_approve_type(approve)
            .build()
            .into()
    })
}

/// Fields that are documented for issues only, so that a change has none of them.
type IssueFields = (Option<Vec<String>>, Option<String>, Option<String>, Option<i64>);

fn issue_fields() -> impl Strategy<Value = IssueFields> {
    let regions = option::of(proptest::collection::vec(item(), 1..3));
    (regions, option::of(text()), option::of(text()), option::of(any::<i64>()))
}

fn issue() -> impl Strategy<Value = CreateTicket> {
    let needed = (text(), text(), text(), select(HandlerType::ALL));
    let sources = option::of(select(IssueSource::ALL));
    let free = (option::of(text()), option::of(select(IssueLevel::ALL)), sources);
    (needed, free, issue_fields()).prop_map(
        |(needed, (title, level, source), fields)| {
            let (description, project, kind, handler) = needed;
            let (regions, contact, source_id, found) = fields;
            let issue = CreateIssueTicket::builder()
                .maybe_title(title)
                .description(description)
                .enterprise_project(project)
                .maybe_level(level)
                .issue_ticket_type(kind)
                .maybe_source(source)
                .maybe_source_id(source_id)
                .virtual_schedule_type(handler)
                .maybe_issue_contact_person(contact)
                .maybe_fount_time(found.map(Timestamp::from_millis));
            match regions {
                Some(regions) => issue.regions(regions).unwrap().build().into(),
                None => issue.build().into(),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_typed_request_breaks_no_rule_that_became_a_type(ticket in prop_oneof![change(), issue()]) {
        let wire = CreateTicketRequest::from(ticket.clone());
        let violations = wire.violations();
        // `source` is optional and no discriminator, so that this rule is left to the
        // validator.
        // The strategies set no field that was added to the spec later.
        let corpus = include_str!("../conformance/create_ticket.ndjson");
        for violation in violations.errors() {
            let rule = violation.rule;
            let is_new = !corpus.contains(&format!("\"{}\"", rule.citation.field));
            let is_left = rule.id == "create_ticket.source_id.required" || is_new;
            prop_assert!(is_left, "{}", violation);
        }
        if !violations.has_errors() {
            prop_assert_eq!(CreateTicket::try_from(wire), Ok(ticket));
        }
    }
}

/// The payloads of the corpora of both operations, which were written from the vendor's
/// pages.
fn corpus() -> impl Iterator<Item = Value> {
    let corpora = [
        include_str!("../conformance/create_ticket.ndjson"),
        include_str!("../conformance/update_ticket.ndjson"),
    ];
    let lines = corpora.into_iter().flat_map(str::lines);
    lines.map(|line| serde_json::from_str::<Value>(line).unwrap()["in"].take())
}

fn pointers(value: &Value, at: &str, found: &mut BTreeMap<String, Value>) {
    found.insert(at.to_owned(), value.clone());
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(n, value)| pointers(value, &format!("{at}/{n}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_conversion_there_and_back_changes_nothing_or_names_what_has_no_place() {
    let (mut same, mut misfits, mut invalid) = (0, 0, 0);
    for mut payload in corpus() {
        let operation = payload["operation"].as_str().unwrap_or_default().to_owned();
        payload.as_object_mut().unwrap().remove("operation");
        let outcome = if operation == "create_ticket" {
            let Ok(wire) =
                serde_json::from_value::<CreateTicketRequest>(payload.clone())
            else {
                continue;
            };
            CreateTicket::try_from(wire)
                .map(|typed| json(&CreateTicketRequest::from(typed)))
        } else {
            let Ok(wire) =
                serde_json::from_value::<UpdateTicketRequest>(payload.clone())
            else {
                continue;
            };
            UpdateTicket::try_from(wire)
                .map(|typed| json(&UpdateTicketRequest::from(typed)))
        };
        match outcome {
            Ok(back) => {
                same += 1;
                let wanted = without_blanks(&payload);
                let none = Value::Object(serde_json::Map::new());
                for part in ["path", "body"] {
                    assert_eq!(
                        without_blanks(&back[part]),
                        *wanted.get(part).unwrap_or(&none),
                        "{payload}"
                    );
                }
            }
            Err(ConversionError::NoPlace { unplaced, missing }) => {
                misfits += 1;
                assert!(!unplaced.is_empty() || !missing.is_empty());
                let mut known = BTreeMap::new();
                pointers(&without_blanks(&payload), "", &mut known);
                for pointer in unplaced {
                    assert!(
                        known.contains_key(&pointer),
                        "{pointer} is not in {payload}"
                    );
                }
                for pointer in missing {
                    assert!(!known.contains_key(&pointer), "{pointer} is in {payload}");
                }
            }
            Err(ConversionError::Invalid(violations)) => {
                invalid += 1;
                assert!(violations.has_errors());
            }
            Err(other) => panic!("{other}"),
        }
    }
    // The corpus has plenty of each.
    assert!(same > 500 && misfits > 50 && invalid > 500, "{same} {misfits} {invalid}");
}
