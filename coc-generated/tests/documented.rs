//! What the pages show: every documented request and answer, and what has to hold for
//! anything that is like them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "support/released.rs"]
mod released;

use std::collections::BTreeSet;
use std::fmt::Debug;

use coc_generated::create_ticket::enums::TicketType;
use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketPath, CreateTicketRequest, CreateTicketResponse,
    SubTicket,
};
use coc_generated::error::DocumentedKeyError;
use coc_generated::rules::RuleKind;
use coc_generated::shared::wire::Failure;
use coc_generated::update_ticket::enums::Action;
use coc_generated::update_ticket::wire::{
    HistoryInfo, SubTicketUpdate, TicketInfo, UpdateTicketBody, UpdateTicketPath,
    UpdateTicketRequest, UpdateTicketResponse,
};
use coc_generated::wire::Object;
use coc_generated::{OPERATIONS, Violations, operation};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

macro_rules! examples {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../spec/examples/", $name, ".json")))),*]
    };
}

const REQUESTS: [(&str, &str); 7] = examples![
    "create_change",
    "create_issue",
    "update_start",
    "update_end",
    "update_record_success",
    "update_record_failure",
    "update_cancel",
];

const RESPONSES: [(&str, &str); 3] =
    examples!["create_ticket_200", "create_ticket_400", "update_ticket_200"];

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn response(name: &str) -> Value {
    let (_, text) = RESPONSES.iter().find(|(known, _)| *known == name).unwrap();
    read(text)["body"].take()
}

fn back(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The value without members that are null, at any depth; what stands in lists stays.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect::<Object>()
                .into()
        }
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

// --- Requests ----------------------------------------------------------------------------------------------------------

#[test]
fn every_documented_request_is_right_and_comes_back_as_it_was() {
    fn check<T: DeserializeOwned + Serialize + Debug>(
        name: &str,
        mut envelope: Value,
    ) -> T {
        envelope.as_object_mut().unwrap().remove("operation");
        let request: T = serde_json::from_value(envelope.clone()).unwrap();
        assert_eq!(back(&request), without_nulls(&envelope), "{name}");
        // Read from text as well, where nothing was a value in between.
        let again: T =
            serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
        assert_eq!(back(&again), back(&request), "{name}");
        request
    }
    for (name, text) in REQUESTS {
        let envelope = read(text);
        let operation = operation(envelope["operation"].as_str().unwrap()).unwrap();
        assert!(
            operation.validate(envelope.as_object().unwrap()).unwrap().is_empty(),
            "{name}"
        );
        let violations = match operation.operation.name {
            "create_ticket" => check::<CreateTicketRequest>(name, envelope).violations(),
            _ => check::<UpdateTicketRequest>(name, envelope).violations(),
        };
        assert!(violations.is_empty(), "{name}");
    }
}

#[test]
fn blanks_and_values_of_the_examples_are_where_they_belong() {
    let create = |n: usize| -> CreateTicketRequest {
        serde_json::from_str(REQUESTS[n].1).unwrap()
    };
    let change = create(0);
    assert_eq!(change.path.ticket_type, Some(TicketType::Change));
    assert_eq!(change.body.plan_task_params.as_deref(), Some(""));
    assert_eq!(change.body.plan_task_sub_type.as_ref().map(AsRef::as_ref), Some(""));
    assert_eq!(change.body.approve_type.as_deref(), Some("or_sign"));
    let parts = change.body.sub_tickets.as_ref().unwrap();
    assert_eq!(parts[2].expected_start_time.unwrap().as_millis(), 1_750_755_723_000);
    assert_eq!(parts[0].resource_biz_id.as_deref(), Some("6470681a31da2a47ed50a919"));
    let issue = create(1);
    assert_eq!(
        (issue.body.source.as_ref(), issue.body.source_id.as_deref()),
        (None, Some(""))
    );
    assert_eq!(issue.body.fount_time.unwrap().as_millis(), 0);
    let failure: UpdateTicketRequest = serde_json::from_str(REQUESTS[5].1).unwrap();
    assert_eq!(failure.body.history_info.unwrap().action, Some(Action::RecordResult));
    let part = &failure.body.sub_tickets.unwrap()[0];
    assert_eq!((&part.verified_docs, part.rollback_end_time), (&None, None));
    assert_eq!(part.sub_tickets, Some(vec![]));
    for value in [back(&change), back(&issue), back(part)] {
        assert!(!value.to_string().contains("undocumented"), "{value}");
    }
    assert!(change.body.undocumented().is_empty() && part.undocumented().is_empty());
}

#[test]
fn keys_of_other_clients_are_kept() {
    let body = json!({
        "title": "t", "schedule_roles": ["a", null], "schedule_roles_name": null, "found_time": 1,
        "sub_tickets": [{"target_type": "team", "x": {"y": null}}],
    });
    let read: CreateTicketBody = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(back(&read), body);
    assert_eq!(read.undocumented().len(), 3);
    assert_eq!(
        read.sub_tickets.unwrap()[0].target_type.as_ref().unwrap().as_str(),
        "team"
    );
    let action: HistoryInfo =
        serde_json::from_value(json!({"action": "change_complete_success"})).unwrap();
    assert!(!action.action.as_ref().unwrap().is_known());
    assert_eq!(back(&action), json!({"action": "change_complete_success"}));
}

/// The documented names of the object that rule ids call `place`, from the rules on
/// their JSON types.
fn names(place: &str) -> Vec<&'static str> {
    let rules = OPERATIONS.iter().flat_map(|entry| entry.rules());
    rules
        .filter_map(|rule| rule.id.strip_prefix(place)?.strip_suffix(".type"))
        .filter(|name| !name.contains('.'))
        .collect()
}

#[test]
fn a_documented_name_cannot_be_set_as_another() {
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
        assert!(set(T::default(), "schedule_roles".to_owned(), json!([1])).is_ok());
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
        .with_undocumented("schedule_roles", "a")
        .unwrap()
        .title("t");
    assert_eq!(back(&body), json!({"title": "t", "schedule_roles": "a"}));
}

// --- Secrets -----------------------------------------------------------------------------------------------------------

const SECRET: &str = "HUNTER2HUNTER2";

#[test]
fn the_parameters_of_a_job_never_show() {
    let body = CreateTicketBody::default()
        .plan_task_params(format!("{{\"password\":\"{SECRET}\"}}"))
        .with_undocumented("plan_task_password", SECRET)
        .unwrap();
    let request = CreateTicketRequest::new(CreateTicketPath::default(), body);
    assert!(back(&request).to_string().contains(SECRET), "it is sent all the same");
    let violations = request.violations();
    for text in [
        format!("{request:?}"),
        format!("{request:#?}"),
        format!("{violations:?} {violations}"),
    ] {
        assert!(!text.contains(SECRET), "{text}");
    }
    assert!(format!("{request:?}").contains("plan_task_params"));

    // Of another type, it is quoted nowhere: not as the offending value, not in an error
    // of the parser.
    for value in [json!({"password": SECRET}), json!([SECRET]), json!([[[SECRET]]])] {
        let envelope = json!({"path": {"ticket_type": "change"}, "body": {"plan_task_params": value}});
        let violations = operation("create_ticket")
            .unwrap()
            .validate(envelope.as_object().unwrap())
            .unwrap();
        let wrong = violations
            .iter()
            .find(|found| found.pointer == "/body/plan_task_params")
            .unwrap();
        assert_eq!(wrong.rule.id, "create_ticket.plan_task_params.type");
        let json = serde_json::to_string(&violations).unwrap();
        let error = serde_json::from_value::<CreateTicketRequest>(envelope).unwrap_err();
        for text in [
            format!("{violations:?}"),
            violations.to_string(),
            json,
            format!("{error:?} {error}"),
        ] {
            assert!(!text.contains(SECRET), "{text}");
        }
    }
}

/// A body in a list, or encoded twice, still holds what it holds.
#[test]
fn a_secret_does_not_show_because_the_body_around_it_is_wrong() {
    let body = json!({"plan_task_params": SECRET});
    for wrong in [json!([body]), json!(body.to_string()), json!(SECRET)] {
        for place in ["path", "body"] {
            let envelope = json!({place: wrong});
            let found = operation("create_ticket")
                .unwrap()
                .validate(envelope.as_object().unwrap())
                .unwrap();
            assert!(
                found.iter().any(|violation| violation.rule.kind == RuleKind::Type),
                "{envelope}"
            );
            let text =
                format!("{found} {found:?} {}", serde_json::to_string(&found).unwrap());
            assert!(!text.contains(SECRET), "{text}");
        }
    }
}

// --- Answers -----------------------------------------------------------------------------------------------------------

#[test]
fn the_documented_answers_have_the_values_that_they_show() {
    let created: CreateTicketResponse =
        serde_json::from_value(response("create_ticket_200")).unwrap();
    assert_eq!(
        created.provider_code.as_deref(),
        Some("4"),
        "a number where the table has text"
    );
    assert_eq!(
        (created.error_code.as_deref(), &created.error_msg),
        (Some("GOM.00000000"), &None)
    );
    assert_eq!(created.ticket_id(), Some("CM202506241152560174680890"));
    let data = created.data.as_ref().unwrap();
    assert_eq!(data.id.as_deref(), Some("f9990e23-188f-4979-b5e8-57d265cfc90d"));
    assert_eq!(
        (data.is_start_process_async, data.is_update_null),
        (Some(true), Some(false))
    );
    assert_eq!(
        (data.is_return_full_info, data.is_start_process),
        (Some(false), Some(true))
    );
    assert!(created.undocumented().is_empty() && data.undocumented().is_empty());

    let failed: Failure = serde_json::from_value(response("create_ticket_400")).unwrap();
    assert_eq!(
        (failed.error_code.as_deref(), failed.provider_code.as_deref()),
        (Some("GOM.00007256"), Some("4"))
    );
    assert_eq!(
        (failed.error_msg.as_deref(), &failed.data),
        (Some("A value was not accepted"), &None)
    );
    // Where a success is expected, it can be read as well.
    let failed: CreateTicketResponse =
        serde_json::from_value(response("create_ticket_400")).unwrap();
    assert_eq!((failed.ticket_id(), &failed.data), (None, &None));

    let updated: UpdateTicketResponse =
        serde_json::from_value(response("update_ticket_200")).unwrap();
    assert_eq!(updated.ticket_id(), Some("CM202506261919380164485133"));
    let data = updated.data.as_ref().unwrap();
    assert_eq!(
        (&data.ticket_id, data.is_start_process, &data.history_info),
        (&None, None, &None)
    );
    let inner = data.ticket_info.as_ref().unwrap();
    assert_eq!(inner.is_start_process, Some(true), "against its own table");
    assert_eq!(
        (inner.sub_tickets.as_deref(), inner.enum_data_list.as_deref()),
        (Some(&[][..]), Some(&[][..]))
    );
    assert!(data.undocumented().is_empty() && inner.undocumented().is_empty());
}

#[test]
fn an_update_answers_in_either_shape() {
    let nested = response("update_ticket_200");
    let mut flat = nested.clone();
    flat["data"] = nested["data"]["ticket_info"].clone();
    let mut both = nested.clone();
    both["data"]["ticket_id"] = json!("CM1");
    let mut blank = nested.clone();
    blank["data"]["ticket_id"] = json!("");
    for (answer, id) in [
        (nested, Some("CM202506261919380164485133")),
        (flat, Some("CM202506261919380164485133")),
        (both, Some("CM1")),
        (json!({"data": {"ticket_id": 17}}), Some("17")),
        (
            json!({"data": {"ticket_info": {"ticket_info": {"ticket_id": "too deep"}}}}),
            None,
        ),
        (json!({"data": null}), None),
        (json!({}), None),
    ] {
        let read: UpdateTicketResponse = serde_json::from_value(answer.clone()).unwrap();
        assert_eq!(read.ticket_id(), id, "{answer}");
    }
    // Blank is absent for rules; in an answer it is what the service said.
    let read: UpdateTicketResponse = serde_json::from_value(blank).unwrap();
    assert_eq!(read.ticket_id(), Some(""));
}

/// Every place in `value`, as pointers.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            object.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (name, value) in inner {
        places(value, &format!("{at}/{name}"), out);
    }
}

#[test]
fn nothing_in_an_answer_is_refused() {
    fn check<T: DeserializeOwned + Serialize + PartialEq + Debug>(documented: &Value) {
        let mut all = Vec::new();
        places(documented, "", &mut all);
        for at in all.iter().filter(|at| !at.is_empty()) {
            for odd in [
                json!(null),
                json!(7),
                json!(-1.5),
                json!("text"),
                json!(true),
                json!([1, null]),
                json!({"k": [null]}),
            ] {
                let mut answer = documented.clone();
                *answer.pointer_mut(at).unwrap() = odd.clone();
                let read: T = serde_json::from_value(answer.clone()).unwrap();
                assert_same(&answer, &back(&read));
                // Whatever made no sense is there to be looked at.
                if odd.is_object() || odd.is_array() {
                    let written = back(&read);
                    assert!(written.pointer(at).is_some(), "{at}: {written}");
                }
            }
        }
        let mut more = documented.clone();
        more["trace"] = json!({"span": null, "list": [null]});
        let read: T = serde_json::from_value(more.clone()).unwrap();
        assert_eq!(back(&read)["trace"], more["trace"]);
    }
    check::<CreateTicketResponse>(&response("create_ticket_200"));
    check::<CreateTicketResponse>(&response("create_ticket_400"));
    check::<Failure>(&response("create_ticket_400"));
    check::<UpdateTicketResponse>(&response("update_ticket_200"));
}

/// Holds what was read against what was written again: the same, where a null member is
/// an absent one, a null item of a list is none, and a text, a number and a boolean that
/// look the same are the same.
fn assert_same(read: &Value, written: &Value) {
    fn plain(value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let kept = object.iter().filter(|(_, value)| !value.is_null());
                kept.map(|(name, value)| (name.clone(), plain(value)))
                    .collect::<Object>()
                    .into()
            }
            Value::Array(items) => {
                items.iter().filter(|item| !item.is_null()).map(plain).collect()
            }
            Value::Number(number) => number.to_string().into(),
            Value::Bool(flag) => flag.to_string().into(),
            other => other.clone(),
        }
    }
    assert_eq!(plain(read), plain(written));
}

// --- Laws --------------------------------------------------------------------------------------------------------------

/// Any JSON. Its floats have few digits, so that they are the same in any notation.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i16>().prop_map(|n| Value::from(f64::from(n) + 0.5)),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(any_text(), inner, 0..4)
                .prop_map(|map| map.into_iter().collect::<Object>().into()),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-z_]{1,6}",
        any::<String>(),
        Just("true".to_owned()),
        Just("7".to_owned())
    ]
}

/// An object of which some members have names out of `names`.
fn object_of(
    names: &'static [&'static str],
    value: impl Strategy<Value = Value> + 'static,
) -> BoxedStrategy<Value> {
    let value = value.boxed();
    let known =
        prop::collection::btree_map(prop::sample::select(names), value, 0..=names.len());
    let unknown = prop::collection::btree_map(any_text(), any_json(), 0..3);
    (known, unknown)
        .prop_map(|(known, unknown)| {
            // A documented name among the others would have to be of its documented
            // type.
            let mut object: Object = unknown
                .into_iter()
                .map(|(name, value)| (format!("x-{name}"), value))
                .collect();
            object
                .extend(known.into_iter().map(|(name, value)| (name.to_owned(), value)));
            Value::Object(object)
        })
        .boxed()
}

fn or_null(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![4 => value, 1 => Just(Value::Null)].boxed()
}

fn texts(names: &'static [&'static str]) -> BoxedStrategy<Value> {
    object_of(names, or_null(any_text().prop_map(Value::from)))
}

fn merged(parts: Vec<BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    parts
        .prop_map(|parts| {
            let objects = parts.into_iter().filter_map(|part| part.as_object().cloned());
            objects.flatten().collect::<Object>().into()
        })
        .boxed()
}

fn long() -> BoxedStrategy<Value> {
    or_null(any::<i64>().prop_map(Value::from))
}

fn list_of(item: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    or_null(prop::collection::vec(item, 0..3).prop_map(Value::from))
}

/// A body of the right types, whether the rules like it or not.
fn create_body() -> BoxedStrategy<Value> {
    let part = merged(vec![
        texts(&[
            "app_name",
            "region",
            "target_type",
            "target_value",
            "executors",
            "cooperators",
            "resource_biz_id",
        ]),
        object_of(&["expected_start_time", "expected_end_time"], long()),
    ]);
    merged(vec![
        texts(&[
            "title",
            "change_notes",
            "change_type",
            "level",
            "ticket_type",
            "change_scheme",
            "source",
        ]),
        texts(&[
            "plan_task_sub_type",
            "plan_task_params",
            "virtual_schedule_type",
            "approve_type",
            "regions",
        ]),
        object_of(&["fount_time"], long()),
        object_of(&["is_start_process"], or_null(any::<bool>().prop_map(Value::from))),
        object_of(&["sub_tickets"], list_of(part)),
    ])
}

fn update_body() -> BoxedStrategy<Value> {
    let part = merged(vec![
        texts(&[
            "ticket_id",
            "change_result",
            "verified_docs",
            "comment",
            "change_fail_type",
        ]),
        object_of(&["rollback_start_time", "rollback_end_time"], long()),
        object_of(
            &["is_rollback_success", "is_monitor_found"],
            or_null(any::<bool>().prop_map(Value::from)),
        ),
        object_of(&["sub_tickets"], list_of(any_json().boxed())),
    ]);
    merged(vec![
        object_of(&["ticket_info"], or_null(texts(&["phase", "work_flow_status"]))),
        object_of(&["history_info"], or_null(texts(&["action"]))),
        object_of(&["sub_tickets"], list_of(part)),
    ])
}

const ANSWER: &[&str] = &[
    "provider_code",
    "error_code",
    "error_msg",
    "data",
    "is_start_process_async",
    "is_start_process",
    "ticket_id",
    "id",
    "ticket_info",
    "history_info",
    "sub_tickets",
    "enum_data_list",
];

fn any_answer() -> BoxedStrategy<Value> {
    let inner = object_of(ANSWER, any_json());
    let middle = object_of(ANSWER, prop_oneof![any_json().boxed(), inner]);
    object_of(ANSWER, prop_oneof![1 => any_json().boxed(), 1 => middle])
}

/// Removes what a request may lose: null under a name that the type knows. In an `item`
/// of a list there are no further lists of documented objects, so that what is in one
/// stays.
fn without_known_nulls(value: &Value, item: bool) -> Value {
    let Value::Object(object) = value else { return value.clone() };
    let kept =
        object.iter().filter(|(name, value)| name.starts_with("x-") || !value.is_null());
    let kept = kept.map(|(name, value)| {
        let value = match value {
            value if name.starts_with("x-") => value.clone(),
            Value::Array(items) if !item => {
                items.iter().map(|item| without_known_nulls(item, true)).collect()
            }
            value => without_known_nulls(value, item),
        };
        (name.clone(), value)
    });
    kept.collect::<Object>().into()
}

fn lossless<T: DeserializeOwned + Serialize + PartialEq + Debug>(
    value: &Value,
) -> Result<(), TestCaseError> {
    let read: T = serde_json::from_value(value.clone())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let written = back(&read);
    prop_assert_eq!(&written, &without_known_nulls(value, false));
    let again: T = serde_json::from_str(&written.to_string()).unwrap();
    prop_assert_eq!(again, read);
    Ok(())
}

fn tolerant<T: DeserializeOwned + Serialize + PartialEq + Debug>(
    value: &Value,
) -> Result<(), TestCaseError> {
    let read: T = serde_json::from_value(value.clone())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    let written = back(&read);
    assert_same(value, &written);
    let again: T = serde_json::from_value(written).unwrap();
    prop_assert_eq!(again, read);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_request_loses_nothing_but_nulls(create in create_body(), update in update_body()) {
        lossless::<CreateTicketBody>(&create)?;
        lossless::<UpdateTicketBody>(&update)?;
    }

    #[test]
    fn any_object_is_an_answer_and_loses_nothing(answer in any_answer()) {
        tolerant::<CreateTicketResponse>(&answer)?;
        tolerant::<UpdateTicketResponse>(&answer)?;
        tolerant::<Failure>(&answer)?;
    }

    #[test]
    fn any_envelope_is_judged_and_what_is_right_can_be_read(
        path in prop_oneof![any_json().boxed(), texts(&["ticket_type", "ticket_id"])],
        body in prop_oneof![any_json().boxed(), create_body(), update_body()],
    ) {
        let envelope = json!({"path": path, "body": body});
        let judge = |name| operation(name).unwrap().validate(envelope.as_object().unwrap()).unwrap();
        // Where no type is wrong, the typed caller finds the same.
        let right = |found: &Violations| found.iter().all(|violation| violation.rule.kind != RuleKind::Type);
        let typed = without_known_nulls(&envelope, false);
        let create = judge("create_ticket");
        if right(&create) {
            prop_assert_eq!(serde_json::from_value::<CreateTicketRequest>(typed.clone()).unwrap().violations(), create);
        }
        let update = judge("update_ticket");
        if right(&update) {
            prop_assert_eq!(serde_json::from_value::<UpdateTicketRequest>(typed).unwrap().violations(), update);
        }
    }
}

// --- Rule ids ----------------------------------------------------------------------------------------------------------

#[test]
fn a_rule_id_is_one_rule_and_lasts() {
    let all: Vec<&str> =
        OPERATIONS.iter().flat_map(|entry| entry.rules()).map(|rule| rule.id).collect();
    let ids: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(ids.len(), all.len(), "an id is used twice");
    let lines: Vec<&str> = released::ids().collect();
    let released: BTreeSet<&str> = lines.iter().copied().collect();
    assert_eq!(
        lines,
        released.iter().copied().collect::<Vec<_>>(),
        "the list is sorted, each id once"
    );

    let gone: Vec<_> = released.difference(&ids).collect();
    assert!(
        gone.is_empty(),
        "These released rule ids are gone: {gone:#?}\nAn id never changes once it is released. If the rule was renamed \
         along with its field or type, give it its old id with `id:` in the spec. If the vendor has withdrawn it, take \
         it out of tests/released_rule_ids.txt and say so in CHANGELOG.md: that is a breaking change."
    );
}

#[test]
fn every_rule_says_where_it_comes_from() {
    for entry in OPERATIONS {
        for rule in entry.rules() {
            let id = rule.id;
            assert!(id.starts_with(&format!("{}.", entry.operation.name)), "{id}");
            assert!(!rule.text.is_empty() && !rule.source.page.is_empty(), "{id}");
            assert!(id.contains(rule.kind.as_str()), "{id}");
        }
    }
}

#[test]
fn misspelt_keys_are_found_where_they_are_asked_for() {
    let entry = operation("create_ticket").unwrap();
    let Value::Object(envelope) = serde_json::json!({
        "path": { "ticket_type": "change" },
        "body": { "titel": "x", "title_": "x", "qqq": 1, "sub_tickets": [{ "regoin": "r", "region": null }, { "regoin": "r" }] },
    }) else {
        unreachable!("an object")
    };
    let found = entry.unknown_keys(&envelope);
    assert!(!found.has_errors());
    let mut found: Vec<_> =
        found.iter().map(|it| (it.pointer.as_str(), it.suggestion)).collect();
    // A JSON object has no order.
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("/body/qqq", None),
            // What is there already was not meant.
            ("/body/sub_tickets/0/regoin", None),
            ("/body/sub_tickets/1/regoin", Some("region")),
            ("/body/titel", Some("title")),
            ("/body/title_", Some("title")),
        ]
    );
    assert!(
        entry.validate(&envelope).unwrap().iter().all(|it| it.rule.id != "unknown_key")
    );
}
