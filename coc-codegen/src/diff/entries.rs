//! The rules of a case space, with the results of their tests for the values of its
//! variables. Combining these results into cases belongs to `space`.

use serde_json::Value;

use super::keeps::{has_filler, is_kept};
use super::variables::{Side, Variable, compared_with};
use super::versions::{Version, Versions};
use crate::interpret::order;
use crate::model::{
    Comparison, Condition, Field, GroupKind, Model, Place, Rule, RuleId, State, Test,
};

/// A rule within the space.
pub(super) struct Entry {
    pub(super) id: RuleId,
    pub(super) when: Condition,
    /// Whether the rule is broken if its condition does not hold.
    pub(super) inverted: bool,
    pub(super) is_warning: bool,
    /// Whether objects have the members of a table.
    pub(super) has_members: bool,
    pub(super) outcomes: Outcomes,
}

/// The results of a test for the values of its variables.
pub(super) enum Outcomes {
    /// Whether each value of the variable keeps the test. `kept_for_sure` is false where
    /// that is assumed: for objects with conditional members, and for fillers under a
    /// pattern that the other version lacks.
    Value { at: usize, kept: Vec<bool>, kept_for_sure: Vec<bool> },
    /// Whether each value keeps its order with each value of the other variable.
    Compared { at: usize, other: usize, kept: Vec<Vec<bool>> },
    /// Whether the number of present members is right.
    Group { kind: GroupKind, members: Vec<usize> },
}

/// The rules of one version whose conditions read variables of the space only.
pub(super) fn entries(
    sides: Versions<Side<'_>>,
    version: Version,
    variables: &[Variable],
) -> Vec<Entry> {
    let (here, other) = (sides[version], sides[version.other()]);
    let known = |when: &Condition| {
        when.reads().into_iter().all(|read| variables.iter().any(|it| it.at == *read))
    };
    let mut found = Vec::new();
    for (at, variable) in variables.iter().enumerate() {
        let Some(field) = here.field(&variable.at) else { continue };
        let others = other.rules(&variable.at);
        for (id, rule, when) in here.rules(&variable.at) {
            if !known(&when) {
                continue;
            }
            let outcomes = match rule.test {
                Test::Compared(comparison, _) => {
                    compared(field, rule, comparison, at, version, variables)
                }
                _ => Some(single(here.model, field, rule, (at, variable), &others)),
            };
            found.extend(outcomes.map(|outcomes| Entry {
                id,
                when,
                inverted: matches!(rule.test, Test::OnlyWhen | Test::DocumentedFor),
                is_warning: rule.is_warning(),
                has_members: rule.test.members().is_some(),
                outcomes,
            }));
        }
    }
    let groups = here.groups().filter(|(_, rule)| known(&rule.when));
    found.extend(groups.filter_map(|(id, rule)| {
        Some(Entry {
            id,
            when: rule.when.clone(),
            inverted: false,
            is_warning: rule.is_warning(),
            has_members: false,
            outcomes: group(here, rule, variables)?,
        })
    }));
    found
}

/// The comparison of the variable `at` with another one; none if the space has only one of
/// them.
fn compared(
    field: &Field,
    rule: &Rule,
    comparison: Comparison,
    at: usize,
    version: Version,
    variables: &[Variable],
) -> Option<Outcomes> {
    let variable = &variables[at];
    let read = compared_with(rule, &variable.at)?;
    let other = variables.iter().position(|it| it.at == read)?;
    let others = &variables[other];
    let keeps = |a: usize, b: usize| {
        let states = [&variable.states[version][a], &others.states[version][b]];
        let (Some(a), Some(b)) = (&variable.values[a], &others.values[b]) else {
            return true;
        };
        let is_there = states.iter().all(|state| **state != State::Absent);
        let order = order(&field.ty, a, b).filter(|_| is_there);
        order.is_none_or(|order| comparison.allows(order))
    };
    let count = others.values.len();
    let kept = (0..variable.values.len())
        .map(|a| (0..count).map(|b| keeps(a, b)).collect())
        .collect();
    Some(Outcomes::Compared { at, other, kept })
}

/// The test of a single variable. `others` are the rules of its field in the other version.
fn single(
    model: &Model,
    field: &Field,
    rule: &Rule,
    (at, variable): (usize, &Variable),
    others: &[(RuleId, &Rule, Condition)],
) -> Outcomes {
    let is_same =
        others.iter().any(|(_, it, _)| it.each == rule.each && it.test == rule.test);
    let keeps = |value: &Option<Value>| is_kept(model, field, rule, value.as_ref());
    let kept: Vec<bool> = variable.values.iter().map(keeps).collect();
    // No text is computed that matches one pattern and not another: one is assumed to
    // exist.
    let test = rule.test.of_keys().unwrap_or(&rule.test);
    let unmatched = matches!(test, Test::Pattern(_)) && !is_same;
    // Some object breaks the rules of its members.
    let has_members = rule.test.members().is_some();
    let is_uncertain = |value: &Value| {
        unmatched && has_filler(value) || has_members && value.is_object()
    };
    let kept_for_sure = kept
        .iter()
        .zip(&variable.values)
        .map(|(kept, value)| *kept && !value.as_ref().is_some_and(is_uncertain))
        .collect();
    Outcomes::Value { at, kept, kept_for_sure }
}

/// The test of a group; none if the space does not have all of its fields.
fn group(side: Side<'_>, rule: &Rule, variables: &[Variable]) -> Option<Outcomes> {
    let Test::Group(kind, members) = &rule.test else { return None };
    let table = side.table?;
    let at = |member: &usize| {
        let name = &side.model[table].fields[*member].name;
        let is_it = |it: &Variable| it.at.place == Place::Same && it.at.name == *name;
        variables.iter().position(is_it)
    };
    let members = members.iter().map(at).collect::<Option<Vec<usize>>>()?;
    Some(Outcomes::Group { kind: *kind, members })
}
