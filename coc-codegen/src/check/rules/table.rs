//! The rules of a spec, in the order in which violations are reported, as the passes after
//! `builder` read them. Making them belongs to `builder`.

use super::constraints::Constraint;
use crate::arena::Arena;
use crate::check::answers::accessors::DraftAccessor;
use crate::check::draft::resolved::Draft;
use crate::model::{
    Condition, Module, OperationId, Part, RuleId, TableField, TableId, Test,
};
use crate::source::Span;
use crate::spec::GroupDef;

/// The rules of a spec, and the rules of each declaration.
#[derive(Default)]
pub(in crate::check) struct Rules<'s> {
    pub(in crate::check) rules: Arena<RuleId, DraftRule<'s>>,
    /// For each operation, the rules of the types of the parts of a request.
    pub(in crate::check) parts: Arena<OperationId, Vec<(Part, RuleId)>>,
    /// For each table, the rules of its fields and groups.
    pub(in crate::check) tables: Arena<TableId, TableRules<'s>>,
}

/// The rules of one table.
#[derive(Default)]
pub(in crate::check) struct TableRules<'s> {
    pub(in crate::check) fields: Vec<FieldRules>,
    pub(in crate::check) groups: Vec<RuleId>,
    pub(in crate::check) accessors: Vec<DraftAccessor<'s>>,
}

/// The rules of one field.
#[derive(Default)]
pub(in crate::check) struct FieldRules {
    pub(in crate::check) rules: Vec<RuleId>,
    /// Constraints of a field that only answers hold. They are documentation, since no
    /// rule applies to answers.
    pub(in crate::check) documented: Vec<Constraint>,
    /// The cases of an observed field. No page has it, so that it draws no warning in
    /// other cases.
    pub(in crate::check) observed_for: Option<Condition>,
}

/// One rule.
pub(in crate::check) struct DraftRule<'s> {
    pub(in crate::check) id: String,
    /// Its kind within its field, or the name of its group.
    pub(in crate::check) key: String,
    pub(in crate::check) subject: Subject<'s>,
    pub(in crate::check) constraint: Constraint,
    pub(in crate::check) span: Span,
    /// The place of its id, if the spec gives it one.
    pub(in crate::check) id_span: Option<Span>,
}

impl DraftRule<'_> {
    /// The place of its condition, if it has one of its own.
    pub(in crate::check) fn condition_span(&self) -> Span {
        match self.subject {
            Subject::Group(_, group) => {
                group.when.as_ref().map_or(self.span, |when| when.span)
            }
            _ => self.span,
        }
    }

    /// The test that it makes of a single value, or of a key.
    pub(in crate::check) fn value_test(&self) -> &Test {
        let test = &self.constraint.test;
        test.of_keys().unwrap_or(test)
    }
}

/// The thing that a rule constrains.
#[derive(Clone, Copy)]
pub(in crate::check) enum Subject<'s> {
    Part(OperationId, Part),
    Field(TableField),
    Group(TableId, &'s GroupDef),
}

impl Subject<'_> {
    /// The module that declares it.
    pub(in crate::check) fn module(self, draft: &Draft<'_>) -> Module {
        match self {
            Self::Part(id, _) => Module::Operation(id),
            Self::Field(TableField { table, .. }) | Self::Group(table, _) => {
                draft.tables[table].module
            }
        }
    }
}

impl<'s> Rules<'s> {
    /// The rules of one field.
    pub(in crate::check) fn of_field(
        &self,
        field: TableField,
    ) -> impl Iterator<Item = &DraftRule<'s>> {
        let rules = &self.tables[field.table].fields[field.at].rules;
        rules.iter().map(|rule| &self.rules[*rule])
    }

    /// The rule that requires a field in every case.
    pub(in crate::check) fn required(
        &self,
        field: TableField,
    ) -> Option<&DraftRule<'s>> {
        self.of_field(field).find(|rule| {
            rule.constraint.test == Test::Required && rule.constraint.when.is_always()
        })
    }
}
