//! The alternatives of one field in each case of their conditions: its lists of values, and
//! the tables of its members. Reports those that exclude each other, and a case without
//! a list. Conditions alone belong to `conflicts`.

use std::collections::{HashMap, HashSet};

use super::conflicts::{Case, FieldCases};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EnumId, Field, RuleId, Test};

impl FieldCases<'_> {
    /// The pairs of these rules that hold in one case, each with the first such case.
    fn together(&self, rules: &[usize]) -> Vec<(usize, usize, &[usize])> {
        let mut found = Vec::new();
        let mut seen: HashSet<(usize, usize)> = HashSet::new();
        for case in &self.reachable {
            let rules: Vec<usize> =
                rules.iter().copied().filter(|rule| case.holds[*rule]).collect();
            for (n, first) in rules.iter().enumerate() {
                for second in &rules[n + 1..] {
                    if seen.insert((*first, *second)) {
                        found.push((*first, *second, case.states.as_slice()));
                    }
                }
            }
        }
        found
    }

    /// Reports two tables of members that one object has at once.
    pub(super) fn several_members(&self, field: &Field) {
        let name = |at: usize| match &self.contract[self.rules[at]].test {
            Test::Members(_, name) => Some(name.as_str()),
            _ => None,
        };
        let rules: Vec<usize> =
            (0..self.rules.len()).filter(|at| name(*at).is_some()).collect();
        // One wrong condition may meet all others.
        if let Some((first, second, case)) = self.together(&rules).first().copied() {
            let message = format!(
                "`{}` has the members of both `{}` and `{}` when {}",
                field.name,
                name(first).unwrap_or_default(),
                name(second).unwrap_or_default(),
                self.cases.words(case)
            );
            let diagnostic =
                Diagnostic::error(Code::Contradiction, self.span(second), message);
            let diagnostic = diagnostic.related(self.span(first), "the other type");
            self.report(diagnostic.help("correct one of the conditions"));
        }
    }

    /// The lists of values that the field has, each with the position of its rule.
    pub(super) fn lists(&self) -> Vec<(usize, EnumId)> {
        let rules = self.rules.iter().enumerate();
        let list = |rule: &RuleId| match self.contract[*rule].test {
            Test::Enum(list) => Some(list),
            _ => None,
        };
        rules.filter_map(|(at, rule)| Some((at, list(rule)?))).collect()
    }

    /// Whether two lists apply to one case and share no value, which is reported.
    pub(super) fn disjoint_lists(
        &self,
        field: &Field,
        lists: &[(usize, EnumId)],
    ) -> bool {
        let contract = self.contract;
        let of_rule: HashMap<usize, EnumId> = lists.iter().copied().collect();
        let share = |first: usize, second: usize| {
            let mut values = contract[of_rule[&first]].values.iter();
            let other = &contract[of_rule[&second]];
            values.any(|value| other.value(&value.wire).is_some())
        };
        let rules: Vec<usize> = lists.iter().map(|(at, _)| *at).collect();
        let mut found = false;
        for (first, second, case) in self.together(&rules) {
            if share(first, second) {
                continue;
            }
            let message = format!(
                "two lists apply to `{}` and share no value when {}",
                field.name,
                self.cases.words(case)
            );
            let diagnostic =
                Diagnostic::error(Code::Contradiction, self.span(second), message);
            let diagnostic = diagnostic.related(self.span(first), "the other list");
            self.report(diagnostic.help("correct one of the conditions"));
            found = true;
        }
        found
    }

    /// Reports a case of known values for which no list applies.
    pub(super) fn missing_case(&self, field: &Field, lists: &[(usize, EnumId)]) {
        let Some((first, _)) = lists.first() else { return };
        let is_always = |at: usize| self.contract[self.rules[at]].when.is_always();
        if lists.iter().any(|(at, _)| is_always(*at)) || !field.decisions.is_empty() {
            return;
        }
        let only_when = self.position(&Test::OnlyWhen);
        let documented_for = self.position(&Test::DocumentedFor);
        let is_open = |case: &&Case| {
            let documented = only_when.is_none_or(|at| case.holds[at])
                && documented_for.is_none_or(|at| case.holds[at]);
            documented
                && self.cases.is_closed(&case.states)
                && !lists.iter().any(|(at, _)| case.holds[*at])
        };
        if let Some(case) = self.reachable.iter().find(is_open) {
            let message = format!(
                "no list of values applies to `{}` when {}",
                field.name,
                self.cases.words(&case.states)
            );
            let diagnostic =
                Diagnostic::warning(Code::MissingCase, self.span(*first), message);
            self.report(diagnostic.help(
                "add a list for that case, or exclude the case with `documented_for`, `only_when` or a decision",
            ));
        }
    }
}
