//! The rules of a spec, in the order in which violations are reported, as the passes after
//! `rule_builder` read them. Making them belongs to `rule_builder`.

use super::accessors::DraftAccessor;
use super::constraints::Constraint;
use super::draft::Draft;
use crate::arena::{Arena, Id};
use crate::model::{Condition, Module, OperationId, Place, RuleId, TableId, Test};
use crate::source::Span;
use crate::spec::GroupDef;

/// The rules of a spec, and the rules of each declaration.
#[derive(Default)]
pub(super) struct Rules<'s> {
    pub(super) rules: Arena<RuleId, DraftRule<'s>>,
    /// For each operation, the rules of the types of the parts of a request.
    pub(super) parts: Vec<Vec<(Place, RuleId)>>,
    /// For each table, the rules of its fields and groups.
    pub(super) tables: Vec<TableRules<'s>>,
}

/// The rules of one table.
#[derive(Default)]
pub(super) struct TableRules<'s> {
    pub(super) fields: Vec<FieldRules>,
    pub(super) groups: Vec<RuleId>,
    pub(super) accessors: Vec<DraftAccessor<'s>>,
}

/// The rules of one field.
#[derive(Default)]
pub(super) struct FieldRules {
    pub(super) rules: Vec<RuleId>,
    /// Constraints of a field that only answers hold. They are documentation, since no
    /// rule applies to answers.
    pub(super) documented: Vec<Constraint>,
    /// The cases of an observed field. No page has it, so that it draws no warning in
    /// other cases.
    pub(super) observed_for: Option<Condition>,
}

/// One rule.
pub(super) struct DraftRule<'s> {
    pub(super) id: String,
    /// Its kind within its field, or the name of its group.
    pub(super) key: String,
    pub(super) subject: Subject<'s>,
    pub(super) constraint: Constraint,
    pub(super) span: Span,
    /// The place of its id, if the spec gives it one.
    pub(super) id_span: Option<Span>,
}

impl DraftRule<'_> {
    /// The place of its condition, if it has one of its own.
    pub(super) fn condition_span(&self) -> Span {
        match self.subject {
            Subject::Group(_, group) => {
                group.when.as_ref().map_or(self.span, |when| when.span)
            }
            _ => self.span,
        }
    }

    /// The test that it makes of a single value, or of a key.
    pub(super) fn value_test(&self) -> &Test {
        let test = &self.constraint.test;
        test.of_keys().unwrap_or(test)
    }
}

/// The thing that a rule constrains.
#[derive(Clone, Copy)]
pub(super) enum Subject<'s> {
    Part(OperationId, Place),
    Field(TableId, usize),
    Group(TableId, &'s GroupDef),
}

impl Subject<'_> {
    /// The module that declares it.
    pub(super) fn module(self, draft: &Draft<'_>) -> Module {
        match self {
            Self::Part(id, _) => Module::Operation(id),
            Self::Field(id, _) | Self::Group(id, _) => draft.tables[id].module,
        }
    }
}

impl<'s> Rules<'s> {
    /// The rules of one field.
    pub(super) fn of_field(
        &self,
        id: TableId,
        at: usize,
    ) -> impl Iterator<Item = &DraftRule<'s>> {
        let rules = &self.tables[id.index()].fields[at].rules;
        rules.iter().map(|rule| &self.rules[*rule])
    }

    /// The rule that requires a field in every case.
    pub(super) fn required(&self, id: TableId, at: usize) -> Option<&DraftRule<'s>> {
        self.of_field(id, at).find(|rule| {
            rule.constraint.test == Test::Required && rule.constraint.when.is_always()
        })
    }
}
