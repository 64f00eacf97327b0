//! Checks the keys about typed requests against the conditions, and derives the typed
//! requests. Their names belong to `names`, the derivation itself to `specialize`.

use std::collections::{BTreeSet, HashMap};

use super::names;
use crate::arena::Arena;
use crate::check::draft::help::for_mistyped;
use crate::check::draft::resolved::Draft;
use crate::check::names::scope::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    Contract, Field, Literal, Module, OperationId, Table, TableField, Test, Type, Typed,
    TypedId,
};
use crate::source::Spanned;
use crate::spec::{ConditionKind, FieldDef, RuleDef, RuleDefKind};
use crate::specialize::{self, Specialized, UnnamedShape};

/// The typed requests that follow from a contract.
pub(in crate::check) struct TypedRequests<'s> {
    pub(in crate::check) typed: Arena<TypedId, Typed>,
    /// The typed request of each operation.
    pub(in crate::check) roots: Arena<OperationId, TypedId>,
    /// The names that are taken in each module.
    pub(in crate::check) scopes: HashMap<Module, Scope<'s>>,
}

/// Derives the typed requests; none if the keys about them are wrong.
pub(in crate::check) fn derive<'s>(
    draft: &Draft<'s>,
    contract: &Contract,
) -> Option<TypedRequests<'s>> {
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            let field = &contract[id].fields[at];
            assumed(draft, contract, field, def);
            in_all_cases(draft, def);
            cases(draft, contract, field, def);
        }
    }
    if draft.reporter.has_errors() {
        return None;
    }
    let specialized = specialize::specialize(contract);
    for candidate in &specialized.candidates {
        let field = &contract[candidate.table].fields[candidate.at];
        let message = format!(
            "conditions of other fields read `{}`, but it has no `cases`, so its values get no types",
            field.name
        );
        let span = draft.field(*candidate).name.span;
        let help = if field.assume_present.is_some()
            || has_required_rule(contract, field)
        {
            "for a typed request for each value, name their structs: `cases: { VALUE: Name }`"
        } else {
            "if it is always sent, name a struct for each value, `cases: { VALUE: Name }`, and add `assume_present: NAME_OF_A_DECISION`"
        };
        draft.report(Diagnostic::note_at(Code::Unspecialized, span, message).help(help));
    }
    let has_all_cases = specialized.too_many.is_empty();
    for id in &specialized.too_many {
        let message = "this operation has more than 1000 typed structs, so its typed request distinguishes no cases";
        let span = draft.operations[*id].file.name.span;
        draft.report(
            Diagnostic::note_at(Code::Unspecialized, span, message)
                .help("delete `cases` at fields that matter less"),
        );
    }
    unused_names(draft, contract, &specialized.discriminators);
    if has_all_cases {
        without_cases(draft, contract, &specialized);
    }
    let (typed, scopes) = names::assign(draft, contract, specialized.forms);
    Some(TypedRequests { typed, roots: specialized.roots, scopes })
}

/// Checks that each value for which a struct is named is a value of its field.
pub(in crate::check) fn case_values(draft: &Draft<'_>) {
    for table in &draft.tables {
        for (at, def) in table.def.fields.iter().enumerate() {
            let Some(ty) = &table.types[at] else { continue };
            let Some(list) = ty.list() else {
                not_listed(draft, def, ty);
                continue;
            };
            let list = &draft.enums[list];
            let unknown =
                |value: &&Spanned<Literal>| !list.lists(value) && !list.def.incomplete;
            if let Some((value, name)) = def
                .cases
                .iter()
                .find(|(_, name)| list.lists(&Literal::Text(name.value.clone())))
                && unknown(&value)
            {
                let message = format!("`{}` stands in place of a value", value.value);
                let help = format!(
                    "write the value in front of its struct: `{}: {}`",
                    name.value, value.value
                );
                draft.report(
                    Diagnostic::error(Code::UnknownValue, value.span, message)
                        .help(help),
                );
                continue;
            }
            for value in def.cases.iter().map(|(value, _)| value).filter(unknown) {
                let name = &list.def.name.value;
                let message = format!(
                    "`{}` is never `{}`: it is not a value of `{name}`",
                    def.name.value, value.value
                );
                let help = for_mistyped(ty, value).unwrap_or_else(|| list.meant(value));
                let found = Diagnostic::error(Code::UnknownValue, value.span, message);
                draft.report(draft.against_type(found.help(help), def, ty));
            }
        }
    }
}

/// Refuses structs for the values of a field that lists none.
fn not_listed(draft: &Draft<'_>, def: &FieldDef, ty: &Type) {
    let Some((first, _)) = def.cases.first().filter(|_| !def.incomplete) else { return };
    let message = "only a field with a list of values can have `cases`";
    let found = Diagnostic::error(Code::WrongRule, first.span, message)
        .help("make the type an enumeration, or delete `cases`");
    draft.report(draft.against_type(found, def, ty));
}

/// Refuses `all_cases` at a field that no case leaves out.
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
        let message = "no case leaves this field out, so `all_cases` has no effect";
        draft.report(
            Diagnostic::error(Code::WrongRule, mark.span, message)
                .help("delete `all_cases`"),
        );
    }
}

/// Refuses `assume_present` at a field that names no cases or has a rule about its
/// presence.
fn assumed(draft: &Draft<'_>, contract: &Contract, field: &Field, def: &FieldDef) {
    let Some(mark) = &def.assume_present else { return };
    let message = if field.cases.is_empty() {
        "`assume_present` is only for a field with `cases`"
    } else if has_required_rule(contract, field) {
        "the rule `required` decides when this field is present, so `assume_present` has no effect"
    } else {
        return;
    };
    draft.report(
        Diagnostic::error(Code::WrongRule, mark.span, message)
            .help("delete `assume_present`"),
    );
}

/// Checks that a field with `cases` is always present.
fn cases(draft: &Draft<'_>, contract: &Contract, field: &Field, def: &FieldDef) {
    let Some((first, _)) = def.cases.first() else { return };
    if field.assume_present.is_some() || has_required_rule(contract, field) {
        return;
    }
    let mut tests = field.rules.iter().map(|rule| &contract[*rule].test);
    let in_requests = tests.any(|test| matches!(test, Test::Type | Test::Enum(_)));
    let name = &field.name;
    let (message, help) = if in_requests {
        (
            format!("`{name}` may be absent, so it cannot have `cases`"),
            "if it is always sent, add `assume_present: NAME_OF_A_DECISION`; else delete `cases`",
        )
    } else {
        (
            format!("`{name}` is no field of a request, and requests alone have cases"),
            "delete `cases`",
        )
    };
    draft.report(Diagnostic::error(Code::WrongRule, first.span, message).help(help));
}

/// Whether some rule requires a field, under any condition.
fn has_required_rule(contract: &Contract, field: &Field) -> bool {
    field.rules.iter().any(|rule| contract[*rule].test == Test::Required)
}

/// Reports `cases` of a field that rules read, and whose values no typed request
/// distinguishes.
fn without_cases(draft: &Draft<'_>, contract: &Contract, specialized: &Specialized) {
    let choices = specialized.forms.iter().filter_map(|form| match form.shape {
        UnnamedShape::Choice { field_id, .. } => Some(field_id.of_table()),
        UnnamedShape::Struct(_) => None,
    });
    let choices: BTreeSet<TableField> = choices.collect();
    for field in specialized.discriminators.difference(&choices) {
        let Some((first, _)) = draft.field(*field).cases.first() else { continue };
        let message = format!(
            "`{}` distinguishes no cases: it may be absent, or a rule fixes its value",
            contract[field.table].fields[field.at].name
        );
        let help = "if it is always sent, say so: `assume_present: NAME_OF_A_DECISION`; or delete `cases`";
        draft.report(Diagnostic::error(Code::WrongRule, first.span, message).help(help));
    }
}

/// Reports names for structs of cases that do not differ.
fn unused_names(
    draft: &Draft<'_>,
    contract: &Contract,
    discriminators: &BTreeSet<TableField>,
) {
    let report = |table: &Table, name: &Spanned<Literal>| {
        let message = format!(
            "no rule of `{}` depends on this field, so there is no struct for `{}`",
            table.name, name.value
        );
        draft.report(
            Diagnostic::error(Code::Unused, name.span, message).help("delete `cases`"),
        );
    };
    for (id, table) in draft.tables.entries() {
        for (at, def) in table.def.fields.iter().enumerate() {
            let is_read = discriminators.contains(&TableField { table: id, at });
            if let Some((value, _)) = def.cases.first().filter(|_| !is_read) {
                report(&contract[id], value);
            }
        }
    }
}
