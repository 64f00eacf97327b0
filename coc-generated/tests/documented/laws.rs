//! Laws for any request and any answer: reading and writing loses and refuses nothing.

use std::fmt::Debug;

use coc_generated::create_ticket::wire::{
    CreateTicketBody, CreateTicketRequest, CreateTicketResponse,
};
use coc_generated::rules::RuleKind;
use coc_generated::shared::wire::Failure;
use coc_generated::update_ticket::wire::{
    UpdateTicketBody, UpdateTicketRequest, UpdateTicketResponse,
};
use coc_generated::wire::Object;
use coc_generated::{Violations, operation};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{assert_same, to_json};

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

/// An object with some of the members `names`, and with others.
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
            // The prefix keeps the others from a documented name, whose value needs its
            // documented type.
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

/// A body with values of the documented types, which may break any other rule.
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

/// Removes the nulls that a request may lose: those under documented names. An `item` of a
/// list holds no list of documented objects, so that its lists stay as they are.
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
    let written = to_json(&read);
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
    let written = to_json(&read);
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
    fn a_document_and_its_wire_request_have_the_same_violations(
        path in prop_oneof![any_json().boxed(), texts(&["ticket_type", "ticket_id"])],
        body in prop_oneof![any_json().boxed(), create_body(), update_body()],
    ) {
        let document = json!({"path": path, "body": body});
        let judge = |name| operation(name).unwrap().validate(document.as_object().unwrap()).unwrap();
        // A document can be read as a wire request if no type is wrong.
        let right = |found: &Violations| found.iter().all(|violation| violation.rule.kind != RuleKind::Type);
        let typed = without_known_nulls(&document, false);
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
