//! Compares the values that a row lists with those of the spec. Limits of values belong to
//! `limits`.

use std::collections::BTreeSet;

use super::conditions::comparisons_of;
use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::row_pair::RowPair;
use crate::diagnostic::{Code, nearest};
use crate::model::Literal;
use crate::page::statements::value_lists::List;
use crate::page::texts::part;
use crate::page::words::{is_coded, words};
use crate::source::{Span, Spanned};
use crate::spec::{
    ConditionDef, EnumDef, Mention, RuleDefKind, ValueDef, innermost_name,
};

/// The facts of a field and of its lists that decide which values it can have.
const FACTS: &[&str] =
    &["type", "enum", "one_of", "fixed", "values", "open", "pattern", "range", "each"];

/// A list of the spec.
struct SpecList<'a> {
    when: Option<&'a ConditionDef>,
    span: Span,
    /// Those that a page should have.
    values: Vec<Spanned<String>>,
    /// Those that no page has to have.
    observed: BTreeSet<String>,
    mentions: Vec<&'a Mention>,
}

/// Compares a row.
pub(super) fn compare(row_pair: &RowPair<'_>, findings: &mut Findings) {
    let of_spec = spec_lists(row_pair);
    let mut report = Report { row_pair, of_spec: &of_spec, findings };
    unknown_words(&mut report);
    if let Some(range) = &row_pair.stated.text_range {
        let ends: Vec<&str> = range.value.split(['~', '～']).map(str::trim).collect();
        let message = format!(
            "the page has a range of texts for `{}`, and no rule can hold it",
            row_pair.row.name.value
        );
        let span = row_pair.field.name.span;
        report.add(message, range, &ends, span, "name a decision about `type`");
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
    let left: Vec<&SpecList<'_>> =
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
fn shares_comparison(of_spec: &SpecList<'_>, list: &List) -> bool {
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
fn spec_lists<'a>(row_pair: &RowPair<'a>) -> Vec<SpecList<'a>> {
    let (target, field) = (&row_pair.context.target, row_pair.field);
    let mut found = Vec::new();
    let named = field.ty.iter().map(|ty| (innermost_name(&ty.value), None, ty.span));
    let of_rules = field.rules.iter().filter_map(|rule| match &rule.kind {
        RuleDefKind::Enum { when, name } => {
            Some((&name.value, when.as_ref(), rule.span))
        }
        _ => None,
    });
    for (name, when, span) in named.chain(of_rules) {
        let list = target.enumeration(name);
        found.extend(list.map(|list| enumeration(list, when, span)));
    }
    for rule in &field.rules {
        let literals = match &rule.kind {
            RuleDefKind::OneOf(all) => all.as_slice(),
            RuleDefKind::Fixed(value) => std::slice::from_ref(value),
            _ => continue,
        };
        found.push(SpecList {
            when: None,
            span: rule.span,
            values: literals.iter().map(text).collect(),
            observed: BTreeSet::new(),
            mentions: Vec::new(),
        });
    }
    found.retain(|it| !(it.values.is_empty() && it.observed.is_empty()));
    found
}

/// The values of an enumeration, which a rule or a type at `span` names.
fn enumeration<'a>(
    list: &'a EnumDef,
    when: Option<&'a ConditionDef>,
    span: Span,
) -> SpecList<'a> {
    let (observed, documented): (Vec<&ValueDef>, Vec<&ValueDef>) =
        list.values.iter().partition(|it| it.observed.is_some());
    let of_values = list.values.iter().flat_map(|it| &it.decisions);
    SpecList {
        when,
        span,
        values: documented.iter().map(|it| text(&it.value)).collect(),
        observed: observed.iter().map(|it| it.value.value.to_string()).collect(),
        mentions: list.decisions.iter().chain(of_values).collect(),
    }
}

/// A value of the spec as a page has it.
fn text(value: &Spanned<Literal>) -> Spanned<String> {
    Spanned::new(value.value.to_string(), value.span)
}

/// Takes the value of the spec that a new value of the page probably replaces: the one
/// with the nearest spelling, or else the first one.
fn take_replaced<'s>(
    unstated: &mut Vec<&'s Spanned<String>>,
    value: &str,
) -> Option<&'s Spanned<String>> {
    let near = nearest(value, unstated.iter().map(|it| it.value.as_str()));
    let at = unstated.iter().position(|it| Some(it.value.as_str()) == near);
    (!unstated.is_empty()).then(|| unstated.remove(at.unwrap_or(0)))
}

struct Report<'r, 'a> {
    row_pair: &'r RowPair<'a>,
    of_spec: &'r [SpecList<'a>],
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
        let target = &self.row_pair.context.target;
        let coverage = Coverage::of(target, mentions, FACTS, words);
        self.findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page.span, "on the page"),
            coverage,
            help,
        });
    }

    /// Compares lists of the spec with values of the page, and reports those that one side
    /// has alone.
    fn compare(&mut self, of_spec: &[&SpecList<'a>], of_page: &[&Spanned<String>]) {
        let name = &self.row_pair.row.name;
        let values = || of_spec.iter().flat_map(|list| &list.values);
        let mut seen = BTreeSet::new();
        let mut unstated: Vec<&Spanned<String>> = values()
            .filter(|own| of_page.iter().all(|it| it.value != own.value))
            .filter(|own| seen.insert(own.value.as_str()))
            .collect();
        let first = of_spec.first().map_or(self.row_pair.field.name.span, |it| it.span);
        for new in of_page.iter().filter(|it| values().all(|own| own.value != it.value))
        {
            let value = &new.value;
            if of_spec.iter().any(|list| list.observed.contains(value)) {
                let message = format!(
                    "the value {value} of `{}` is marked as observed, and the page lists it",
                    name.value
                );
                self.add(message, new, &[value], first, "delete the mark");
                continue;
            }
            let lists = format!("the page lists the value {value} of `{}`", name.value);
            // A value that changed is missing on one side and new on the other.
            match take_replaced(&mut unstated, value) {
                Some(old) => {
                    let message = format!("{lists}, and the spec {}", old.value);
                    let help = "correct the value, or add it to the list";
                    self.add(message, new, &[value], old.span, help);
                }
                None => {
                    let message = format!("{lists}, and the spec does not");
                    self.add(message, new, &[value], first, "add it to the list");
                }
            }
        }
        let place = of_page.first().copied().unwrap_or(name);
        for Spanned { value, span } in unstated {
            let message =
                format!("the page does not list the value {value} of `{}`", name.value);
            let help = "delete it, or mark it `observed: true` if an example has it";
            self.add(message, place, &[value], *span, help);
        }
    }
}

/// Compares the values that sentences of the row mention, while it has no list.
fn mentioned(report: &mut Report<'_, '_>) {
    let RowPair { row, stated, .. } = report.row_pair;
    let of_spec = report.of_spec;
    let of_page = stated.mentioned.as_slice();
    if of_page.len() > 1 {
        let of_spec: Vec<&SpecList<'_>> = of_spec.iter().collect();
        report.compare(&of_spec, &of_page.iter().collect::<Vec<_>>());
        return;
    }
    let values: Vec<&str> =
        of_spec.iter().flat_map(|it| &it.values).map(|it| it.value.as_str()).collect();
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
fn unknown_words(report: &mut Report<'_, '_>) {
    let RowPair { context, row, field, stated, .. } = report.row_pair;
    let of_spec = report.of_spec;
    let mut seen = BTreeSet::new();
    for part_of_row in &row.parts {
        let whole = &part_of_row.text;
        let coded = words(&whole.value).into_iter();
        for word in coded.filter(|it| it.text.contains('_') && is_coded(it.text)) {
            let text = word.text;
            let is_default = stated.default.as_ref().is_some_and(|it| it.value == text);
            let is_observed = of_spec.iter().any(|it| it.observed.contains(text));
            if context.is_known(text) || is_default || is_observed || !seen.insert(text)
            {
                continue;
            }
            let message = format!(
                "the text of `{}` names {text}, which is not a field or a value of the page or the spec",
                row.name.value
            );
            let place = part(whole, word.bytes());
            let help = "find out whether it is a new field or a new value";
            report.add(message, &place, &[text], field.name.span, help);
        }
    }
}
