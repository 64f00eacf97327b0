//! Documented examples held against the tables: each must keep the rules, fit the types, and hold nothing that
//! nobody documented.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::declare::Draft;
use super::tokens::Tokens;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::interpret::{self, escape};
use crate::model::{Answer, Model, Operation, OperationId, Place, Sighting, Ty, Type, TypeId};
use crate::source::{FileId, Source, Sources, Span, Spanned};
use crate::spec::{FieldDef, OperationFile, SERVICE, Spec, TypeDef, example_path};

/// Which example shows which rows.
type Shown = HashSet<(TypeId, usize, String)>;

/// Looks at every example that an operation names. What examples hold says nothing about an operation of which a part
/// is in one of the `torn` files, which could not be read whole.
pub(super) fn check(
    spec: &Spec,
    draft: &mut Draft,
    sources: &Sources,
    torn: &HashSet<FileId>,
    faults: &mut Diagnostics,
) {
    let service = sources.find(SERVICE).is_some_and(|(id, _)| !torn.contains(&id));
    let mut shown = Shown::new();
    let mut values: HashSet<(String, String)> = HashSet::new();
    let mut sightings: Vec<(TypeId, Sighting)> = Vec::new();
    for (file, at) in spec.operations.iter().zip(0..) {
        let operation = &draft.model[OperationId(at)];
        let whole = service && !torn.contains(&file.name.span.file);
        for name in &file.request_examples {
            let Some((tokens, example)) = read(name, sources, faults).filter(|_| whole) else {
                continue;
            };
            let mut look = Look {
                model: &draft.model,
                name: &name.value,
                tokens: &tokens,
                shown: &mut shown,
                values: &mut values,
                parameters: Vec::new(),
                sightings: Some(&mut sightings),
                ruled: true,
                faults,
            };
            look.request(operation, &example);
        }
        for name in &file.response_examples {
            let Some((tokens, example)) = read(name, sources, faults).filter(|_| whole) else {
                continue;
            };
            let mut look = Look {
                model: &draft.model,
                name: &name.value,
                tokens: &tokens,
                shown: &mut shown,
                values: &mut values,
                parameters: Vec::new(),
                sightings: None,
                ruled: false,
                faults,
            };
            look.response(operation, &example);
        }
    }
    if !faults.has_errors() {
        observed(spec, draft, &shown, &values, faults);
    }
    for (id, sighting) in sightings {
        let known = &mut draft.model.types[id.0 as usize].sightings;
        if !known.contains(&sighting) {
            known.push(sighting);
        }
    }
    if torn.is_empty() {
        unlisted(spec, sources, faults);
    }
}

fn read(
    name: &Spanned<String>,
    sources: &Sources,
    faults: &mut Diagnostics,
) -> Option<(Tokens, Map<String, Value>)> {
    let path = example_path(name);
    let Some((id, source)) = sources.find(&path) else {
        let message = format!("the spec has no file `{path}`");
        let known = sources
            .iter()
            .filter_map(|(_, source)| source.path.strip_prefix("examples/")?.strip_suffix(".json"));
        let help = did_you_mean(name, known.collect::<Vec<_>>());
        faults.push(Diagnostic::error(Code::Example, name.span, message).maybe_help(help));
        return None;
    };
    match serde_json::from_str(&source.text) {
        Ok(Value::Object(example)) => {
            let tokens = Tokens::of(id, &source.text);
            for (key, second, first) in &tokens.repeated {
                let message = format!("the key `{key}` stands here twice");
                let fault = Diagnostic::error(Code::DuplicateKey, *second, message);
                faults.push(fault.related(*first, "first here"));
            }
            Some((tokens, example))
        }
        Ok(_) => {
            let message = "an example is an object: a request's envelope, or a status and a body";
            faults.push(Diagnostic::error(Code::Example, Span { file: id, start: 0, end: 1 }, message));
            None
        }
        Err(error) => {
            let at = offset(source, error.line(), error.column());
            let message = format!("this is not JSON: {error}");
            faults.push(Diagnostic::error(Code::Example, Span { file: id, start: at, end: at }, message));
            None
        }
    }
}

/// An example that was read without fault before.
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
    /// What a request shows of objects that have rows which no table has.
    sightings: Option<&'a mut Vec<(TypeId, Sighting)>>,
    /// Whether rules hold here: then those of the types say it where a value has another shape.
    ruled: bool,
    faults: &'a mut Diagnostics,
}

impl Look<'_> {
    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(Diagnostic::error(Code::Example, span, message));
    }

    fn request(&mut self, operation: &Operation, example: &Map<String, Value>) {
        match example.get("operation").and_then(Value::as_str) {
            Some(name) if name == operation.name => {}
            _ => {
                let message = format!(
                    "a request example of this operation holds `\"operation\": \"{}\"`",
                    operation.name
                );
                self.fault(self.tokens.value("/operation"), message);
            }
        }
        for key in example.keys().filter(|key| *key != "operation") {
            let known = Place::parse(key)
                .is_some_and(|place| operation.part_rules.iter().any(|(part, _)| *part == place));
            if !known {
                let message = format!("this operation's requests have no `{key}`");
                let span = self.tokens.key(&format!("/{}", escape(key)));
                self.faults.push(Diagnostic::error(Code::ExampleKey, span, message));
            }
        }
        for found in interpret::violations(self.model, operation, example) {
            let rule = &self.model[found.rule];
            if !rule.test.is_warning() {
                let message = format!("the example breaks a rule at `{}`: {}", found.pointer, rule.says);
                let span = self.tokens.value(&found.pointer);
                let fault = Diagnostic::error(Code::ExampleViolation, span, message);
                let help = "if the documents contradict themselves, decide with a reading what holds";
                self.faults.push(fault.note(format!("the rule is {}", rule.id)).help(help));
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
            return self.fault(self.tokens.value("/status"), message);
        };
        if let Some(key) = example.keys().find(|key| !["status", "body"].contains(&key.as_str())) {
            let message = format!("a response example has no `{key}`: it holds `status` and `body`");
            self.fault(self.tokens.key(&format!("/{}", escape(key))), message);
        }
        match (&response.body, example.get("body")) {
            (Answer::Json(ty), Some(body)) => {
                if matches!(ty, Ty::Struct(_) | Ty::Object | Ty::Map(_)) && !body.is_object() {
                    self.fault(self.tokens.value("/body"), "the answer's body must be an object");
                } else {
                    self.value(ty, body, "/body");
                }
            }
            (Answer::Json(_), None) => self.fault(self.tokens.value("/body"), "this answer has a body"),
            _ => {}
        }
    }

    fn object(&mut self, id: TypeId, object: &Map<String, Value>, at: &str) {
        let model = self.model;
        let table = &model[id];
        self.sight(id, object);
        for (key, value) in object {
            let at = format!("{at}/{}", escape(key));
            let Some(index) = table.by_name.get(key) else {
                let help = did_you_mean(key, table.fields.iter().map(|field| field.name.as_str()));
                let message =
                    format!("the example has a key that `{}` does not document: `{at}`", table.name);
                let add = || format!("add the row with `observed: [{}]`", self.name);
                let help = help.unwrap_or_else(add);
                let fault = Diagnostic::error(Code::ExampleKey, self.tokens.key(&at), message);
                self.faults.push(fault.help(help));
                continue;
            };
            self.shown.insert((id, *index, self.name.to_owned()));
            self.value(&table.fields[*index].ty, value, &at);
        }
    }

    fn sight(&mut self, id: TypeId, object: &Map<String, Value>) {
        let table = &self.model[id];
        let Some(sightings) = &mut self.sightings else { return };
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
        sightings.push((id, Sighting { values, shown }));
    }

    fn value(&mut self, ty: &Ty, value: &Value, at: &str) {
        match (ty, value) {
            (Ty::Struct(id), Value::Object(object)) => self.object(*id, object, at),
            (Ty::Array(inner), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(inner, item, &format!("{at}/{index}"));
                }
            }
            (Ty::Map(inner), Value::Object(entries)) => {
                for (key, item) in entries {
                    self.value(inner, item, &format!("{at}/{}", escape(key)));
                }
            }
            (Ty::Enum(_), Value::String(text)) => {
                self.values.insert((self.name.to_owned(), text.clone()));
            }
            // Answers are read tolerantly, so that a number fits text; an object or a list where a single value
            // is documented, or the other way round, is another shape.
            (Ty::Object, Value::Object(_)) => {}
            (Ty::Struct(_) | Ty::Map(_) | Ty::Object | Ty::Array(_), value) if !value.is_null() => {
                self.misshapen(at);
            }
            (
                Ty::String | Ty::Boolean | Ty::Integer | Ty::Long | Ty::Float | Ty::Timestamp,
                Value::Object(_) | Value::Array(_),
            ) => self.misshapen(at),
            _ => {}
        }
    }

    fn misshapen(&mut self, at: &str) {
        if !self.ruled {
            self.fault(self.tokens.value(at), format!("`{at}` does not have the shape that is documented"));
        }
    }
}

/// The values of an object that stand in documented lists.
fn listed<'a>(
    table: &'a Type,
    object: &'a Map<String, Value>,
    place: Place,
) -> impl Iterator<Item = (Place, String, String)> + 'a {
    let lists = table.fields.iter().filter(|field| matches!(field.ty, Ty::Enum(_)));
    lists.filter_map(move |field| {
        Some((place, field.name.clone(), object.get(&field.name)?.as_str()?.to_owned()))
    })
}

/// Marks of rows and values that no example bears out.
fn observed(
    spec: &Spec,
    draft: &Draft,
    shown: &Shown,
    values: &HashSet<(String, String)>,
    faults: &mut Diagnostics,
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
        faults.push(Diagnostic::error(Code::NotObserved, name.span, message).maybe_help(help));
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
fn unlisted(spec: &Spec, sources: &Sources, faults: &mut Diagnostics) {
    let listed: HashSet<String> = spec
        .operations
        .iter()
        .flat_map(|file| file.request_examples.iter().chain(&file.response_examples))
        .map(|name| example_path(name))
        .collect();
    for (id, source) in sources.iter() {
        if source.path.starts_with("examples/") && !listed.contains(&source.path) {
            let fault = Diagnostic::error(
                Code::Example,
                Span { file: id, start: 0, end: 1 },
                "no operation names this example",
            );
            faults.push(fault.help("add it to an operation's `examples`, or delete it"));
        }
    }
}
