//! Compares the limits that a row states with those of the spec.

use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::row_pair::{RowPair, mentions};
use super::table_pairs::TablePair;
use super::target::Target;
use crate::diagnostic::Code;
use crate::model::Number;
use crate::page::limits::Limit;
use crate::page::words::words;
use crate::source::Span;
use crate::spec::{Limits, RuleDefKind, innermost_name};

const FACTS: &[&str] =
    &["length", "range", "items", "size", "each", "keys", "type", "pattern"];

/// Compares a row.
pub(super) fn compare<'a>(
    target: &Target<'a>,
    pair: &TablePair<'a>,
    row_pair: &RowPair<'a>,
    findings: &mut Findings,
) {
    let RowPair { row, field, stated, .. } = *row_pair;
    let mut of_spec: Vec<(bool, String, Span)> = Vec::new();
    for rule in &field.rules {
        own_limits(&rule.kind, rule.span, &mut of_spec);
    }
    let of_page: Vec<&Limit> =
        stated.limits.iter().filter(|it| !is_idle(row_pair, it)).collect();
    let mut add = |message: String, word: &str, spec: Span, page: Span, help: &str| {
        findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page, "on the page"),
            coverage: Coverage::of(target, mentions(pair, field), FACTS, &[word]),
            help: Some(help.to_owned()),
        });
    };
    let numbers: Vec<String> = row
        .parts
        .iter()
        .flat_map(|it| words(&it.text.value))
        .flat_map(|it| it.text.split(['-', '~']).map(|it| it.replace(',', "")))
        .collect();
    let is_told = |it: &(bool, String, Span)| {
        let is_nothing = !it.0 && matches!(it.1.as_str(), "0" | "1");
        let is_spoken =
            of_page.is_empty() && numbers.iter().any(|number| same(number, &it.1));
        is_nothing
            || is_spoken
            || of_page
                .iter()
                .any(|limit| limit.is_max == it.0 && same(&limit.number.value, &it.1))
    };
    let mut unstated: Vec<&(bool, String, Span)> =
        of_spec.iter().filter(|it| !is_told(it)).collect();
    for limit in &of_page {
        let (word, number) = (end(limit.is_max), &limit.number.value);
        if of_spec.iter().any(|it| it.0 == limit.is_max && same(&it.1, number)) {
            continue;
        }
        // A limit that changed is missing on one side and new on the other.
        let other = unstated
            .iter()
            .position(|it| it.0 == limit.is_max)
            .map(|at| unstated.remove(at));
        let span = other.or(of_spec.first()).map_or(field.name.span, |it| it.2);
        let allows =
            format!("the page allows at {word} {number} for `{}`", row.name.value);
        let message = match other {
            Some(other) => format!("{allows}, and the spec {}", other.1),
            None => format!("{allows}, and the spec does not say so"),
        };
        add(message, number, span, limit.number.span, "correct the limit");
    }
    for (is_max, number, span) in unstated {
        let message = format!(
            "the page does not say that `{}` has at {} {number}",
            row.name.value,
            end(*is_max)
        );
        add(
            message,
            number,
            *span,
            row.name.span,
            "delete the limit, or name a decision about it",
        );
    }
}

fn end(is_max: bool) -> &'static str {
    if is_max { "most" } else { "least" }
}

fn same(one: &str, other: &str) -> bool {
    one == other
        || matches!((one.parse::<f64>(), other.parse::<f64>()), (Ok(one), Ok(other)) if one == other)
}

/// Whether a limit of the page limits nothing.
fn is_idle(row_pair: &RowPair<'_>, limit: &Limit) -> bool {
    let ty =
        row_pair.field.ty.as_ref().map_or("", |it| innermost_name(&it.value).as_str());
    let number = limit.number.value.as_str();
    match ty {
        "integer" => matches!(number, "2147483647" | "-2147483648"),
        "long" | "timestamp" => {
            matches!(number, "9223372036854775807" | "-9223372036854775808")
        }
        _ => !limit.is_max && number == "0",
    }
}

fn own_limits(kind: &RuleDefKind, span: Span, found: &mut Vec<(bool, String, Span)>) {
    match kind {
        RuleDefKind::Length(limits)
        | RuleDefKind::Items(limits)
        | RuleDefKind::Size(limits) => {
            both_ends(limits, u64::to_string, span, found);
        }
        RuleDefKind::Range(limits) => both_ends(limits, Number::to_string, span, found),
        RuleDefKind::Keys(inner) => own_limits(inner, span, found),
        _ => {}
    }
}

fn both_ends<T>(
    limits: &Limits<T>,
    text: fn(&T) -> String,
    span: Span,
    found: &mut Vec<(bool, String, Span)>,
) {
    found.extend(limits.min.as_ref().map(|it| (false, text(it), span)));
    found.extend(limits.max.as_ref().map(|it| (true, text(it), span)));
}
