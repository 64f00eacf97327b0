//! Compares the limits that a row states with those of the spec.

use super::both::{Both, mentions};
use super::covered::Cover;
use super::findings::{Finding, Findings};
use super::pairs::Pair;
use super::subject::Subject;
use crate::diagnostic::Code;
use crate::model::Number;
use crate::page::statements::Limit;
use crate::page::words::words;
use crate::source::Span;
use crate::spec::{Limits, RuleDefKind, innermost_name};

const FACTS: &[&str] =
    &["length", "range", "items", "size", "each", "keys", "type", "pattern"];

/// Compares a row.
pub(super) fn compare<'a>(
    subject: &Subject<'a>,
    pair: &Pair<'a>,
    both: &Both<'a>,
    findings: &mut Findings,
) {
    let Both { row, field, stated, .. } = *both;
    let mut own: Vec<(bool, String, Span)> = Vec::new();
    for rule in &field.rules {
        own_limits(&rule.kind, rule.span, &mut own);
    }
    let told: Vec<&Limit> =
        stated.limits.iter().filter(|it| !is_idle(both, it)).collect();
    let mut add = |message: String, word: &str, spec: Span, page: Span, help: &str| {
        findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page, "on the page"),
            cover: Cover::of(subject, mentions(pair, field), FACTS, &[word]),
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
            told.is_empty() && numbers.iter().any(|number| same(number, &it.1));
        is_nothing
            || is_spoken
            || told
                .iter()
                .any(|limit| limit.is_max == it.0 && same(&limit.number.value, &it.1))
    };
    let mut untold: Vec<&(bool, String, Span)> =
        own.iter().filter(|it| !is_told(it)).collect();
    for limit in &told {
        let (word, number) = (end(limit.is_max), &limit.number.value);
        if own.iter().any(|it| it.0 == limit.is_max && same(&it.1, number)) {
            continue;
        }
        // A limit that changed is missing on one side and new on the other.
        let other = untold
            .iter()
            .position(|it| it.0 == limit.is_max)
            .map(|at| untold.remove(at));
        let span = other.or(own.first()).map_or(field.name.span, |it| it.2);
        let allows =
            format!("the page allows at {word} {number} for `{}`", row.name.value);
        let message = match other {
            Some(other) => format!("{allows}, and the spec {}", other.1),
            None => format!("{allows}, and the spec does not say so"),
        };
        add(message, number, span, limit.number.span, "correct the limit");
    }
    for (is_max, number, span) in untold {
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
fn is_idle(both: &Both<'_>, limit: &Limit) -> bool {
    let ty = both.field.ty.as_ref().map_or("", |it| innermost_name(&it.value).as_str());
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
