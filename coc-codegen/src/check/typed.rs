//! What a spec says about typed requests, held against its conditions; and what came of deriving them.

use super::declare::Draft;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{self, Shape, Test, Ty, Type, TypeId};
use crate::names;
use crate::source::Spanned;
use crate::spec::{FieldDef, Spec};

/// Derives the typed requests. What the spec says of them must have an effect.
pub(super) fn derive(spec: &Spec, draft: &mut Draft, faults: &mut Diagnostics) {
    super::each_table(spec, draft, |_, id, table| {
        for (at, def) in table.fields.iter().enumerate() {
            assumed(draft, id, at, def, faults);
            values(draft, id, at, def, faults);
        }
    });
    if faults.has_errors() {
        return;
    }
    let lifted = model::lift(&draft.model);
    draft.model.typed = lifted.typed;
    for (operation, root) in draft.model.operations.iter_mut().zip(lifted.roots) {
        operation.typed = root;
    }
    for (table, at) in lifted.optional {
        let field = &draft.model[table].fields[at];
        let message =
            format!("`{}` decides about other rows but may be absent, so no type is made of it", field.name);
        let fault = Diagnostic::note_at(Code::NotLifted, draft.spans.fields[table.0 as usize][at], message);
        faults.push(fault.help("if it is always sent, say so: `assume_present: NAME_OF_A_READING`"));
    }
    for id in lifted.too_many {
        let message = "the cases of this operation are too many for types, so it has its wire request only";
        faults.push(Diagnostic::note_at(Code::NotLifted, draft.spans.operations[id.0 as usize], message));
    }
    unused_names(spec, draft, faults);
    names::typed(spec, draft, faults);
}

/// A row that is assumed to be there must be one that can tell cases apart.
fn assumed(draft: &Draft, id: TypeId, at: usize, def: &FieldDef, faults: &mut Diagnostics) {
    let Some(mark) = &def.assume_present else { return };
    let field = &draft.model[id].fields[at];
    let has = |wanted: fn(&Test) -> bool| field.rules.iter().any(|rule| wanted(&draft.model[*rule].test));
    let message = match field.ty {
        Ty::Enum(list) if !draft.model[list].open && has(|test| matches!(test, Test::Enum(_))) => {
            if !has(|test| *test == Test::Required) {
                return;
            }
            "this row has a rule that says when it must be there, so nothing is to be assumed"
        }
        _ => "only a row with a closed list of values can tell cases apart",
    };
    faults.push(Diagnostic::error(Code::WrongRule, mark.span, message).help("delete `assume_present`"));
}

/// The values for which structs are named must be values of the row.
fn values(draft: &Draft, id: TypeId, at: usize, def: &FieldDef, faults: &mut Diagnostics) {
    for (value, _) in &def.cases {
        let Ty::Enum(list) = draft.model[id].fields[at].ty else {
            let message = "only a row with a list of values tells cases apart";
            faults.push(Diagnostic::error(Code::WrongRule, value.span, message).help("delete `cases`"));
            return;
        };
        let list = &draft.model[list];
        if list.value(&value.value).is_none() {
            let message = format!("`{}` is not a value of `{}`", value.value, list.name);
            let help = did_you_mean(&value.value, list.values.iter().map(|value| value.wire.as_str()));
            faults.push(Diagnostic::error(Code::UnknownValue, value.span, message).maybe_help(help));
        }
    }
}

/// Names for structs that are not made.
fn unused_names(spec: &Spec, draft: &Draft, faults: &mut Diagnostics) {
    let mut made = std::collections::HashSet::new();
    for typed in &draft.model.typed {
        if let Shape::Choice { row, .. } = typed.shape {
            made.insert((row.table, row.at));
        }
    }
    let report = |table: &Type, name: &Spanned<String>, faults: &mut Diagnostics| {
        let message = format!(
            "no rule of `{}` hangs on this row, so that no struct is made for `{}`",
            table.name, name.value
        );
        faults.push(Diagnostic::error(Code::Unused, name.span, message).help("delete `cases`"));
    };
    super::each_table(spec, draft, |_, id, table| {
        for (at, def) in table.fields.iter().enumerate() {
            if let Some((value, _)) = def.cases.first().filter(|_| !made.contains(&(id, at))) {
                report(&draft.model[id], value, faults);
            }
        }
    });
}
