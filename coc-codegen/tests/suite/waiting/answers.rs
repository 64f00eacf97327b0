//! The conditions of waiters, evaluated on the JSON of an answer: a second implementation
//! beside the emitted conditions.

use coc_codegen::model::{
    AnswerPart, Condition, Literal, Model, OperationId, Ref, Waiter,
};
use serde_json::Value;

/// An answer that is a success.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) body: &'a Value,
}

/// The name of the state that a waiter sees in a success.
pub(crate) fn state(
    model: &Model,
    id: OperationId,
    waiter: &Waiter,
    answer: &Answer<'_>,
) -> &'static str {
    let holds = |condition: &Condition| holds(model, id, condition, answer);
    match (waiter.failed.as_ref().is_some_and(holds), holds(&waiter.ready)) {
        (true, _) => "Failed",
        (false, true) => "Ready",
        (false, false) => "NotYet",
    }
}

/// Whether a condition holds of a success.
pub(crate) fn holds(
    model: &Model,
    id: OperationId,
    condition: &Condition,
    answer: &Answer<'_>,
) -> bool {
    match condition {
        Condition::All(parts) => parts.iter().all(|it| holds(model, id, it, answer)),
        Condition::Any(parts) => parts.iter().any(|it| holds(model, id, it, answer)),
        Condition::Not(part) => !holds(model, id, part, answer),
        Condition::Is(read, values) => {
            let found = values_at(model, id, read, answer);
            found.iter().any(|value| values.iter().any(|it| is(value, it)))
        }
        Condition::Present(read) => {
            let blanks = &model.service.blanks;
            let nullable = model
                .answer_path(id, read)
                .and_then(|path| path.last().copied())
                .is_some_and(|field| model.field(field).nullable);
            let AnswerPart::Body(path) = AnswerPart::of(&read.name) else {
                return code(model, id, answer).is_some();
            };
            at(answer.body, path).into_iter().any(|value| match value {
                Value::Null => nullable,
                Value::String(text) => !blanks.contains(text),
                _ => true,
            })
        }
    }
}

/// Whether a value of an answer is the one that a condition names.
fn is(value: &Value, literal: &Literal) -> bool {
    match literal {
        Literal::Text(text) => value.as_str() == Some(text),
        Literal::Bool(flag) => value.as_bool() == Some(*flag),
        Literal::Number(number) => {
            value.as_f64().is_some_and(|it| it.to_string() == number.to_string())
        }
    }
}

/// The values of a field, an array counting as its items.
fn values_at(
    model: &Model,
    id: OperationId,
    read: &Ref,
    answer: &Answer<'_>,
) -> Vec<Value> {
    match AnswerPart::of(&read.name) {
        AnswerPart::Status => vec![answer.status.into()],
        AnswerPart::Code => code(model, id, answer).cloned().into_iter().collect(),
        AnswerPart::Body(path) => {
            let found = at(answer.body, path).into_iter();
            found.flat_map(items).filter(|it| !it.is_null()).cloned().collect()
        }
    }
}

/// The code in the envelope of an answer, unless it is blank.
fn code<'a>(model: &Model, id: OperationId, answer: &Answer<'a>) -> Option<&'a Value> {
    let envelope = &model.service.envelopes[model[id].envelope?];
    envelope.code.iter().find_map(|name| match answer.body.get(name)? {
        Value::String(text) if text.is_empty() => None,
        Value::Null => None,
        code => Some(code),
    })
}

/// The values at a path of fields, an array at its end counting as one value.
fn at<'a>(body: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut values = vec![body];
    for name in path.split('.') {
        values =
            values.into_iter().flat_map(items).filter_map(|it| it.get(name)).collect();
    }
    values
}

/// The items of an array and of those in it, or the value itself.
fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(inner) => inner.iter().flat_map(items).collect(),
        other => vec![other],
    }
}
