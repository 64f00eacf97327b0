//! Compares the values that a row lists with those of the spec.

use std::collections::BTreeSet;

use super::both::{Both, mentions};
use super::claims::Claims;
use super::conditions::reads;
use super::covered::Cover;
use super::findings::{Finding, Findings};
use super::pairs::Pair;
use super::subject::Subject;
use crate::diagnostic::{Code, nearest};
use crate::page::statements::List;
use crate::page::words::{is_coded, words};
use crate::source::{Span, Spanned};
use crate::spec::{ConditionDef, Mention, RuleDefKind, innermost_name};

/// The facts of a field and of its lists that decide which values it can have.
const FACTS: &[&str] =
    &["type", "enum", "one_of", "fixed", "values", "open", "pattern", "range", "each"];

/// A list of the spec.
struct Own<'a> {
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
    subject: &Subject<'a>,
    pair: &Pair<'a>,
    both: &Both<'a>,
    claims: &Claims,
    findings: &mut Findings,
) {
    let own = own(subject, both);
    let mut report = Report { subject, pair, both, own: &own, findings };
    unknown_words(claims, &mut report);
    if let Some(range) = &both.stated.text_range {
        let ends: Vec<&str> = range.value.split(['~', '～']).map(str::trim).collect();
        let message = format!(
            "the page has a range of texts for `{}`, and no rule can hold it",
            both.row.name.value
        );
        report.add(
            message,
            range,
            &ends,
            both.field.name.span,
            "name a decision about `type`",
        );
    }
    let lists: Vec<&List> =
        both.stated.lists.iter().filter(|it| !it.values.is_empty()).collect();
    if own.is_empty() {
        let is_boolean = both
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
                both.row.name.value,
                names.join(", ")
            );
            report.add(
                message,
                first,
                &names,
                both.field.name.span,
                "make an enumeration, or write `fixed`",
            );
        }
        return;
    }
    if lists.is_empty() {
        in_passing(&mut report);
        return;
    }
    let mut matched = vec![false; own.len()];
    let mut rest: Vec<&Spanned<String>> = Vec::new();
    for list in &lists {
        let values = || list.values.iter();
        let fits = |it: &Own<'_>| {
            it.when.is_some_and(|when| {
                let reads = reads(when);
                list.when.iter().any(|told| {
                    reads.iter().any(|read| {
                        read.field == told.field.value
                            && read.value.as_deref()
                                == told.value.as_ref().map(|it| it.value.as_str())
                    })
                })
            })
        };
        match own.iter().position(fits) {
            Some(at) => {
                matched[at] = true;
                report.sets(&own[at..=at], &values().collect::<Vec<_>>());
            }
            None => rest.extend(values()),
        }
    }
    let left: Vec<usize> = (0..own.len()).filter(|at| !matched[*at]).collect();
    if !rest.is_empty() {
        // An unconditional list of the page is held against all lists of the spec that
        // have no counterpart.
        let others: Vec<&Own<'_>> = left.iter().map(|at| &own[*at]).collect();
        if others.is_empty() {
            report.sets(&own, &rest);
        } else {
            report.sets_of(&others, &rest);
        }
    } else {
        for at in left {
            report.sets_of(&[&own[at]], &[]);
        }
    }
}

fn own<'a>(subject: &Subject<'a>, both: &Both<'a>) -> Vec<Own<'a>> {
    let field = both.field;
    let mut found = Vec::new();
    let mut list = |name: &str, when: Option<&'a ConditionDef>, span: Span| {
        let Some(list) = subject.list(name) else { return };
        let is_observed = |it: &&crate::spec::ValueDef| it.observed.is_some();
        found.push(Own {
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
        found.push(Own {
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
    subject: &'r Subject<'a>,
    pair: &'r Pair<'a>,
    both: &'r Both<'a>,
    own: &'r [Own<'a>],
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
        let of_lists = self.own.iter().flat_map(|it| it.mentions.iter().copied());
        let mentions = mentions(self.pair, self.both.field).chain(of_lists);
        let cover = Cover::of(self.subject, mentions, FACTS, words);
        self.findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page.span, "on the page"),
            cover,
            help: Some(help.to_owned()),
        });
    }

    fn sets(&mut self, own: &[Own<'a>], told: &[&Spanned<String>]) {
        self.sets_of(&own.iter().collect::<Vec<_>>(), told);
    }

    /// Reports values that one side has alone.
    fn sets_of(&mut self, own: &[&Own<'a>], told: &[&Spanned<String>]) {
        let name = &self.both.row.name;
        let is_own = |value: &str| {
            own.iter().any(|it| it.values.iter().any(|(own, _)| own == value))
        };
        let mut seen = BTreeSet::new();
        let mut untold: Vec<&(String, Span)> = own
            .iter()
            .flat_map(|it| &it.values)
            .filter(|(value, _)| {
                !told.iter().any(|it| it.value == *value) && seen.insert(value.clone())
            })
            .collect();
        for value in told.iter().filter(|it| !is_own(&it.value)) {
            let is_observed = own.iter().any(|it| it.observed.contains(&value.value));
            let span = own.first().map_or(self.both.field.name.span, |it| it.span);
            if is_observed {
                let message = format!(
                    "the value {} of `{}` is marked as observed, and the page lists it",
                    value.value, name.value
                );
                self.add(message, value, &[&value.value], span, "delete the mark");
            } else if untold.is_empty() {
                let message = format!(
                    "the page lists the value {} of `{}`, and the spec does not",
                    value.value, name.value
                );
                self.add(message, value, &[&value.value], span, "add it to the list");
            } else {
                // A value that changed is missing on one side and new on the other.
                let near = nearest(&value.value, untold.iter().map(|it| it.0.as_str()))
                    .map(str::to_owned);
                let at = untold
                    .iter()
                    .position(|it| Some(&it.0) == near.as_ref())
                    .unwrap_or(0);
                let (old, span) = untold.remove(at);
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
        for (value, span) in untold {
            let message =
                format!("the page does not list the value {value} of `{}`", name.value);
            let place = told.first().map_or_else(|| name.clone(), |it| (*it).clone());
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
    let row = report.both.row;
    let told = report.both.stated.told.clone();
    if told.len() > 1 {
        let own: Vec<&Own<'_>> = report.own.iter().collect();
        report.sets_of(&own, &told.iter().collect::<Vec<_>>());
        return;
    }
    let own = report.own;
    let values: Vec<&str> =
        own.iter().flat_map(|it| &it.values).map(|it| it.0.as_str()).collect();
    let is_told = matches!((told.as_slice(), values.as_slice()), ([told], [value]) if told.value == *value);
    if let Some(first) = own.iter().find(|it| !it.values.is_empty()).filter(|_| !is_told)
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
fn unknown_words(claims: &Claims, report: &mut Report<'_, '_>) {
    let mut seen = BTreeSet::new();
    let row = report.both.row;
    for part in &row.parts {
        for word in words(&part.text.value)
            .into_iter()
            .filter(|it| it.text.contains('_') && is_coded(it.text))
        {
            let is_default = report
                .both
                .stated
                .default
                .as_ref()
                .is_some_and(|it| it.value == word.text);
            let is_own = report.own.iter().any(|it| it.observed.contains(word.text));
            if claims.knows(word.text) || is_default || is_own || !seen.insert(word.text)
            {
                continue;
            }
            let place = crate::page::blocks::part(&part.text, word.start, word.end());
            let message = format!(
                "the text of `{}` names {}, which neither the page nor the spec knows",
                row.name.value, word.text
            );
            let span = report.both.field.name.span;
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
