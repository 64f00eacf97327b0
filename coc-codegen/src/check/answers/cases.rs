//! The cases that conditions on answers distinguish. Fields of the items of an array have
//! several values at once, unlike those of requests, which belong to
//! `contradictions::cases`.

use crate::check::contradictions::cases::{MAX_CASES, ReadFields};
use crate::combinations::each_combination;
use crate::model::{Condition, Literal, Ref};

/// The combinations of values that answers may have.
pub(in crate::check) struct AnswerCases {
    fields: Vec<Field>,
}

/// A field with all its states that matter.
struct Field {
    read: Ref,
    values: Vec<Literal>,
    /// Each state is the values that the field has at once.
    states: Vec<State>,
}

#[derive(Clone, Copy)]
struct State {
    values: Values,
    /// Whether the field has another value.
    has_other: bool,
}

/// Some of the values of a field, by their indexes.
#[derive(Clone, Copy)]
enum Values {
    None,
    One(usize),
    /// Those at the bits that are set.
    Set(usize),
}

impl Values {
    const fn has(self, at: usize) -> bool {
        match self {
            Self::None => false,
            Self::One(only) => at == only,
            Self::Set(bits) => at < MOST_IN_SETS && bits >> at & 1 == 1,
        }
    }
}

/// One case.
pub(in crate::check) struct Case<'c> {
    cases: &'c AnswerCases,
    at: &'c [usize],
}

/// Whether something holds in some case, and in all.
pub(in crate::check) struct Held {
    pub(in crate::check) some: bool,
    pub(in crate::check) all: bool,
}

impl AnswerCases {
    /// The cases of these conditions. `kind` returns whether a field may have several
    /// values at once, how many values there are at all, and whether it may have none.
    pub(in crate::check) fn new<'c>(
        conditions: impl IntoIterator<Item = &'c Condition>,
        kind: impl Fn(&Ref) -> (bool, usize, bool),
    ) -> Self {
        let mut read = ReadFields::default();
        conditions.into_iter().for_each(|condition| read.note(condition));
        let fields = read.fields.into_iter().map(|(read, values)| {
            let (several, count, absent) = kind(&read);
            let states = states(values.len(), several, values.len() < count, absent);
            Field { read, values, states }
        });
        Self { fields: fields.collect() }
    }

    /// Whether `holds` is true of some case, and of all; none if there are too many.
    pub(in crate::check) fn each(
        &self,
        holds: &mut impl FnMut(&Case<'_>) -> bool,
    ) -> Option<Held> {
        let count = self.fields.iter().try_fold(1_usize, |count, field| {
            count.checked_mul(field.states.len()).filter(|count| *count <= MAX_CASES)
        });
        count?;
        let mut held = Held { some: false, all: true };
        let sizes: Vec<usize> =
            self.fields.iter().map(|field| field.states.len()).collect();
        each_combination(&sizes, &mut |at| {
            let is_held = holds(&Case { cases: self, at });
            held.some |= is_held;
            held.all &= is_held;
        });
        Some(held)
    }
}

impl Case<'_> {
    /// Whether a condition holds in this case.
    pub(in crate::check) fn holds(&self, condition: &Condition) -> bool {
        condition.holds_if(&|read, wanted| {
            let at = self.cases.fields.iter().position(|field| field.read == *read);
            let Some(at) = at else { return false };
            let field = &self.cases.fields[at];
            let state = &field.states[self.at[at]];
            let values = field.values.iter().enumerate();
            let mut has = values.filter(|(at, _)| state.values.has(*at));
            match wanted {
                Some(wanted) => has.any(|(_, value)| wanted.contains(value)),
                None => state.has_other || has.next().is_some(),
            }
        })
    }
}

/// The most values of which all sets are states: more have more sets than cases are
/// allowed.
const MOST_IN_SETS: usize = 14;

/// The states of a field that is compared with this number of values. If there are too
/// many sets of values, the count of cases is too large without the others.
fn states(values: usize, several: bool, others: bool, absent: bool) -> Vec<State> {
    let state = |values: Values, has_other: bool| State { values, has_other };
    let mut found = Vec::new();
    if several {
        for set in 0..1_usize << values.min(MOST_IN_SETS) {
            found.push(state(Values::Set(set), false));
            if others {
                found.push(state(Values::Set(set), true));
            }
        }
        return found;
    }
    found.extend((0..values).map(|at| state(Values::One(at), false)));
    if others {
        found.push(state(Values::None, true));
    }
    if absent || found.is_empty() {
        found.push(state(Values::None, false));
    }
    found
}
