//! Compares the documents of examples with the operations that name them: the parts of a
//! request, the status, the body and the result of an answer. The objects in them belong to
//! `walk`, the files to `names`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::codes::{SuccessCode, code_of, is_refusal, without_success};
use super::context::ExampleContext;
use super::names::{Unmatched, find, other_operation, report_misplaced};
use super::shown::Shown;
use super::sound_parts::{Checkable, Erroneous};
use super::walk::Walk;
use crate::check::answers::envelopes::Envelopes;
use crate::check::answers::results::{lacks_its_success, was_reported};
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean};
use crate::model::{EnvelopeId, Part, TableId, Type};
use crate::pointer::escape;
use crate::source::Spanned;
use crate::spec::{ResponseBody, ResponseDef};

/// Compares every example that an operation names, unless a part of the operation could
/// not be read. Returns the fields and values that they show.
pub(in crate::check) fn compare<'s>(
    draft: &Draft<'s>,
    rules: &Rules<'s>,
    envelopes: &Envelopes<'s>,
) -> Shown {
    let mut shown = Shown::default();
    let mut codes: BTreeMap<EnvelopeId, Vec<SuccessCode>> = BTreeMap::new();
    let unmatched = Unmatched::of(draft);
    let checkable = Checkable::of(draft);
    let erroneous = Erroneous::of(draft);
    for (id, operation) in draft.operations.entries() {
        let file = operation.file;
        if report_misplaced(draft, file) {
            continue;
        }
        let requests = file.examples.requests.iter().map(|name| (name, true));
        let responses = file.examples.responses.iter().map(|name| (name, false));
        for (name, is_request) in requests.chain(responses) {
            let Some(example) = find(draft, &unmatched, name) else { continue };
            if !checkable.contains(file) {
                continue;
            }
            let envelope = envelopes.of_operations[id];
            let cx = ExampleContext {
                draft,
                rules,
                operation,
                envelope: envelope.map(|id| envelopes.declared[id].1),
                name,
                example,
                is_request,
                is_evidence: !file.examples.own.contains(&name.value),
            };
            let walk = Walk { cx, erroneous: &erroneous, shown: &mut shown };
            let mut document = Document { cx, walk };
            if is_request {
                document.request();
            } else {
                document.response();
                if let Some((id, code)) = envelope.zip(document.code_of_success()) {
                    codes.entry(id).or_default().push(code);
                }
            }
        }
    }
    for (id, codes) in codes {
        without_success(draft, envelopes.declared[id].1, &codes);
    }
    shown
}

/// A comparison of one example with the operation that names it.
struct Document<'w, 's> {
    cx: ExampleContext<'w, 's>,
    walk: Walk<'w, 's>,
}

impl Document<'_, '_> {
    /// Compares a request document with the parts of the operation's requests.
    fn request(&mut self) {
        let ExampleContext { operation, example, .. } = self.cx;
        let example = &example.value;
        if !self.is_request_document() {
            return;
        }
        if let Some(other) =
            other_operation(self.cx.draft, operation.file, self.cx.example)
        {
            self.report_other(other);
            return;
        }
        self.walk.shown.note_request(self.cx.name);
        self.check_operation();
        for key in example.keys().filter(|key| *key != "operation") {
            let is_part = Part::parse(key).is_some_and(|part| match part {
                Part::Body => operation.file.body.is_some(),
                part => operation.table_of(part).is_some(),
            });
            if !is_part {
                self.unknown_part(key);
            }
        }
        for (part, id) in &operation.parameters {
            if let Some(Value::Object(object)) = example.get(part.as_str()) {
                self.walk.object(*id, object, &format!("/{}", part.as_str()));
            }
        }
        if let (Some(ty), Some(body)) = (&operation.body, example.get("body")) {
            self.walk.value(ty, body, "/body");
        }
    }

    /// Whether the example looks like a request document, and not like a body alone;
    /// reports it if not.
    fn is_request_document(&self) -> bool {
        let example = &self.cx.example.value;
        let own = &self.cx.operation.file.name.value;
        let is_part = |key: &String| key == "operation" || Part::parse(key).is_some();
        let (message, help) = if example.is_empty() {
            (
                "this example is empty",
                format!(
                    "it holds `\"operation\": \"{own}\"` and the parts of a request"
                ),
            )
        } else if !example.keys().any(is_part) {
            (
                "the example of a request must have `operation` and the parts of the request, but this one is probably the body alone",
                format!(
                    "put it under `body`, beside `\"operation\": \"{own}\"` and the parameters"
                ),
            )
        } else {
            return true;
        };
        self.cx.error(self.cx.value_at(""), message, help);
        false
    }

    /// Reports a request that does not name its operation.
    fn check_operation(&self) {
        let own = &self.cx.operation.file.name;
        let given = self.cx.example.value.get("operation").and_then(Value::as_str);
        if given == Some(own.value.as_str()) {
            return;
        }
        let message = format!(
            "the example of a request must have `\"operation\": \"{}\"`",
            own.value
        );
        let span = self.cx.value_at("/operation");
        let found = Diagnostic::error(Code::Example, span, message)
            .help(format!("write `\"operation\": \"{}\"`", own.value));
        self.cx.draft.report(match given {
            Some(given) => found.unknown(Declared::Operation(own.span), given),
            None => found,
        });
    }

    /// Reports a key that is no part of the operation's requests.
    fn unknown_part(&mut self, key: &str) {
        self.note_missing_parts();
        let message = format!("this operation's requests have no `{key}`");
        let span = self.cx.key_at(&format!("/{}", escape(key)));
        let own = self.cx.operation.file.name.span;
        let parts = Part::ALL.iter().map(|part| part.as_str());
        self.cx.draft.report(
            Diagnostic::error(Code::ExampleKey, span, message)
                .unknown(Declared::Part(own), key)
                .help("delete it, or declare the part in the operation's file")
                .maybe_help(self.part_with(key))
                .maybe_help(did_you_mean(key, parts.filter(|it| *it != key))),
        );
    }

    /// Notes the parts that the example lacks: a key that is no part may be one of them, so
    /// that the rules of its fields are not broken as well.
    fn note_missing_parts(&mut self) {
        for part in Part::ALL.iter().map(|part| part.as_str()) {
            if !self.cx.example.value.contains_key(part) {
                self.walk.shown.note_unknown_key(self.cx.name, &format!("/{part}"));
            }
        }
    }

    /// The advice for a field that stands beside the part which it belongs to.
    fn part_with(&self, field: &str) -> Option<String> {
        let mut parts = self.cx.operation.parts();
        let has_field = |(_, table): &(Part, TableId)| {
            self.cx.draft.tables[*table].by_name.contains_key(field)
        };
        let (part, _) = parts.find(has_field)?;
        Some(format!("put it below `{}`", part.as_str()))
    }

    /// Reports a request of another operation, of which nothing else is compared.
    fn report_other(&self, other: &str) {
        let own = &self.cx.operation.file.name.value;
        let message = format!(
            "the example of a request must have `\"operation\": \"{own}\"`, and this one is of `{other}`"
        );
        let help = format!(
            "name an example of `{own}` in its file, or write the request of `{own}` here"
        );
        self.cx.error(self.cx.value_at("/operation"), message, help);
    }

    /// Compares an answer with the response of its status.
    fn response(&mut self) {
        let ExampleContext { operation, example, .. } = self.cx;
        let example = &example.value;
        let status = example.get("status").and_then(Value::as_u64);
        // A status is preferred to its class, and a class to `default`.
        let responses = operation.file.responses.iter();
        let declared = responses
            .zip(&operation.responses)
            .filter(|(response, _)| {
                status.is_some_and(|status| response.status.covers(status))
            })
            .min_by_key(|(response, _)| response.status.value);
        let is_wrapped = example.contains_key("status") || example.contains_key("body");
        if !example.is_empty() && !is_wrapped {
            let message = "the example of a response must have `status` and `body`, but this one is probably the body alone";
            let help = "put it under `body`, beside the `status`";
            self.cx.error(self.cx.value_at(""), message, help);
            return;
        }
        let Some((response, ty)) = declared else {
            self.undeclared(status);
            return;
        };
        if let Some(key) =
            example.keys().find(|key| !["status", "body"].contains(&key.as_str()))
        {
            let message = format!(
                "the example of a response cannot have `{key}`, only `status` and `body`"
            );
            let span = self.cx.key_at(&format!("/{}", escape(key)));
            self.cx.error(span, message, "delete it, or put it into the body");
        }
        if was_reported(self.cx.draft, response) {
            return;
        }
        self.body(response, ty.as_ref());
        if status.is_some_and(|status| status >= 400) {
            self.code();
        }
        if let (true, Some(body)) = (response.status.is_success(), example.get("body")) {
            self.result(body);
        }
    }

    /// Reports a status of which the operation has no response.
    fn undeclared(&self, status: Option<u64>) {
        let file = self.cx.operation.file;
        // A success that is not documented was reported at the operation.
        if lacks_its_success(file) && matches!(status, Some(200..=299)) {
            return;
        }
        let message = "the example of a response must have the `\"status\"` of a declared response";
        let span = self.cx.value_at("/status");
        let text = self.cx.example.value.get("status").and_then(Value::as_str);
        let number = text.filter(|it| it.parse::<u16>().is_ok());
        let found = Diagnostic::error(Code::Example, span, message).help(match number {
            Some(number) => format!("write `{number}`, without quotes"),
            None => "correct the status, or add it to `responses`".to_owned(),
        });
        let own = Declared::Answer(file.name.span);
        self.cx.draft.report(match status {
            Some(_) if file.responses.is_empty() => found.unknown(own, ""),
            Some(status) => found.unknown(own, status.to_string()),
            None => found,
        });
    }

    /// Compares the body of an answer with its response.
    fn body(&mut self, response: &ResponseDef, ty: Option<&Type>) {
        match (&response.body, ty, self.cx.example.value.get("body")) {
            (ResponseBody::Type(_), None, _) => {}
            (ResponseBody::Type(_), Some(ty), Some(body)) => {
                if matches!(ty, Type::Struct(_) | Type::Object | Type::Map(_))
                    && !body.is_object()
                {
                    self.cx.error(
                        self.cx.value_at("/body"),
                        "the body of this example must be an object, as the type of the response is",
                        "correct the example, or the type of the response",
                    );
                } else {
                    self.walk.value(ty, body, "/body");
                }
            }
            (ResponseBody::Type(_), Some(_), None) => {
                self.cx.error(
                    self.cx.value_at("/body"),
                    "the example has no `body`, but the response has one",
                    "add it, or write `none` as the type of the response",
                );
            }
            (ResponseBody::None | ResponseBody::Binary, _, Some(_)) => {
                let message = "an answer without content, or of bytes, has no `body` in an example";
                let help = "delete it, or document the type of the answer";
                self.cx.error(self.cx.key_at("/body"), message, help);
            }
            _ => {}
        }
    }

    /// The code of an answer that is a success by its status, and that holds the result.
    fn code_of_success(&self) -> Option<SuccessCode> {
        let status = self.cx.example.value.get("status").and_then(Value::as_u64)?;
        let body = self.cx.example.value.get("body")?;
        let results = &self.cx.operation.file.result;
        let is_success = (200..300).contains(&status)
            && results.iter().any(|place| holds(body, place.split('.')));
        let (name, code) = code_of(self.cx.envelope.filter(|_| is_success)?, body)?;
        let span = self.cx.value_at(&format!("/body/{}", escape(name)));
        Some(SuccessCode { span, code })
    }

    /// Warns of an error whose code means success.
    fn code(&self) {
        let body = self.cx.example.value.get("body").unwrap_or(&Value::Null);
        let Some((def, (name, code))) =
            self.cx.envelope.and_then(|def| Some((def, code_of(def, body)?)))
        else {
            return;
        };
        if def.success.holds(&code) {
            let message =
                format!("this answer is an error, and its code `{code}` means success");
            let span = self.cx.value_at(&format!("/body/{}", escape(name)));
            let found = Diagnostic::warning(Code::Example, span, message);
            self.cx.draft.report(found.help("correct the code or the status"));
        }
    }

    /// Reports a success without the result of its operation, which no client can read.
    fn result(&self, body: &Value) {
        let places = &self.cx.operation.file.result;
        let is_shown = |place: &Spanned<String>| holds(body, place.split('.'));
        let file = self.cx.value_at("").file;
        let is_wrong = |error: &Diagnostic| {
            error.span.file == file || places.iter().any(|it| it.span == error.span)
        };
        if places.is_empty()
            || !body.is_object()
            || places.iter().any(is_shown)
            || self.cx.envelope.is_some_and(|it| is_refusal(it, body))
            || self.cx.draft.reporter.any(is_wrong)
        {
            return;
        }
        let names: Vec<&str> = places.iter().map(|place| place.value.as_str()).collect();
        let message = format!(
            "this success has no `{}`, without which no client can read it",
            names.join("` or `")
        );
        let span = self.cx.value_at("/body");
        self.cx.draft.report(
            Diagnostic::error(Code::Example, span, message)
                .related(places[0].span, "the result of the operation")
                .help("complete the example, or name what its successes do hold"),
        );
    }
}

/// Whether a value holds something at a place; in a list, some item does.
fn holds<'p>(value: &Value, mut place: impl Iterator<Item = &'p str> + Clone) -> bool {
    if let Value::Array(items) = value {
        return items.iter().any(|item| holds(item, place.clone()));
    }
    match place.next() {
        None => !value.is_null() && value.as_str() != Some(""),
        Some(name) => value.get(name).is_some_and(|inner| holds(inner, place)),
    }
}
