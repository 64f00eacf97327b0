//! Conditions of rules: references are looked up, and held against the values they are compared with.

use std::collections::HashMap;

use super::declare::{Draft, fits};
use super::rules::name;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean, nearest};
use crate::model::{Condition, Literal, Module, Place, Ref, Table, TableId, Type};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, ConditionKind, RefDef};

/// A condition whose references are known to exist and to be comparable with their values.
pub(super) fn condition(
    def: &ConditionDef,
    id: TableId,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> Option<Condition> {
    let several = |parts: &[ConditionDef], diagnostics: &mut Diagnostics| {
        let mut lowered = Vec::with_capacity(parts.len());
        let mut seen: HashMap<String, Span> = HashMap::with_capacity(parts.len());
        for part in parts {
            let Some(condition) = condition(part, id, draft, diagnostics) else { continue };
            if let Some(first) = seen.insert(format!("{condition:?}"), part.span) {
                let message = format!("`{condition}` stands in this condition twice");
                let diagnostic = Diagnostic::error(Code::Implied, part.span, message);
                diagnostics.push(diagnostic.related(first, "first here").help("delete it"));
            }
            lowered.push(condition);
        }
        (lowered.len() == parts.len()).then_some(lowered)
    };
    match &def.kind {
        ConditionKind::Constant(true) => Some(Condition::ALWAYS),
        ConditionKind::Constant(false) => {
            let diagnostic =
                Diagnostic::error(Code::NeverFires, def.span, "`false` never holds, so this says nothing");
            diagnostics.push(diagnostic.help("delete it"));
            None
        }
        ConditionKind::All(parts) => several(parts, diagnostics).map(Condition::all),
        ConditionKind::Any(parts) => several(parts, diagnostics).map(Condition::any),
        ConditionKind::Not(part) => condition(part, id, draft, diagnostics).map(Condition::negate),
        ConditionKind::Present(reference) => {
            resolve(reference, id, draft, diagnostics)?;
            Some(Condition::Present(to_ref(reference, id, draft)))
        }
        ConditionKind::Is(reference, values) => {
            let targets = resolve(reference, id, draft, diagnostics)?;
            let mut good = true;
            for (table, at) in targets {
                if draft.unresolved.contains(&draft.spans.fields[table.0 as usize][at]) {
                    continue;
                }
                let model = &draft.model;
                let field = &model[table].fields[at];
                for value in values {
                    good &= comparable(
                        &field.ty,
                        model[table].name.as_str(),
                        reference,
                        value,
                        draft,
                        diagnostics,
                    );
                }
            }
            let values = values.iter().map(|value| value.value.clone()).collect();
            good.then(|| Condition::Is(to_ref(reference, id, draft), values))
        }
    }
}

/// One field has one reference: what is in the same object is not also reached through its place.
fn to_ref(reference: &RefDef, id: TableId, draft: &Draft) -> Ref {
    let table = &draft.model[id];
    let own_place = match table.home {
        Module::Shared => None,
        Module::Operation(operation)
            if draft.model[operation].body_type() == Some(id) && table.parents.is_empty() =>
        {
            Some(Place::Body)
        }
        Module::Operation(_) => table.place,
    };
    let place = if Some(reference.place) == own_place { Place::Same } else { reference.place };
    Ref { place, name: reference.name.clone() }
}

fn comparable(
    ty: &Type,
    table: &str,
    reference: &RefDef,
    value: &Spanned<Literal>,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> bool {
    if let Literal::Text(text) = &value.value
        && draft.model.service.blanks.contains(text)
        && ty.is_text()
    {
        let diagnostic =
            Diagnostic::error(Code::UnknownValue, value.span, "nothing equals a blank: it counts as absent");
        diagnostics.push(diagnostic.help("write `not: { present: ... }`"));
        return false;
    }
    if let (Type::Enum(id), Literal::Text(text)) = (ty, &value.value) {
        let list = &draft.model[*id];
        if list.value(text).is_some() || draft.is_incomplete_list(*id) {
            return true;
        }
        let message = format!("`{}` is never `{text}`: it is not a value of `{}`", reference.name, list.name);
        let help = did_you_mean(text, list.values.iter().map(|value| value.wire.as_str()));
        diagnostics.push(Diagnostic::error(Code::UnknownValue, value.span, message).maybe_help(help));
        return false;
    }
    if fits(draft, ty, &value.value) {
        return true;
    }
    let message =
        format!("`{}` of `{table}` is {}, which is never `{}`", reference.name, name(draft, ty), value.value);
    diagnostics.push(Diagnostic::error(Code::UnknownValue, value.span, message));
    false
}

/// The fields that a reference may mean: one, or one in each enclosing type.
fn resolve(
    reference: &RefDef,
    id: TableId,
    draft: &Draft,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<(TableId, usize)>> {
    let model = &draft.model;
    let table = &model[id];
    let tables: Vec<TableId> = match (reference.place, table.home) {
        (Place::Same, _) => vec![id],
        (_, Module::Shared) => {
            let message = format!(
                "a type of `service.yaml` cannot read `{}.{}`",
                reference.place.as_str(),
                reference.name
            );
            let diagnostic = Diagnostic::error(Code::UnknownReference, reference.span, message);
            diagnostics.push(diagnostic.help("it may stand anywhere: declare it in the operation's file"));
            return None;
        }
        (Place::Parent, _) => table.parents.clone(),
        (Place::Body, Module::Operation(operation)) => model[operation].body_type().into_iter().collect(),
        (place, Module::Operation(operation)) => model[operation].parameters(place).into_iter().collect(),
    };
    if tables.is_empty() {
        if may_be_there(reference.place, table.home, draft) {
            return None;
        }
        let message = match reference.place {
            Place::Parent => format!("nothing encloses `{}`, so it has no parent", table.name),
            place => format!("this operation has no `{}`", place.as_str()),
        };
        diagnostics.push(Diagnostic::error(Code::UnknownReference, reference.span, message));
        return None;
    }
    // Of several enclosing types, those without the field enclose with nothing there.
    let field_id = |table: &TableId| model[*table].by_name.get(&reference.name).map(|at| (*table, *at));
    let found: Vec<_> = tables.iter().filter_map(field_id).collect();
    if found.is_empty() {
        if tables.iter().any(|table| draft.is_incomplete(*table)) {
            return None;
        }
        let mut diagnostic = unknown_field(&model[tables[0]], reference.span, &reference.name);
        diagnostic.help = diagnostic.help.or_else(|| elsewhere(reference, id, draft));
        diagnostics.push(diagnostic);
        return None;
    }
    Some(found)
}

/// Whether a place may be there, in what could not be read or found.
fn may_be_there(place: Place, home: Module, draft: &Draft) -> bool {
    match (place, home) {
        // Any field of an unknown type may be what encloses.
        (Place::Parent, _) => draft.may_hide(home) || draft.has_unknown(),
        (Place::Body, Module::Operation(id)) => {
            draft.may_hide(home) || draft.unresolved.contains(&draft.spans.operations[id.0 as usize])
        }
        _ => draft.may_hide(home),
    }
}

pub(super) fn unknown_field(table: &Table, span: Span, name: &str) -> Diagnostic {
    let message = format!("`{}` has no field `{name}`", table.name);
    let help = did_you_mean(name, table.fields.iter().map(|field| field.name.as_str()));
    Diagnostic::error(Code::UnknownReference, span, message).maybe_help(help)
}

/// The same name at another place is the likeliest mistake after a misspelling.
fn elsewhere(reference: &RefDef, id: TableId, draft: &Draft) -> Option<String> {
    let Module::Operation(operation) = draft.model[id].home else {
        return None;
    };
    let operation = &draft.model[operation];
    let places =
        operation.parameters.iter().copied().chain(operation.body_type().map(|id| (Place::Body, id)));
    places.map(|(place, table)| (place, &draft.model[table])).find_map(|(place, table)| {
        let names = table.fields.iter().map(|field| field.name.as_str());
        nearest(&reference.name, names).map(|name| format!("did you mean `{}.{name}`?", place.as_str()))
    })
}
