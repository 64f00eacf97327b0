//! Paths of fields through the answers of operations. Pages and waiters in words belong to
//! `answer_words`.

use super::answers::AnswerPart;
use super::condition::Ref;
use super::contract::Contract;
use super::id::{FieldId, OperationId};
use super::operation::Content;
use super::place::Place;
use super::table::Type;

impl Contract {
    /// The type of the answer of an operation, if it is JSON.
    #[must_use]
    pub fn answer(&self, id: OperationId) -> Option<&Type> {
        match &self[id].output()?.body {
            Content::Json(ty) => Some(ty),
            Content::Nothing | Content::Binary => None,
        }
    }

    /// The fields that a reference of a waiter names, from the answer down, through
    /// arrays; none if it names the status or the code.
    #[must_use]
    pub fn answer_path(&self, id: OperationId, read: &Ref) -> Option<Vec<FieldId>> {
        let AnswerPart::Body(path) = AnswerPart::of(&read.name) else { return None };
        let mut ty = self.answer(id)?;
        let mut found = Vec::new();
        for name in path.split('.') {
            let Type::Struct(table) = ty.through_arrays() else { return None };
            let at = *self[*table].by_name.get(name)?;
            let place = if found.is_empty() { Place::Answer } else { Place::Same };
            found.push(FieldId { place, table: *table, at });
            ty = &self[*table].fields[at].ty;
        }
        Some(found)
    }

    /// The names of fields from a part of a request or answer down, joined by dots.
    #[must_use]
    pub fn path_name(&self, path: &[FieldId]) -> String {
        let names: Vec<&str> =
            path.iter().map(|field| self.field(*field).name.as_str()).collect();
        names.join(".")
    }
}
