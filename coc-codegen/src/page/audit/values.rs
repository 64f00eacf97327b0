//! Compares the values that a row lists with those of the spec. Limits of values belong to
//! `limits`.

use std::collections::BTreeSet;

use super::conditions::comparisons_of;
use super::context::AuditContext;
use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::row_pair::RowPair;
use crate::diagnostic::{Code, nearest};
use crate::page::statements::value_lists::List;
use crate::page::target::Target;
use crate::page::texts::part;
use crate::page::words::{is_coded, words};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, Mention, RuleDefKind, ValueDef, innermost_name};

/// The facts of a field and of its lists that decide which values it can have.
const FACTS: &[&str] =
    &["type", "enum", "one_of", "fixed", "values", "open", "pattern", "range", "each"];

/// A list of the spec.
struct OfSpec<'a> {
    when: Option<&'a ConditionDef>,
    span: Span,
    /// Those that a page should have.
    values: Vec<(String, Span)>,
    /// Those that no page has to have.
    observed: BTreeSet<String>,
    mentions: Vec<&'a Mention>,
}

/// Compares a row.
pub(super) fn compare(
    context: &AuditContext<'_>,
    row_pair: &RowPair<'_>,
    findings: &mut Findings,
) {
    let of_spec = of_spec(&context.target, row_pair);
    let target = &context.target;
    let mut report = Report { target, row_pair, of_spec: &of_spec, findings };
    unknown_words(context, &mut report);
    if let Some(range) = &row_pair.stated.text_range {
        let ends: Vec<&str> = range.value.split(['~', '～']).map(str::trim).collect();
        let message = format!(
            "the page has a range of texts for `{}`, and no rule can hold it",
            row_pair.row.name.value
        );
        report.add(
            message,
            range,
            &ends,
            row_pair.field.name.span,
            "name a decision about `type`",
        );
    }
    let lists: Vec<&List> =
        row_pair.stated.lists.iter().filter(|it| !it.values.is_empty()).collect();
    if of_spec.is_empty() {
        without_list(&lists, &mut report);
    } else if lists.is_empty() {
        mentioned(&mut report);
    } else {
        lists_of_both(&lists, &mut report);
    }
}

/// Compares the values of a row with a field that has no list.
fn without_list(lists: &[&List], report: &mut Report<'_, '_>) {
    let field = report.row_pair.field;
    let is_boolean =
        field.ty.as_ref().is_some_and(|it| innermost_name(&it.value) == "boolean");
    let values: Vec<&Spanned<String>> = lists.iter().flat_map(|it| &it.values).collect();
    let Some(first) = values.first().filter(|_| !(is_boolean && values.len() > 1))
    else {
        return;
    };
    let names: Vec<&str> = values.iter().map(|it| it.value.as_str()).collect();
    let message = format!(
        "the page lists values of `{}` ({}), and the spec has no list",
        report.row_pair.row.name.value,
        names.join(", ")
    );
    report.add(
        message,
        first,
        &names,
        field.name.span,
        "make an enumeration, or write `fixed`",
    );
}

/// Compares the lists of a row with those of its field: each with the list under the same
/// condition, or else all lists that are left.
fn lists_of_both(lists: &[&List], report: &mut Report<'_, '_>) {
    let of_spec = report.of_spec;
    let mut is_matched = vec![false; of_spec.len()];
    let mut rest: Vec<&Spanned<String>> = Vec::new();
    for list in lists {
        match of_spec.iter().position(|it| shares_comparison(it, list)) {
            Some(at) => {
                is_matched[at] = true;
                report.compare(&[&of_spec[at]], &list.values.iter().collect::<Vec<_>>());
            }
            None => rest.extend(&list.values),
        }
    }
    let left: Vec<&OfSpec<'_>> =
        of_spec.iter().zip(is_matched).filter(|it| !it.1).map(|it| it.0).collect();
    if rest.is_empty() {
        for list in left {
            report.compare(&[list], &[]);
        }
    } else if left.is_empty() {
        report.compare(&of_spec.iter().collect::<Vec<_>>(), &rest);
    } else {
        report.compare(&left, &rest);
    }
}

/// Whether a list of the page and one of the spec have a comparison in common.
fn shares_comparison(of_spec: &OfSpec<'_>, list: &List) -> bool {
    of_spec.when.is_some_and(|when| {
        let reads = comparisons_of(when);
        list.when.iter().any(|of_page| {
            let value = of_page.value.as_ref().map(|it| it.value.as_str());
            reads.iter().any(|read| {
                read.field == of_page.field.value && read.value.as_deref() == value
            })
        })
    })
}

/// The lists of a field: of its type and its rules.
fn of_spec<'a>(target: &Target<'a>, row_pair: &RowPair<'a>) -> Vec<OfSpec<'a>> {
    let field = row_pair.field;
    let mut found = Vec::new();
    let mut list = |name: &str, when: Option<&'a ConditionDef>, span: Span| {
        let Some(list) = target.enumeration(name) else { return };
        let is_observed = |it: &&ValueDef| it.observed.is_some();
        found.push(OfSpec {
            when,
            span,
            values: list
                .values
                .iter()
                .filter(|it| !is_observed(it))
                .map(|it| (it.value.value.to_string(), it.value.span))
                .collect(),
            observed: list
                .values
                .iter()
                .filter(is_observed)
                .map(|it| it.value.value.to_string())
                .collect(),
            mentions: list
                .decisions
                .iter()
                .chain(list.values.iter().flat_map(|it| &it.decisions))
                .collect(),
        });
    };
    if let Some(ty) = &field.ty {
        list(innermost_name(&ty.value), None, ty.span);
    }
    for rule in &field.rules {
        if let RuleDefKind::Enum { when, name } = &rule.kind {
            list(&name.value, when.as_ref(), rule.span);
        }
    }
    for rule in &field.rules {
        let values: Vec<(String, Span)> = match &rule.kind {
            RuleDefKind::OneOf(all) => {
                all.iter().map(|it| (it.value.to_string(), it.span)).collect()
            }
            RuleDefKind::Fixed(value) => vec![(value.value.to_string(), value.span)],
            _ => continue,
        };
        found.push(OfSpec {
            when: None,
            span: rule.span,
            values,
            observed: BTreeSet::new(),
            mentions: Vec::new(),
        });
    }
    found.retain(|it| !(it.values.is_empty() && it.observed.is_empty()));
    found
}

struct Report<'r, 'a> {
    target: &'r Target<'a>,
    row_pair: &'r RowPair<'a>,
    of_spec: &'r [OfSpec<'a>],
    findings: &'r mut Findings,
}

impl<'a> Report<'_, 'a> {
    fn add(
        &mut self,
        message: String,
        page: &Spanned<String>,
        words: &[&str],
        spec: Span,
        help: &str,
    ) {
        let of_lists = self.of_spec.iter().flat_map(|it| it.mentions.iter().copied());
        let mentions = self.row_pair.mentions().chain(of_lists);
        let coverage = Coverage::of(self.target, mentions, FACTS, words);
        self.findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page.span, "on the page"),
            coverage,
            help: help.to_owned(),
        });
    }

    /// Compares lists of the spec with values of the page, and reports those that one side
    /// has alone.
    fn compare(&mut self, of_spec: &[&OfSpec<'a>], of_page: &[&Spanned<String>]) {
        let name = &self.row_pair.row.name;
        let is_own = |value: &str| {
            of_spec
                .iter()
                .any(|it| it.values.iter().any(|(of_spec, _)| of_spec == value))
        };
        let mut seen = BTreeSet::new();
        let mut unstated: Vec<&(String, Span)> = of_spec
            .iter()
            .flat_map(|it| &it.values)
            .filter(|(value, _)| {
                !of_page.iter().any(|it| it.value == *value)
                    && seen.insert(value.clone())
            })
            .collect();
        for value in of_page.iter().filter(|it| !is_own(&it.value)) {
            let is_observed =
                of_spec.iter().any(|it| it.observed.contains(&value.value));
            let span =
                of_spec.first().map_or(self.row_pair.field.name.span, |it| it.span);
            if is_observed {
                let message = format!(
                    "the value {} of `{}` is marked as observed, and the page lists it",
                    value.value, name.value
                );
                self.add(message, value, &[&value.value], span, "delete the mark");
            } else if unstated.is_empty() {
                let message = format!(
                    "the page lists the value {} of `{}`, and the spec does not",
                    value.value, name.value
                );
                self.add(message, value, &[&value.value], span, "add it to the list");
            } else {
                // A value that changed is missing on one side and new on the other.
                let near =
                    nearest(&value.value, unstated.iter().map(|it| it.0.as_str()))
                        .map(str::to_owned);
                let at = unstated
                    .iter()
                    .position(|it| Some(&it.0) == near.as_ref())
                    .unwrap_or(0);
                let (old, span) = unstated.remove(at);
                let message = format!(
                    "the page lists the value {} of `{}`, and the spec {old}",
                    value.value, name.value
                );
                self.add(
                    message,
                    value,
                    &[&value.value],
                    *span,
                    "correct the value, or add it to the list",
                );
            }
        }
        for (value, span) in unstated {
            let message =
                format!("the page does not list the value {value} of `{}`", name.value);
            let place = of_page.first().map_or_else(|| name.clone(), |it| (*it).clone());
            self.add(
                message,
                &place,
                &[value],
                *span,
                "delete it, or mark it `observed: true` if an example has it",
            );
        }
    }
}

/// Compares the values that sentences of the row mention, while it has no list.
fn mentioned(report: &mut Report<'_, '_>) {
    let RowPair { row, stated, .. } = report.row_pair;
    let of_spec = report.of_spec;
    let of_page = stated.mentioned.as_slice();
    if of_page.len() > 1 {
        let of_spec: Vec<&OfSpec<'_>> = of_spec.iter().collect();
        report.compare(&of_spec, &of_page.iter().collect::<Vec<_>>());
        return;
    }
    let values: Vec<&str> =
        of_spec.iter().flat_map(|it| &it.values).map(|it| it.0.as_str()).collect();
    let is_mentioned =
        matches!((of_page, values.as_slice()), ([one], [other]) if one.value == *other);
    let first = of_spec.iter().find(|it| !it.values.is_empty());
    if let Some(first) = first.filter(|_| !is_mentioned) {
        let message = format!(
            "the page has no list for `{}`, and the spec has {}",
            row.name.value,
            values.join(", ")
        );
        report.add(
            message,
            &row.name,
            &values,
            first.span,
            "delete the list, or name a decision about `type`",
        );
    }
}

/// Reports words that look like names or values and are neither: they may be misspelt, or
/// new.
fn unknown_words(context: &AuditContext<'_>, report: &mut Report<'_, '_>) {
    let mut seen = BTreeSet::new();
    let row = report.row_pair.row;
    for text in &row.parts {
        for word in words(&text.text.value)
            .into_iter()
            .filter(|it| it.text.contains('_') && is_coded(it.text))
        {
            let is_default = report
                .row_pair
                .stated
                .default
                .as_ref()
                .is_some_and(|it| it.value == word.text);
            let is_own = report.of_spec.iter().any(|it| it.observed.contains(word.text));
            if context.is_known(word.text)
                || is_default
                || is_own
                || !seen.insert(word.text)
            {
                continue;
            }
            let place = part(&text.text, word.start, word.end());
            let message = format!(
                "the text of `{}` names {}, which is not a field or a value of the page or the spec",
                row.name.value, word.text
            );
            let span = report.row_pair.field.name.span;
            report.add(
                message,
                &place,
                &[word.text],
                span,
                "find out whether it is a new field or a new value",
            );
        }
    }
}
