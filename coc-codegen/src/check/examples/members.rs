//! The members that the free-form objects of an example have, by the conditions of the
//! types of their fields. Comparing them with the tables belongs to `walk`.

use serde_json::{Map, Value};

use super::context::ExampleContext;
use crate::interpret::state_of_value;
use crate::model::{Condition, Part, Place, Ref, State, TableField, TableId};

impl ExampleContext<'_, '_> {
    /// The tables of the members of the free-form object in a field of `object`.
    pub(in crate::check) fn members(
        &self,
        field: TableField,
        object: &Map<String, Value>,
    ) -> Vec<TableId> {
        let rules = &self.rules.tables[field.table].fields[field.at];
        let constraints =
            rules.rules.iter().map(|rule| &self.rules.rules[*rule].constraint);
        constraints
            .chain(&rules.documented)
            .filter_map(|it| Some((it.test.members()?, &it.when)))
            .filter(|(_, when)| self.holds(when, field.table, object))
            .map(|(members, _)| members)
            .collect()
    }

    fn holds(&self, when: &Condition, id: TableId, object: &Map<String, Value>) -> bool {
        when.holds(&|read: &Ref| self.state(read, id, object))
    }

    fn state(&self, read: &Ref, id: TableId, object: &Map<String, Value>) -> State {
        let of_part = |part: Part| {
            let object = self.example.value.get(part.as_str())?.as_object()?;
            Some((self.operation.table_of(part)?, object))
        };
        let found = match read.place {
            Place::Same => Some((id, object)),
            Place::Part(part) if self.is_request => of_part(part),
            // The members of a free-form object read no parent, and an answer has no parts.
            _ => None,
        };
        let found = found.and_then(|(table, object)| {
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
