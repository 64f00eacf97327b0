//! Compares the conditions that the sentences of a page state for a field with those of
//! its rules. Reading the sentences belongs to the modules of the page.

use super::context::AuditContext;
use super::findings::{Finding, Findings};
use super::row_pair::RowPair;
use crate::diagnostic::Code;
use crate::page::statements::demands::Demands;
use crate::page::statements::sentences::Comparison;
use crate::source::Span;
use crate::spec::{ConditionDef, ConditionKind, RuleDefKind};

/// A comparison in a condition of the spec.
pub(super) struct SpecComparison {
    pub(super) field: String,
    /// The value; none if the field has to be there.
    pub(super) value: Option<String>,
    is_negated: bool,
    span: Span,
}

/// The comparisons of a condition.
pub(super) fn comparisons_of(condition: &ConditionDef) -> Vec<SpecComparison> {
    let mut found = Vec::new();
    collect(condition, false, &mut found);
    found
}

/// Adds the comparisons of a condition, which is negated as a whole or not.
fn collect(condition: &ConditionDef, is_negated: bool, found: &mut Vec<SpecComparison>) {
    let mut add = |field: &str, value: Option<String>, span: Span| {
        found.push(SpecComparison { field: field.to_owned(), value, is_negated, span });
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

impl SpecComparison {
    fn in_words(&self) -> String {
        in_words(&self.field, self.value.as_deref(), self.is_negated)
    }
}

/// A comparison of the spec, with the rule that makes it.
struct OfRule {
    rule: &'static str,
    comparison: SpecComparison,
}

/// The comparisons of all rules of a field.
fn of_rules(row_pair: &RowPair<'_>) -> Vec<OfRule> {
    let mut found = Vec::new();
    for rule in &row_pair.field.rules {
        let (name, condition) = match &rule.kind {
            RuleDefKind::Required(it) => ("required", it),
            RuleDefKind::OnlyWhen(it) => ("only_when", it),
            RuleDefKind::DocumentedFor(it) => ("documented_for", it),
            RuleDefKind::Enum { when: Some(it), .. } => ("enum", it),
            RuleDefKind::Members { when, .. } => ("types", when),
            _ => continue,
        };
        let comparisons = comparisons_of(condition).into_iter();
        found.extend(comparisons.map(|comparison| OfRule { rule: name, comparison }));
    }
    found
}

/// Compares a row.
pub(super) fn compare(row_pair: &RowPair<'_>, findings: &mut Findings) {
    let context = row_pair.context;
    let of_spec = of_rules(row_pair);
    let stated = context.assertions.conditions(row_pair.at);
    let mut report = Report { row_pair, findings };
    let mut unstated: Vec<&OfRule> = of_spec
        .iter()
        .filter(|it| {
            !stated.iter().any(|of_page| states(of_page, it, context))
                && !negates_another(it, stated)
        })
        .collect();
    let mut seen: Vec<(&str, Option<&str>, bool, Demands)> = Vec::new();
    for of_page in stated {
        let key = (
            of_page.field.value.as_str(),
            value(of_page),
            of_page.is_negated,
            of_page.demands,
        );
        if seen.contains(&key)
            || is_never_required(&of_spec, of_page)
            || is_other_rule(row_pair, of_page)
        {
            continue;
        }
        seen.push(key);
        let same: Vec<&OfRule> =
            of_spec.iter().filter(|it| agrees(it, of_page, context)).collect();
        if !same.is_empty() && !is_contradicted(of_page, &same) {
            continue;
        }
        // A sentence that changed leaves a comparison of the spec without a counterpart.
        let of_field = |it: &&OfRule| it.comparison.field == of_page.field.value;
        let position = unstated
            .iter()
            .position(|it| of_field(it) && is_demanded(of_page, it.rule))
            .or_else(|| unstated.iter().position(of_field))
            .or_else(|| unstated.iter().position(|it| is_demanded(of_page, it.rule)));
        match (position, same.first()) {
            (Some(at), _) => report.report_changed(of_page, unstated.remove(at)),
            (None, Some(other)) => report.report_other_rule(of_page, other),
            (None, None) => report.report_missing_in_spec(of_page, of_spec.first()),
        }
    }
    for it in unstated {
        report.report_missing_on_page(it);
    }
}

/// Whether a sentence states a comparison of the spec.
fn states(of_page: &Comparison, of_spec: &OfRule, context: &AuditContext<'_>) -> bool {
    let is_vague = of_page.demands.is_none()
        && (!of_page.is_mention || of_spec.comparison.value.is_none());
    agrees(of_spec, of_page, context) && (is_vague || is_demanded(of_page, of_spec.rule))
}

/// Whether this rule states a demand of a sentence.
fn is_demanded(of_page: &Comparison, rule: &str) -> bool {
    of_page.demands.rules().any(|rules| rules.contains(&rule))
}

/// Whether a sentence makes a demand that none of the rules with its comparison states, or
/// calls a field optional that one of them requires.
fn is_contradicted(of_page: &Comparison, same: &[&OfRule]) -> bool {
    let Demands { mandatory, optional, .. } = of_page.demands;
    let has = |rules: &[&str]| same.iter().any(|it| rules.contains(&it.rule));
    of_page.demands.rules().any(|rules| !has(rules))
        || (optional && !mandatory && has(&["required"]))
}

fn value(of_page: &Comparison) -> Option<&str> {
    of_page.value.as_ref().map(|it| it.value.as_str())
}

struct Report<'r, 'a> {
    row_pair: &'r RowPair<'a>,
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
            coverage: self.row_pair.coverage_by_field(rules, &words),
            help,
        });
    }

    /// A sentence that the spec does not have.
    fn of_page(&mut self, of_page: &Comparison, end: &str, spec: Span, help: &str) {
        let compares =
            in_words(&of_page.field.value, value(of_page), of_page.is_negated);
        let name = &self.row_pair.row.name.value;
        let message = format!(
            "the page {} `{name}` when {compares}{end}",
            demand(of_page.demands)
        );
        let mut rules: Vec<&str> = of_page.demands.rules().flatten().copied().collect();
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
        let place = of_page.value.as_ref().map_or(of_page.field.span, |it| it.span);
        self.add(
            message,
            &rules,
            &[Some(&of_page.field.value), value(of_page)],
            (spec, place),
            help,
        );
    }

    fn report_changed(&mut self, of_page: &Comparison, of_spec: &OfRule) {
        let compares = of_spec.comparison.in_words();
        let end = format!("; in the spec, `{}` tests whether {compares}", of_spec.rule);
        self.of_page(
            of_page,
            &end,
            of_spec.comparison.span,
            "correct the condition, or name a decision about it",
        );
    }

    fn report_other_rule(&mut self, of_page: &Comparison, of_spec: &OfRule) {
        let end = format!(", and the spec has that condition in `{}`", of_spec.rule);
        self.of_page(
            of_page,
            &end,
            of_spec.comparison.span,
            "move the condition, or name a decision about it",
        );
    }

    fn report_missing_in_spec(
        &mut self,
        of_page: &Comparison,
        of_spec: Option<&OfRule>,
    ) {
        let span =
            of_spec.map_or(self.row_pair.field.name.span, |it| it.comparison.span);
        let help = "add the condition, or name a decision about it";
        self.of_page(of_page, ", and the spec has no such condition", span, help);
    }

    /// A comparison of the spec that the page does not have.
    fn report_missing_on_page(&mut self, of_spec: &OfRule) {
        let compares = of_spec.comparison.in_words();
        let name = &self.row_pair.row.name;
        let message = format!(
            "`{}` of `{}` tests whether {compares}, and the page does not say so",
            of_spec.rule, name.value
        );
        let words = [
            Some(of_spec.comparison.field.as_str()),
            of_spec.comparison.value.as_deref(),
        ];
        let places = (of_spec.comparison.span, name.span);
        self.add(
            message,
            &[of_spec.rule],
            &words,
            places,
            "delete the condition, or name a decision about it",
        );
    }
}

/// Whether a comparison of the spec and one of the page are about the same field and value.
fn agrees(of_spec: &OfRule, of_page: &Comparison, context: &AuditContext<'_>) -> bool {
    if of_spec.comparison.field != of_page.field.value {
        return false;
    }
    if of_page.is_mention {
        return true;
    }
    let value = value(of_page);
    if of_spec.comparison.is_negated == of_page.is_negated {
        return of_spec.comparison.value.as_deref() == value;
    }
    // A negated comparison means the other values, if the field has a list.
    let known =
        context.assertions.names.get(&of_page.field.value).filter(|it| it.len() == 2);
    match (&of_spec.comparison.value, value, known) {
        (Some(one), Some(other), Some(known)) => {
            one != other && known.contains(one.as_str()) && known.contains(other)
        }
        _ => false,
    }
}

/// Whether the page calls a field optional in a case in which the spec requires nothing.
fn is_never_required(of_spec: &[OfRule], of_page: &Comparison) -> bool {
    let only_optional = of_page.demands.optional
        && !of_page.demands.mandatory
        && !of_page.demands.only
        && !of_page.demands.effective;
    let value = value(of_page);
    let mut of_field = of_spec
        .iter()
        .filter(|it| {
            it.comparison.field == of_page.field.value && it.rule != "documented_for"
        })
        .peekable();
    only_optional
        && of_field.peek().is_some()
        && of_field
            .all(|it| (it.comparison.value.as_deref() != value) != of_page.is_negated)
}

/// Whether the mentioned field is one that a rule compares the field with, such as
/// `at_least`.
fn is_other_rule(row_pair: &RowPair<'_>, of_page: &Comparison) -> bool {
    of_page.is_mention
        && row_pair.field.rules.iter().any(|rule| {
            matches!(&rule.kind, RuleDefKind::Compared(_, other)
                if other.value == of_page.field.value)
        })
}

/// Whether the spec negates a comparison, and the page states the other values of the
/// field instead.
fn negates_another(of_spec: &OfRule, stated: &[Comparison]) -> bool {
    of_spec.comparison.is_negated
        && stated.iter().any(|of_page| {
            of_page.field.value == of_spec.comparison.field
                && !of_page.is_negated
                && of_page.value.is_some()
        })
}

/// The demand of a sentence in words.
fn demand(demands: Demands) -> &'static str {
    match demands {
        Demands { mandatory: true, only: true, .. } => "requires, and only then allows,",
        Demands { mandatory: true, .. } => "requires",
        Demands { only: true, .. } => "allows only",
        Demands { effective: true, .. } => "calls valid",
        Demands { optional: true, .. } => "calls optional",
        Demands { values: true, .. } => "has a list of values for",
        _ => "mentions",
    }
}

/// A comparison in words.
fn in_words(field: &str, value: Option<&str>, is_negated: bool) -> String {
    match (value, is_negated) {
        (Some(value), false) => format!("{field} is {value}"),
        (Some(value), true) => format!("{field} is not {value}"),
        (None, false) => format!("{field} is given"),
        (None, true) => format!("{field} is not given"),
    }
}
