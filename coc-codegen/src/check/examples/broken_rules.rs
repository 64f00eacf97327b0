//! Reports the rules that request examples break. Several broken rules may have one cause:
//! a rule that is wrong is broken in many places, and a value of an example that is wrong
//! breaks many rules whose conditions read it. Each cause is one diagnostic.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value};

use super::consequences::{Consequences, reads_of};
use super::sound_parts::Erroneous;
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::interpret::{self, Violation};
use crate::model::{Contract, Literal, Operation, Part, RuleId, Test, enumerate};
use crate::pointer::unescape;
use crate::source::Span;
use crate::spec::Example;

/// Most places that the report of a wrong value names.
const MOST_PLACES: usize = 3;

/// The rules that examples break, by their causes.
pub(in crate::check) struct BrokenRules<'b, 's> {
    contract: &'b Contract,
    draft: &'b Draft<'s>,
    rules: &'b Rules<'s>,
    erroneous: &'b Erroneous,
    causes: BTreeMap<Cause, Vec<Diagnostic>>,
}

/// The cause of broken rules.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// The rule, with the help for the value that breaks it.
    Rule(RuleId, String),
    /// The value that the conditions of all these rules read.
    Value { pointer: String, rules: BTreeSet<RuleId> },
}

impl<'b, 's> BrokenRules<'b, 's> {
    pub(in crate::check) fn new(
        contract: &'b Contract,
        draft: &'b Draft<'s>,
        rules: &'b Rules<'s>,
        erroneous: &'b Erroneous,
    ) -> Self {
        Self { contract, draft, rules, erroneous, causes: BTreeMap::new() }
    }

    /// Adds the rules that an example breaks. Its objects at `unknown_keys` have been
    /// reported.
    pub(in crate::check) fn add(
        &mut self,
        operation: &Operation,
        example: &Example,
        unknown_keys: &HashSet<String>,
    ) {
        let found = interpret::violations(self.contract, operation, &example.value);
        let consequences = Consequences::of(self.contract, &found, unknown_keys);
        let is_reported = |it: &&Violation| {
            !self.contract[it.rule].is_warning()
                && !self.erroneous.contains(self.rules.rules[it.rule].span)
                && !consequences.contains(it)
        };
        let mut left: Vec<&Violation> = found.iter().filter(is_reported).collect();
        for part in Part::ALL {
            left = self.without_part(part.as_str(), left, example);
        }
        while let Some((pointer, rules)) = self.common_value(&left, &example.value) {
            let (of_value, others): (Vec<_>, Vec<_>) =
                left.into_iter().partition(|it| self.reads(it).contains(&pointer));
            left = others;
            let report = self.wrong_value(&pointer, &of_value, example);
            self.causes.entry(Cause::Value { pointer, rules }).or_default().push(report);
        }
        for violation in left {
            let (help, report) = self.broken_rule(violation, example);
            let cause = Cause::Rule(violation.rule, help);
            self.causes.entry(cause).or_default().push(report);
        }
    }

    /// Reports a part that an example lacks, if rules need several of its fields. Returns
    /// the other broken rules.
    fn without_part<'v>(
        &self,
        part: &str,
        broken: Vec<&'v Violation>,
        example: &Example,
    ) -> Vec<&'v Violation> {
        if example.value.get(part).is_some_and(|it| !it.is_null()) {
            return broken;
        }
        let is_inside = |it: &&Violation| it.pointer.split('/').nth(1) == Some(part);
        let count = broken.iter().filter(|it| is_inside(it)).count();
        if count < 2 {
            return broken;
        }
        let message = format!(
            "the example has no `{part}`, in which {count} rules need something"
        );
        let span = example.tokens.key(&format!("/{part}"));
        let found = Diagnostic::error(Code::ExampleViolation, span, message);
        self.draft.report(found.help(format!("add `\"{part}\": {{ ... }}`")));
        broken.into_iter().filter(|it| !is_inside(it)).collect()
    }

    /// Reports each cause, at its first place.
    pub(in crate::check) fn report(self) {
        for reports in self.causes.into_values() {
            let others: Vec<Span> = reports.iter().skip(1).map(|it| it.span).collect();
            if let Some(first) = reports.into_iter().next() {
                self.draft.report(first.at_other_places(&others));
            }
        }
    }

    /// The values that the condition of a broken rule reads.
    fn reads(&self, broken: &Violation) -> Vec<String> {
        reads_of(&self.contract[broken.rule], &broken.pointer)
    }

    /// The value of an example that the conditions of most broken rules read, and these
    /// rules; none if it would be a single rule.
    fn common_value(
        &self,
        broken: &[&Violation],
        example: &Map<String, Value>,
    ) -> Option<(String, BTreeSet<RuleId>)> {
        let mut rules: BTreeMap<String, BTreeSet<RuleId>> = BTreeMap::new();
        for violation in broken {
            for pointer in self.reads(violation) {
                rules.entry(pointer).or_default().insert(violation.rule);
            }
        }
        let is_shown = |it: &(String, _)| value_at(example, &it.0).is_some();
        let several = rules.into_iter().filter(|it| it.1.len() > 1).filter(is_shown);
        // The first one of equally many is taken.
        several.rev().max_by_key(|(_, rules)| rules.len())
    }

    /// The report of a value on which several broken rules depend.
    fn wrong_value(
        &self,
        pointer: &str,
        broken: &[&Violation],
        example: &Example,
    ) -> Diagnostic {
        let names: BTreeSet<String> =
            broken.iter().map(|it| self.contract[it.rule].id.to_string()).collect();
        let message = format!(
            "the example breaks {} rules whose conditions read this value",
            names.len()
        );
        let span = example.tokens.value(pointer);
        let found = Diagnostic::error(Code::ExampleViolation, span, message)
            .note(format!("the rules are {}", enumerate(names, "and")))
            .help("correct this value, or what depends on it; if the pages contradict themselves, record a decision");
        broken.iter().take(MOST_PLACES).fold(found, |found, it| {
            let text = &self.contract[it.rule].text;
            let words = format!("`{}`: {text}", it.pointer);
            found.related(example.tokens.value(&it.pointer), words)
        })
    }

    /// The help for a value that breaks a rule, and the report.
    fn broken_rule(
        &self,
        broken: &Violation,
        example: &Example,
    ) -> (String, Diagnostic) {
        let rule = &self.contract[broken.rule];
        let message =
            format!("the example breaks a rule at `{}`: {}", broken.pointer, rule.text);
        let near = self.nearly_listed(&rule.test, &example.value, &broken.pointer);
        let help = near.unwrap_or_else(|| "correct the example or the rule; if the pages contradict themselves, record a decision".to_owned());
        let span = example.tokens.value(&broken.pointer);
        let report = Diagnostic::error(Code::ExampleViolation, span, message)
            .related(self.rules.rules[broken.rule].span, "the rule")
            .note(format!("the rule is {}", rule.id))
            .help(help.clone());
        (help, report)
    }

    /// The help for a value that is nearly one of its list.
    fn nearly_listed(
        &self,
        test: &Test,
        example: &Map<String, Value>,
        pointer: &str,
    ) -> Option<String> {
        let Test::Enum(list) = test else { return None };
        let value = value_at(example, pointer)?.as_str()?;
        self.draft.enums[*list].near(&Literal::Text(value.to_owned()))
    }
}

/// The value of an example at a pointer.
fn value_at<'v>(example: &'v Map<String, Value>, pointer: &str) -> Option<&'v Value> {
    let path = pointer.strip_prefix('/')?;
    let end = path.find('/').unwrap_or(path.len());
    example.get(&unescape(&path[..end]))?.pointer(&path[end..])
}
