//! Writes the examples of sound contracts as text: whole documents, and the parts of
//! requests as they are sent. Compares nothing.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::check::draft::resolved::Draft;
use crate::model::{
    Call, Contract, Example, FileMember, FormPart, Operation, Part, Payload, Segment,
    TableId, Type,
};

/// The examples of each operation, those of requests first.
pub(in crate::check) fn examples(
    draft: &Draft<'_>,
    contract: &Contract,
) -> Vec<Vec<Example>> {
    let spec = draft.spec;
    let operations = spec.operations.iter().zip(&contract.operations);
    let of_one = operations.map(|(file, operation)| {
        let lists = [(&file.examples.requests, true), (&file.examples.responses, false)];
        let named = lists
            .into_iter()
            .flat_map(|(names, sent)| names.iter().map(move |name| (name, sent)));
        let examples = named.filter_map(|(name, is_request)| {
            let (_, Some(example)) = spec.examples.get(&name.value)? else {
                return None;
            };
            Some(Example {
                name: name.value.clone(),
                text: indented(&Value::Object(example.value.clone())),
                call: is_request.then(|| call(contract, operation, &example.value)),
            })
        });
        examples.collect()
    });
    of_one.collect()
}

fn indented(value: &Value) -> String {
    format!("{value:#}")
}

fn call(
    contract: &Contract,
    operation: &Operation,
    document: &Map<String, Value>,
) -> Call {
    let sent = |part: Part| parameters(contract, operation, part, document);
    let path = sent(Part::Path);
    let names = operation.table_of(Part::Path);
    let mut target = String::new();
    for segment in &operation.segments {
        match segment {
            Segment::Literal(text) => target.push_str(text),
            Segment::Parameter(at) => {
                let field = names.and_then(|id| contract[id].fields.get(*at));
                let name = field.map_or("", |field| field.name.as_str());
                match path.iter().find(|(known, _)| known == name) {
                    Some((_, value)) => encode(value, &mut target),
                    None => target.extend(["{", name, "}"]),
                }
            }
        }
    }
    for (at, (name, value)) in sent(Part::Query).iter().enumerate() {
        target.push(if at == 0 { '?' } else { '&' });
        encode(name, &mut target);
        target.push('=');
        encode(value, &mut target);
    }
    let payload = match (document.get("body"), operation.body_type()) {
        (None | Some(Value::Null), _) => Payload::Nothing,
        (Some(Value::Object(body)), Some(table)) if operation.is_form => {
            Payload::Form(parts(contract, table, body))
        }
        (Some(body), _) => Payload::Json(indented(body)),
    };
    Call { target, headers: sent(Part::Header), payload }
}

/// The names and values of the parameters in a part, in the order of the example. A
/// query repeats an array's parameter, unless its items are joined.
fn parameters(
    contract: &Contract,
    operation: &Operation,
    part: Part,
    document: &Map<String, Value>,
) -> Vec<(String, String)> {
    let Some(Value::Object(values)) = document.get(part.as_str()) else {
        return Vec::new();
    };
    let table = operation.table_of(part).map(|id| &contract[id]);
    let mut found = Vec::new();
    for (name, value) in values {
        let joined = table.and_then(|table| table.field(name)?.joined);
        match value {
            Value::Null => {}
            Value::Array(items) if part == Part::Query && joined.is_none() => {
                found.extend(items.iter().map(|item| (name.clone(), plain(item))));
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(plain).collect();
                let joined = joined.unwrap_or(',').to_string();
                found.push((name.clone(), items.join(&joined)));
            }
            value => found.push((name.clone(), plain(value))),
        }
    }
    found
}

/// The parts of a form; an array is a part for each item.
fn parts(
    contract: &Contract,
    table: TableId,
    body: &Map<String, Value>,
) -> Vec<FormPart> {
    let mut found = Vec::new();
    for (name, value) in body {
        let field = contract[table].field(name);
        let is_file = field.is_some_and(|field| *field.ty.innermost() == Type::File);
        let items = match value {
            Value::Null => &[][..],
            Value::Array(items) => items,
            value => std::slice::from_ref(value),
        };
        found.extend(items.iter().map(
            |item| match item.get(FileMember::Name.as_str()) {
                Some(Value::String(file)) if is_file => {
                    FormPart::File(name.clone(), file.clone())
                }
                _ => FormPart::Text(name.clone(), plain(item)),
            },
        ));
    }
    found
}

/// A single value as text; any other one as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// Adds a text as a part of a path or a query.
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
