//! Compares the limits that a row states with those of the spec.

use super::findings::{Finding, Findings};
use super::row_pair::RowPair;
use crate::diagnostic::Code;
use crate::model::Number;
use crate::page::document::Row;
use crate::page::statements::limits::Limit;
use crate::page::words::words;
use crate::source::Span;
use crate::spec::{Limits, RuleDefKind, innermost_name};

/// The facts of a field that decide about its limits.
const FACTS: &[&str] =
    &["length", "range", "items", "size", "each", "keys", "type", "pattern"];

/// A limit of the spec.
struct SpecLimit {
    is_max: bool,
    number: String,
    span: Span,
}

impl SpecLimit {
    fn is(&self, limit: &Limit) -> bool {
        self.is_max == limit.is_max && is_same(&self.number, &limit.number.value)
    }

    /// Whether the row states the limit. The smallest lower limits need no statement. If
    /// no limit of the row was read, a number in its text is enough.
    fn is_stated(&self, of_page: &[&Limit], numbers: &[String]) -> bool {
        let is_usual = !self.is_max && matches!(self.number.as_str(), "0" | "1");
        let is_in_text = || numbers.iter().any(|number| is_same(number, &self.number));
        is_usual
            || of_page.is_empty() && is_in_text()
            || of_page.iter().any(|limit| self.is(limit))
    }
}

/// Compares a row.
pub(super) fn compare(row_pair: &RowPair<'_>, findings: &mut Findings) {
    let RowPair { row, field, stated, .. } = row_pair;
    let mut of_spec: Vec<SpecLimit> = Vec::new();
    for rule in &field.rules {
        own_limits(&rule.kind, rule.span, &mut of_spec);
    }
    let of_page: Vec<&Limit> =
        stated.limits.iter().filter(|it| !limits_nothing(row_pair, it)).collect();
    let mut add = |message: String, word: &str, spec: Span, page: Span, help: &str| {
        findings.add(Finding {
            code: Code::PageValues,
            message,
            spec: (spec, "in the spec"),
            page: (page, "on the page"),
            coverage: row_pair.coverage(FACTS, &[word]),
            help,
        });
    };
    let name = &row.name;
    let numbers = numbers(row);
    let mut unstated: Vec<&SpecLimit> =
        of_spec.iter().filter(|it| !it.is_stated(&of_page, &numbers)).collect();
    for limit in of_page.iter().filter(|limit| !of_spec.iter().any(|it| it.is(limit))) {
        // A limit that changed is missing on one side and new on the other.
        let other = unstated
            .iter()
            .position(|it| it.is_max == limit.is_max)
            .map(|at| unstated.remove(at));
        let span = other.or(of_spec.first()).map_or(field.name.span, |it| it.span);
        let (end, number) = (end(limit.is_max), &limit.number.value);
        let says = match other {
            Some(other) => other.number.as_str(),
            None => "does not say so",
        };
        let message = format!(
            "the page allows at {end} {number} for `{}`, and the spec {says}",
            name.value
        );
        add(message, number, span, limit.number.span, "correct the limit");
    }
    for SpecLimit { is_max, number, span } in unstated {
        let (name, end) = (&name.value, end(*is_max));
        let message =
            format!("the page does not say that `{name}` has at {end} {number}");
        let help = "delete the limit, or name a decision about it";
        add(message, number, *span, row.name.span, help);
    }
}

/// The numbers in the description of a row, and other words.
fn numbers(row: &Row) -> Vec<String> {
    let words = row.parts.iter().flat_map(|it| words(&it.text.value));
    let pieces = words.flat_map(|it| it.text.split(['-', '~']));
    pieces.map(|it| it.replace(',', "")).collect()
}

/// The end of a range in words, after `at`.
fn end(is_max: bool) -> &'static str {
    if is_max { "most" } else { "least" }
}

/// Whether two texts are the same number.
fn is_same(one: &str, other: &str) -> bool {
    let number = |it: &str| it.parse::<f64>().ok();
    one == other || number(one).is_some_and(|it| number(other) == Some(it))
}

/// Whether a limit of the page limits nothing.
fn limits_nothing(row_pair: &RowPair<'_>, limit: &Limit) -> bool {
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

/// Adds the limits of a rule.
fn own_limits(kind: &RuleDefKind, span: Span, found: &mut Vec<SpecLimit>) {
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
    found: &mut Vec<SpecLimit>,
) {
    for (is_max, end) in [(false, &limits.min), (true, &limits.max)] {
        let number = end.as_ref().map(text);
        found.extend(number.map(|number| SpecLimit { is_max, number, span }));
    }
}
