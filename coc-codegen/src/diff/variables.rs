//! The variables of a case space: fields of one table in both versions of a spec, with the
//! values that their rules distinguish. The rules themselves belong to `entries`.

use serde_json::Value;

use super::keeps::is_kept;
use super::probe;
use super::versions::Versions;
use crate::interpret::state_of;
use crate::model::{
    Condition, Field, Model, Place, Ref, Rule, RuleId, State, TableId, Test,
};

/// One version of a spec, seen from the table of the compared field.
#[derive(Clone, Copy)]
pub(super) struct Side<'m> {
    pub(super) model: &'m Model,
    pub(super) table: Option<TableId>,
}

impl<'m> Side<'m> {
    /// The field that a reference from the table leads to.
    pub(super) fn field(&self, at: &Ref) -> Option<&'m Field> {
        let id = self.table?;
        match at.place {
            Place::Parent => {
                let mut parents = self.model[id].parents.iter();
                parents.find_map(|it| self.model[*it].field(&at.name))
            }
            _ => self.model.referred(id, at),
        }
    }

    /// The rules of a field, with their conditions as seen from the table; none if
    /// several types enclose the table, since one field then stands for several.
    pub(super) fn rules(&self, at: &Ref) -> Vec<(RuleId, &'m Rule, Condition)> {
        let several = |id: TableId| self.model[id].parents.len() > 1;
        if at.place == Place::Parent && self.table.is_some_and(several) {
            return Vec::new();
        }
        let Some(field) = self.field(at) else { return Vec::new() };
        let rules = field.rules.iter().map(|id| (*id, &self.model[*id]));
        rules
            .filter_map(|(id, rule)| Some((id, rule, rule.when.moved(at.place)?)))
            .collect()
    }

    /// The rules of groups of the table.
    pub(super) fn groups(&self) -> impl Iterator<Item = (RuleId, &'m Rule)> + use<'m> {
        let model = self.model;
        let groups = self.table.map_or(&[][..], |id| &model[id].groups);
        groups.iter().map(move |id| (*id, &model[*id]))
    }
}

/// A field with the values that the rules of both versions distinguish.
pub(super) struct Variable {
    pub(super) at: Ref,
    /// The values; none where the field is absent.
    pub(super) values: Vec<Option<Value>>,
    /// The state of each value in the conditions of each version.
    pub(super) states: Versions<Vec<State>>,
    /// Whether the earlier version of the spec has the field.
    pub(super) documented: bool,
}

impl Variable {
    /// The variable of a field, with the values `compared` that conditions name. `in_full`
    /// gives it all probe values, and not only a few that other rules read.
    pub(super) fn new(
        sides: Versions<Side<'_>>,
        at: Ref,
        compared: Vec<Value>,
        in_full: bool,
    ) -> Self {
        let fields: Vec<(&Model, &Field)> = sides
            .iter()
            .filter_map(|side| Some((side.model, side.field(&at)?)))
            .collect();
        let mut known = probe::values(&fields);
        if !in_full {
            known = few_values(&fields, &known, &compared);
        }
        known.extend(compared);
        let mut values: Vec<Option<Value>> = vec![None];
        for value in known.into_iter().map(Some) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let states = sides.map(|side| {
            let field = side.field(&at);
            let state = |value: &Option<Value>| match field {
                Some(field) => state_of(side.model, field, value.as_ref()),
                None => State::Absent,
            };
            values.iter().map(state).collect()
        });
        Self { documented: sides.old.field(&at).is_some(), at, values, states }
    }
}

/// A few values of a field that is only read: for each list and limit one value that
/// keeps it and that no condition names.
fn few_values(
    fields: &[(&Model, &Field)],
    known: &[Value],
    compared: &[Value],
) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for (model, field) in fields {
        let keeps =
            |rule: &Rule, value: &Value| is_kept(model, field, rule, Some(value));
        let rules = || field.rules.iter().map(|id| &model[*id]);
        let presence = |test: &Test| {
            matches!(test, Test::Required | Test::OnlyWhen | Test::DocumentedFor)
        };
        let fits = |value: &Value| {
            rules()
                .filter(|rule| !presence(&rule.test) && rule.when.is_always())
                .all(|rule| keeps(rule, value))
        };
        let others = || known.iter().filter(|it| !compared.contains(it) && fits(it));
        found.extend(others().next().cloned());
        found.extend(known.iter().find(|value| value.is_null()).cloned());
        for rule in rules().filter(|rule| !presence(&rule.test)) {
            found.extend(others().find(|value| keeps(rule, value)).cloned());
            found.extend(others().find(|value| !keeps(rule, value)).cloned());
        }
    }
    found
}

/// The field that a rule of `at` compares it with.
pub(super) fn compared_with(rule: &Rule, at: &Ref) -> Option<Ref> {
    match &rule.test {
        Test::Compared(_, other) => Some(Ref { place: at.place, name: other.clone() }),
        _ => None,
    }
}
