//! Documented examples held against the tables: each must keep the rules, fit the types,
//! and hold nothing that nobody documented.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::draft::Draft;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::interpret;
use crate::model::{Content, Model, Operation, Place, TableId, Type};
use crate::pointer::escape;
use crate::source::{Span, Spanned};
use crate::spec::{Example, OperationFile, Spec, Tokens, example_path};

/// Which example shows which fields.
type Shown = HashSet<(TableId, usize, String)>;

/// Looks at every example that an operation names. An operation of which a part could
/// not be read is left alone.
pub(super) fn check(model: &Model, draft: &Draft<'_>, diagnostics: &mut Diagnostics) {
    let spec = draft.spec;
    let mut look =
        Look { model, shown: Shown::new(), values: HashSet::new(), diagnostics };
    for (file, operation) in spec.operations.iter().zip(&model.operations) {
        let is_complete =
            spec.has_service && !spec.incomplete.contains(&file.name.span.file);
        for name in &file.request_examples {
            if let Some(example) =
                find(spec, name, look.diagnostics).filter(|_| is_complete)
            {
                look.at(name, example, true).request(operation);
            }
        }
        for name in &file.response_examples {
            if let Some(example) =
                find(spec, name, look.diagnostics).filter(|_| is_complete)
            {
                look.at(name, example, false).response(operation);
            }
        }
    }
    let Look { shown, values, .. } = look;
    if !diagnostics.has_errors() {
        observed(draft, &shown, &values, diagnostics);
    }
    if spec.incomplete.is_empty() {
        unlisted(spec, diagnostics);
    }
}

/// The example of this name, if it could be read.
fn find<'s>(
    spec: &'s Spec,
    name: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<&'s Example> {
    if let Some((_, example)) = spec.examples.get(&name.value) {
        return example.as_ref();
    }
    let message = format!("the spec has no file `{}`", example_path(name));
    let help = did_you_mean(name, spec.examples.keys().map(String::as_str));
    diagnostics
        .push(Diagnostic::error(Code::Example, name.span, message).maybe_help(help));
    None
}

/// Everything that examples show, as they are looked at.
struct Look<'a> {
    model: &'a Model,
    shown: Shown,
    values: HashSet<(String, String)>,
    diagnostics: &'a mut Diagnostics,
}

/// One example.
struct At<'l, 'a> {
    look: &'l mut Look<'a>,
    name: &'l str,
    example: &'l Map<String, Value>,
    tokens: &'l Tokens,
    /// Whether rules hold here: then those of the types cover a value of another shape.
    is_request: bool,
}

impl<'a> Look<'a> {
    fn at<'l>(
        &'l mut self,
        name: &'l str,
        example: &'l Example,
        is_request: bool,
    ) -> At<'l, 'a> {
        At {
            look: self,
            name,
            example: &example.value,
            tokens: &example.tokens,
            is_request,
        }
    }
}

impl At<'_, '_> {
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.look.diagnostics.push(Diagnostic::error(Code::Example, span, message));
    }

    fn request(&mut self, operation: &Operation) {
        let example = self.example;
        match example.get("operation").and_then(Value::as_str) {
            Some(name) if name == operation.name => {}
            _ => {
                let message = format!(
                    "a request example of this operation holds `\"operation\": \"{}\"`",
                    operation.name
                );
                self.error(self.tokens.value("/operation"), message);
            }
        }
        for key in example.keys().filter(|key| *key != "operation") {
            let known = Place::parse(key).is_some_and(|place| {
                operation.part_rules.iter().any(|(part, _)| *part == place)
            });
            if !known {
                let message = format!("this operation's requests have no `{key}`");
                let span = self.tokens.key(&format!("/{}", escape(key)));
                self.look.diagnostics.push(Diagnostic::error(
                    Code::ExampleKey,
                    span,
                    message,
                ));
            }
        }
        for found in interpret::violations(self.look.model, operation, example) {
            let rule = &self.look.model[found.rule];
            if !rule.test.is_warning() {
                let message = format!(
                    "the example breaks a rule at `{}`: {}",
                    found.pointer, rule.says
                );
                let span = self.tokens.value(&found.pointer);
                let diagnostic =
                    Diagnostic::error(Code::ExampleViolation, span, message);
                let help = "if the pages contradict themselves, record a decision that says what holds";
                self.look.diagnostics.push(
                    diagnostic.note(format!("the rule is {}", rule.id)).help(help),
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

    fn response(&mut self, operation: &Operation) {
        let example = self.example;
        let status = example.get("status").and_then(Value::as_u64);
        let declared = status.and_then(|status| {
            operation
                .responses
                .iter()
                .find(|response| u64::from(response.status) == status)
        });
        let Some(response) = declared else {
            let message =
                "a response example holds the `\"status\"` of a declared response";
            return self.error(self.tokens.value("/status"), message);
        };
        if let Some(key) =
            example.keys().find(|key| !["status", "body"].contains(&key.as_str()))
        {
            let message = format!(
                "a response example has no `{key}`: it holds `status` and `body`"
            );
            self.error(self.tokens.key(&format!("/{}", escape(key))), message);
        }
        match (&response.body, example.get("body")) {
            (Content::Json(ty), Some(body)) => {
                if matches!(ty, Type::Struct(_) | Type::Object | Type::Map(_))
                    && !body.is_object()
                {
                    self.error(
                        self.tokens.value("/body"),
                        "the answer's body must be an object",
                    );
                } else {
                    self.value(ty, body, "/body");
                }
            }
            (Content::Json(_), None) => {
                self.error(self.tokens.value("/body"), "this answer has a body");
            }
            _ => {}
        }
    }

    fn object(&mut self, id: TableId, object: &Map<String, Value>, at: &str) {
        let model = self.look.model;
        let table = &model[id];
        for (key, value) in object {
            let at = format!("{at}/{}", escape(key));
            let Some(index) = table.by_name.get(key) else {
                let help = did_you_mean(
                    key,
                    table.fields.iter().map(|field| field.name.as_str()),
                );
                let message = format!(
                    "the example has a key that `{}` does not document: `{at}`",
                    table.name
                );
                let add = || format!("add the field with `observed: [{}]`", self.name);
                let help = help.unwrap_or_else(add);
                let diagnostic =
                    Diagnostic::error(Code::ExampleKey, self.tokens.key(&at), message);
                self.look.diagnostics.push(diagnostic.help(help));
                continue;
            };
            self.look.shown.insert((id, *index, self.name.to_owned()));
            self.value(&table.fields[*index].ty, value, &at);
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
            (Type::Enum(_), Value::String(text)) => {
                self.look.values.insert((self.name.to_owned(), text.clone()));
            }
            // Answers are read tolerantly, so that a number fits text; an object or a
            // list where a single value is documented, or the other way round, is
            // another shape.
            (Type::Object, Value::Object(_)) => {}
            (Type::Struct(_) | Type::Map(_) | Type::Object | Type::Array(_), value)
                if !value.is_null() =>
            {
                self.misshapen(at);
            }
            (
                Type::String
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
                format!("`{at}` does not have the shape that is documented"),
            );
        }
    }
}

/// Marks of fields and values that no example bears out.
fn observed(
    draft: &Draft<'_>,
    shown: &Shown,
    values: &HashSet<(String, String)>,
    diagnostics: &mut Diagnostics,
) {
    let spec = draft.spec;
    let known: HashSet<&str> = spec
        .operations
        .iter()
        .flat_map(|file: &OperationFile| {
            file.request_examples.iter().chain(&file.response_examples)
        })
        .map(|name| name.value.as_str())
        .collect();
    let mut report = |name: &Spanned<String>, what: &str| {
        let message = if known.contains(name.value.as_str()) {
            format!("the example `{}` does not show {what}", name.value)
        } else {
            format!("no operation has an example called `{}`", name.value)
        };
        let help = did_you_mean(
            name,
            known.iter().copied().filter(|known| *known != name.value),
        );
        diagnostics.push(
            Diagnostic::error(Code::NotObserved, name.span, message).maybe_help(help),
        );
    };
    for (id, table) in draft.tables.entries() {
        for (index, field) in table.def.fields.iter().enumerate() {
            for name in &field.observed {
                if !shown.contains(&(id, index, name.value.clone())) {
                    report(name, &format!("`{}`", field.name.value));
                }
            }
        }
    }
    let enums = spec
        .service
        .names
        .enums
        .iter()
        .chain(spec.operations.iter().flat_map(|file| &file.names.enums));
    for value in enums.flat_map(|item| &item.values) {
        for name in &value.observed {
            if !values.contains(&(name.value.clone(), value.value.value.clone())) {
                report(name, &format!("the value `{}`", value.value.value));
            }
        }
    }
}

/// Reports example files that no operation names, which would never be looked at.
fn unlisted(spec: &Spec, diagnostics: &mut Diagnostics) {
    let listed: HashSet<&str> = spec
        .operations
        .iter()
        .flat_map(|file| file.request_examples.iter().chain(&file.response_examples))
        .map(|name| name.value.as_str())
        .collect();
    for (_, (id, _)) in
        spec.examples.iter().filter(|(name, _)| !listed.contains(name.as_str()))
    {
        let span = Span { file: *id, start: 0, end: 1 };
        let diagnostic =
            Diagnostic::error(Code::Example, span, "no operation names this example");
        diagnostics
            .push(diagnostic.help("add it to an operation's `examples`, or delete it"));
    }
}
