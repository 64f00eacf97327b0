//! Enumerates the cases of conditions: the combinations of field states that the
//! conditions distinguish. The checks of rules in every case belong to `conflicts`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::combinations::each_combination;
use crate::model::{
    Condition, Contract, Field, Literal, Place, Ref, RuleId, State, TableId, Test, Type,
    enumerate,
};

/// The largest number of cases that checks try.
pub(in crate::check) const MAX_CASES: usize = 20_000;

/// The largest number of cases up to which the rules of further fields are added.
const MAX_DERIVED: usize = 4_096;

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

/// The combinations of states of the fields that conditions read. A combination is
/// reachable if the rules of presence of these fields allow it, for some states of the
/// further fields that those rules read.
pub(in crate::check) struct Cases {
    /// The fields that the conditions read, then the further ones.
    variables: Vec<Variable>,
    /// The number of fields that the conditions read.
    read: usize,
    /// The rules of presence, as conditions that a reachable case satisfies.
    facts: Vec<Condition>,
}

impl Cases {
    /// The cases that these conditions of one table distinguish. `tested` is the field
    /// whose rules are tested: a reachable case may break them.
    pub(in crate::check) fn new<'c>(
        contract: &Contract,
        id: TableId,
        tested: Option<&str>,
        conditions: impl Iterator<Item = &'c Condition>,
    ) -> Self {
        let mut fields = ReadFields::default();
        for condition in conditions {
            fields.note(condition);
        }
        let read = fields.fields.len();
        let facts = facts(contract, id, tested, &mut fields);
        let variables = fields.fields.into_iter().map(|(field, values)| {
            let targets: Vec<&Field> = contract.all_referred(id, &field).collect();
            Variable::new(contract, field, &targets, values)
        });
        Self { variables: variables.collect(), read, facts }
    }

    /// The number of combinations, reachable or not.
    pub(in crate::check) fn count(&self) -> usize {
        let sizes = self.variables[..self.read].iter().map(|it| it.states.len());
        sizes.fold(1, usize::saturating_mul)
    }

    /// The state of a field in one case.
    fn state(&self, field: &Ref, case: &[usize]) -> &State {
        let at = self.variables.iter().position(|variable| variable.field == *field);
        at.map_or(&State::Absent, |at| &self.variables[at].states[case[at]])
    }

    /// Calls `visit` once for each reachable case.
    pub(in crate::check) fn each(&self, visit: &mut impl FnMut(&[usize])) {
        let sizes = self.variables.iter().map(|variable| variable.states.len());
        let mut last: Option<Vec<usize>> = None;
        // The states of the further fields change first, so that equal cases are adjacent.
        each_combination(&sizes.collect::<Vec<_>>(), &mut |states| {
            let case = &states[..self.read];
            let is_known = last.as_deref() == Some(case);
            if !is_known && self.facts.iter().all(|fact| self.holds(fact, states)) {
                visit(case);
                last = Some(case.to_vec());
            }
        });
    }

    /// Whether a condition holds in one case.
    pub(in crate::check) fn holds(&self, condition: &Condition, case: &[usize]) -> bool {
        condition.holds(&|field: &Ref| self.state(field, case))
    }

    /// Whether the rules of presence tell something about a field of the same object.
    pub(in crate::check) fn depend_on(&self, name: &str) -> bool {
        let mut fields = self.variables.iter().map(|variable| &variable.field);
        fields.any(|field| field.place == Place::Same && field.name == name)
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
        self.variables[..self.read].iter().map(|it| (&it.field, 0..it.states.len()))
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
    /// The states of a field. `targets` are its declarations: several, if the types that
    /// enclose its table declare it.
    fn new(
        contract: &Contract,
        field: Ref,
        targets: &[&Field],
        values: Vec<Literal>,
    ) -> Self {
        let is_always_there = !targets.is_empty()
            && targets.iter().all(|target| contract.is_always_required(target));
        let domains = targets.iter().map(|target| domain(contract, target, &values));
        let (closed, whole) =
            domains.reduce(|a, b| (a.0 && b.0, a.1 && b.1)).unwrap_or_default();
        let nullable = targets.iter().any(|target| target.nullable);
        let others = targets.iter().filter(|_| closed);
        let mut others: Vec<String> =
            others.flat_map(|target| unnamed(contract, target, &values)).collect();
        let mut seen = HashSet::new();
        others.retain(|other| seen.insert(other.clone()));
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

/// The rules of presence of the fields that `read` has, and of the fields that those
/// rules read, which are added to `read` while the cases are not too many.
fn facts(
    contract: &Contract,
    id: TableId,
    tested: Option<&str>,
    read: &mut ReadFields,
) -> Vec<Condition> {
    let mut found = Vec::new();
    let mut note = |fact: Condition, read: &mut ReadFields| {
        let is_known = fact.reads().iter().all(|it| read.known.contains_key(*it));
        if is_known || read.count_with(&fact) <= MAX_DERIVED {
            read.note(&fact);
            found.push(fact);
        }
    };
    if let Some(fact) = border(contract, id) {
        note(fact, read);
    }
    let mut at = 0;
    while let Some((field, _)) = read.fields.get(at) {
        let field = field.clone();
        at += 1;
        let is_tested =
            field.place == Place::Same && tested.is_some_and(|it| it == field.name);
        let mut targets = contract.all_referred(id, &field);
        // Each of several declarations has rules of its own.
        if let (false, Some(target), None) = (is_tested, targets.next(), targets.next())
        {
            for when in presence(contract, target) {
                if let Some(fact) = when.moved(field.place) {
                    note(fact, read);
                }
            }
        }
    }
    found
}

/// The rules of presence of a field, as conditions that each object satisfies.
fn presence(contract: &Contract, field: &Field) -> impl Iterator<Item = Condition> {
    let is_there = Condition::Present(Ref::own(&field.name));
    let rules = field.rules.iter().map(|rule| &contract[*rule]);
    rules.filter(|rule| !rule.on_no_page).filter_map(move |rule| match rule.test {
        Test::Required => {
            Some(Condition::any([rule.when.clone().negate(), is_there.clone()]))
        }
        Test::OnlyWhen => {
            Some(Condition::any([is_there.clone().negate(), rule.when.clone()]))
        }
        _ => None,
    })
}

/// The fact that the enclosing object has the field that holds an object of this table, and
/// that the condition of its type holds.
fn border(contract: &Contract, id: TableId) -> Option<Condition> {
    let [parent] = contract[id].parents[..] else { return None };
    let is_root = |root: TableId| root == id;
    if contract.operations.iter().any(|operation| operation.roots().any(is_root)) {
        return None;
    }
    let holder = |field: &Field| {
        let is_there = Condition::Present(Ref::own(&field.name));
        if field.ty.held() == Some(id) {
            return Some(is_there);
        }
        let rules = field.rules.iter().map(|rule| &contract[*rule]);
        let types: Vec<Condition> = rules
            .filter(|rule| rule.test.members() == Some(id))
            .map(|rule| rule.when.clone())
            .collect();
        (!types.is_empty()).then(|| Condition::all([is_there, Condition::any(types)]))
    };
    let holders: Vec<Condition> =
        contract[parent].fields.iter().filter_map(holder).collect();
    let fact = (!holders.is_empty()).then(|| Condition::any(holders))?;
    fact.moved(Place::Parent)
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
    /// An upper bound of the number of cases if the fields and the values of this condition
    /// are added.
    fn count_with(&self, condition: &Condition) -> usize {
        // Besides its values, a field may have another one, or be absent.
        let sizes = self.fields.iter().map(|(field, values)| (field, values.len() + 2));
        let mut sizes: HashMap<&Ref, usize> = sizes.collect();
        condition.visit(&mut |field, values| {
            *sizes.entry(field).or_insert(2) += values.len();
        });
        sizes.into_values().fold(1, usize::saturating_mul)
    }

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
