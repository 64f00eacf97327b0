//! Finds fields that no object can have, since their rules of presence and those of the
//! fields that these read contradict each other, and types of which no object satisfies
//! its rules. A single condition that never holds belongs to `conflicts`, groups to
//! `presence`.

use super::cases::{Cases, MAX_CASES};
use super::presence::conditions_of_presence;
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Condition, Contract, Ref, RuleId, TableId, Test};

/// Reports the fields of a table that can never be given, but not those whose reason may be
/// a field that is reported already. Returns whether there is one.
pub(super) fn never_given(
    draft: &Draft<'_>,
    contract: &Contract,
    rules: &Rules<'_>,
    id: TableId,
) -> bool {
    let table = &contract[id];
    let mut reported: Vec<&str> = Vec::new();
    for (at, field) in table.fields.iter().enumerate() {
        let Some(rule) = conditional_rule(contract, &field.rules) else { continue };
        let conditions = conditions_of_presence(contract, id, &[at]);
        let cases = Cases::new(contract, id, None, conditions.iter());
        if cases.count() > MAX_CASES || reported.iter().any(|name| cases.depend_on(name))
        {
            continue;
        }
        let Some(message) = contradiction(contract, id, rule, &cases, &field.name)
        else {
            continue;
        };
        let span = rules.rules[rule].span;
        let diagnostic = Diagnostic::error(Code::Contradiction, span, message);
        let read = contract[rule].when.reads().into_iter().find_map(|read| {
            let mut fields = contract.all_referred(id, read);
            fields.find_map(|field| conditional_rule(contract, &field.rules))
        });
        let diagnostic = match read.filter(|other| *other != rule) {
            Some(other) => {
                let span = rules.rules[other].span;
                diagnostic.related(span, "a rule of a field that it reads")
            }
            None => diagnostic,
        };
        draft.report(diagnostic.help("correct one of the conditions"));
        reported.push(&field.name);
    }
    !reported.is_empty()
}

/// The rule that forbids a field under a condition.
fn conditional_rule(contract: &Contract, rules: &[RuleId]) -> Option<RuleId> {
    let is_conditional = |rule: &&RuleId| {
        let rule = &contract[**rule];
        !rule.on_no_page && rule.test == Test::OnlyWhen
    };
    rules.iter().find(is_conditional).copied()
}

/// The contradiction in words, if no reachable case has the field although the condition of
/// `only_when` holds in some.
fn contradiction(
    contract: &Contract,
    id: TableId,
    only_when: RuleId,
    cases: &Cases,
    name: &str,
) -> Option<String> {
    let present = Condition::Present(Ref::own(name));
    let (mut any, mut allowed, mut given) = (false, false, false);
    cases.each(&mut |case| {
        any = true;
        allowed |= cases.holds(&contract[only_when].when, case);
        given |= cases.holds(&present, case);
    });
    if !any {
        let table = &contract[id].name;
        return Some(format!(
            "no `{table}` satisfies this rule of `{name}` and those of the fields that it reads"
        ));
    }
    (allowed && !given).then(|| {
        format!(
            "`{name}` can never be given: the fields that its condition reads exclude it"
        )
    })
}
