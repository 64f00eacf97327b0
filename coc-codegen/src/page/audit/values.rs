//! Compares the values that a row lists with those of the spec.

use std::collections::BTreeSet;

use super::conditions::reads;
use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::interpretation::Interpretation;
use super::row_pair::{RowPair, mentions};
use super::table_pairs::TablePair;
use super::target::Target;
use crate::diagnostic::{Code, nearest};
use crate::page::value_lists::List;
use crate::page::words::{is_coded, words};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, Mention, RuleDefKind, innermost_name};

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
pub(super) fn compare<'a>(
    target: &Target<'a>,
    pair: &TablePair<'a>,
    row_pair: &RowPair<'a>,
    interpretation: &Interpretation<'_>,
    findings: &mut Findings,
) {
    let of_spec = of_spec(target, row_pair);
    let mut report = Report { target, pair, row_pair, of_spec: &of_spec, findings };
    unknown_words(interpretation, &mut report);
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
        let is_boolean = row_pair
            .field
            .ty
            .as_ref()
            .is_some_and(|it| innermost_name(&it.value) == "boolean");
        let values: Vec<&Spanned<String>> =
            lists.iter().flat_map(|it| &it.values).collect();
        if let Some(first) = values.first().filter(|_| !(is_boolean && values.len() > 1))
        {
            let names: Vec<&str> = values.iter().map(|it| it.value.as_str()).collect();
            let message = format!(
                "the page lists values of `{}` ({}), and the spec has no list",
                row_pair.row.name.value,
                names.join(", ")
            );
            report.add(
                message,
                first,
                &names,
                row_pair.field.name.span,
                "make an enumeration, or write `fixed`",
            );
        }
        return;
    }
    if lists.is_empty() {
        in_passing(&mut report);
        return;
    }
    let mut matched = vec![false; of_spec.len()];
    let mut rest: Vec<&Spanned<String>> = Vec::new();
    for list in &lists {
        let values = || list.values.iter();
        let fits = |it: &OfSpec<'_>| {
            it.when.is_some_and(|when| {
                let reads = reads(when);
                list.when.iter().any(|of_page| {
                    reads.iter().any(|read| {
                        read.field == of_page.field.value
                            && read.value.as_deref()
                                == of_page.value.as_ref().map(|it| it.value.as_str())
                    })
                })
            })
        };
        match of_spec.iter().position(fits) {
            Some(at) => {
                matched[at] = true;
                report.sets(&of_spec[at..=at], &values().collect::<Vec<_>>());
            }
            None => rest.extend(values()),
        }
    }
    let left: Vec<usize> = (0..of_spec.len()).filter(|at| !matched[*at]).collect();
    if !rest.is_empty() {
        // An unconditional list of the page is held against all lists of the spec that
        // have no counterpart.
        let others: Vec<&OfSpec<'_>> = left.iter().map(|at| &of_spec[*at]).collect();
        if others.is_empty() {
            report.sets(&of_spec, &rest);
        } else {
            report.sets_of(&others, &rest);
        }
    } else {
        for at in left {
            report.sets_of(&[&of_spec[at]], &[]);
        }
    }
}

fn of_spec<'a>(target: &Target<'a>, row_pair: &RowPair<'a>) -> Vec<OfSpec<'a>> {
    let field = row_pair.field;
    let mut found = Vec::new();
    let mut list = |name: &str, when: Option<&'a ConditionDef>, span: Span| {
        let Some(list) = target.list(name) else { return };
        let is_observed = |it: &&crate::spec::ValueDef| it.observed.is_some();
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
    pair: &'r TablePair<'a>,
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
        let mentions = mentions(self.pair, self.row_pair.field).chain(of_lists);
        let coverage = Coverage::of(self.target, mentions, FACTS, words);
        self.findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page.span, "on the page"),
            coverage,
            help: Some(help.to_owned()),
        });
    }

    fn sets(&mut self, of_spec: &[OfSpec<'a>], of_page: &[&Spanned<String>]) {
        self.sets_of(&of_spec.iter().collect::<Vec<_>>(), of_page);
    }

    /// Reports values that one side has alone.
    fn sets_of(&mut self, of_spec: &[&OfSpec<'a>], of_page: &[&Spanned<String>]) {
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

/// Compares values that no list of the row has, but its sentences name.
fn in_passing(report: &mut Report<'_, '_>) {
    let row = report.row_pair.row;
    let of_page = report.row_pair.stated.mentioned.clone();
    if of_page.len() > 1 {
        let of_spec: Vec<&OfSpec<'_>> = report.of_spec.iter().collect();
        report.sets_of(&of_spec, &of_page.iter().collect::<Vec<_>>());
        return;
    }
    let of_spec = report.of_spec;
    let values: Vec<&str> =
        of_spec.iter().flat_map(|it| &it.values).map(|it| it.0.as_str()).collect();
    let is_told = matches!((of_page.as_slice(), values.as_slice()), ([of_page], [value]) if of_page.value == *value);
    if let Some(first) =
        of_spec.iter().find(|it| !it.values.is_empty()).filter(|_| !is_told)
    {
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

/// Reports words that look like names or values and are neither, as a misspelt or a new
/// one is.
fn unknown_words(interpretation: &Interpretation<'_>, report: &mut Report<'_, '_>) {
    let mut seen = BTreeSet::new();
    let row = report.row_pair.row;
    for part in &row.parts {
        for word in words(&part.text.value)
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
            if interpretation.knows(word.text)
                || is_default
                || is_own
                || !seen.insert(word.text)
            {
                continue;
            }
            let place = crate::page::blocks::part(&part.text, word.start, word.end());
            let message = format!(
                "the text of `{}` names {}, which neither the page nor the spec knows",
                row.name.value, word.text
            );
            let span = report.row_pair.field.name.span;
            report.add(
                message,
                &place,
                &[word.text],
                span,
                "look whether it is a new field or a new value",
            );
        }
    }
}
