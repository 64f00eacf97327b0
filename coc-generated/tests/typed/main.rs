//! Typed requests: the wire requests that they become, the conversions that they refuse,
//! and the law that a conversion there and back loses nothing.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod documented;
mod laws;
mod refused;

use serde::Serialize;
use serde_json::{Map, Value};

/// The value without blank members, at any depth: these count as absent.
fn without_blanks(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept =
                object.iter().filter(|(_, value)| !value.is_null() && *value != "");
            kept.map(|(name, value)| (name.clone(), without_blanks(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        Value::Array(items) => items.iter().map(without_blanks).collect(),
        other => other.clone(),
    }
}

fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// A documented request, without its blanks.
fn example(text: &str) -> Value {
    let mut value: Value = serde_json::from_str(text).unwrap();
    value.as_object_mut().unwrap().remove("operation");
    without_blanks(&value)
}
