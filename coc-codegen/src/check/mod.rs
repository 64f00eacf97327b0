//! From the raw spec to the model: names are looked up, rules are fitted to their fields, conditions are tried out in
//! every case they distinguish, examples are held against the tables. Collects every mistake and never stops at the
//! first. How things are written in YAML, or look in Rust, does not belong here.

mod cases;
mod conditions;
mod constructors;
mod declare;
mod examples;
mod graph;
mod limits;
mod rules;
mod spans;
mod tokens;
mod typed;

pub(crate) use declare::Draft;

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Answer, EnumId, Home, Model, OperationId, Ty, TypeId};
use crate::names;
use crate::source::{FileId, Sources, Span};
use crate::spec::{RuleDefKind, Spec, TypeDef};

/// Checks `spec`; the model is usable only if `faults` has no errors afterwards.
#[must_use]
pub(crate) fn check(spec: &Spec, sources: &Sources, faults: &mut Diagnostics) -> Model {
    // What could not be read is missed by nobody here: it would be said twice.
    let torn: HashSet<FileId> = faults.iter().map(|fault| fault.span.file).collect();
    let whole = torn.is_empty();
    let mut draft = declare::declare(spec, faults);
    graph::link(&mut draft, faults);
    rules::lower(spec, &mut draft, faults);
    if !faults.has_errors() {
        cases::check(&draft, faults);
    }
    names::assign(spec, &mut draft, faults);
    examples::check(spec, &mut draft, sources, &torn, faults);
    let misspelt = faults.iter().any(|fault| fault.code == Code::UnknownReading);
    for (reading, span) in draft.model.readings.iter().zip(&draft.spans.readings) {
        if whole && !misspelt && !draft.used_readings.contains(span) {
            let message = format!("nothing uses the reading `{}`", reading.name);
            let fault = Diagnostic::error(Code::UnusedReading, *span, message);
            faults.push(fault.help("name it at the row it is about (`reading: ...`), or delete it"));
        }
    }
    // A name that is not found leaves the one that was meant without use.
    if !faults.has_errors() {
        unused(spec, &draft, faults);
        constructors::make(spec, &mut draft, sources, faults);
        typed::derive(spec, &mut draft, faults);
    }
    draft.model.note_members();
    draft.model
}

/// Types that neither requests nor answers hold, and lists that no row names.
fn unused(spec: &Spec, draft: &Draft, faults: &mut Diagnostics) {
    let mut lists: HashSet<EnumId> = HashSet::new();
    let listed = |ty: &Ty| match ty.innermost() {
        Ty::Enum(id) => Some(*id),
        _ => None,
    };
    for operation in &draft.model.operations {
        let answers = operation.responses.iter().filter_map(|response| match &response.body {
            Answer::Json(ty) => Some(ty),
            _ => None,
        });
        lists.extend(operation.body.iter().chain(answers).filter_map(listed));
    }
    each_table(spec, draft, |home, id, table| {
        lists.extend(draft.model[id].fields.iter().filter_map(|field| listed(&field.ty)));
        for rule in table.fields.iter().flat_map(|field| &field.rules) {
            if let RuleDefKind::Enum { name, .. } = &rule.kind {
                lists.extend(draft.enum_id(home, &name.value));
            }
        }
    });
    let mut report = |what: &str, name: &str, span: Span| {
        let message = format!("nothing uses the {what} `{name}`");
        faults.push(Diagnostic::warning(Code::Unused, span, message).help("name it at a row, or delete it"));
    };
    for (item, span) in draft.model.types.iter().zip(&draft.spans.types) {
        if !item.in_requests && !item.in_responses {
            report("type", &item.name, *span);
        }
    }
    for ((id, item), span) in (0..).map(EnumId).zip(&draft.model.enums).zip(&draft.spans.enums) {
        if !lists.contains(&id) {
            report("enumeration", &item.name, *span);
        }
    }
}

/// Calls `visit` for each table that a file declares, shared ones first.
pub(crate) fn each_table<'s>(
    spec: &'s Spec,
    draft: &Draft,
    mut visit: impl FnMut(Home, TypeId, &'s TypeDef),
) {
    let shared = spec.service.names.types.iter().map(|table| (Home::Shared, None, table));
    let own = spec.operations.iter().zip(0..).flat_map(|(file, at)| {
        let home = Home::Operation(OperationId(at));
        let parameters = file.parameters.iter().map(move |(place, table)| (home, Some(*place), table));
        parameters.chain(file.names.types.iter().map(move |table| (home, None, table)))
    });
    for (home, place, table) in shared.chain(own) {
        if let Some(id) = draft.type_id(home, place, &table.name.value) {
            visit(home, id, table);
        }
    }
}
