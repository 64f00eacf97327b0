//! Compares the rows of a table with its fields: which there are, their order, and the
//! columns of each.

use std::collections::{HashMap, HashSet};

use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::interpretation::Interpretation;
use super::row_pair::{RowPair, mentions, rule_span};
use super::table_pairs::{TablePair, by_name};
use super::target::Target;
use super::{conditions, limits, types, values};
use crate::diagnostic::{Code, nearest};
use crate::page::document::{Page, Row};
use crate::spec::{ConditionKind, FieldDef, RuleDefKind};

/// Most fields among which one with a new name is looked for.
const MOST_RENAMED: usize = 20;

/// Compares a table.
pub(super) fn compare<'a>(
    target: &Target<'a>,
    page: &'a Page,
    pair: &TablePair<'a>,
    interpretation: &'a Interpretation<'a>,
    findings: &mut Findings,
) {
    let TablePair { table, def, .. } = *pair;
    let mentions = || def.decisions.iter();
    let fields = by_name(def);
    let known = |row: &Row| fields.get(row.name.value.as_str()).copied();
    let on_page: HashSet<&str> =
        table.rows.iter().map(|row| row.name.value.as_str()).collect();
    let is_on_page = |field: &FieldDef| on_page.contains(field.name.value.as_str());
    let first = table.rows.first().map_or(table.title.span, |row| row.name.span);
    let documented: Vec<&FieldDef> =
        def.fields.iter().filter(|it| it.observed.is_none()).collect();
    let mut missing: Vec<&FieldDef> =
        documented.iter().copied().filter(|it| !is_on_page(it)).collect();
    let unknown: Vec<&Row> =
        table.rows.iter().filter(|row| known(row).is_none()).collect();
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
        let (message, span, help) = match renamed {
            Some(field) => {
                let message = format!(
                    "the page has the field `{}` here, and the spec `{}`",
                    row.name.value, field.name.value
                );
                (message, field.name.span, "has it a new name, or is it another field?")
            }
            None => {
                let message = format!(
                    "the page has the field `{}` here, and `{}` has not",
                    row.name.value, def.name.value
                );
                (message, def.name.span, "transcribe it")
            }
        };
        findings.add(Finding {
            code: Code::PageField,
            message,
            spec: (span, "in the spec"),
            page: (row.name.span, "the field"),
            coverage: Coverage::of(
                target,
                mentions().chain(renamed.iter().flat_map(|it| &it.decisions)),
                &["fields", "name"],
                &[&row.name.value],
            ),
            help: Some(help.to_owned()),
        });
    }
    for field in missing {
        findings.add(Finding {
            code: Code::PageField,
            message: format!("the page has no field `{}` here", field.name.value),
            spec: (field.name.span, "the field in the spec"),
            page: (first, "the table"),
            coverage: Coverage::of(
                target,
                mentions(),
                &["fields"],
                &[&field.name.value],
            ),
            help: Some(
                "delete it, or mark it `observed: true` if an example has it".to_owned(),
            ),
        });
    }
    order(target, pair, &documented, findings);
    for (number, row) in table.rows.iter().enumerate() {
        let at = (pair.at, number);
        let (Some(field), Some(stated)) =
            (known(row), interpretation.assertions.statements(at))
        else {
            continue;
        };
        let row_pair = RowPair { row, field, stated, at };
        if let Some(mark) = field.observed {
            findings.add(Finding {
                code: Code::PageField,
                message: format!(
                    "`{}` is marked as observed, and the page has it",
                    row.name.value
                ),
                spec: (mark, "the mark"),
                page: (row.name.span, "the field"),
                coverage: Coverage::of(
                    target,
                    mentions().chain(&field.decisions),
                    &["observed"],
                    &[&row.name.value],
                ),
                help: Some("transcribe its row, and delete the mark".to_owned()),
            });
        }
        columns(target, page, (pair, &row_pair), interpretation, findings);
        default(target, pair, &row_pair, findings);
        values::compare(target, pair, &row_pair, interpretation, findings);
        limits::compare(target, pair, &row_pair, findings);
        if field.observed.is_none() {
            conditions::compare(target, &row_pair, interpretation, findings);
        }
    }
}

/// Reports fields that stand elsewhere than on the page: as few as make the orders equal.
fn order(
    target: &Target<'_>,
    pair: &TablePair<'_>,
    documented: &[&FieldDef],
    findings: &mut Findings,
) {
    let places: HashMap<&str, usize> = documented
        .iter()
        .enumerate()
        .map(|(at, field)| (field.name.value.as_str(), at))
        .collect();
    let place = |row: &Row| places.get(row.name.value.as_str()).copied();
    let rows: Vec<(&Row, usize)> =
        pair.table.rows.iter().filter_map(|row| Some((row, place(row)?))).collect();
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
                pair.def.decisions.iter().chain(&field.decisions),
                &["position", "fields"],
                &[&row.name.value, before],
            ),
            help: Some("move it".to_owned()),
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

/// Compares the type and the answer to whether the field is mandatory.
fn columns<'a>(
    target: &Target<'a>,
    page: &Page,
    (pair, row_pair): (&TablePair<'a>, &RowPair<'a>),
    interpretation: &Interpretation<'_>,
    findings: &mut Findings,
) {
    let RowPair { row, field, .. } = *row_pair;
    if let (Some((text, ty)), Some(of_spec)) = (&row.ty, &field.ty) {
        if !types::fits(target, &of_spec.value, ty) {
            let words: Vec<&str> =
                text.value.split_whitespace().filter(|it| !it.is_empty()).collect();
            findings.add(Finding {
                code: Code::PageColumn,
                message: format!(
                    "the page has the type {} for `{}`, and the spec has {}",
                    text.value,
                    row.name.value,
                    types::words(&of_spec.value)
                ),
                spec: (of_spec.span, "the type in the spec"),
                page: (text.span, "the type on the page"),
                coverage: Coverage::of(target, mentions(pair, field), &["type"], &words),
                help: Some("correct `type`, or name a decision about it".to_owned()),
            });
        } else if let Some(name) = ty.object() {
            object_name(target, page, (pair, row_pair), name, interpretation, findings);
        }
    }
    let Some(mandatory) = &row.mandatory else { return };
    let is_always = |kind: &RuleDefKind| matches!(kind, RuleDefKind::Required(it) if matches!(it.kind, ConditionKind::Constant(true)));
    let of_spec = field.rules.iter().any(|rule| is_always(&rule.kind));
    if of_spec == mandatory.value {
        return;
    }
    let word = if mandatory.value { "Yes" } else { "No" };
    let says = if of_spec { "requires it always" } else { "does not require it always" };
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the column of the page says {word} for `{}`, and the spec {says}",
            row.name.value
        ),
        spec: (
            rule_span(field, |it| matches!(it, RuleDefKind::Required(_))),
            "the field in the spec",
        ),
        page: (mandatory.span, "the answer of the column"),
        // A decision about the whole column is about the rows whose sentences say more.
        coverage: Coverage::of(target, &field.decisions, &["required"], &[word]),
        help: Some(
            if mandatory.value {
                "write `required: true`"
            } else {
                "delete `required: true`"
            }
            .to_owned(),
        ),
    });
}

/// Reports a type whose name is that of no table of the page, while the spec has its
/// table from this page.
fn object_name<'a>(
    target: &Target<'a>,
    page: &Page,
    (pair, row_pair): (&TablePair<'a>, &RowPair<'a>),
    name: &str,
    interpretation: &Interpretation<'_>,
    findings: &mut Findings,
) {
    let RowPair { row, field, .. } = *row_pair;
    let Some((text, _)) = &row.ty else { return };
    let Some(def) = field.ty.as_ref().and_then(|it| target.objects(&it.value)) else {
        return;
    };
    let structure = &interpretation.assertions.structure;
    if structure.has_title(name) {
        return;
    }
    let numbers = target.numbers(def);
    let Some(table) = numbers.iter().find_map(|it| structure.numbered_table(it)) else {
        return;
    };
    let table = &page.tables[table];
    findings.add(Finding {
        code: Code::PageColumn,
        message: format!(
            "the type of `{}` names {name}, and the page calls its table {}",
            row.name.value, table.title.value
        ),
        spec: (def.name.span, "the type in the spec"),
        page: (text.span, "the type on the page"),
        coverage: Coverage::of(
            target,
            mentions(pair, field),
            &["type"],
            &[name, &table.title.value],
        ),
        help: Some(
            "look which table is meant, and name a decision about `type`".to_owned(),
        ),
    });
}

fn default<'a>(
    target: &Target<'a>,
    pair: &TablePair<'a>,
    row_pair: &RowPair<'a>,
    findings: &mut Findings,
) {
    let RowPair { row, field, stated, .. } = *row_pair;
    let of_spec = field.default.as_ref().map(|it| it.value.to_string());
    let of_page =
        stated.default.as_ref().filter(|it| it.value.split_whitespace().count() < 4);
    if of_spec.as_deref() == of_page.map(|it| it.value.as_str()) {
        return;
    }
    let name = &row.name.value;
    let (message, word, help) = match (&of_spec, of_page) {
        (None, Some(of_page)) => (
            format!(
                "the page has the default {} for `{name}`, and the spec has none",
                of_page.value
            ),
            of_page.value.clone(),
            "add `default`",
        ),
        (Some(of_spec), None) => (
            format!("the page has no default for `{name}`, and the spec has {of_spec}"),
            of_spec.clone(),
            "delete `default`",
        ),
        (Some(of_spec), Some(of_page)) => (
            format!(
                "the page has the default {} for `{name}`, and the spec has {of_spec}",
                of_page.value
            ),
            of_page.value.clone(),
            "correct `default`",
        ),
        (None, None) => return,
    };
    findings.add(Finding {
        code: Code::PageColumn,
        message,
        spec: (
            field.default.as_ref().map_or(field.name.span, |it| it.span),
            "the field in the spec",
        ),
        page: (of_page.map_or(row.name.span, |it| it.span), "the field on the page"),
        coverage: Coverage::of(target, mentions(pair, field), &["default"], &[&word]),
        help: Some(help.to_owned()),
    });
}
