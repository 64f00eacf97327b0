//! What the rules say of single rows: which of them tell cases apart, and where each one goes under a case.

use std::collections::HashSet;

use super::known::{Known, assume, decides, place_of, reads};
use super::{Lift, Scope};
use crate::model::{Assumed, EnumId, Literal, Place, Possible, RowId, Rule, RuleId, State, Test, Ty};

/// Where a row stands under one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placement {
    Out,
    Required,
    Optional,
    /// It hangs on another discriminator.
    Deferred,
}

/// The list of values that applies to text in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    Here(EnumId),
    Nowhere,
}

impl Lift<'_> {
    /// Adds the lists of rows that are always there.
    pub(super) fn total(&self, rows: &[RowId], known: &Known) -> Known {
        let mut known = known.clone();
        let mut added: HashSet<RowId> = HashSet::new();
        loop {
            let found = rows.iter().copied().find_map(|row| {
                let list = self.list(row, &known).filter(|_| !added.contains(&row))?;
                Some((row, list))
            });
            let Some((row, list)) = found else { return known };
            added.insert(row);
            let name = &self.model.row(row).name;
            if matches!(known.of(row.place, name), Possible::Anything) {
                let states = self.model[list].values.iter();
                let states = states.map(|value| State::Is(Literal::Text(value.wire.clone()))).collect();
                known.0.push((row.place, name.clone(), states));
            }
        }
    }

    /// The list of a row that is closed, and total in its place.
    pub(super) fn list(&self, row: RowId, known: &Known) -> Option<EnumId> {
        let field = self.model.row(row);
        let Ty::Enum(list) = field.ty else { return None };
        let left = |wanted: fn(&Test) -> bool| {
            let rule = self.rules(row).find(|(_, rule)| wanted(&rule.test) && !rule.each);
            rule.map(|(_, rule)| assume(row, &rule.when, known))
        };
        let closed = left(|test| matches!(test, Test::Enum(_)))?.is_always();
        let there = field.assume_present.is_some()
            || left(|test| *test == Test::Required).is_some_and(|when| when.is_always());
        let allowed = left(|test| *test == Test::OnlyWhen).is_none_or(|when| when.is_always());
        let free = left(|test| matches!(test, Test::Fixed(_))).is_none();
        (closed && there && allowed && free && !self.model[list].open).then_some(list)
    }

    pub(super) fn rules(&self, row: RowId) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.model.row(row).rules.iter().map(|id| (*id, &self.model[*id]))
    }

    /// Whether other rows hang on this one, so that lifting it decides something.
    pub(super) fn discriminates(&self, row: RowId, rows: &[RowId], scope: &Scope<'_>) -> bool {
        self.list(row, scope.known).is_some()
            && rows.iter().any(|other| *other != row && self.hangs_on(*other, row, scope.known))
    }

    fn hangs_on(&self, row: RowId, discriminator: RowId, known: &Known) -> bool {
        let name = &self.model.row(discriminator).name;
        self.rules(row).any(|(_, rule)| {
            decides(rule)
                && !rule.when.is_always()
                && assume(row, &rule.when, known)
                    .reads()
                    .iter()
                    .any(|read| place_of(read, row) == Some(discriminator.place) && read.name == *name)
        })
    }

    /// Notes the rows that would tell cases apart if only they were always there.
    pub(super) fn look_for_optional(&mut self, rows: &[RowId], scope: &Scope<'_>) {
        for row in rows {
            let field = self.model.row(*row);
            let Ty::Enum(list) = field.ty else { continue };
            let closed = !self.model[list].open
                && self.rules(*row).any(|(_, rule)| {
                    matches!(rule.test, Test::Enum(_)) && rule.when.is_always() && !rule.each
                });
            let optional = field.assume_present.is_none()
                && !self.rules(*row).any(|(_, rule)| rule.test == Test::Required);
            let read = || rows.iter().any(|other| other != row && self.hangs_on(*other, *row, scope.known));
            if closed && optional && read() {
                self.optional.push((row.table, row.at));
            }
        }
    }

    pub(super) fn cases(&self, row: RowId, list: EnumId, scope: &Scope<'_>) -> Vec<(Assumed, Known)> {
        (0..self.model[list].values.len())
            .map(|value| {
                let assumed = Assumed { row, list, value };
                (assumed, scope.known.with(self.model, assumed))
            })
            .collect()
    }

    /// Where a row goes under the case `at`: the first of the documented reasons that applies.
    pub(super) fn placement(
        &self,
        row: RowId,
        at: usize,
        cases: &[(Assumed, Known)],
        rows: &[RowId],
    ) -> Placement {
        let field = self.model.row(row);
        let left = |wanted: fn(&Test) -> bool, known: &Known| {
            let rule = self.rules(row).find(|(_, rule)| wanted(&rule.test));
            rule.map(|(_, rule)| assume(row, &rule.when, known))
        };
        let known = &cases[at].1;
        if left(|test| *test == Test::OnlyWhen, known).is_some_and(|when| when.is_never()) {
            return Placement::Out;
        }
        let required = left(|test| *test == Test::Required, known);
        if let Some(when) = &required {
            if when.is_always() {
                return Placement::Required;
            }
            let hangs = |other: &RowId| {
                *other != row
                    && reads(when, row, other.place, &self.model.row(*other).name)
                    && self.list(*other, known).is_some()
            };
            if !when.is_never() && rows.iter().any(hangs) {
                return Placement::Deferred;
            }
        }
        if field.shared.is_some() {
            return Placement::Optional;
        }
        if let Some(documented) = left(|test| *test == Test::DocumentedFor, known) {
            return if documented.is_never() { Placement::Out } else { Placement::Optional };
        }
        if required.is_some_and(|when| when.is_never()) {
            let elsewhere = |(_, known): &(Assumed, Known)| {
                left(|test| *test == Test::Required, known).is_some_and(|when| !when.is_never())
            };
            if cases.iter().any(elsewhere) {
                return Placement::Out;
            }
        }
        if !field.observed.is_empty() && self.seen_elsewhere(row, &cases[at].0) {
            return Placement::Out;
        }
        Placement::Optional
    }

    /// Whether examples show the row in other cases, and examples of this one do not.
    fn seen_elsewhere(&self, row: RowId, assumed: &Assumed) -> bool {
        let name = &self.model.row(assumed.row).name;
        let wire = &self.model[assumed.list].values[assumed.value].wire;
        let own = if assumed.row.table == row.table { Place::Same } else { assumed.row.place };
        let (mut here, mut there, mut any_here) = (false, false, false);
        for sighting in &self.model[row.table].sightings {
            let value = sighting.values.iter().find(|(place, at, _)| *place == own && at == name);
            let Some((_, _, value)) = value else { continue };
            let shown = sighting.shown.contains(&row.at);
            if value == wire {
                any_here = true;
                here |= shown;
            } else {
                there |= shown;
            }
        }
        any_here && there && !here
    }

    /// Which list applies to text.
    pub(super) fn listed(&self, row: RowId, known: &Known) -> Option<Listed> {
        if !matches!(self.model.row(row).ty, Ty::String | Ty::Enum(_)) {
            return None;
        }
        let lists = self.rules(row).filter_map(|(_, rule)| match rule.test {
            Test::Enum(list) if !rule.each => Some((list, assume(row, &rule.when, known))),
            _ => None,
        });
        let lists: Vec<_> = lists.collect();
        if lists.is_empty() {
            return None;
        }
        let mut applying = lists.iter().filter(|(_, when)| !when.is_never());
        match (applying.next(), applying.next()) {
            (None, _) => Some(Listed::Nowhere),
            (Some((list, when)), None) if when.is_always() => Some(Listed::Here(*list)),
            _ => None,
        }
    }
}
