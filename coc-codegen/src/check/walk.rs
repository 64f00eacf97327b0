//! Walks each example along the tables: reports keys that no table has and values of
//! another shape, and notes in `shown` the fields and values that it has. Rules belong
//! to `examples`.

use serde_json::{Map, Value};

use super::draft::{Draft, DraftOperation, DraftTable};
use super::envelopes::{Envelopes, lacks_its_success};
use super::members::Members;
use super::rules::Rules;
use super::settled::{Blamed, Unsettled};
use super::shown::Shown;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean, nearest};
use crate::model::{EnumId, OperationId, Place, TableId, Type, ValueKind};
use crate::pointer::escape;
use crate::source::{Span, Spanned};
use crate::spec::{
    EnvelopeDef, Example, OperationFile, ResponseBody, ResponseDef, RuleDefKind, Tokens,
    example_path,
};

/// Walks every example that an operation names, unless a part of the operation could
/// not be read.
pub(super) fn walk<'s>(
    draft: &Draft<'s>,
    rules: &Rules<'s>,
    envelopes: &Envelopes<'s>,
) -> Shown {
    let mut shown = Shown::default();
    let unsettled = Unsettled::of(draft);
    let blamed = Blamed::of(draft);
    for (id, operation) in draft.operations.entries() {
        let file = operation.file;
        if confused(draft, file) {
            continue;
        }
        for (names, is_request) in
            [(&file.examples.requests, true), (&file.examples.responses, false)]
        {
            for name in names {
                let Some(example) = find(draft, name) else {
                    continue;
                };
                if unsettled.leaves(file) {
                    let walk = Walk {
                        draft,
                        blamed: &blamed,
                        envelopes,
                        shown: &mut shown,
                        name,
                        example: &example.value,
                        members: Members {
                            draft,
                            rules,
                            operation,
                            parts: Some(&example.value).filter(|_| is_request),
                        },
                        tokens: &example.tokens,
                        is_request,
                        is_evidence: !file.examples.own.contains(&name.value),
                    };
                    walk.all(id, operation);
                }
            }
        }
    }
    shown
}

/// Whether an example looks like a request document, and not like a body alone.
fn is_request_document(example: &Map<String, Value>) -> bool {
    let is_part = |key: &String| key == "operation" || Place::parse(key).is_some();
    example.keys().any(is_part)
}

/// Whether examples of answers stand among those of requests, or the other way around.
/// Reports it once for an operation.
fn confused(draft: &Draft<'_>, file: &OperationFile) -> bool {
    let read = |name: &&Spanned<String>| {
        let (_, example) = draft.spec.examples.get(&name.value)?;
        example.as_ref().map(|it| &it.value)
    };
    let is_request = |name: &&Spanned<String>| {
        read(name)
            .is_some_and(|it| it.contains_key("operation") && !it.contains_key("status"))
    };
    let is_answer = |name: &&Spanned<String>| {
        read(name)
            .is_some_and(|it| it.contains_key("status") && !it.contains_key("operation"))
    };
    let requests = file.examples.requests.iter().filter(is_answer);
    let strange = requests.map(|name| (name, "an answer", "responses"));
    let answers = file.examples.responses.iter().filter(is_request);
    let mut strange = strange.chain(answers.map(|name| (name, "a request", "requests")));
    let Some((name, what, key)) = strange.next() else { return false };
    let message = format!("`{}` is the example of {what}", name.value);
    let found = Diagnostic::error(Code::Example, name.span, message)
        .help(format!("name it under `{key}`"));
    draft.report(strange.take(3).fold(found, |found, (name, what, _)| {
        found.related(name.span, format!("this is the example of {what}, too"))
    }));
    true
}

/// The name of an example that is written as the path of its file.
pub(super) fn bare(name: &str) -> &str {
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.strip_prefix("examples/").unwrap_or(name)
}

/// The example of this name, if it could be read.
fn find<'s>(draft: &Draft<'s>, name: &Spanned<String>) -> Option<&'s Example> {
    let spec = draft.spec;
    if let Some((_, example)) = spec.examples.get(&name.value) {
        return example.as_ref();
    }
    if !spec.has_examples {
        return None;
    }
    let message = format!("the spec has no file `{}`", example_path(name));
    let found = Diagnostic::error(Code::Example, name.span, message);
    let words: Vec<&str> = name.split_whitespace().collect();
    draft.report(if spec.examples.is_empty() {
        found.unknown(Declared::Example, "").help(
            "the folder `examples` is missing, or has no file whose name ends in `.json`",
        )
    } else if words.len() > 1 && words.iter().all(|it| spec.examples.contains_key(*it)) {
        found.help(format!("a comma is missing: write `{}`", words.join(", ")))
    } else {
        let near = did_you_mean(bare(name), spec.examples.keys().map(String::as_str));
        found.help(near.unwrap_or_else(|| "add the file, or delete the name".to_owned()))
    });
    None
}

/// A walk of one example along the tables.
struct Walk<'w, 's> {
    draft: &'w Draft<'s>,
    blamed: &'w Blamed,
    envelopes: &'w Envelopes<'s>,
    shown: &'w mut Shown,
    name: &'w str,
    example: &'w Map<String, Value>,
    members: Members<'w, 's>,
    tokens: &'w Tokens,
    /// Whether rules apply here. If they do, a value of another shape breaks a rule of
    /// kind `type`.
    is_request: bool,
    /// Whether a page has it. An example of this spec's own confirms nothing.
    is_evidence: bool,
}

impl Walk<'_, '_> {
    fn all(mut self, id: OperationId, operation: &DraftOperation<'_>) {
        if self.is_request {
            self.request(operation);
        } else {
            self.response(id, operation);
        }
    }

    fn error(&self, span: Span, message: impl Into<String>, help: &str) {
        let found = Diagnostic::error(Code::Example, span, message);
        self.draft.report(found.help(help));
    }

    fn request(&mut self, operation: &DraftOperation<'_>) {
        let (example, own_name) = (self.example, &operation.file.name.value);
        if example.is_empty() {
            let message = "this example is empty";
            let help = format!(
                "it holds `\"operation\": \"{own_name}\"` and the parts of a request"
            );
            let span = self.tokens.value("");
            let found = Diagnostic::error(Code::Example, span, message);
            return self.draft.report(found.help(help));
        }
        if !is_request_document(example) {
            let message = "the example of a request must have `operation` and the parts of the request, but this one is probably the body alone";
            let diagnostic =
                Diagnostic::error(Code::Example, self.tokens.value(""), message);
            let help = format!(
                "put it under `body`, beside `\"operation\": \"{own_name}\"` and the parameters"
            );
            return self.draft.report(diagnostic.help(help));
        }
        self.shown.note_request(self.name);
        let given = example.get("operation").and_then(Value::as_str);
        if given != Some(own_name) {
            let message = format!(
                "the example of a request must have `\"operation\": \"{own_name}\"`"
            );
            let span = self.tokens.value("/operation");
            let found = Diagnostic::error(Code::Example, span, message)
                .help(format!("write `\"operation\": \"{own_name}\"`"));
            let own = Declared::Operation(operation.file.name.span);
            self.draft.report(match given {
                Some(given) => found.unknown(own, given),
                None => found,
            });
        }
        for key in example.keys().filter(|key| *key != "operation") {
            let is_part = Place::parse(key).is_some_and(|part| match part {
                Place::Body => operation.file.body.is_some(),
                part => operation.parameters(part).is_some(),
            });
            if !is_part {
                let message = format!("this operation's requests have no `{key}`");
                let span = self.tokens.key(&format!("/{}", escape(key)));
                let parts = Place::ALL.iter().map(|place| place.as_str());
                self.draft.report(
                    Diagnostic::error(Code::ExampleKey, span, message)
                        .unknown(Declared::Part(operation.file.name.span), key)
                        .help("delete it, or declare the part in the operation's file")
                        .maybe_help(did_you_mean(key, parts.filter(|it| it != key))),
                );
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
            let diagnostic =
                Diagnostic::error(Code::Example, self.tokens.value(""), message)
                    .help("put it under `body`, beside the `status`");
            return self.draft.report(diagnostic);
        }
        let Some((response, ty)) = declared else {
            return self.undeclared(operation.file, status);
        };
        if let Some(key) =
            example.keys().find(|key| !["status", "body"].contains(&key.as_str()))
        {
            let message = format!(
                "the example of a response cannot have `{key}`, only `status` and `body`"
            );
            let span = self.tokens.key(&format!("/{}", escape(key)));
            self.error(span, message, "delete it, or put it into the body");
        }
        self.body(response, ty.as_ref());
        if let (true, Some(body)) = (response.status.is_success(), example.get("body")) {
            self.result(id, operation, body);
        }
    }

    /// Reports a status of which the operation has no response.
    fn undeclared(&self, file: &OperationFile, status: Option<u64>) {
        // A success that is not documented was reported at the operation.
        if lacks_its_success(file) && matches!(status, Some(200..=299)) {
            return;
        }
        let message = "the example of a response must have the `\"status\"` of a declared response";
        let span = self.tokens.value("/status");
        let text = self.example.get("status").and_then(Value::as_str);
        let number = text.filter(|it| it.parse::<u16>().is_ok());
        let found = Diagnostic::error(Code::Example, span, message).help(match number {
            Some(number) => format!("write `{number}`, without quotes"),
            None => "correct the status, or add it to `responses`".to_owned(),
        });
        let own = Declared::Answer(file.name.span);
        self.draft.report(match status {
            Some(_) if file.responses.is_empty() => found.unknown(own, ""),
            Some(status) => found.unknown(own, status.to_string()),
            None => found,
        });
    }

    /// Compares the body of an answer with its response.
    fn body(&mut self, response: &ResponseDef, ty: Option<&Type>) {
        match (&response.body, ty, self.example.get("body")) {
            (ResponseBody::Type(_), None, _) => {}
            (ResponseBody::Type(_), Some(ty), Some(body)) => {
                if matches!(ty, Type::Struct(_) | Type::Object | Type::Map(_))
                    && !body.is_object()
                {
                    self.error(
                        self.tokens.value("/body"),
                        "the body of this example must be an object, as the type of the response is",
                        "correct the example, or the type of the response",
                    );
                } else {
                    self.value(ty, body, "/body");
                }
            }
            (ResponseBody::Type(_), Some(_), None) => {
                self.error(
                    self.tokens.value("/body"),
                    "the example has no `body`, but the response has one",
                    "add it, or write `none` as the type of the response",
                );
            }
            (ResponseBody::None | ResponseBody::Binary, _, Some(_)) => {
                let message = "an answer without content, or of bytes, has no `body` in an example";
                let span = self.tokens.key("/body");
                let diagnostic = Diagnostic::error(Code::Example, span, message);
                self.draft.report(
                    diagnostic.help("delete it, or document the type of the answer"),
                );
            }
            _ => {}
        }
    }

    /// A success without the result of its operation cannot be read.
    fn result(&mut self, id: OperationId, operation: &DraftOperation<'_>, body: &Value) {
        let places = &operation.file.result;
        let is_shown = |place: &Spanned<String>| holds(body, place.split('.'));
        let envelope = self.envelopes.of_operations[id];
        let def = envelope.map(|id| self.envelopes.declared[id].1);
        let file = self.tokens.value("").file;
        let is_wrong = |error: &Diagnostic| {
            error.span.file == file || places.iter().any(|it| it.span == error.span)
        };
        if places.is_empty()
            || self.draft.reporter.any(is_wrong)
            || !body.is_object()
            || places.iter().any(is_shown)
            || def.is_some_and(|def| is_refusal(def, body))
        {
            return;
        }
        let names: Vec<&str> = places.iter().map(|place| place.value.as_str()).collect();
        let message = format!(
            "this success has no `{}`, without which no client can read it",
            names.join("` or `")
        );
        let span = self.tokens.value("/body");
        self.draft.report(
            Diagnostic::error(Code::Example, span, message)
                .related(places[0].span, "the result of the operation")
                .help("complete the example, or name what its successes do hold"),
        );
    }

    fn object(&mut self, id: TableId, object: &Map<String, Value>, at: &str) {
        let draft = self.draft;
        let table = &draft.tables[id];
        let is_known = |key: &String| table.by_name.contains_key(key.as_str());
        if object.len() > 1 && !table.def.incomplete && !object.keys().any(is_known) {
            return self.stranger(table, at);
        }
        for (key, value) in object {
            let outer = at;
            let at = format!("{outer}/{}", escape(key));
            let Some(index) = table.by_name.get(key.as_str()) else {
                let message = format!(
                    "the example has a key that `{}` does not document: `{at}`",
                    table.name()
                );
                if self.is_request {
                    self.shown.note_strange(self.name, outer);
                }
                let is_header = table.place == Some(Place::Header);
                let same =
                    table.names().find(|it| is_header && it.eq_ignore_ascii_case(key));
                let near = same.or_else(|| nearest(key, table.names()));
                // A field that has an error may be the one that is meant.
                if near.is_some_and(|near| {
                    let field = &table.def.fields[table.by_name[near]];
                    self.blamed.has(field.name.span)
                }) {
                    continue;
                }
                let help = near.map_or_else(
                    || "add the field with `observed: true`".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                self.draft.report(
                    Diagnostic::error(Code::ExampleKey, self.tokens.key(&at), message)
                        .unknown(Declared::Field(table.def.name.span), key)
                        .help(help),
                );
                continue;
            };
            self.shown.note_field(id, *index, self.name, self.is_evidence);
            self.lists(id, *index, value);
            if let Some(ty) = &table.types[*index] {
                self.value(ty, value, &at);
            }
            if let Value::Object(inside) = value {
                for members in self.members.of(id, *index, object) {
                    self.object(members, inside, &at);
                }
            }
        }
    }

    /// Reports an object that is probably another one, since it has none of the fields.
    fn stranger(&mut self, table: &DraftTable<'_>, at: &str) {
        if self.is_request {
            self.shown.note_strange(self.name, at);
        }
        let message = format!(
            "the example has none of the fields of `{}` here: `{at}`",
            table.name()
        );
        let found = Diagnostic::error(Code::ExampleKey, self.tokens.value(at), message)
            .unknown(Declared::Strange(table.def.name.span), "")
            .help("correct the example, or the type that the object has");
        self.draft.report(found);
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
        if self.is_evidence {
            self.shown.note_value(list, text, self.name);
        }
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
            (Type::Object | Type::File, Value::Object(_)) => {}
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

    fn misshapen(&self, at: &str) {
        if !self.is_request {
            self.error(
                self.tokens.value(at),
                format!(
                    "the example has a value of another shape than documented at `{at}`"
                ),
                "correct the example or the type",
            );
        }
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

/// Whether the code of an answer says that it is a failure, whatever its status.
fn is_refusal(def: &EnvelopeDef, body: &Value) -> bool {
    let mut codes = def.code.iter().filter_map(|name| body.get(&name.value));
    let code = codes.find(|code| !code.is_null()).map(|code| match code {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    code.is_some_and(|code| !def.success.holds(&code))
}
