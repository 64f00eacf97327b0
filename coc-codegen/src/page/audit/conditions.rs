//! Compares the conditions that the sentences of a page state for a field with those of
//! its rules.

use super::both::Both;
use super::claims::Claims;
use super::covered::Cover;
use super::findings::{Finding, Findings};
use super::subject::Subject;
use crate::diagnostic::Code;
use crate::page::sentences::{Comparison, Demands};
use crate::source::Span;
use crate::spec::{ConditionDef, ConditionKind, RuleDefKind};

/// A comparison in a condition of the spec.
pub(super) struct Read {
    pub(super) field: String,
    /// The value; none if the field has to be there.
    pub(super) value: Option<String>,
    is_negated: bool,
    span: Span,
}

/// The comparisons of a condition.
pub(super) fn reads(condition: &ConditionDef) -> Vec<Read> {
    let mut found = Vec::new();
    collect(condition, false, &mut found);
    found
}

fn collect(condition: &ConditionDef, is_negated: bool, found: &mut Vec<Read>) {
    let mut add = |field: &str, value: Option<String>, span: Span| {
        found.push(Read { field: field.to_owned(), value, is_negated, span });
    };
    match &condition.kind {
        ConditionKind::Constant(_) => {}
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            parts.iter().for_each(|part| collect(part, is_negated, found));
        }
        ConditionKind::Not(part) => collect(part, !is_negated, found),
        ConditionKind::Is(field, values) => {
            values.iter().for_each(|value| {
                add(&field.name, Some(value.value.to_string()), value.span);
            });
        }
        ConditionKind::Present(field) => add(&field.name, None, field.span),
    }
}

/// A comparison of the spec, with the rule that makes it.
struct Own {
    rule: &'static str,
    read: Read,
}

fn own(both: &Both<'_>) -> Vec<Own> {
    let mut found = Vec::new();
    for rule in &both.field.rules {
        let (name, condition) = match &rule.kind {
            RuleDefKind::Required(it) => ("required", it),
            RuleDefKind::OnlyWhen(it) => ("only_when", it),
            RuleDefKind::DocumentedFor(it) => ("documented_for", it),
            RuleDefKind::Enum { when: Some(it), .. } => ("enum", it),
            RuleDefKind::Members { when, .. } => ("types", when),
            _ => continue,
        };
        found.extend(reads(condition).into_iter().map(|read| Own { rule: name, read }));
    }
    found
}

/// Compares a row.
pub(super) fn compare<'a>(
    subject: &Subject<'a>,
    both: &Both<'a>,
    claims: &Claims,
    findings: &mut Findings,
) {
    let own = own(both);
    let said = claims.said.said(both.at);
    let mut report = Report { subject, both, findings };
    let mut unstated: Vec<&Own> = own
        .iter()
        .filter(|it| {
            !said.iter().any(|told| states(told, it, claims))
                && !negates_another(it, said)
        })
        .collect();
    let mut seen: Vec<(&str, Option<&str>, bool, Demands)> = Vec::new();
    for told in said {
        let key =
            (told.field.value.as_str(), value(told), told.is_negated, told.demands);
        if seen.contains(&key) || is_left_free(&own, told) || is_other_rule(both, told) {
            continue;
        }
        seen.push(key);
        let same: Vec<&Own> = own.iter().filter(|it| agrees(it, told, claims)).collect();
        if !same.is_empty() && !is_wrong(told, &same) {
            continue;
        }
        // A sentence that changed leaves a comparison of the spec behind, which it stood
        // for.
        let of_field = |it: &&Own| it.read.field == told.field.value;
        let position = unstated
            .iter()
            .position(|it| of_field(it) && is_demanded(told, it.rule))
            .or_else(|| unstated.iter().position(of_field))
            .or_else(|| unstated.iter().position(|it| is_demanded(told, it.rule)));
        match (position, same.first()) {
            (Some(at), _) => report.another(told, unstated.remove(at)),
            (None, Some(other)) => report.moved(told, other),
            (None, None) => report.unknown(told, own.first()),
        }
    }
    for it in unstated {
        report.unstated(it);
    }
}

/// Whether a sentence states a comparison of the spec.
fn states(told: &Comparison, own: &Own, claims: &Claims) -> bool {
    let is_vague =
        told.demands.is_none() && (!told.is_mention || own.read.value.is_none());
    agrees(own, told, claims) && (is_vague || is_demanded(told, own.rule))
}

/// Whether a sentence demands what this rule states.
fn is_demanded(told: &Comparison, rule: &str) -> bool {
    kinds(told.demands).iter().any(|(is_said, rules)| *is_said && rules.contains(&rule))
}

/// Whether a sentence demands what none of the rules with its comparison states, or
/// leaves free what one requires.
fn is_wrong(told: &Comparison, same: &[&Own]) -> bool {
    let Demands { mandatory, optional, .. } = told.demands;
    let has = |rules: &[&str]| same.iter().any(|it| rules.contains(&it.rule));
    kinds(told.demands).iter().any(|(is_said, rules)| *is_said && !has(rules))
        || (optional && !mandatory && has(&["required"]))
}

fn value(told: &Comparison) -> Option<&str> {
    told.value.as_ref().map(|it| it.value.as_str())
}

struct Report<'r, 'a> {
    subject: &'r Subject<'a>,
    both: &'r Both<'a>,
    findings: &'r mut Findings,
}

impl Report<'_, '_> {
    fn add(
        &mut self,
        message: String,
        rules: &[&str],
        words: &[Option<&str>],
        (spec, page): (Span, Span),
        help: &str,
    ) {
        let words: Vec<&str> = words.iter().copied().flatten().collect();
        self.findings.add(Finding {
            code: Code::PageCondition,
            message,
            spec: (spec, "in the spec"),
            page: (page, "on the page"),
            // A decision of the table is about its columns, which have no conditions.
            cover: Cover::of(self.subject, &self.both.field.decisions, rules, &words),
            help: Some(help.to_owned()),
        });
    }

    /// A sentence that the spec does not have.
    fn told(&mut self, told: &Comparison, end: &str, spec: Span, help: &str) {
        let compares = comparison(&told.field.value, value(told), told.is_negated);
        let name = &self.both.row.name.value;
        let message =
            format!("the page {} `{name}` when {compares}{end}", demand(told.demands));
        let demanded = kinds(told.demands);
        let mut rules: Vec<&str> =
            demanded.iter().filter(|it| it.0).flat_map(|it| it.1).copied().collect();
        if rules.is_empty() {
            rules = vec![
                "required",
                "only_when",
                "documented_for",
                "enum",
                "types",
                "prose",
            ];
        }
        let place = told.value.as_ref().map_or(told.field.span, |it| it.span);
        self.add(
            message,
            &rules,
            &[Some(&told.field.value), value(told)],
            (spec, place),
            help,
        );
    }

    fn another(&mut self, told: &Comparison, own: &Own) {
        let compares =
            comparison(&own.read.field, own.read.value.as_deref(), own.read.is_negated);
        let end = format!("; in the spec, `{}` asks whether {compares}", own.rule);
        self.told(
            told,
            &end,
            own.read.span,
            "correct the condition, or name a decision about it",
        );
    }

    fn moved(&mut self, told: &Comparison, own: &Own) {
        let end = format!(", and the spec has that condition in `{}`", own.rule);
        self.told(
            told,
            &end,
            own.read.span,
            "move the condition, or name a decision about it",
        );
    }

    fn unknown(&mut self, told: &Comparison, own: Option<&Own>) {
        let span = own.map_or(self.both.field.name.span, |it| it.read.span);
        let help = "add the condition, or name a decision about it";
        self.told(told, ", and the spec has no such condition", span, help);
    }

    /// A comparison of the spec that the page does not have.
    fn unstated(&mut self, own: &Own) {
        let compares =
            comparison(&own.read.field, own.read.value.as_deref(), own.read.is_negated);
        let name = &self.both.row.name;
        let message = format!(
            "`{}` of `{}` asks whether {compares}, and the page does not say so",
            own.rule, name.value
        );
        let words = [Some(own.read.field.as_str()), own.read.value.as_deref()];
        let places = (own.read.span, name.span);
        self.add(
            message,
            &[own.rule],
            &words,
            places,
            "delete the condition, or name a decision about it",
        );
    }
}

/// Whether a comparison of the spec and one of the page are about the same field and value.
fn agrees(own: &Own, told: &Comparison, claims: &Claims) -> bool {
    if own.read.field != told.field.value {
        return false;
    }
    if told.is_mention {
        return true;
    }
    let value = value(told);
    if own.read.is_negated == told.is_negated {
        return own.read.value.as_deref() == value;
    }
    // A negated comparison stands for the other values, if the field has a list.
    let known = claims.said.names.get(&told.field.value).filter(|it| it.len() == 2);
    match (&own.read.value, value, known) {
        (Some(one), Some(other), Some(known)) => {
            one != other && known.contains(one.as_str()) && known.contains(other)
        }
        _ => false,
    }
}

/// Whether the page calls a field optional in a case in which the spec requires nothing.
fn is_left_free(own: &[Own], told: &Comparison) -> bool {
    let only_optional = told.demands.optional
        && !told.demands.mandatory
        && !told.demands.only
        && !told.demands.valid;
    let value = value(told);
    let mut of_field = own
        .iter()
        .filter(|it| it.read.field == told.field.value && it.rule != "documented_for")
        .peekable();
    only_optional
        && of_field.peek().is_some()
        && of_field.all(|it| (it.read.value.as_deref() != value) != told.is_negated)
}

/// Whether a mention is of a field that another rule compares with.
fn is_other_rule(both: &Both<'_>, told: &Comparison) -> bool {
    told.is_mention
        && both.field.rules.iter().any(|rule| {
            matches!(&rule.kind, RuleDefKind::Compared(_, other) if other.value == told.field.value)
        })
}

/// Whether the page states the negated comparison of the spec by its positive counterparts.
fn negates_another(own: &Own, said: &[Comparison]) -> bool {
    own.read.is_negated
        && said.iter().any(|told| {
            told.field.value == own.read.field
                && !told.is_negated
                && told.value.is_some()
        })
}

/// The rules that state each demand.
fn kinds(demands: Demands) -> [(bool, &'static [&'static str]); 5] {
    [
        (demands.mandatory, &["required"]),
        (demands.only, &["only_when"]),
        (demands.valid && !demands.only, &["documented_for", "only_when"]),
        (demands.optional, &["documented_for"]),
        (demands.values, &["enum", "types"]),
    ]
}

/// The demand of a sentence in words.
fn demand(demands: Demands) -> &'static str {
    match demands {
        Demands { mandatory: true, only: true, .. } => "wants, and only then allows,",
        Demands { mandatory: true, .. } => "wants",
        Demands { only: true, .. } => "allows only",
        Demands { valid: true, .. } => "calls valid",
        Demands { optional: true, .. } => "calls optional",
        Demands { values: true, .. } => "has a list of values for",
        _ => "speaks of",
    }
}

fn comparison(field: &str, value: Option<&str>, is_negated: bool) -> String {
    match (value, is_negated) {
        (Some(value), false) => format!("{field} is {value}"),
        (Some(value), true) => format!("{field} is not {value}"),
        (None, false) => format!("{field} is given"),
        (None, true) => format!("{field} is not given"),
    }
}
