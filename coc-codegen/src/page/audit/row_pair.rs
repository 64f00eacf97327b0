//! A row of the page and its field of the spec, which the comparisons of a field share.
//! Pairing tables belongs to `table_pairs`.

use super::table_pairs::TablePair;
use crate::page::document::Row;
use crate::page::statements::row::Statements;
use crate::page::structure::At;
use crate::source::Span;
use crate::spec::{FieldDef, Mention, RuleDefKind};

/// A row and its field.
pub(super) struct RowPair<'a> {
    /// The tables that they are in.
    pub(super) tables: TablePair<'a>,
    pub(super) row: &'a Row,
    pub(super) field: &'a FieldDef,
    pub(super) stated: &'a Statements,
    pub(super) at: At,
}

impl<'a> RowPair<'a> {
    /// The decisions about the field, and those about whole columns.
    pub(super) fn mentions(&self) -> impl Iterator<Item = &'a Mention> + use<'a> {
        self.field.decisions.iter().chain(&self.tables.def.decisions)
    }

    /// The place of a rule of the field, or else of its name.
    pub(super) fn rule_span(&self, is_it: impl Fn(&RuleDefKind) -> bool) -> Span {
        let rule = self.field.rules.iter().find(|rule| is_it(&rule.kind));
        rule.map_or(self.field.name.span, |rule| rule.span)
    }
}
