//! The keys of a spec about typed requests, held against its conditions; and the result
//! of deriving them.

use std::collections::HashSet;

use super::draft::Draft;
use super::typed_names;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Model, Table, TableId, Test, Type};
use crate::source::Spanned;
use crate::spec::FieldDef;
use crate::specialize;

/// Derives the typed requests. The keys of the spec about them must have an effect.
pub(super) fn derive(
    draft: &Draft<'_>,
    model: &mut Model,
    diagnostics: &mut Diagnostics,
) {
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            assumed(model, id, at, def, diagnostics);
            values(model, id, at, def, diagnostics);
        }
    }
    if diagnostics.has_errors() {
        return;
    }
    let specialized = specialize::specialize(model);
    model.typed = specialized.typed.into_iter().collect();
    for (id, root) in model.operations.ids().zip(specialized.roots) {
        model.operations.get_mut(id).typed = Some(root);
    }
    for (table, at) in specialized.candidates {
        let field = &model[table].fields[at];
        let message = format!(
            "`{}` decides about other fields, but names no `cases`, so no types are made of its values",
            field.name
        );
        let span = draft.tables[table].def.fields[at].name.span;
        let help = "if typed requests are to tell its values apart, name a struct for each: `cases: { VALUE: Name }`";
        diagnostics
            .push(Diagnostic::note_at(Code::Unspecialized, span, message).help(help));
    }
    for id in specialized.too_many {
        let message = "the cases of this operation are too many for types, so its typed request has none";
        diagnostics.push(Diagnostic::note_at(
            Code::Unspecialized,
            draft.operations[id].file.name.span,
            message,
        ));
    }
    unused_names(draft, model, &specialized.deciding, diagnostics);
    typed_names::assign(draft, model, diagnostics);
}

/// A field that is assumed to be there must be one that can tell cases apart.
fn assumed(
    model: &Model,
    id: TableId,
    at: usize,
    def: &FieldDef,
    diagnostics: &mut Diagnostics,
) {
    let Some(mark) = &def.assume_present else { return };
    let field = &model[id].fields[at];
    let has = |wanted: fn(&Test) -> bool| {
        field.rules.iter().any(|rule| wanted(&model[*rule].test))
    };
    let message = match field.ty {
        _ if field.cases.is_empty() => {
            "only a field that names `cases` tells cases apart"
        }
        _ if has(|test| *test == Test::Required) => {
            "this field has a rule that says when it must be there, so nothing is to be assumed"
        }
        _ => return,
    };
    diagnostics.push(
        Diagnostic::error(Code::WrongRule, mark.span, message)
            .help("delete `assume_present`"),
    );
}

/// The values for which structs are named must be values of the field, and the field
/// must be there.
fn values(
    model: &Model,
    id: TableId,
    at: usize,
    def: &FieldDef,
    diagnostics: &mut Diagnostics,
) {
    let Some((first, _)) = def.cases.first() else { return };
    let field = &model[id].fields[at];
    let Type::Enum(list) = field.ty else {
        let message = "only a field with a list of values tells cases apart";
        diagnostics.push(
            Diagnostic::error(Code::WrongRule, first.span, message)
                .help("delete `cases`"),
        );
        return;
    };
    let list = &model[list];
    for (value, _) in &def.cases {
        if list.value(&value.value).is_none() {
            let message = format!("`{}` is not a value of `{}`", value.value, list.name);
            let help = did_you_mean(
                &value.value,
                list.values.iter().map(|value| value.wire.as_str()),
            );
            diagnostics.push(
                Diagnostic::error(Code::UnknownValue, value.span, message)
                    .maybe_help(help),
            );
        }
    }
    let required = || field.rules.iter().any(|rule| model[*rule].test == Test::Required);
    if field.assume_present.is_none() && !required() {
        let message =
            format!("`{}` may be absent, so it tells no cases apart", field.name);
        let help = "if it is always sent, say so: `assume_present: NAME_OF_A_DECISION`; or delete `cases`";
        diagnostics
            .push(Diagnostic::error(Code::WrongRule, first.span, message).help(help));
    }
}

/// Names for structs of cases that do not differ.
fn unused_names(
    draft: &Draft<'_>,
    model: &Model,
    deciding: &HashSet<(TableId, usize)>,
    diagnostics: &mut Diagnostics,
) {
    let report = |table: &Table,
                  name: &Spanned<String>,
                  diagnostics: &mut Diagnostics| {
        let message = format!(
            "no rule of `{}` depends on this field, so that no struct is made for `{}`",
            table.name, name.value
        );
        diagnostics.push(
            Diagnostic::error(Code::Unused, name.span, message).help("delete `cases`"),
        );
    };
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            if let Some((value, _)) =
                def.cases.first().filter(|_| !deciding.contains(&(id, at)))
            {
                report(&model[id], value, diagnostics);
            }
        }
    }
}
