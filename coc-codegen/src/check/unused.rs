//! Reports types and enumerations that nothing uses, in a spec without errors. Unused
//! decisions, envelopes and areas belong to the files with their names.

use std::collections::{HashMap, HashSet};

use super::draft::link::Links;
use super::draft::resolved::Draft;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EnumId, TableId, Type};
use crate::source::Spanned;
use crate::spec::RuleDefKind;

/// Reports tables that neither requests nor answers hold, and enumerations that no field
/// names.
pub(super) fn unused(draft: &Draft<'_>, links: &Links) {
    let report = |what: &str, name: &Spanned<String>| {
        let message = format!("nothing uses the {what} `{}`", name.value);
        let diagnostic = Diagnostic::warning(Code::Unused, name.span, message);
        draft.report(diagnostic.help("use it as the type of a field, or delete it"));
    };
    let unused: Vec<TableId> = draft
        .tables
        .entries()
        .filter(|(id, table)| {
            table.headers.is_none()
                && !links.in_requests.contains(id)
                && !links.in_responses.contains(id)
        })
        .map(|(id, _)| id)
        .collect();
    // A type that an unused one holds is unused because of that one.
    let holders = |id: TableId| links.parents(id).iter().filter(move |it| **it != id);
    let mut held: HashMap<TableId, Vec<TableId>> = HashMap::new();
    for id in &unused {
        holders(*id).for_each(|holder| held.entry(*holder).or_default().push(*id));
    }
    let mut known: HashSet<TableId> = HashSet::new();
    let outer = unused.iter().filter(|id| holders(**id).next().is_none());
    for id in outer.chain(&unused) {
        if !known.insert(*id) {
            continue;
        }
        report("type", &draft.tables[*id].def.name);
        let mut open = vec![*id];
        while let Some(holder) = open.pop() {
            let inside = held.get(&holder).map_or(&[][..], Vec::as_slice);
            open.extend(inside.iter().filter(|it| known.insert(**it)));
        }
    }
    // An enumeration may be the list that a case lacks.
    if draft.reporter.any(|it| it.code == Code::MissingCase) {
        return;
    }
    let used = enumerations(draft);
    for (id, list) in draft.enums.entries() {
        if !used.contains(&id) {
            report("enumeration", &list.def.name);
        }
    }
}

fn enumerations(draft: &Draft<'_>) -> HashSet<EnumId> {
    let listed = |ty: &Type| match ty.innermost() {
        Type::Enum(id, _) => Some(*id),
        _ => None,
    };
    let mut found = HashSet::new();
    for operation in &draft.operations {
        found.extend(
            operation
                .body
                .iter()
                .chain(operation.responses.iter().flatten())
                .filter_map(listed),
        );
    }
    for table in &draft.tables {
        found.extend(table.types.iter().flatten().filter_map(listed));
        for rule in table.def.fields.iter().flat_map(|field| &field.rules) {
            if let RuleDefKind::Enum { name, .. } = &rule.kind {
                found.extend(draft.enum_id(table.module, &name.value));
            }
        }
    }
    found
}
