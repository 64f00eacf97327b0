//! Laws of partial evaluation, for any condition and any knowledge about its fields.

use coc_codegen::model::{
    Condition, Literal, Number, Part, Place, Possible, Ref, State,
};
use proptest::prelude::*;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

fn field(at: usize) -> Ref {
    Ref {
        place: if at == 3 { Place::Part(Part::Path) } else { Place::Same },
        name: NAMES[at].to_owned(),
    }
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        prop_oneof![Just("x"), Just("y"), Just("z")]
            .prop_map(|text| Literal::Text(text.to_owned())),
        any::<bool>().prop_map(Literal::Bool),
        (0_i64..2).prop_map(|number| Literal::Number(Number::Integer(number))),
        Just(Literal::Number(Number::Float(1.0))),
    ]
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![Just(State::Absent), Just(State::Other), literal().prop_map(State::Is)]
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        (0..NAMES.len(), prop::collection::vec(literal(), 1..4))
            .prop_map(|(at, values)| Condition::Is(field(at), values)),
        (0..NAMES.len()).prop_map(|at| Condition::Present(field(at))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

/// The state of each field, and for each field the states that are known to be possible:
/// nothing is known, or the list holds the state and some others.
fn knowledge() -> impl Strategy<Value = (Vec<State>, Vec<Option<Vec<State>>>)> {
    let one =
        (state(), prop::option::of((prop::collection::vec(state(), 0..3), 0_usize..3)));
    prop::collection::vec(one, NAMES.len()).prop_map(|fields| {
        let known = |(full, part): &(State, Option<(Vec<State>, usize)>)| {
            part.clone().map(|(mut others, at)| {
                others.insert(at.min(others.len()), full.clone());
                others
            })
        };
        let known = fields.iter().map(known).collect();
        (fields.into_iter().map(|(full, _)| full).collect(), known)
    })
}

fn index(field: &Ref) -> usize {
    NAMES.iter().position(|name| *name == field.name).unwrap_or_default()
}

/// The possible states of a field, by the second part of `knowledge`.
fn possible<'s>(part: &'s [Option<Vec<State>>]) -> impl Fn(&Ref) -> Possible<'s> {
    move |field: &Ref| match &part[index(field)] {
        None => Possible::Anything,
        Some(states) => Possible::Among(states),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn assuming_true_knowledge_changes_no_result(when in condition(), (full, part) in knowledge()) {
        let state = |field: &Ref| &full[index(field)];
        let left = when.assume(&possible(&part));
        prop_assert_eq!(left.holds(&state), when.holds(&state), "{} became {}", when, left);
    }

    #[test]
    fn assuming_the_state_of_every_field_decides_the_condition(when in condition(), (full, _) in knowledge()) {
        let states: Vec<Vec<State>> = full.iter().map(|state| vec![state.clone()]).collect();
        let known = |field: &Ref| Possible::Among(&states[index(field)]);
        let left = when.assume(&known);
        prop_assert!(left.is_always() || left.is_never(), "{} became {}", when, left);
        prop_assert_eq!(left.is_always(), when.holds(&|field: &Ref| &full[index(field)]));
    }

    #[test]
    fn assuming_nothing_and_assuming_twice_change_nothing(when in condition(), (full, part) in knowledge()) {
        let state = |field: &Ref| &full[index(field)];
        let nothing = when.assume(&|_: &Ref| Possible::Anything);
        prop_assert_eq!(nothing.holds(&state), when.holds(&state));
        let known = possible(&part);
        let once = when.assume(&known);
        prop_assert_eq!(once.assume(&known), once);
    }

    #[test]
    fn assuming_a_field_adds_no_reads(when in condition(), (_, part) in knowledge()) {
        let left = when.assume(&possible(&part));
        let before = when.reads();
        prop_assert!(left.reads().iter().all(|field| before.contains(field)));
    }

    #[test]
    fn a_negation_inverts_the_condition_and_a_second_one_restores_it(when in condition(), (full, _) in knowledge()) {
        let state = |field: &Ref| &full[index(field)];
        prop_assert_eq!(when.clone().negate().holds(&state), !when.holds(&state));
        prop_assert_eq!(when.clone().negate().negate().holds(&state), when.holds(&state));
    }

    #[test]
    fn all_holds_if_every_part_holds_and_any_if_one_part_does(
        parts in prop::collection::vec(condition(), 0..4),
        (full, _) in knowledge(),
    ) {
        let state = |field: &Ref| &full[index(field)];
        let all = Condition::all(parts.clone());
        let any = Condition::any(parts.clone());
        prop_assert_eq!(all.holds(&state), parts.iter().all(|part| part.holds(&state)));
        prop_assert_eq!(any.holds(&state), parts.iter().any(|part| part.holds(&state)));
    }
}
