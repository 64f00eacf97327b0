//! A request as its document, and answers as their members: the sandbox treats both as
//! JSON, since most members of a ticket go through it untouched.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::store::internal;
use crate::runtime::server::{Answer, Refusal};
use crate::runtime::wire::{Object, collect_secrets};

/// A request as its document.
pub(super) struct Document {
    document: Value,
    secrets: Vec<Value>,
}

impl Document {
    pub(super) fn of(request: &impl Serialize) -> Result<Self, Refusal> {
        let (document, secrets) = collect_secrets(|| serde_json::to_value(request));
        let document = document.map_err(|error| {
            internal(format!("the request cannot be written as JSON: {error}"))
        })?;
        Ok(Self { document, secrets })
    }

    pub(super) fn body(&self) -> &Value {
        &self.document["body"]
    }

    pub(super) fn query(&self) -> &Value {
        &self.document["query"]
    }

    pub(super) fn path(&self, name: &str) -> &str {
        self.document["path"][name].as_str().unwrap_or_default()
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.body()[name].as_str().unwrap_or_default()
    }

    pub(super) fn object(&self, name: &str) -> Object {
        self.body()[name].as_object().cloned().unwrap_or_default()
    }

    /// The members of the body that are there. No operation shows a secret, so that none
    /// is kept.
    pub(super) fn fields(mut self) -> Object {
        let body = self.document["body"].take();
        match without(body, &self.secrets) {
            Some(Value::Object(fields)) => fields,
            _ => Object::new(),
        }
    }
}

/// A value without members and items that are null or equal to a secret.
fn without(value: Value, secrets: &[Value]) -> Option<Value> {
    if value.is_null() || secrets.contains(&value) {
        return None;
    }
    Some(match value {
        Value::Object(members) => {
            let members = members.into_iter();
            members.filter_map(|(key, it)| Some((key, without(it, secrets)?))).collect()
        }
        Value::Array(items) => {
            items.into_iter().filter_map(|item| without(item, secrets)).collect()
        }
        value => value,
    })
}

/// An answer with this data.
pub(super) fn with_data<T: DeserializeOwned>(data: Value) -> Result<Answer<T>, Refusal> {
    let mut members = Object::new();
    if !data.is_null() {
        members.insert("data".to_owned(), data);
    }
    with_members(Value::Object(members))
}

/// An answer with these members.
pub(super) fn with_members<T: DeserializeOwned>(
    members: Value,
) -> Result<Answer<T>, Refusal> {
    serde_json::from_value::<T>(members)
        .map(Answer::from)
        .map_err(|error| internal(format!("the answer cannot be made: {error}")))
}
