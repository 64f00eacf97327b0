//! A row of the page and its field of the spec, which the comparisons of a field share.

use super::table_pairs::TablePair;
use crate::page::document::Row;
use crate::page::statements::Statements;
use crate::source::Span;
use crate::spec::{FieldDef, Mention, RuleDefKind};

/// A row and its field.
pub(super) struct RowPair<'a> {
    pub(super) row: &'a Row,
    pub(super) field: &'a FieldDef,
    pub(super) stated: &'a Statements,
    pub(super) at: (usize, usize),
}

/// The decisions about a field, and those about whole columns.
pub(super) fn mentions<'a>(
    pair: &TablePair<'a>,
    field: &'a FieldDef,
) -> impl Iterator<Item = &'a Mention> {
    field.decisions.iter().chain(&pair.def.decisions)
}

/// The place of a rule of the field, or else of its name.
pub(super) fn rule_span(field: &FieldDef, is_it: impl Fn(&RuleDefKind) -> bool) -> Span {
    field
        .rules
        .iter()
        .find(|rule| is_it(&rule.kind))
        .map_or(field.name.span, |rule| rule.span)
}
