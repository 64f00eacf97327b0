//! Refuses comparisons of fields in a cycle, and comparisons that the limits of the
//! fields decide. Whether two fields can be compared belongs to `constraints`, the
//! least and the most that they may hold to `ends`.

use std::collections::{HashMap, HashSet};

use super::ends::{Edge, Ends, chained, order};
use crate::check::draft::cycles::Cycles;
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::{Rules, Subject};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Comparison, Literal, TableField, TableId, Test};

/// Checks the comparisons of every table.
pub(in crate::check) fn check(draft: &Draft<'_>, rules: &Rules<'_>) {
    let mut edges: Vec<Edge<'_, '_>> = Vec::new();
    for rule in &rules.rules {
        let Subject::Field(TableField { table, at: from }) = rule.subject else {
            continue;
        };
        if let Test::Compared(comparison, other) = &rule.constraint.test
            && let Some(to) = draft.tables[table].by_name.get(other.as_str())
        {
            edges.push(Edge { rule, table, from, to: *to, comparison: *comparison });
        }
    }
    let greater = edges.iter().filter(|it| it.comparison == Comparison::GreaterThan);
    let greater: HashMap<_, _> =
        greater.map(|it| ((it.table, it.from, it.to), it.rule.span)).collect();
    // Two fields are in one cycle if comparisons lead from each of them to the other.
    let pairs: Vec<_> = edges.iter().map(fields_of).collect();
    let cycles = Cycles::of(&pairs);
    let mut reported: HashSet<usize> = HashSet::new();
    let mut apart: HashSet<TableId> = HashSet::new();
    for edge in &edges {
        defaults(draft, edge);
        if against_limits(draft, edge, rules) {
            apart.insert(edge.table);
        }
        if edge.comparison == Comparison::AtLeast {
            if let Some(stronger) = greater.get(&(edge.table, edge.from, edge.to)) {
                let message = "`greater_than` implies `at_least`";
                draft.report(
                    Diagnostic::error(Code::Implied, edge.rule.span, message)
                        .related(*stronger, "implied by this")
                        .help("delete this"),
                );
            }
            continue;
        }
        let name = |at: usize| &draft.tables[edge.table].def.fields[at].name.value;
        let (from, to) = fields_of(edge);
        if cycles.around(from, to).is_some_and(|cycle| reported.insert(cycle)) {
            let (first, second) = (name(edge.from), name(edge.to));
            let message = format!(
                "`{first}` is greater than `{second}`, which is not below `{first}`"
            );
            let diagnostic =
                Diagnostic::error(Code::Contradiction, edge.rule.span, message);
            draft.report(diagnostic.help("delete one of the comparisons"));
            apart.insert(edge.table);
        }
    }
    edges.retain(|edge| !apart.contains(&edge.table));
    for edges in edges.chunk_by(|a, b| a.table == b.table) {
        if let Some(edge) = chained(draft, rules, edges) {
            let name = &draft.tables[edge.table].def.fields[edge.from].name.value;
            let message =
                format!("other comparisons force `{name}` above its own limits");
            let diagnostic =
                Diagnostic::error(Code::Contradiction, edge.rule.span, message);
            draft.report(diagnostic.help("delete it, or one of the limits"));
        }
    }
}

/// The two fields of a comparison.
fn fields_of(edge: &Edge<'_, '_>) -> (TableField, TableField) {
    let Edge { table, from, to, .. } = *edge;
    (TableField { table, at: from }, TableField { table, at: to })
}

/// Reports a comparison that the limits of both fields imply or contradict. Returns
/// whether there is such a report.
fn against_limits(draft: &Draft<'_>, edge: &Edge<'_, '_>, rules: &Rules<'_>) -> bool {
    let table = &draft.tables[edge.table];
    let ty = table.ty(edge.from);
    let ends =
        |at: usize| Ends::of(ty, rules.of_field(TableField { table: edge.table, at }));
    let (own, other) = (ends(edge.from), ends(edge.to));
    let keeps = |a: &Literal, b: &Literal| {
        order(ty, a, b).is_none_or(|order| edge.comparison.allows(order))
    };
    let fields = &table.def.fields;
    let (name, than) = (&fields[edge.from].name.value, &fields[edge.to].name.value);
    let diagnostic = if let (Some(least), Some(most)) = (&own.least, &other.most)
        && keeps(least, most)
    {
        let message = format!(
            "`{name}` is {least} or more and `{than}` {most} or less, so every request satisfies this"
        );
        Diagnostic::error(Code::NeverFires, edge.rule.span, message).help("delete it")
    } else if let (Some(most), Some(least)) = (&own.most, &other.least)
        && !keeps(most, least)
    {
        let message = format!(
            "`{name}` is {most} or less and `{than}` {least} or more, so no request satisfies this"
        );
        Diagnostic::error(Code::Contradiction, edge.rule.span, message)
            .help("delete it, or one of the limits")
    } else {
        return false;
    };
    draft.report(diagnostic);
    true
}

/// Reports two defaults that break the comparison of their fields.
fn defaults(draft: &Draft<'_>, edge: &Edge<'_, '_>) {
    let table = &draft.tables[edge.table];
    let fields = &table.def.fields;
    let (own, other) = (&fields[edge.from], &fields[edge.to]);
    let (Some(default), Some(than)) = (&own.default, &other.default) else { return };
    let order = order(table.ty(edge.from), default, than);
    if order.is_some_and(|order| !edge.comparison.allows(order)) {
        let message = format!(
            "the default `{}` breaks `{}`: the default of `{}` is `{}`",
            default.value,
            edge.comparison.as_str(),
            other.name.value,
            than.value
        );
        draft.report(
            Diagnostic::error(Code::Contradiction, default.span, message)
                .related(edge.rule.span, "the rule")
                .help("write the defaults that the page gives"),
        );
    }
}
