//! Documented examples held against the tables: each must keep the rules, fit the types, and hold nothing that
//! nobody documented.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::declare::Draft;
use super::tokens::Tokens;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::interpret::{self, escape};
use crate::model::{Content, ExampleObservation, Model, Operation, OperationId, Place, Table, TableId, Type};
use crate::source::{FileId, Source, Sources, Span, Spanned};
use crate::spec::{FieldDef, OperationFile, SERVICE, Spec, TypeDef, example_path};

/// Which example shows which fields.
type Shown = HashSet<(TableId, usize, String)>;

/// Looks at every example that an operation names. What examples hold says nothing about an operation of which a part
/// is in one of the `incomplete` files, which could not be read whole.
pub(super) fn check(
    spec: &Spec,
    draft: &mut Draft,
    sources: &Sources,
    incomplete: &HashSet<FileId>,
    diagnostics: &mut Diagnostics,
) {
    let service = sources.find(SERVICE).is_some_and(|(id, _)| !incomplete.contains(&id));
    let mut shown = Shown::new();
    let mut values: HashSet<(String, String)> = HashSet::new();
    let mut observations: Vec<(TableId, ExampleObservation)> = Vec::new();
    for (file, at) in spec.operations.iter().zip(0..) {
        let operation = &draft.model[OperationId(at)];
        let whole = service && !incomplete.contains(&file.name.span.file);
        for name in &file.request_examples {
            let Some((tokens, example)) = read(name, sources, diagnostics).filter(|_| whole) else {
                continue;
            };
            let mut look = Look {
                model: &draft.model,
                name: &name.value,
                tokens: &tokens,
                shown: &mut shown,
                values: &mut values,
                parameters: Vec::new(),
                observations: Some(&mut observations),
                ruled: true,
                diagnostics,
            };
            look.request(operation, &example);
        }
        for name in &file.response_examples {
            let Some((tokens, example)) = read(name, sources, diagnostics).filter(|_| whole) else {
                continue;
            };
            let mut look = Look {
                model: &draft.model,
                name: &name.value,
                tokens: &tokens,
                shown: &mut shown,
                values: &mut values,
                parameters: Vec::new(),
                observations: None,
                ruled: false,
                diagnostics,
            };
            look.response(operation, &example);
        }
    }
    if !diagnostics.has_errors() {
        observed(spec, draft, &shown, &values, diagnostics);
    }
    for (id, observation) in observations {
        let known = &mut draft.model.types[id.0 as usize].observations;
        if !known.contains(&observation) {
            known.push(observation);
        }
    }
    if incomplete.is_empty() {
        unlisted(spec, sources, diagnostics);
    }
}

fn read(
    name: &Spanned<String>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Option<(Tokens, Map<String, Value>)> {
    let path = example_path(name);
    let Some((id, source)) = sources.find(&path) else {
        let message = format!("the spec has no file `{path}`");
        let known = sources
            .iter()
            .filter_map(|(_, source)| source.path.strip_prefix("examples/")?.strip_suffix(".json"));
        let help = did_you_mean(name, known.collect::<Vec<_>>());
        diagnostics.push(Diagnostic::error(Code::Example, name.span, message).maybe_help(help));
        return None;
    };
    match serde_json::from_str(&source.text) {
        Ok(Value::Object(example)) => {
            let tokens = Tokens::of(id, &source.text);
            for (key, second, first) in &tokens.repeated {
                let message = format!("the key `{key}` stands here twice");
                let diagnostic = Diagnostic::error(Code::DuplicateKey, *second, message);
                diagnostics.push(diagnostic.related(*first, "first here"));
            }
            Some((tokens, example))
        }
        Ok(_) => {
            let message = "an example is an object: a request's envelope, or a status and a body";
            diagnostics.push(Diagnostic::error(Code::Example, Span { file: id, start: 0, end: 1 }, message));
            None
        }
        Err(error) => {
            let at = offset(source, error.line(), error.column());
            let message = format!("this is not JSON: {error}");
            diagnostics.push(Diagnostic::error(
                Code::Example,
                Span { file: id, start: at, end: at },
                message,
            ));
            None
        }
    }
}

/// An example that was read without diagnostic before.
pub(super) fn parse(name: &Spanned<String>, sources: &Sources) -> Option<Map<String, Value>> {
    let (_, source) = sources.find(&example_path(name))?;
    serde_json::from_str(&source.text).ok()
}

fn offset(source: &Source, line: usize, column: usize) -> u32 {
    let before: usize = source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    u32::try_from((before + column.saturating_sub(1)).min(source.text.len())).unwrap_or(u32::MAX)
}

struct Look<'a> {
    model: &'a Model,
    name: &'a str,
    tokens: &'a Tokens,
    shown: &'a mut Shown,
    values: &'a mut HashSet<(String, String)>,
    /// Values of the parameters that have a list.
    parameters: Vec<(Place, String, String)>,
    /// What a request shows of objects that have fields which no table has.
    observations: Option<&'a mut Vec<(TableId, ExampleObservation)>>,
    /// Whether rules hold here: then those of the types say it where a value has another shape.
    ruled: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Look<'_> {
    fn diagnostic(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(Code::Example, span, message));
    }

    fn request(&mut self, operation: &Operation, example: &Map<String, Value>) {
        match example.get("operation").and_then(Value::as_str) {
            Some(name) if name == operation.name => {}
            _ => {
                let message = format!(
                    "a request example of this operation holds `\"operation\": \"{}\"`",
                    operation.name
                );
                self.diagnostic(self.tokens.value("/operation"), message);
            }
        }
        for key in example.keys().filter(|key| *key != "operation") {
            let known = Place::parse(key)
                .is_some_and(|place| operation.part_rules.iter().any(|(part, _)| *part == place));
            if !known {
                let message = format!("this operation's requests have no `{key}`");
                let span = self.tokens.key(&format!("/{}", escape(key)));
                self.diagnostics.push(Diagnostic::error(Code::ExampleKey, span, message));
            }
        }
        for found in interpret::violations(self.model, operation, example) {
            let rule = &self.model[found.rule];
            if !rule.test.is_warning() {
                let message = format!("the example breaks a rule at `{}`: {}", found.pointer, rule.says);
                let span = self.tokens.value(&found.pointer);
                let diagnostic = Diagnostic::error(Code::ExampleViolation, span, message);
                let help = "if the pages contradict themselves, decide with a decision what holds";
                self.diagnostics.push(diagnostic.note(format!("the rule is {}", rule.id)).help(help));
            }
        }
        for (place, id) in &operation.parameters {
            if let Some(Value::Object(part)) = example.get(place.as_str()) {
                self.parameters.extend(listed(&self.model[*id], part, *place));
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

    fn response(&mut self, operation: &Operation, example: &Map<String, Value>) {
        let status = example.get("status").and_then(Value::as_u64);
        let declared = status.and_then(|status| {
            operation.responses.iter().find(|response| u64::from(response.status) == status)
        });
        let Some(response) = declared else {
            let message = "a response example holds the `\"status\"` of a declared response";
            return self.diagnostic(self.tokens.value("/status"), message);
        };
        if let Some(key) = example.keys().find(|key| !["status", "body"].contains(&key.as_str())) {
            let message = format!("a response example has no `{key}`: it holds `status` and `body`");
            self.diagnostic(self.tokens.key(&format!("/{}", escape(key))), message);
        }
        match (&response.body, example.get("body")) {
            (Content::Json(ty), Some(body)) => {
                if matches!(ty, Type::Struct(_) | Type::Object | Type::Map(_)) && !body.is_object() {
                    self.diagnostic(self.tokens.value("/body"), "the answer's body must be an object");
                } else {
                    self.value(ty, body, "/body");
                }
            }
            (Content::Json(_), None) => self.diagnostic(self.tokens.value("/body"), "this answer has a body"),
            _ => {}
        }
    }

    fn object(&mut self, id: TableId, object: &Map<String, Value>, at: &str) {
        let model = self.model;
        let table = &model[id];
        self.sight(id, object);
        for (key, value) in object {
            let at = format!("{at}/{}", escape(key));
            let Some(index) = table.by_name.get(key) else {
                let help = did_you_mean(key, table.fields.iter().map(|field| field.name.as_str()));
                let message =
                    format!("the example has a key that `{}` does not document: `{at}`", table.name);
                let add = || format!("add the field with `observed: [{}]`", self.name);
                let help = help.unwrap_or_else(add);
                let diagnostic = Diagnostic::error(Code::ExampleKey, self.tokens.key(&at), message);
                self.diagnostics.push(diagnostic.help(help));
                continue;
            };
            self.shown.insert((id, *index, self.name.to_owned()));
            self.value(&table.fields[*index].ty, value, &at);
        }
    }

    fn sight(&mut self, id: TableId, object: &Map<String, Value>) {
        let table = &self.model[id];
        let Some(observations) = &mut self.observations else { return };
        if table.fields.iter().all(|field| field.observed.is_empty()) {
            return;
        }
        let blanks = &self.model.service.blanks;
        let is_blank = |value: &Value| {
            value.is_null() || value.as_str().is_some_and(|it| blanks.iter().any(|blank| blank == it))
        };
        let shown = table.fields.iter().enumerate().filter(|(_, field)| {
            !field.observed.is_empty() && object.get(&field.name).is_some_and(|value| !is_blank(value))
        });
        let shown = shown.map(|(at, _)| at).collect();
        let values = listed(table, object, Place::Same).chain(self.parameters.iter().cloned()).collect();
        observations.push((id, ExampleObservation { values, shown }));
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
                self.values.insert((self.name.to_owned(), text.clone()));
            }
            // Answers are read tolerantly, so that a number fits text; an object or a list where a single value
            // is documented, or the other way round, is another shape.
            (Type::Object, Value::Object(_)) => {}
            (Type::Struct(_) | Type::Map(_) | Type::Object | Type::Array(_), value) if !value.is_null() => {
                self.misshapen(at);
            }
            (
                Type::String | Type::Boolean | Type::Integer | Type::Long | Type::Float | Type::Timestamp,
                Value::Object(_) | Value::Array(_),
            ) => self.misshapen(at),
            _ => {}
        }
    }

    fn misshapen(&mut self, at: &str) {
        if !self.ruled {
            self.diagnostic(
                self.tokens.value(at),
                format!("`{at}` does not have the shape that is documented"),
            );
        }
    }
}

/// The values of an object that stand in documented lists.
fn listed<'a>(
    table: &'a Table,
    object: &'a Map<String, Value>,
    place: Place,
) -> impl Iterator<Item = (Place, String, String)> + 'a {
    let lists = table.fields.iter().filter(|field| matches!(field.ty, Type::Enum(_)));
    lists.filter_map(move |field| {
        Some((place, field.name.clone(), object.get(&field.name)?.as_str()?.to_owned()))
    })
}

/// Marks of fields and values that no example bears out.
fn observed(
    spec: &Spec,
    draft: &Draft,
    shown: &Shown,
    values: &HashSet<(String, String)>,
    diagnostics: &mut Diagnostics,
) {
    let known: HashSet<&str> = spec
        .operations
        .iter()
        .flat_map(|file: &OperationFile| file.request_examples.iter().chain(&file.response_examples))
        .map(|name| name.value.as_str())
        .collect();
    let mut report = |name: &Spanned<String>, what: &str| {
        let message = if known.contains(name.value.as_str()) {
            format!("the example `{}` does not show {what}", name.value)
        } else {
            format!("no operation has an example called `{}`", name.value)
        };
        let help = did_you_mean(name, known.iter().copied().filter(|known| *known != name.value));
        diagnostics.push(Diagnostic::error(Code::NotObserved, name.span, message).maybe_help(help));
    };
    super::each_table(spec, draft, |_, id, table: &TypeDef| {
        for (index, field) in table.fields.iter().enumerate() {
            let field: &FieldDef = field;
            for name in &field.observed {
                if !shown.contains(&(id, index, name.value.clone())) {
                    report(name, &format!("`{}`", field.name.value));
                }
            }
        }
    });
    let enums =
        spec.service.names.enums.iter().chain(spec.operations.iter().flat_map(|file| &file.names.enums));
    for value in enums.flat_map(|item| &item.values) {
        for name in &value.observed {
            if !values.contains(&(name.value.clone(), value.value.value.clone())) {
                report(name, &format!("the value `{}`", value.value.value));
            }
        }
    }
}

/// Example files that no operation names would never be looked at.
fn unlisted(spec: &Spec, sources: &Sources, diagnostics: &mut Diagnostics) {
    let listed: HashSet<String> = spec
        .operations
        .iter()
        .flat_map(|file| file.request_examples.iter().chain(&file.response_examples))
        .map(|name| example_path(name))
        .collect();
    for (id, source) in sources.iter() {
        if source.path.starts_with("examples/") && !listed.contains(&source.path) {
            let diagnostic = Diagnostic::error(
                Code::Example,
                Span { file: id, start: 0, end: 1 },
                "no operation names this example",
            );
            diagnostics.push(diagnostic.help("add it to an operation's `examples`, or delete it"));
        }
    }
}
