//! Compares the rows of a page's table with the fields of its counterpart in the spec:
//! their names and their order. The columns of a row belong to `columns`.

use std::collections::{HashMap, HashSet};

use super::context::AuditContext;
use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::row_pair::RowPair;
use super::table_pairs::{TablePair, by_name};
use super::{columns, conditions, limits, values};
use crate::diagnostic::{Code, nearest};
use crate::page::document::Row;
use crate::page::structure::RowIndex;
use crate::page::target::Target;
use crate::spec::FieldDef;

/// Most fields among which one with a new name is looked for.
const MOST_RENAMED: usize = 20;

/// Compares a table.
pub(super) fn compare<'a>(
    context: &'a AuditContext<'a>,
    tables: TablePair<'a>,
    findings: &mut Findings,
) {
    let target = &context.target;
    let fields = by_name(tables.def);
    names(target, tables, &fields, findings);
    order(target, tables, findings);
    for (number, row) in tables.table.rows.iter().enumerate() {
        let at = RowIndex { table: tables.at, row: number };
        let field = fields.get(row.name.value.as_str()).copied();
        let (Some(field), Some(stated)) = (field, context.assertions.statements(at))
        else {
            continue;
        };
        let row_pair = RowPair { context, tables, row, field, stated, at };
        if let Some(mark) = field.observed {
            findings.add(Finding {
                code: Code::PageField,
                message: format!(
                    "`{}` is marked as observed, and the page has it",
                    row.name.value
                ),
                spec: (mark, "the mark"),
                page: (row.name.span, "the field"),
                coverage: row_pair.coverage(&["observed"], &[&row.name.value]),
                help: "transcribe its row, and delete the mark",
            });
        }
        columns::compare(&row_pair, findings);
        values::compare(&row_pair, findings);
        limits::compare(&row_pair, findings);
        if field.observed.is_none() {
            conditions::compare(&row_pair, findings);
        }
    }
}

/// The fields of a table that a page should have.
fn documented<'a>(tables: TablePair<'a>) -> impl Iterator<Item = &'a FieldDef> {
    tables.def.fields.iter().filter(|it| it.observed.is_none())
}

/// Reports fields that one side has alone, and those with another name.
fn names(
    target: &Target<'_>,
    tables: TablePair<'_>,
    fields: &HashMap<&str, &FieldDef>,
    findings: &mut Findings,
) {
    let TablePair { table, def, .. } = tables;
    let on_page: HashSet<&str> =
        table.rows.iter().map(|row| row.name.value.as_str()).collect();
    let mut missing: Vec<&FieldDef> = documented(tables)
        .filter(|it| !on_page.contains(it.name.value.as_str()))
        .collect();
    let is_unknown = |row: &&Row| !fields.contains_key(row.name.value.as_str());
    let unknown: Vec<&Row> = table.rows.iter().filter(is_unknown).collect();
    for row in &unknown {
        // A field with a new name is missing on one side and new on the other. Among many
        // fields, no pair is certain.
        let few = unknown.len().min(missing.len()) <= MOST_RENAMED;
        let candidates = missing.iter().filter(|_| few).map(|it| it.name.value.as_str());
        let near = nearest(&row.name.value, candidates);
        let position =
            missing.iter().position(|it| Some(it.name.value.as_str()) == near);
        let renamed = position
            .or((unknown.len() == 1 && missing.len() == 1).then_some(0))
            .map(|at| missing.remove(at));
        new_name(target, tables, row, renamed, findings);
    }
    let first = table.rows.first().map_or(table.title.span, |row| row.name.span);
    for field in missing {
        findings.add(Finding {
            code: Code::PageField,
            message: format!("the page has no field `{}` here", field.name.value),
            spec: (field.name.span, "the field in the spec"),
            page: (first, "the table"),
            coverage: Coverage::of(
                target,
                &def.decisions,
                &["fields"],
                &[&field.name.value],
            ),
            help: "delete it, or mark it `observed: true` if an example has it",
        });
    }
}

/// Reports a row with the name of no field, and the field that may have been renamed.
fn new_name(
    target: &Target<'_>,
    tables: TablePair<'_>,
    row: &Row,
    renamed: Option<&FieldDef>,
    findings: &mut Findings,
) {
    let def = tables.def;
    let (message, span, help) = match renamed {
        Some(field) => {
            let message = format!(
                "the page has the field `{}` here, and the spec `{}`",
                row.name.value, field.name.value
            );
            (message, field.name.span, "rename the field, or transcribe another one")
        }
        None => {
            let message = format!(
                "the page has the field `{}` here, and `{}` does not",
                row.name.value, def.name.value
            );
            (message, def.name.span, "transcribe it")
        }
    };
    let of_field = renamed.into_iter().flat_map(|it| &it.decisions);
    findings.add(Finding {
        code: Code::PageField,
        message,
        spec: (span, "in the spec"),
        page: (row.name.span, "the field"),
        coverage: Coverage::of(
            target,
            def.decisions.iter().chain(of_field),
            &["fields", "name"],
            &[&row.name.value],
        ),
        help,
    });
}

/// Reports fields with another position than on the page: as few as make the orders equal.
fn order(target: &Target<'_>, tables: TablePair<'_>, findings: &mut Findings) {
    let documented: Vec<&FieldDef> = documented(tables).collect();
    let places: HashMap<&str, usize> = documented
        .iter()
        .enumerate()
        .map(|(at, field)| (field.name.value.as_str(), at))
        .collect();
    let place = |row: &Row| places.get(row.name.value.as_str()).copied();
    let rows: Vec<(&Row, usize)> =
        tables.table.rows.iter().filter_map(|row| Some((row, place(row)?))).collect();
    let kept = longest_increasing(rows.iter().map(|it| it.1));
    let names: Vec<&str> = rows.iter().map(|(row, _)| row.name.value.as_str()).collect();
    for (at, (row, of_spec)) in rows.iter().enumerate().filter(|(at, _)| !kept[*at]) {
        let field = documented[*of_spec];
        let before = at.checked_sub(1).map_or(names[at], |it| names[it]);
        findings.add(Finding {
            code: Code::PageField,
            message: format!("`{}` stands at another place on the page", row.name.value),
            spec: (field.name.span, "its place in the spec"),
            page: (row.name.span, "its place on the page"),
            coverage: Coverage::of(
                target,
                tables.def.decisions.iter().chain(&field.decisions),
                &["position", "fields"],
                &[&row.name.value, before],
            ),
            help: "move it",
        });
    }
}

/// Whether each of the numbers belongs to a longest increasing run of them.
fn longest_increasing(numbers: impl Iterator<Item = usize>) -> Vec<bool> {
    // The last number of the best run of each length, and the number before each one.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (at, number) in numbers.enumerate() {
        let length = ends.partition_point(|it| it.0 < number);
        before.push(length.checked_sub(1).map(|it| ends[it].1));
        match ends.get_mut(length) {
            Some(end) => *end = (number, at),
            None => ends.push((number, at)),
        }
    }
    let mut kept = vec![false; before.len()];
    let mut next = ends.last().map(|it| it.1);
    while let Some(at) = next {
        kept[at] = true;
        next = before[at];
    }
    kept
}
