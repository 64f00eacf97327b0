//! Decides by the rules of single fields which fields are discriminators, and the place
//! of each field under a case.

use std::collections::HashSet;

use super::scope::{Scope, Specializer};
use crate::model::{
    Assumed, Condition, EnumId, FieldId, Known, Possible, Rule, RuleId, State, Test,
    Type, assume, decides, reads,
};

/// The list of values of a text or a number in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listed {
    Here(EnumId),
    Nowhere,
}

impl Specializer<'_> {
    /// Adds the lists of fields that are always present.
    pub(super) fn total(&self, field_ids: &[FieldId], known: &Known) -> Known {
        let mut known = known.clone();
        let mut added: HashSet<FieldId> = HashSet::new();
        loop {
            let mut left =
                field_ids.iter().filter(|field_id| !added.contains(*field_id));
            let found = left
                .find_map(|field_id| Some((*field_id, self.list(*field_id, &known)?)));
            let Some((field_id, list)) = found else { return known };
            added.insert(field_id);
            let name = &self.contract.field(field_id).name;
            if matches!(known.of(field_id.place, name), Possible::Anything) {
                let states =
                    self.contract[list].wires().cloned().map(State::Is).collect();
                known.0.push((field_id.place, name.clone(), states));
            }
        }
    }

    /// The list of values of a discriminator: a field that names its cases and is
    /// always present.
    pub(super) fn list(&self, field_id: FieldId, known: &Known) -> Option<EnumId> {
        let field = self.contract.field(field_id);
        let list = field.ty.list()?;
        let is_present = field.assume_present.is_some()
            || !field.on_no_page
                && self
                    .residual(field_id, |test| *test == Test::Required, known)
                    .is_some_and(|when| when.is_always());
        let is_unconditional = |wanted: fn(&Test) -> bool| {
            self.residual(field_id, wanted, known).is_none_or(|when| when.is_always())
        };
        let is_listed = is_unconditional(|test| matches!(test, Test::Enum(_)))
            && is_unconditional(|test| *test == Test::OnlyWhen);
        let is_fixed = self
            .residual(field_id, |test| matches!(test, Test::Fixed(_)), known)
            .is_some();
        let names_cases = self.has_cases && !field.cases.is_empty();
        (names_cases && is_present && is_listed && !is_fixed).then_some(list)
    }

    /// The rules of a field, with their ids.
    pub(super) fn rules(
        &self,
        field_id: FieldId,
    ) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.contract.field(field_id).rules.iter().map(|id| (*id, &self.contract[*id]))
    }

    /// Whether the rest of a rule that decides about the field reads the discriminator.
    pub(super) fn depends_on(
        &self,
        field_id: FieldId,
        discriminator: FieldId,
        known: &Known,
    ) -> bool {
        let name = &self.contract.field(discriminator).name;
        // If a field is required in every case, only its list of values or its members can
        // depend on the case.
        let mut rules = self.rules(field_id);
        let required =
            rules.find(|(_, rule)| rule.test == Test::Required && !rule.is_warning());
        let stays = required
            .is_some_and(|(_, rule)| assume(field_id, &rule.when, known).is_always());
        let rules = self.rules(field_id).filter(|(_, rule)| {
            decides(rule)
                && !rule.when.is_always()
                && (!stays || matches!(rule.test, Test::Enum(_) | Test::Members(..)))
        });
        let mut conditions = rules
            .map(|(_, rule)| &rule.when)
            .chain(&self.contract.field(field_id).observed_for);
        conditions.any(|when| {
            reads(&assume(field_id, when, known), field_id, discriminator.place, name)
        })
    }

    /// Notes the fields that other fields depend on: discriminators, and candidates for
    /// discriminators.
    pub(super) fn look_for_candidates(
        &mut self,
        field_ids: &[FieldId],
        scope: &Scope<'_>,
    ) {
        for field_id in field_ids {
            let field = self.contract.field(*field_id);
            let Some(list) = field.ty.list() else { continue };
            // Null is no case of its own.
            let is_closed = !self.contract[list].open
                && !field.nullable
                && self.rules(*field_id).any(|(_, rule)| {
                    matches!(rule.test, Test::Enum(_))
                        && rule.when.is_always()
                        && !rule.each
                });
            let is_read = || {
                let mut others = field_ids.iter().filter(|other| *other != field_id);
                others.any(|other| self.depends_on(*other, *field_id, scope.known))
            };
            let names_cases = !field.cases.is_empty();
            if (names_cases || is_closed) && is_read() {
                let noted = if names_cases {
                    &mut self.discriminators
                } else {
                    &mut self.candidates
                };
                noted.insert(field_id.of_table());
            }
        }
    }

    /// The cases of a discriminator, each with what is known under it.
    pub(super) fn cases(
        &self,
        field_id: FieldId,
        list: EnumId,
        scope: &Scope<'_>,
    ) -> Vec<(Assumed, Known)> {
        (0..self.contract[list].values.len())
            .map(|value| {
                let assumed = Assumed { field_id, list, value };
                (assumed, scope.known.with(self.contract, assumed))
            })
            .collect()
    }

    /// Whether a field belongs to the case `at`, by the first of the documented rules that
    /// applies.
    pub(super) fn belongs(
        &self,
        field_id: FieldId,
        at: usize,
        cases: &[(Assumed, Known)],
        field_ids: &[FieldId],
    ) -> bool {
        let field = self.contract.field(field_id);
        let known = &cases[at].1;
        let only_when = self.residual(field_id, |test| *test == Test::OnlyWhen, known);
        if only_when.is_some_and(|when| when.is_never()) {
            return false;
        }
        let required = self.residual(field_id, |test| *test == Test::Required, known);
        if let Some(when) = &required {
            // Nothing makes callers give a field that no page has.
            let is_plain = when.is_always() && !field.on_no_page;
            // It is deferred to the cases of a further discriminator.
            let depends = |other: &FieldId| {
                *other != field_id
                    && reads(
                        when,
                        field_id,
                        other.place,
                        &self.contract.field(*other).name,
                    )
                    && self.list(*other, known).is_some()
            };
            if is_plain || !when.is_never() && field_ids.iter().any(depends) {
                return true;
            }
        }
        if field.all_cases.is_some() {
            return true;
        }
        let observed_for =
            field.observed_for.as_ref().map(|when| assume(field_id, when, known));
        let documented = self
            .residual(field_id, |test| *test == Test::DocumentedFor, known)
            .or(observed_for);
        if let Some(documented) = documented {
            return !documented.is_never();
        }
        let is_never_required = required.is_some_and(|when| when.is_never());
        !is_never_required
            || self.has_members(field_id, known)
            || !cases.iter().any(|(_, known)| self.is_required(field_id, known))
    }

    /// The condition of the field's own rule with such a test, as far as the known states
    /// leave it open.
    fn residual(
        &self,
        field_id: FieldId,
        wanted: fn(&Test) -> bool,
        known: &Known,
    ) -> Option<Condition> {
        let mut rules = self.rules(field_id);
        let (_, rule) = rules.find(|(_, rule)| !rule.each && wanted(&rule.test))?;
        Some(assume(field_id, &rule.when, known))
    }

    /// Whether a field may be required in a case.
    fn is_required(&self, field_id: FieldId, known: &Known) -> bool {
        let required = self.residual(field_id, |test| *test == Test::Required, known);
        required.is_some_and(|when| !when.is_never())
    }

    /// Whether the page speaks of a case by documenting members of the field for it.
    fn has_members(&self, field_id: FieldId, known: &Known) -> bool {
        self.rules(field_id).any(|(_, rule)| {
            rule.test.members().is_some()
                && !assume(field_id, &rule.when, known).is_never()
        })
    }

    /// The list of values of a text or a long. An `integer` has none here, since an
    /// enumeration may hold numbers of 64 bits.
    pub(super) fn listed(&self, field_id: FieldId, known: &Known) -> Option<Listed> {
        let ty = &self.contract.field(field_id).ty;
        if !matches!(ty, Type::String | Type::Long | Type::Enum(..)) {
            return None;
        }
        let lists: Vec<(EnumId, Condition)> = self
            .rules(field_id)
            .filter_map(|(_, rule)| match rule.test {
                Test::Enum(list) if !rule.each => {
                    Some((list, assume(field_id, &rule.when, known)))
                }
                _ => None,
            })
            .collect();
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
