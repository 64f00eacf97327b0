//! Refuses limits of one field that contradict each other: the lengths of texts, patterns
//! and items, and the numbers of items and keys. Limits that no value satisfies belong to
//! `limits`, listed values to `values`.

use super::kept::{self, listed};
use super::values::OwnRules;
use crate::check::rules::constraints::Constraint;
use crate::check::rules::pattern::{lengths, only};
use crate::check::rules::table::DraftRule;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Bounds, Number, Test, Type};

impl OwnRules<'_, '_> {
    /// Compares the limits of one rule with those of the others.
    pub(in crate::check) fn counts(&self, rule: &DraftRule<'_>) {
        let Constraint { test, each, .. } = &rule.constraint;
        match test {
            Test::Unique => self.unique(rule),
            Test::Items(bounds) => self.few_keys(rule, bounds.min),
            Test::Length(bounds) if !each => {
                if let Some(delimiter) = kept::delimiter(self.all()) {
                    self.length_of_items(rule, *bounds, delimiter);
                }
            }
            _ => {}
        }
        if let Test::Pattern(pattern) = rule.value_test() {
            self.length_of_pattern(rule);
            if matches!(test, Test::Pattern(_)) && !each {
                self.blank_pattern(rule, pattern);
            }
        }
    }

    fn ty(&self) -> &Type {
        self.draft.ty(self.field).unwrap_or(&Type::Any)
    }

    /// Reports a pattern that a blank alone matches, since a blank counts as absent.
    fn blank_pattern(&self, rule: &DraftRule<'_>, pattern: &str) {
        let ty = self.ty();
        if only(pattern).is_some_and(|text| self.draft.is_blank(ty, &text)) {
            let message = "a blank alone matches this pattern, and counts as absent";
            let diagnostic = Diagnostic::error(Code::Contradiction, rule.span, message);
            self.draft.report(diagnostic.help("write the pattern that the page gives"));
        }
    }

    /// Reports a pattern whose texts are all too long or too short for a rule beside it.
    fn length_of_pattern(&self, rule: &DraftRule<'_>) {
        let Test::Pattern(pattern) = rule.value_test() else { return };
        // The rule is tried on one text as on a listed value.
        let lengths = lengths(pattern).filter(|_| only(pattern).is_none());
        let Some((least, most)) = lengths else { return };
        for limit in self.all() {
            let Test::Length(bounds) = limit.value_test() else { continue };
            let is_same = limit.constraint.is_beside(&rule.constraint);
            let is_short = bounds.min.zip(most).is_some_and(|(min, most)| most < min);
            let is_long = bounds.max.is_some_and(|max| least > max);
            if is_same && (is_short || is_long) {
                let message = "no text of this length matches the pattern";
                self.draft.report(
                    Diagnostic::error(Code::Contradiction, limit.span, message)
                        .related(rule.span, "the pattern")
                        .help("delete one of the two"),
                );
            }
        }
    }

    /// Reports a length of delimited text that its items and delimiters exceed, or cannot
    /// reach.
    fn length_of_items(
        &self,
        length: &DraftRule<'_>,
        whole: Bounds<u64>,
        delimiter: &str,
    ) {
        let (mut count, mut item) = ((1, None), (1, None));
        let mut because = None;
        for rule in self.all() {
            let bounds = match (&rule.constraint.test, rule.constraint.each) {
                (Test::Items(bounds), false) => (&mut count, bounds),
                (Test::Length(bounds), true) => (&mut item, bounds),
                _ => continue,
            };
            let (known, bounds) = bounds;
            *known = (bounds.min.unwrap_or(1).max(1), bounds.max);
            because = because.or(Some(rule.span));
        }
        let joined = u64::try_from(delimiter.chars().count()).unwrap_or(u64::MAX);
        let total = |count: u64, item: u64| {
            let between = count.saturating_sub(1).saturating_mul(joined);
            count.saturating_mul(item).saturating_add(between)
        };
        let least = total(count.0, item.0);
        let most = count.1.zip(item.1).map(|(count, item)| total(count, item));
        let message = if whole.max.is_some_and(|max| max < least) {
            format!(
                "the shortest list has {least} characters, more than `length` allows"
            )
        } else if let Some(most) =
            most.filter(|most| whole.min.is_some_and(|min| min > *most))
        {
            format!(
                "the longest list has {most} characters, fewer than `length` requires"
            )
        } else {
            return;
        };
        let diagnostic = Diagnostic::error(Code::Contradiction, length.span, message)
            .help("correct `length`, or the limits of the items and of their number");
        self.draft.report(match because {
            Some(because) => diagnostic.related(because, "the items"),
            None => diagnostic,
        });
    }

    /// Reports `unique` beside limits that allow one item at most, or require more
    /// items than there are values.
    fn unique(&self, rule: &DraftRule<'_>) {
        let of_items = self.always().filter(|it| it.constraint.each);
        let ty = self.ty();
        let known = (*ty.innermost() == Type::Boolean).then_some(2);
        let counts = of_items.filter_map(|it| match &it.constraint.test {
            Test::Range(bounds) => whole_numbers(*bounds, ty.innermost()),
            test => listed(self.draft, test).map(|values| values.len() as u64),
        });
        let most = counts.chain(known).min();
        for limit in self.always() {
            let Test::Items(bounds) = limit.constraint.test else { continue };
            let diagnostic = match (bounds.min, most) {
                _ if bounds.max.is_some_and(|max| max <= 1) => {
                    let message =
                        "`unique` has no effect: the list has at most one item";
                    Diagnostic::error(Code::NeverFires, rule.span, message)
                        .help("delete `unique`")
                }
                (Some(min), Some(most)) if min > most => {
                    let message = format!(
                        "{min} items cannot all differ: there are only {most} values"
                    );
                    Diagnostic::error(Code::Contradiction, rule.span, message)
                        .help("delete one of the two")
                }
                _ => continue,
            };
            self.draft.report(diagnostic.related(limit.span, "the number of items"));
        }
    }

    /// Reports a map that needs more entries than its keys have values.
    fn few_keys(&self, items: &DraftRule<'_>, min: Option<u64>) {
        for rule in self.all() {
            let listed =
                rule.constraint.test.of_keys().and_then(|it| listed(self.draft, it));
            let Some(most) = listed.map(|values| values.len() as u64) else { continue };
            if let Some(min) = min.filter(|min| *min > most) {
                let message = format!(
                    "a map cannot have {min} entries: its keys have only {most} values"
                );
                let diagnostic =
                    Diagnostic::error(Code::Contradiction, items.span, message);
                self.draft.report(
                    diagnostic
                        .related(rule.span, "the keys")
                        .help("delete one of the two"),
                );
            }
        }
    }
}

/// The number of whole numbers between two limits.
fn whole_numbers(bounds: Bounds<Number>, ty: &Type) -> Option<u64> {
    let is_whole = matches!(ty, Type::Integer | Type::Long | Type::Timestamp);
    match (bounds.min, bounds.max) {
        (Some(Number::Integer(min)), Some(Number::Integer(max))) if is_whole => {
            u64::try_from(max.saturating_sub(min).saturating_add(1)).ok()
        }
        _ => None,
    }
}
