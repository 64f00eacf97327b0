//! The cases that conditions on answers distinguish. Fields of the items of an array have
//! several values at once, which the cases of requests do not know.

use super::cases::MAX_CASES;
use crate::model::{Condition, Literal, Ref};

/// The combinations of values that answers may have.
pub(super) struct AnswerCases {
    fields: Vec<Field>,
}

/// A field with all its states that matter.
struct Field {
    read: Ref,
    values: Vec<Literal>,
    /// Each state is the values that the field has at once.
    states: Vec<State>,
}

#[derive(Clone)]
struct State {
    /// Whether the field has the value at this index.
    has: Vec<bool>,
    /// Whether it has another value.
    has_other: bool,
}

/// One case.
pub(super) struct Case<'c> {
    cases: &'c AnswerCases,
    at: &'c [usize],
}

/// Whether something holds in some case, and in all.
pub(super) struct Held {
    pub(super) some: bool,
    pub(super) all: bool,
}

impl AnswerCases {
    /// The cases of these conditions. `kind` tells of a field whether it may have several
    /// values at once, how many values there are at all, and whether it may have none.
    pub(super) fn new<'c>(
        conditions: impl IntoIterator<Item = &'c Condition>,
        kind: impl Fn(&Ref) -> (bool, usize, bool),
    ) -> Self {
        let mut fields: Vec<Field> = Vec::new();
        for condition in conditions {
            condition.visit(&mut |read, values| {
                let at = fields.iter().position(|it| it.read == *read);
                let at = at.unwrap_or_else(|| {
                    let (values, states) = (Vec::new(), Vec::new());
                    fields.push(Field { read: read.clone(), values, states });
                    fields.len() - 1
                });
                for value in values {
                    if !fields[at].values.contains(value) {
                        fields[at].values.push(value.clone());
                    }
                }
            });
        }
        for field in &mut fields {
            let (several, count, absent) = kind(&field.read);
            let others = field.values.len() < count;
            field.states = states(field.values.len(), several, others, absent);
        }
        Self { fields }
    }

    /// Asks about each case; none if there are too many.
    pub(super) fn each(
        &self,
        holds: &mut impl FnMut(&Case<'_>) -> bool,
    ) -> Option<Held> {
        let count = self.fields.iter().try_fold(1_usize, |count, field| {
            count.checked_mul(field.states.len()).filter(|count| *count <= MAX_CASES)
        });
        count?;
        let mut held = Held { some: false, all: true };
        let mut at = vec![0; self.fields.len()];
        loop {
            let is_held = holds(&Case { cases: self, at: &at });
            held.some |= is_held;
            held.all &= is_held;
            let last = (0..at.len())
                .rev()
                .find(|field| at[*field] + 1 < self.fields[*field].states.len());
            let Some(last) = last else { return Some(held) };
            at[last] += 1;
            at[last + 1..].fill(0);
        }
    }
}

impl Case<'_> {
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        condition.holds_if(&|read, values| {
            let at = self.cases.fields.iter().position(|field| field.read == *read);
            let Some(at) = at else { return false };
            let field = &self.cases.fields[at];
            let state = &field.states[self.at[at]];
            let mut has = field.values.iter().zip(&state.has).filter(|(_, has)| **has);
            match values {
                Some(values) => has.any(|(value, _)| values.contains(value)),
                None => state.has_other || has.next().is_some(),
            }
        })
    }
}

/// The states of a field that is compared with this number of values. If there are too
/// many sets of values, they are left out, so that the count of cases is too large.
fn states(values: usize, several: bool, others: bool, absent: bool) -> Vec<State> {
    let none = State { has: vec![false; values], has_other: false };
    let mut found = Vec::new();
    if several {
        // So many values have more sets than cases are allowed.
        let bits = values.min(14);
        for set in 0..1_usize << bits {
            let has: Vec<bool> =
                (0..values).map(|at| at < 14 && set >> at & 1 == 1).collect();
            found.push(State { has: has.clone(), has_other: false });
            if others {
                found.push(State { has, has_other: true });
            }
        }
        return found;
    }
    for at in 0..values {
        let mut state = none.clone();
        state.has[at] = true;
        found.push(state);
    }
    if others {
        found.push(State { has_other: true, ..none.clone() });
    }
    if absent || found.is_empty() {
        found.push(none);
    }
    found
}
