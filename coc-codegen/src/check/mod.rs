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
use crate::model::{Content, EnumId, Model, Module, OperationId, TableId, Type};
use crate::names;
use crate::source::{FileId, Sources, Span};
use crate::spec::{RuleDefKind, Spec, TypeDef};

/// Checks `spec`; the model is usable only if `diagnostics` has no errors afterwards.
#[must_use]
pub(crate) fn check(spec: &Spec, sources: &Sources, diagnostics: &mut Diagnostics) -> Model {
    // What could not be read is missed by nobody here: it would be said twice.
    let incomplete: HashSet<FileId> = diagnostics.iter().map(|diagnostic| diagnostic.span.file).collect();
    let whole = incomplete.is_empty();
    let mut draft = declare::declare(spec, diagnostics);
    graph::link(&mut draft, diagnostics);
    rules::lower(spec, &mut draft, diagnostics);
    if !diagnostics.has_errors() {
        cases::check(&draft, diagnostics);
    }
    names::assign(spec, &mut draft, diagnostics);
    examples::check(spec, &mut draft, sources, &incomplete, diagnostics);
    let misspelt = diagnostics.iter().any(|diagnostic| diagnostic.code == Code::UnknownDecision);
    for (decision, span) in draft.model.decisions.iter().zip(&draft.spans.decisions) {
        if whole && !misspelt && !draft.used_decisions.contains(span) {
            let message = format!("nothing uses the decision `{}`", decision.name);
            let diagnostic = Diagnostic::error(Code::UnusedDecision, *span, message);
            diagnostics
                .push(diagnostic.help("name it at the field it is about (`decision: ...`), or delete it"));
        }
    }
    // A name that is not found leaves the one that was meant without use.
    if !diagnostics.has_errors() {
        unused(spec, &draft, diagnostics);
        constructors::make(spec, &mut draft, sources, diagnostics);
        typed::derive(spec, &mut draft, diagnostics);
    }
    draft.model.note_declared();
    draft.model
}

/// Types that neither requests nor answers hold, and lists that no field names.
fn unused(spec: &Spec, draft: &Draft, diagnostics: &mut Diagnostics) {
    let mut lists: HashSet<EnumId> = HashSet::new();
    let listed = |ty: &Type| match ty.innermost() {
        Type::Enum(id) => Some(*id),
        _ => None,
    };
    for operation in &draft.model.operations {
        let answers = operation.responses.iter().filter_map(|response| match &response.body {
            Content::Json(ty) => Some(ty),
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
        diagnostics
            .push(Diagnostic::warning(Code::Unused, span, message).help("name it at a field, or delete it"));
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
    mut visit: impl FnMut(Module, TableId, &'s TypeDef),
) {
    let shared = spec.service.names.types.iter().map(|table| (Module::Shared, None, table));
    let own = spec.operations.iter().zip(0..).flat_map(|(file, at)| {
        let home = Module::Operation(OperationId(at));
        let parameters = file.parameters.iter().map(move |(place, table)| (home, Some(*place), table));
        parameters.chain(file.names.types.iter().map(move |table| (home, None, table)))
    });
    for (home, place, table) in shared.chain(own) {
        if let Some(id) = draft.type_id(home, place, &table.name.value) {
            visit(home, id, table);
        }
    }
}
