//! The known states of fields under a case, and the conditions evaluated for them.

use super::condition::{Condition, Possible, Ref, State};
use super::contract::Contract;
use super::id::FieldId;
use super::place::{Part, Place};
use super::rule::{Rule, Test};
use super::typed::Assumed;

/// The known states of fields, by place and name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known(pub(crate) Vec<(Place, String, Vec<State>)>);

impl Known {
    /// The possible states of a field.
    pub(crate) fn of(&self, place: Place, name: &str) -> Possible<'_> {
        match self.0.iter().rev().find(|(at, known, _)| *at == place && known == name) {
            Some((_, _, states)) => Possible::Among(states),
            None => Possible::Anything,
        }
    }

    /// The known states under one more case: its discriminator has its value.
    pub(crate) fn with(&self, contract: &Contract, assumed: Assumed) -> Self {
        let mut known = self.clone();
        let wire = contract[assumed.list].values[assumed.value].wire.clone();
        let name = contract.field(assumed.field_id).name.clone();
        known.0.push((assumed.field_id.place, name, vec![State::Is(wire)]));
        known
    }
}

/// The rest of a condition of the field `field_id`, for the known states.
pub(crate) fn assume(field_id: FieldId, when: &Condition, known: &Known) -> Condition {
    when.assume(&|read: &Ref| match part_of(read, field_id) {
        Some(place) => known.of(place, &read.name),
        None => Possible::Anything,
    })
}

/// The place of a field that a rule of `field_id` reads, as a key of the known states. A
/// parent has no such place.
fn part_of(read: &Ref, field_id: FieldId) -> Option<Place> {
    match (read.place, field_id.place) {
        (Place::Same, place) => Some(place),
        (Place::Parent, _) | (Place::Part(Part::Body), Place::Same) => None,
        (place, _) => Some(place),
    }
}

/// Whether a condition of `field_id` reads the field with this place and name.
pub(crate) fn reads(
    when: &Condition,
    field_id: FieldId,
    place: Place,
    name: &str,
) -> bool {
    when.reads()
        .iter()
        .any(|read| part_of(read, field_id) == Some(place) && read.name == name)
}

/// Whether a rule decides in which cases a field is present, or which values or members
/// it has.
pub(crate) fn decides(rule: &Rule) -> bool {
    matches!(
        rule.test,
        Test::Required
            | Test::OnlyWhen
            | Test::DocumentedFor
            | Test::Enum(_)
            | Test::Members(..)
    ) && !rule.each
}
