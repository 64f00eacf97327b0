//! A row of the page and its field of the spec, which the comparisons of a field share.
//! Pairing tables belongs to `table_pairs`.

use super::context::AuditContext;
use super::coverage::Coverage;
use super::table_pairs::TablePair;
use crate::page::document::Row;
use crate::page::statements::row::Statements;
use crate::page::structure::RowIndex;
use crate::source::Span;
use crate::spec::{FieldDef, Mention, RuleDefKind};

/// A row and its field.
pub(super) struct RowPair<'a> {
    pub(super) context: &'a AuditContext<'a>,
    /// The tables that they are in.
    pub(super) tables: TablePair<'a>,
    pub(super) row: &'a Row,
    pub(super) field: &'a FieldDef,
    pub(super) stated: &'a Statements,
    pub(super) at: RowIndex,
}

impl<'a> RowPair<'a> {
    /// The decisions about the field, and those about whole columns.
    pub(super) fn mentions(&self) -> impl Iterator<Item = &'a Mention> + use<'a> {
        self.field.decisions.iter().chain(&self.tables.def.decisions)
    }

    /// The decisions about the field, and those about whole columns, that may cover a
    /// difference in one of these facts.
    pub(super) fn coverage(&self, facts: &[&str], words: &[&str]) -> Coverage<'a> {
        Coverage::of(&self.context.target, self.mentions(), facts, words)
    }

    /// The decisions about the field alone that may cover a difference.
    pub(super) fn coverage_by_field(
        &self,
        facts: &[&str],
        words: &[&str],
    ) -> Coverage<'a> {
        Coverage::of(&self.context.target, &self.field.decisions, facts, words)
    }

    /// The place of a rule of the field, or else of its name.
    pub(super) fn rule_span(&self, is_it: impl Fn(&RuleDefKind) -> bool) -> Span {
        let rule = self.field.rules.iter().find(|rule| is_it(&rule.kind));
        rule.map_or(self.field.name.span, |rule| rule.span)
    }
}
