//! From the raw spec to the model: names are looked up, rules are fitted to their fields, conditions are tried out in
//! every case they distinguish, examples are held against the tables. Collects every mistake and never stops at the
//! first. How things are written in YAML, or look in Rust, does not belong here.

mod cases;
mod declare;
mod examples;
mod graph;
mod rules;
mod spans;

pub(crate) use declare::Draft;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Home, Model, OperationId, TypeId};
use crate::names;
use crate::source::Sources;
use crate::spec::{Spec, TypeDef};

/// Checks `spec`; the model is usable only if `faults` has no errors afterwards.
#[must_use]
pub(crate) fn check(spec: &Spec, sources: &Sources, faults: &mut Diagnostics) -> Model {
    let mut draft = declare::declare(spec, faults);
    graph::link(&mut draft.model);
    rules::lower(spec, &mut draft, faults);
    if !faults.has_errors() {
        cases::check(&draft, faults);
    }
    names::assign(spec, &mut draft, faults);
    examples::check(spec, &mut draft, sources, faults);
    for (reading, span) in draft.model.readings.iter().zip(&draft.spans.readings) {
        if !draft.used_readings.contains(span) {
            let message = format!("nothing uses the reading `{}`", reading.name);
            let fault = Diagnostic::error(Code::UnusedReading, *span, message);
            faults.push(fault.help("name it at the row it is about (`reading: ...`), or delete it"));
        }
    }
    draft.model
}

/// Calls `visit` for each table that a file declares, shared ones first.
fn each_table<'s>(spec: &'s Spec, draft: &Draft, mut visit: impl FnMut(Home, TypeId, &'s TypeDef)) {
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
