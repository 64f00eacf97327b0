//! The keys of a spec about typed requests, held against its conditions; and the result
//! of deriving them.

use std::collections::{HashMap, HashSet};

use super::draft::Draft;
use super::names::Scope;
use super::typed_names;
use crate::arena::Arena;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Contract, Literal, Module, OperationId, Table, TableId, Test, Typed, TypedId,
};
use crate::source::Spanned;
use crate::spec::{ConditionKind, FieldDef, RuleDef, RuleDefKind};
use crate::specialize;

/// The typed requests that follow from a contract.
pub(super) struct TypedRequests<'s> {
    pub(super) typed: Arena<TypedId, Typed>,
    /// The typed request of each operation.
    pub(super) roots: Arena<OperationId, TypedId>,
    /// The names that are taken in each module.
    pub(super) scopes: HashMap<Module, Scope<'s>>,
}

/// Derives the typed requests; none where the keys of the spec about them are wrong.
pub(super) fn derive<'s>(
    draft: &Draft<'s>,
    contract: &Contract,
) -> Option<TypedRequests<'s>> {
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            assumed(draft, contract, id, at, def);
            in_all_cases(draft, def);
            values(draft, contract, id, at, def);
        }
    }
    if draft.reporter.has_errors() {
        return None;
    }
    let specialized = specialize::specialize(contract);
    for (table, at) in specialized.candidates {
        let field = &contract[table].fields[at];
        let message = format!(
            "`{}` decides about other fields, but names no `cases`, so no types are made of its values",
            field.name
        );
        let span = draft.tables[table].def.fields[at].name.span;
        let help = "if typed requests are to tell its values apart, name a struct for each: `cases: { VALUE: Name }`";
        draft.report(Diagnostic::note_at(Code::Unspecialized, span, message).help(help));
    }
    for id in specialized.too_many {
        let message = "the cases of this operation are too many for types, so its typed request has none";
        draft.report(Diagnostic::note_at(
            Code::Unspecialized,
            draft.operations[id].file.name.span,
            message,
        ));
    }
    unused_names(draft, contract, &specialized.deciding);
    let (typed, scopes) = typed_names::assign(draft, contract, specialized.forms);
    Some(TypedRequests { typed, roots: specialized.roots, scopes })
}

/// The values for which structs are named must be values of their field.
pub(super) fn case_values(draft: &Draft<'_>) {
    for table in &draft.tables {
        for (at, def) in table.def.fields.iter().enumerate() {
            let Some(ty) = &table.types[at] else { continue };
            let Some(list) = ty.list() else {
                not_listed(draft, def);
                continue;
            };
            let list = &draft.enums[list];
            let unknown =
                |value: &&Spanned<Literal>| !list.lists(value) && !list.def.incomplete;
            for value in def.cases.iter().map(|(value, _)| value).filter(unknown) {
                let name = &list.def.name.value;
                let message = format!("`{}` is not a value of `{name}`", value.value);
                let help = Draft::quotes(ty, value).or_else(|| list.meant(value));
                draft.report(
                    Diagnostic::error(Code::UnknownValue, value.span, message)
                        .maybe_help(help),
                );
            }
        }
    }
}

/// Refuses structs for the values of a field that lists none.
fn not_listed(draft: &Draft<'_>, def: &FieldDef) {
    let Some((first, _)) = def.cases.first().filter(|_| !def.incomplete) else { return };
    let message = "only a field with a list of values tells cases apart";
    draft.report(
        Diagnostic::error(Code::WrongRule, first.span, message).help("delete `cases`"),
    );
}

/// A field that belongs to all cases must be one that some would leave out.
fn in_all_cases(draft: &Draft<'_>, def: &FieldDef) {
    let Some(mark) = &def.all_cases else { return };
    let may_go = |rule: &RuleDef| match &rule.kind {
        RuleDefKind::DocumentedFor(_) => true,
        RuleDefKind::Required(when) => {
            !matches!(when.kind, ConditionKind::Constant(true))
        }
        _ => false,
    };
    if !def.rules.iter().any(may_go) {
        let message = "no case leaves this field out, so nothing is to be decided";
        draft.report(
            Diagnostic::error(Code::WrongRule, mark.span, message)
                .help("delete `all_cases`"),
        );
    }
}

/// A field that is assumed to be there must be one that can tell cases apart.
fn assumed(
    draft: &Draft<'_>,
    contract: &Contract,
    id: TableId,
    at: usize,
    def: &FieldDef,
) {
    let Some(mark) = &def.assume_present else { return };
    let field = &contract[id].fields[at];
    let has = |wanted: fn(&Test) -> bool| {
        field.rules.iter().any(|rule| wanted(&contract[*rule].test))
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
    draft.report(
        Diagnostic::error(Code::WrongRule, mark.span, message)
            .help("delete `assume_present`"),
    );
}

/// A field for whose values structs are named has a list of values, and is there.
fn values(
    draft: &Draft<'_>,
    contract: &Contract,
    id: TableId,
    at: usize,
    def: &FieldDef,
) {
    let Some((first, _)) = def.cases.first() else { return };
    let field = &contract[id].fields[at];
    let required =
        || field.rules.iter().any(|rule| contract[*rule].test == Test::Required);
    if field.assume_present.is_none() && !required() {
        let message =
            format!("`{}` may be absent, so it tells no cases apart", field.name);
        let help = "if it is always sent, say so: `assume_present: NAME_OF_A_DECISION`; or delete `cases`";
        draft.report(Diagnostic::error(Code::WrongRule, first.span, message).help(help));
    }
}

/// Names for structs of cases that do not differ.
fn unused_names(
    draft: &Draft<'_>,
    contract: &Contract,
    deciding: &HashSet<(TableId, usize)>,
) {
    let report = |table: &Table, name: &Spanned<Literal>| {
        let message = format!(
            "no rule of `{}` depends on this field, so that no struct is made for `{}`",
            table.name, name.value
        );
        draft.report(
            Diagnostic::error(Code::Unused, name.span, message).help("delete `cases`"),
        );
    };
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            if let Some((value, _)) =
                def.cases.first().filter(|_| !deciding.contains(&(id, at)))
            {
                report(&contract[id], value);
            }
        }
    }
}
