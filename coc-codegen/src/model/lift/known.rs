//! What is known in a case, and what it leaves of a condition.

use crate::model::{Assumed, Condition, Literal, Model, Place, Possible, Ref, RowId, Rule, State, Test};

/// What is known of fields, by place and name.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct Known(pub(super) Vec<(Place, String, Vec<State>)>);

impl Known {
    pub(super) fn of(&self, place: Place, name: &str) -> Possible<'_> {
        match self.0.iter().rev().find(|(at, known, _)| *at == place && known == name) {
            Some((_, _, states)) => Possible::Among(states),
            None => Possible::Anything,
        }
    }

    pub(in crate::model) fn with(&self, model: &Model, assumed: Assumed) -> Self {
        let mut known = self.clone();
        let wire = model[assumed.list].values[assumed.value].wire.clone();
        let name = model.row(assumed.row).name.clone();
        known.0.push((assumed.row.place, name, vec![State::Is(Literal::Text(wire))]));
        known
    }
}

/// What is left of a condition of `row`.
pub(in crate::model) fn assume(row: RowId, when: &Condition, known: &Known) -> Condition {
    when.assume(&|read: &Ref| match place_of(read, row) {
        Some(place) => known.of(place, &read.name),
        None => Possible::Anything,
    })
}

/// Where a field stands that a rule of `row` reads, as rows are told apart here; a parent has no place of its own.
pub(super) fn place_of(read: &Ref, row: RowId) -> Option<Place> {
    match (read.place, row.place) {
        (Place::Same, place) => Some(place),
        (Place::Parent, _) | (Place::Body, Place::Same) => None,
        (place, _) => Some(place),
    }
}

pub(super) fn reads(when: &Condition, row: RowId, place: Place, name: &str) -> bool {
    when.reads().iter().any(|read| place_of(read, row) == Some(place) && read.name == name)
}

/// Rules that become types: a warning does not keep a field away.
pub(super) fn decides(rule: &Rule) -> bool {
    matches!(rule.test, Test::Required | Test::OnlyWhen | Test::Enum(_)) && !rule.each
}
