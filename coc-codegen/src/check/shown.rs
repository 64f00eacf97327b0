//! The fields and values that examples show. Compares each example with the tables:
//! reports keys that no table has, values of another shape, and marks `observed` that
//! no example confirms. Rules belong to `examples`.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::draft::{Draft, DraftOperation};
use super::examples::{Unsettled, find, is_request_document};
use crate::arena::Id;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::model::{EnumId, OperationId, Place, TableId, Type, ValueKind};
use crate::pointer::escape;
use crate::source::Span;
use crate::spec::{FieldDef, ResponseBody, RuleDefKind, Tokens, ValueDef};

/// The examples that show each field and each value of an enumeration.
#[derive(Default)]
pub(super) struct Shown {
    fields: HashMap<(TableId, usize), Vec<String>>,
    /// By the text of the value, which tells apart the values of one kind.
    values: HashMap<(EnumId, String), Vec<String>>,
}

impl Shown {
    /// The examples that confirm the mark of a field; none if it has no mark.
    pub(super) fn of_field(
        &self,
        table: TableId,
        at: usize,
        def: &FieldDef,
    ) -> Vec<String> {
        let names = def.observed.and_then(|_| self.fields.get(&(table, at)));
        names.into_iter().flatten().cloned().collect()
    }

    /// The examples that confirm the mark of a value; none if it has no mark.
    pub(super) fn of_value(&self, list: EnumId, def: &ValueDef) -> Vec<String> {
        let key = || (list, def.value.value.to_string());
        let names = def.observed.and_then(|_| self.values.get(&key()));
        names.into_iter().flatten().cloned().collect()
    }

    /// Reports marks that no example confirms.
    pub(super) fn report_unproven(&self, draft: &Draft<'_>) {
        let report = |span: Span, what: &str| {
            let message =
                format!("no example shows {what}, which is marked as observed");
            let help = "add an example that shows it, or delete the mark";
            draft.report(Diagnostic::error(Code::NotObserved, span, message).help(help));
        };
        for (id, table) in draft.tables.entries() {
            for (at, field) in table.def.fields.iter().enumerate() {
                match field.observed {
                    Some(span) if !self.fields.contains_key(&(id, at)) => {
                        report(span, &format!("`{}`", field.name.value));
                    }
                    _ => {}
                }
            }
        }
        for (id, list) in draft.enums.entries() {
            for value in &list.def.values {
                match value.observed {
                    Some(span)
                        if !self
                            .values
                            .contains_key(&(id, value.value.value.to_string())) =>
                    {
                        report(span, &format!("the value `{}`", value.value.value));
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Walks every example that an operation names, unless a part of the operation could
/// not be read.
pub(super) fn walk(draft: &Draft<'_>) -> Shown {
    let mut shown = Shown::default();
    let unsettled = Unsettled::of(draft);
    for (id, operation) in draft.operations.entries() {
        let file = operation.file;
        for (names, is_request) in
            [(&file.request_examples, true), (&file.response_examples, false)]
        {
            for name in names {
                let Some(example) = find(draft, name) else {
                    continue;
                };
                if unsettled.leaves(file) {
                    let walk = Walk {
                        draft,
                        shown: &mut shown,
                        name,
                        example: &example.value,
                        tokens: &example.tokens,
                        is_request,
                    };
                    walk.all(id, operation);
                }
            }
        }
    }
    shown
}

/// A walk of one example along the tables.
struct Walk<'w, 's> {
    draft: &'w Draft<'s>,
    shown: &'w mut Shown,
    name: &'w str,
    example: &'w Map<String, Value>,
    tokens: &'w Tokens,
    /// Whether rules apply here. If they do, a value of another shape breaks a rule of
    /// kind `type`.
    is_request: bool,
}

impl Walk<'_, '_> {
    fn all(mut self, id: OperationId, operation: &DraftOperation<'_>) {
        if self.is_request {
            self.request(operation);
        } else {
            self.response(id, operation);
        }
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.draft.report(Diagnostic::error(Code::Example, span, message));
    }

    fn request(&mut self, operation: &DraftOperation<'_>) {
        let (example, own_name) = (self.example, &operation.file.name.value);
        if !is_request_document(example) {
            let message = "the example of a request must have `operation` and the parts of the request, but this one is probably the body alone";
            let diagnostic =
                Diagnostic::error(Code::Example, self.tokens.value(""), message);
            let help = format!(
                "put it under `body`, beside `\"operation\": \"{own_name}\"` and the parameters"
            );
            return self.draft.report(diagnostic.help(help));
        }
        if example.get("operation").and_then(Value::as_str) != Some(own_name) {
            let message = format!(
                "the example of a request must have `\"operation\": \"{own_name}\"`"
            );
            self.error(self.tokens.value("/operation"), message);
        }
        for key in example.keys().filter(|key| *key != "operation") {
            let is_part = Place::parse(key).is_some_and(|part| match part {
                Place::Body => operation.file.body.is_some(),
                part => operation.parameters(part).is_some(),
            });
            if !is_part {
                let message = format!("this operation's requests have no `{key}`");
                let span = self.tokens.key(&format!("/{}", escape(key)));
                let diagnostic = Diagnostic::error(Code::ExampleKey, span, message);
                let help = "delete it, or declare the part in the operation's file";
                self.draft.report(diagnostic.help(help));
            }
        }
        for (place, id) in &operation.parameters {
            if let Some(Value::Object(part)) = example.get(place.as_str()) {
                self.object(*id, part, &format!("/{}", place.as_str()));
            }
        }
        if let (Some(ty), Some(body)) = (&operation.body, example.get("body")) {
            self.value(ty, body, "/body");
        }
    }

    fn response(&mut self, id: OperationId, operation: &DraftOperation<'_>) {
        let example = self.example;
        let status = example.get("status").and_then(Value::as_u64);
        // A status is preferred to its class, and a class to `default`.
        let declared = self.draft.spec.operations[id.index()]
            .responses
            .iter()
            .zip(&operation.responses)
            .filter(|(response, _)| {
                status.is_some_and(|status| response.status.covers(status))
            })
            .min_by_key(|(response, _)| response.status.value);
        let is_wrapped = example.contains_key("status") || example.contains_key("body");
        if !example.is_empty() && !is_wrapped {
            let message = "the example of a response must have `status` and `body`, but this one is probably the body alone";
            let diagnostic =
                Diagnostic::error(Code::Example, self.tokens.value(""), message)
                    .help("put it under `body`, beside the `status`");
            return self.draft.report(diagnostic);
        }
        let Some((response, ty)) = declared else {
            let message = "the example of a response must have the `\"status\"` of a declared response";
            return self.error(self.tokens.value("/status"), message);
        };
        if let Some(key) =
            example.keys().find(|key| !["status", "body"].contains(&key.as_str()))
        {
            let message = format!(
                "the example of a response cannot have `{key}`, only `status` and `body`"
            );
            self.error(self.tokens.key(&format!("/{}", escape(key))), message);
        }
        match (&response.body, ty, example.get("body")) {
            (ResponseBody::Type(_), None, _) => {}
            (ResponseBody::Type(_), Some(ty), Some(body)) => {
                if matches!(ty, Type::Struct(_) | Type::Object | Type::Map(_))
                    && !body.is_object()
                {
                    self.error(
                        self.tokens.value("/body"),
                        "the body of this example must be an object, as the type of the response is",
                    );
                } else {
                    self.value(ty, body, "/body");
                }
            }
            (ResponseBody::Type(_), Some(_), None) => {
                self.error(
                    self.tokens.value("/body"),
                    "the example has no `body`, but the response has one: add it",
                );
            }
            _ => {}
        }
    }

    fn object(&mut self, id: TableId, object: &Map<String, Value>, at: &str) {
        let draft = self.draft;
        let table = &draft.tables[id];
        for (key, value) in object {
            let at = format!("{at}/{}", escape(key));
            let Some(index) = table.by_name.get(key.as_str()) else {
                let message = format!(
                    "the example has a key that `{}` does not document: `{at}`",
                    table.name()
                );
                let help = did_you_mean(key, table.names());
                let help = help
                    .unwrap_or_else(|| "add the field with `observed: true`".to_owned());
                let diagnostic =
                    Diagnostic::error(Code::ExampleKey, self.tokens.key(&at), message);
                self.draft.report(diagnostic.help(help));
                continue;
            };
            note(self.shown.fields.entry((id, *index)).or_default(), self.name);
            self.lists(id, *index, value);
            if let Some(ty) = &table.types[*index] {
                self.value(ty, value, &at);
            }
        }
    }

    /// Notes the value of a field in each of the lists that it may come from.
    fn lists(&mut self, id: TableId, at: usize, value: &Value) {
        let table = &self.draft.tables[id];
        for rule in &table.def.fields[at].rules {
            if let RuleDefKind::Enum { name, .. } = &rule.kind
                && let Some(list) = self.draft.enum_id(table.module, &name.value)
            {
                self.note_value(list, value);
            }
        }
    }

    /// Notes a value that is of the kind of the list.
    fn note_value(&mut self, list: EnumId, value: &Value) {
        let text = match (self.draft.enums[list].def.kind, value) {
            (ValueKind::Text, Value::String(text)) => text.clone(),
            (ValueKind::Integer, Value::Number(number)) => number.to_string(),
            _ => return,
        };
        note(self.shown.values.entry((list, text)).or_default(), self.name);
    }

    fn value(&mut self, ty: &Type, value: &Value, at: &str) {
        match (ty, value) {
            (Type::Struct(id), Value::Object(object)) => self.object(*id, object, at),
            (Type::Array(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, &format!("{at}/{index}"));
                }
            }
            (Type::Map(inner), Value::Object(entries)) => {
                for (key, item) in entries {
                    self.value(inner, item, &format!("{at}/{}", escape(key)));
                }
            }
            (Type::Enum(list, _), Value::String(_) | Value::Number(_)) => {
                self.note_value(*list, value);
            }
            // Answers are read tolerantly, so that a number fits text. Only an object
            // or a list in place of a single value, or a single value in place of one
            // of these, has another shape.
            (Type::Object, Value::Object(_)) => {}
            (Type::Struct(_) | Type::Map(_) | Type::Object | Type::Array(_), value)
                if !value.is_null() =>
            {
                self.misshapen(at);
            }
            (
                Type::String
                | Type::Formatted(_)
                | Type::Boolean
                | Type::Integer
                | Type::Long
                | Type::Float
                | Type::Timestamp,
                Value::Object(_) | Value::Array(_),
            ) => self.misshapen(at),
            _ => {}
        }
    }

    fn misshapen(&mut self, at: &str) {
        if !self.is_request {
            self.error(
                self.tokens.value(at),
                format!("the example has a value of another shape than documented at `{at}`: correct the example or the type"),
            );
        }
    }
}

/// Adds the example that is walked, which comes last.
fn note(names: &mut Vec<String>, name: &str) {
    if names.last().is_none_or(|last| last != name) {
        names.push(name.to_owned());
    }
}
