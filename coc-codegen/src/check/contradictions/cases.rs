//! Enumerates the cases of conditions: the combinations of field states that the
//! conditions distinguish. The checks of rules in every case belong to `conflicts`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::model::{
    Condition, Contract, Field, Literal, Ref, RuleId, State, TableId, Test, Type,
    enumerate,
};

/// The largest number of cases that checks try.
pub(in crate::check) const MAX_CASES: usize = 20_000;

/// Most values that a message names instead of "another value".
const MOST_NAMED: usize = 4;

/// A field with all its states that matter.
struct Variable {
    field: Ref,
    states: Vec<State>,
    /// Whether each value is known, so that every value needs a list.
    closed: bool,
    /// The values of a closed list that no condition names.
    others: Vec<String>,
    /// Whether null is all that no condition names.
    only_null: bool,
}

/// The combinations of states. A combination that breaks a rule of a read field is
/// unreachable.
pub(in crate::check) struct Cases {
    variables: Vec<Variable>,
    limits: Vec<Limit>,
}

/// A rule of presence of a read field, which a reachable case keeps.
struct Limit {
    field: Ref,
    /// Whether it requires the field, and does not forbid it elsewhere.
    is_required: bool,
    when: Condition,
}

/// Calls `visit` for each combination of indexes below `sizes`.
pub(in crate::check) fn each_combination(
    sizes: &[usize],
    visit: &mut impl FnMut(&[usize]),
) {
    let mut indexes = vec![0; sizes.len()];
    loop {
        visit(&indexes);
        let last = (0..sizes.len()).rev().find(|at| indexes[*at] + 1 < sizes[*at]);
        let Some(last) = last else { return };
        indexes[last] += 1;
        indexes[last + 1..].fill(0);
    }
}

impl Cases {
    /// The cases that these conditions of one table distinguish.
    pub(in crate::check) fn new<'c>(
        contract: &Contract,
        id: TableId,
        conditions: impl Iterator<Item = &'c Condition>,
    ) -> Self {
        let mut read = ReadFields::default();
        for condition in conditions {
            read.note(condition);
        }
        let limits = limits(contract, id, &read);
        limits.iter().for_each(|limit| read.note(&limit.when));
        let variables = read.fields.into_iter().map(|(field, values)| {
            let target = contract.referred(id, &field);
            Variable::new(contract, field, target, values)
        });
        Self { variables: variables.collect(), limits }
    }

    /// The number of combinations, reachable or not.
    pub(in crate::check) fn count(&self) -> usize {
        self.variables
            .iter()
            .fold(1, |count, variable| count.saturating_mul(variable.states.len()))
    }

    /// The state of a field in one case.
    fn state(&self, field: &Ref, case: &[usize]) -> &State {
        let at = self.variables.iter().position(|variable| variable.field == *field);
        at.map_or(&State::Absent, |at| &self.variables[at].states[case[at]])
    }

    /// Calls `visit` for each reachable case.
    pub(in crate::check) fn each(&self, visit: &mut impl FnMut(&[usize])) {
        let sizes = self.variables.iter().map(|variable| variable.states.len());
        each_combination(&sizes.collect::<Vec<_>>(), &mut |case| {
            if self.is_reachable(case) {
                visit(case);
            }
        });
    }

    /// Whether a condition holds in one case.
    pub(in crate::check) fn holds(&self, condition: &Condition, case: &[usize]) -> bool {
        condition.holds(&|field: &Ref| self.state(field, case))
    }

    fn is_reachable(&self, case: &[usize]) -> bool {
        self.limits.iter().all(|limit| {
            let is_absent = *self.state(&limit.field, case) == State::Absent;
            let holds = self.holds(&limit.when, case);
            if limit.is_required { !is_absent || !holds } else { is_absent || holds }
        })
    }

    /// Whether the case is about known values of closed lists only.
    pub(in crate::check) fn is_closed(&self, case: &[usize]) -> bool {
        let named = |(variable, state): (&Variable, &usize)| {
            variable.closed
                && match variable.states[*state] {
                    State::Absent => false,
                    State::Is(_) => true,
                    State::Other => !variable.only_null,
                }
        };
        self.variables.iter().zip(case).all(named)
    }

    /// The case in words.
    pub(in crate::check) fn words(&self, case: &[usize]) -> String {
        let parts: Vec<String> = case
            .iter()
            .enumerate()
            .map(|(at, state)| self.in_words(at, *state))
            .collect();
        if parts.is_empty() { "always".to_owned() } else { parts.join(" and ") }
    }

    /// One state of the field at `at` in words.
    pub(in crate::check) fn in_words(&self, at: usize, state: usize) -> String {
        let variable = &self.variables[at];
        let field = &variable.field;
        match &variable.states[state] {
            State::Absent => format!("{field} is absent"),
            State::Is(value) => format!("{field} is {value}"),
            State::Other if (1..=MOST_NAMED).contains(&variable.others.len()) => {
                let others = enumerate(variable.others.iter().cloned(), "or");
                format!("{field} is {others}")
            }
            State::Other if variable.only_null => format!("{field} is null"),
            State::Other => format!("{field} is another value"),
        }
    }

    /// The fields that cases tell apart, each with its states by number.
    pub(in crate::check) fn fields(&self) -> impl Iterator<Item = (&Ref, Range<usize>)> {
        self.variables.iter().map(|it| (&it.field, 0..it.states.len()))
    }

    /// Whether the field at `at` is absent in this state.
    pub(in crate::check) fn is_absent(&self, at: usize, state: usize) -> bool {
        self.variables[at].states[state] == State::Absent
    }

    /// Whether this state of the field at `at` is about values that the spec names.
    pub(in crate::check) fn is_named(&self, at: usize, state: usize) -> bool {
        match self.variables[at].states[state] {
            State::Absent => false,
            State::Is(_) => true,
            State::Other => self.variables[at].closed,
        }
    }
}

impl Variable {
    /// The states of a field, whose declaration is `target`, if one is known.
    fn new(
        contract: &Contract,
        field: Ref,
        target: Option<&Field>,
        values: Vec<Literal>,
    ) -> Self {
        let is_always_there = target.is_some_and(|target| {
            let mut rules = target.rules.iter().map(|rule| &contract[*rule]);
            rules.any(|rule| {
                !rule.outside && rule.test == Test::Required && rule.when.is_always()
            })
        });
        let (closed, whole) =
            target.map_or((false, false), |target| domain(contract, target, &values));
        let nullable = target.is_some_and(|target| target.nullable);
        let others = target
            .filter(|_| closed)
            .map_or_else(Vec::new, |target| unnamed(contract, target, &values));
        let mut states: Vec<State> = values.into_iter().map(State::Is).collect();
        if !whole || nullable {
            states.push(State::Other);
        }
        if !is_always_there {
            states.push(State::Absent);
        }
        Self { field, states, closed, others, only_null: whole && nullable }
    }
}

/// The rules of presence of the fields that `read` has, as far as they read no others.
fn limits(contract: &Contract, id: TableId, read: &ReadFields) -> Vec<Limit> {
    let mut found = Vec::new();
    for (field, _) in &read.fields {
        let rules = contract.referred(id, field).map_or(&[][..], |it| &it.rules);
        for rule in rules.iter().map(|rule| &contract[*rule]) {
            let is_of_presence = matches!(rule.test, Test::Required | Test::OnlyWhen);
            if rule.outside || !is_of_presence {
                continue;
            }
            let Some(when) = rule.when.moved(field.place) else { continue };
            if when.reads().iter().all(|it| read.known.contains_key(*it)) {
                let is_required = rule.test == Test::Required;
                found.push(Limit { field: field.clone(), is_required, when });
            }
        }
    }
    found
}

/// The fields that conditions read, each with the values that they compare it with.
#[derive(Default)]
pub(in crate::check) struct ReadFields {
    pub(in crate::check) fields: Vec<(Ref, Vec<Literal>)>,
    /// The place of each field among them.
    known: HashMap<Ref, usize>,
    /// The values by field, kind and text: a list may have thousands.
    seen: HashSet<(usize, bool, String)>,
}

impl ReadFields {
    /// Adds the fields and the values of a condition.
    pub(in crate::check) fn note(&mut self, condition: &Condition) {
        condition.visit(&mut |field, values| {
            let at = *self.known.entry(field.clone()).or_insert_with(|| {
                self.fields.push((field.clone(), Vec::new()));
                self.fields.len() - 1
            });
            let is_new = |value: &&Literal| {
                let is_text = matches!(value, Literal::Text(_));
                self.seen.insert((at, is_text, value.to_string()))
            };
            self.fields[at].1.extend(values.iter().filter(is_new).cloned());
        });
    }
}

/// Whether all values of a field are known, and whether `values` are all of them.
fn domain(contract: &Contract, field: &Field, values: &[Literal]) -> (bool, bool) {
    let fixed = field.rules.iter().find_map(|rule| match &contract[*rule].test {
        Test::Fixed(value) if contract[*rule].when.is_always() => Some(value),
        _ => None,
    });
    if let Some(value) = fixed {
        return (true, values.contains(value));
    }
    match field.ty {
        Type::Boolean => (true, values.len() == 2),
        Type::Enum(list, _) => {
            let always = |rule: &RuleId| {
                contract[*rule].test == Test::Enum(list)
                    && contract[*rule].when.is_always()
            };
            let closed = field.rules.iter().any(always);
            let mut wires = contract[list].wires();
            (closed, closed && wires.all(|wire| values.contains(wire)))
        }
        _ => (false, false),
    }
}

/// The values that the list of `field` has besides `values`.
fn unnamed(contract: &Contract, field: &Field, values: &[Literal]) -> Vec<String> {
    let Some(list) = field.ty.list() else { return Vec::new() };
    let others = contract[list].wires().filter(|wire| !values.contains(wire));
    others.map(ToString::to_string).collect()
}
