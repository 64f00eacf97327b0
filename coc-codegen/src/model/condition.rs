//! Conditions, and their partial evaluation for known states of fields, from which
//! validators, typed requests, matrices and checks are derived.

use std::borrow::Borrow;

use super::literal::Literal;
use super::place::Place;

/// The cases in which a rule applies.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every part holds. Without parts, it always holds.
    All(Vec<Condition>),
    /// Some part holds. Without parts, it never holds.
    Any(Vec<Condition>),
    /// The part does not hold.
    Not(Box<Condition>),
    /// The field has one of these values.
    Is(Ref, Vec<Literal>),
    /// The field is present and not blank.
    Present(Ref),
}

/// A field that a condition reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref {
    /// Seen from the object whose field the rule constrains.
    pub place: Place,
    /// Documented name.
    pub name: String,
}

impl Ref {
    /// A field of the same object.
    pub(crate) fn own(name: &str) -> Self {
        Self { place: Place::Same, name: name.to_owned() }
    }
}

/// The state of a field in one case.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Absent or blank.
    Absent,
    /// Present, with this value.
    Is(Literal),
    /// Present, with a value that no condition names.
    Other,
}

/// The known possible states of a field.
#[derive(Debug, Clone, Copy)]
pub enum Possible<'a> {
    /// Nothing is known.
    Anything,
    /// The state is one of these.
    Among(&'a [State]),
}

impl Condition {
    /// Holds in every case.
    pub const ALWAYS: Self = Self::All(Vec::new());
    /// Holds in no case.
    pub const NEVER: Self = Self::Any(Vec::new());

    /// A comparison with several values as comparisons with one value each.
    pub(crate) fn each_value(&self) -> Option<Vec<Self>> {
        match self {
            Self::Is(field, values) if values.len() > 1 => {
                let one = |value: &Literal| Self::Is(field.clone(), vec![value.clone()]);
                Some(values.iter().map(one).collect())
            }
            _ => None,
        }
    }

    /// Whether it holds in every case, judged by its form alone.
    #[must_use]
    pub fn is_always(&self) -> bool {
        *self == Self::ALWAYS
    }

    /// Whether it holds in no case, judged by its form alone.
    #[must_use]
    pub fn is_never(&self) -> bool {
        *self == Self::NEVER
    }

    /// Whether it holds for these states of all fields.
    pub fn holds<S: Borrow<State>>(&self, state: &impl Fn(&Ref) -> S) -> bool {
        self.holds_if(&|field, values| match (state(field).borrow(), values) {
            (State::Is(value), Some(values)) => values.contains(value),
            (_, Some(_)) => false,
            (state, None) => *state != State::Absent,
        })
    }

    /// Whether it holds, given whether a field has one of some values or, without values,
    /// is present.
    pub fn holds_if(&self, atom: &impl Fn(&Ref, Option<&[Literal]>) -> bool) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds_if(atom)),
            Self::Any(parts) => parts.iter().any(|part| part.holds_if(atom)),
            Self::Not(part) => !part.holds_if(atom),
            Self::Is(field, values) => atom(field, Some(values)),
            Self::Present(field) => atom(field, None),
        }
    }

    /// Partial evaluation: the rest of the condition for fields whose possible states
    /// are `known`.
    #[must_use]
    pub fn assume<'s>(&self, known: &impl Fn(&Ref) -> Possible<'s>) -> Self {
        match self {
            Self::All(parts) => Self::all(parts.iter().map(|part| part.assume(known))),
            Self::Any(parts) => Self::any(parts.iter().map(|part| part.assume(known))),
            Self::Not(part) => part.assume(known).negate(),
            Self::Is(field, values) => match known(field) {
                Possible::Anything => self.clone(),
                Possible::Among(states) => Self::is_among(field, values, states),
            },
            Self::Present(field) => match known(field) {
                Possible::Anything => self.clone(),
                Possible::Among(states) => {
                    let absent =
                        states.iter().filter(|state| **state == State::Absent).count();
                    match absent {
                        0 => Self::ALWAYS,
                        count if count == states.len() => Self::NEVER,
                        _ => self.clone(),
                    }
                }
            },
        }
    }

    fn is_among(field: &Ref, values: &[Literal], states: &[State]) -> Self {
        let holds =
            |state: &State| matches!(state, State::Is(value) if values.contains(value));
        if states.iter().all(holds) {
            return Self::ALWAYS;
        }
        let left: Vec<Literal> = values
            .iter()
            .filter(|value| {
                states.iter().any(|it| matches!(it, State::Is(state) if state == *value))
            })
            .cloned()
            .collect();
        if left.is_empty() { Self::NEVER } else { Self::Is(field.clone(), left) }
    }

    /// All of `parts`, simplified.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::All(inner) => flat.extend(inner),
                part if part.is_never() => return Self::NEVER,
                part => flat.push(part),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::All(flat) }
    }

    /// Any of `parts`, simplified.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Self::Any(inner) => flat.extend(inner),
                part if part.is_always() => return Self::ALWAYS,
                part => flat.push(part),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Self::Any(flat) }
    }

    /// The opposite, simplified.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Not(part) => *part,
            part if part.is_always() => Self::NEVER,
            part if part.is_never() => Self::ALWAYS,
            part => Self::Not(Box::new(part)),
        }
    }

    /// The condition of a field at `place`, with references as seen from the object
    /// that reads that field; none if a field has no reference from there.
    #[must_use]
    pub fn moved(&self, place: Place) -> Option<Self> {
        let several = |parts: &[Self]| {
            parts.iter().map(|part| part.moved(place)).collect::<Option<Vec<_>>>()
        };
        let field = |field: &Ref| {
            let to = match (field.place, place) {
                (Place::Same, place) => place,
                (Place::Parent, Place::Same) => Place::Parent,
                // No reference leads to the parent of a parent.
                (Place::Parent, _) => return None,
                (other, _) => other,
            };
            Some(Ref { place: to, name: field.name.clone() })
        };
        match self {
            Self::All(parts) => several(parts).map(Self::All),
            Self::Any(parts) => several(parts).map(Self::Any),
            Self::Not(part) => part.moved(place).map(|part| Self::Not(Box::new(part))),
            Self::Is(read, values) => {
                field(read).map(|read| Self::Is(read, values.clone()))
            }
            Self::Present(read) => field(read).map(Self::Present),
        }
    }

    /// Calls `visit` for each field that the condition reads, with the values that it
    /// is compared with.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Ref, &'a [Literal])) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.visit(visit));
            }
            Self::Not(part) => part.visit(visit),
            Self::Is(field, values) => visit(field, values),
            Self::Present(field) => visit(field, &[]),
        }
    }

    /// The fields that the condition reads, each once, in order of appearance.
    #[must_use]
    pub fn reads(&self) -> Vec<&Ref> {
        let mut found = Vec::new();
        self.visit(&mut |field, _| {
            if !found.contains(&field) {
                found.push(field);
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> Ref {
        Ref { place: Place::Same, name: name.to_owned() }
    }

    fn is(name: &str, values: &[&str]) -> Condition {
        Condition::Is(
            field(name),
            values.iter().map(|value| Literal::Text((*value).to_owned())).collect(),
        )
    }

    fn text(value: &str) -> State {
        State::Is(Literal::Text(value.to_owned()))
    }

    #[test]
    fn nothing_compares_equal_to_an_absent_field() {
        let absent = |_: &Ref| &State::Absent;
        assert!(!is("a", &["x"]).holds(&absent));
        assert!(is("a", &["x"]).negate().holds(&absent));
        assert!(!Condition::Present(field("a")).holds(&absent));
    }

    #[test]
    fn assuming_one_field_leaves_a_condition_on_the_other() {
        let both = Condition::all([is("a", &["x"]), is("b", &["y"])]);
        let x = [text("x")];
        let assume = |states: &[State]| {
            both.assume(&|it: &Ref| {
                if it.name == "a" { Possible::Among(states) } else { Possible::Anything }
            })
        };
        assert_eq!(assume(&x), is("b", &["y"]));
        assert!(assume(&[text("z"), State::Absent, State::Other]).is_never());
        assert_eq!(assume(&[text("x"), text("z")]), both);
    }

    #[test]
    fn assuming_narrows_a_list_of_values() {
        let states = [text("x"), State::Absent];
        let left = is("a", &["x", "y"]).assume(&|_: &Ref| Possible::Among(&states));
        assert_eq!(left, is("a", &["x"]));
    }
}
