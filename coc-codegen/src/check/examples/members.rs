//! The members that the free-form objects of an example have, by the conditions of the
//! types of their fields. Comparing them with the tables belongs to `walk`.

use serde_json::{Map, Value};

use crate::arena::Id;
use crate::check::draft::resolved::{Draft, DraftOperation};
use crate::check::rules::table::Rules;
use crate::interpret::state_of_value;
use crate::model::{Condition, Place, Ref, State, TableId, Test};

/// An example with the rules of a spec.
#[derive(Clone, Copy)]
pub(in crate::check) struct Members<'w, 's> {
    pub(in crate::check) draft: &'w Draft<'s>,
    pub(in crate::check) rules: &'w Rules<'s>,
    pub(in crate::check) operation: &'w DraftOperation<'s>,
    /// The request document; an answer has no parts that conditions read.
    pub(in crate::check) parts: Option<&'w Map<String, Value>>,
}

impl Members<'_, '_> {
    /// The tables of the members of the object in the field at `at` of `object`, which is
    /// one of the table `id`.
    pub(in crate::check) fn of(
        &self,
        id: TableId,
        at: usize,
        object: &Map<String, Value>,
    ) -> Vec<TableId> {
        let field = &self.rules.tables[id.index()].fields[at];
        let rules = field.rules.iter().map(|rule| &self.rules.rules[*rule].constraint);
        let members = rules.chain(&field.documented).filter_map(|it| match it.test {
            Test::Members(table, _) => Some((table, &it.when)),
            _ => None,
        });
        let held = members.filter(|(_, when)| self.holds(when, id, object));
        held.map(|(table, _)| table).collect()
    }

    fn holds(&self, when: &Condition, id: TableId, object: &Map<String, Value>) -> bool {
        let reads = when.reads();
        let states = reads.iter().map(|read| (*read, self.state(read, id, object)));
        let states: Vec<(&Ref, State)> = states.collect();
        when.holds(&|read: &Ref| {
            let known = states.iter().find(|(known, _)| *known == read);
            known.map_or(&State::Absent, |(_, state)| state)
        })
    }

    fn state(&self, read: &Ref, id: TableId, object: &Map<String, Value>) -> State {
        let part = || self.parts?.get(read.place.as_str())?.as_object();
        let (table, object) = match read.place {
            Place::Same => (Some(id), Some(object)),
            Place::Body => (self.operation.body_table(), part()),
            place => (self.operation.parameters(place), part()),
        };
        let found = table.zip(object).and_then(|(table, object)| {
            let table = &self.draft.tables[table];
            let at = *table.by_name.get(read.name.as_str())?;
            Some((table, at, object))
        });
        let Some((table, at, object)) = found else { return State::Absent };
        let nullable = table.def.fields[at].nullable.is_some();
        let is_blank = |text: &str| self.draft.is_blank(table.ty(at), text);
        state_of_value(table.ty(at), nullable, &is_blank, object.get(&read.name))
    }
}
