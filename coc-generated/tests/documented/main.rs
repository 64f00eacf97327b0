//! Every example of a request, documented answers of `create_ticket` and `update_ticket`,
//! and laws for any others of their types.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod laws;
mod requests;
mod rules;
mod secrets;

use coc_generated::wire::Object;
use serde::Serialize;
use serde_json::Value;

macro_rules! examples {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../spec/examples/", $name, ".json")))),*]
    };
}

const RESPONSES: [(&str, &str); 3] =
    examples!["create_ticket_200", "create_ticket_400", "update_ticket_200"];

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn response(name: &str) -> Value {
    let (_, text) = RESPONSES.iter().find(|(known, _)| *known == name).unwrap();
    read(text)["body"].take()
}

fn to_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// The value without members that are null, at any depth; null items of lists stay.
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

/// Asserts that a value was written as it was read. A null member or item may be missing,
/// and a number or a boolean may have become text.
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
