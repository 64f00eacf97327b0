//! What a spec says about typed requests, held against its conditions; and what came of deriving them.

use super::draft::Draft;
use super::typed_names;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Model, Shape, Table, TableId, Test, Type};
use crate::source::Spanned;
use crate::spec::FieldDef;
use crate::specialize;

/// Derives the typed requests. What the spec says of them must have an effect.
pub(super) fn derive(draft: &Draft<'_>, model: &mut Model, diagnostics: &mut Diagnostics) {
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
        model.operations.get_mut(id).typed = root;
    }
    for (table, at) in specialized.optional {
        let field = &model[table].fields[at];
        let message = format!(
            "`{}` decides about other fields but may be absent, so no type is made of it",
            field.name
        );
        let diagnostic =
            Diagnostic::note_at(Code::Unspecialized, draft.tables[table].def.fields[at].name.span, message);
        diagnostics
            .push(diagnostic.help("if it is always sent, say so: `assume_present: NAME_OF_A_DECISION`"));
    }
    for id in specialized.too_many {
        let message = "the cases of this operation are too many for types, so it has its wire request only";
        diagnostics.push(Diagnostic::note_at(
            Code::Unspecialized,
            draft.operations[id].file.name.span,
            message,
        ));
    }
    unused_names(draft, model, diagnostics);
    typed_names::assign(draft, model, diagnostics);
}

/// A field that is assumed to be there must be one that can tell cases apart.
fn assumed(model: &Model, id: TableId, at: usize, def: &FieldDef, diagnostics: &mut Diagnostics) {
    let Some(mark) = &def.assume_present else { return };
    let field = &model[id].fields[at];
    let has = |wanted: fn(&Test) -> bool| field.rules.iter().any(|rule| wanted(&model[*rule].test));
    let message = match field.ty {
        Type::Enum(list) if !model[list].open && has(|test| matches!(test, Test::Enum(_))) => {
            if !has(|test| *test == Test::Required) {
                return;
            }
            "this field has a rule that says when it must be there, so nothing is to be assumed"
        }
        _ => "only a field with a closed list of values can tell cases apart",
    };
    diagnostics.push(Diagnostic::error(Code::WrongRule, mark.span, message).help("delete `assume_present`"));
}

/// The values for which structs are named must be values of the field.
fn values(model: &Model, id: TableId, at: usize, def: &FieldDef, diagnostics: &mut Diagnostics) {
    for (value, _) in &def.cases {
        let Type::Enum(list) = model[id].fields[at].ty else {
            let message = "only a field with a list of values tells cases apart";
            diagnostics.push(Diagnostic::error(Code::WrongRule, value.span, message).help("delete `cases`"));
            return;
        };
        let list = &model[list];
        if list.value(&value.value).is_none() {
            let message = format!("`{}` is not a value of `{}`", value.value, list.name);
            let help = did_you_mean(&value.value, list.values.iter().map(|value| value.wire.as_str()));
            diagnostics.push(Diagnostic::error(Code::UnknownValue, value.span, message).maybe_help(help));
        }
    }
}

/// Names for structs that are not made.
fn unused_names(draft: &Draft<'_>, model: &Model, diagnostics: &mut Diagnostics) {
    let mut made = std::collections::HashSet::new();
    for typed in &model.typed {
        if let Shape::Choice { field_id, .. } = typed.shape {
            made.insert((field_id.table, field_id.at));
        }
    }
    let report = |table: &Table, name: &Spanned<String>, diagnostics: &mut Diagnostics| {
        let message = format!(
            "no rule of `{}` depends on this field, so that no struct is made for `{}`",
            table.name, name.value
        );
        diagnostics.push(Diagnostic::error(Code::Unused, name.span, message).help("delete `cases`"));
    };
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            if let Some((value, _)) = def.cases.first().filter(|_| !made.contains(&(id, at))) {
                report(&model[id], value, diagnostics);
            }
        }
    }
}
