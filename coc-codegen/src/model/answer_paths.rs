//! Paths of fields through the answers of operations, and pages and waiters in words.

use std::fmt;

use super::answers::{AnswerPart, Pagination, Waiter, Way};
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

    /// A pagination in words, without Markdown.
    #[must_use]
    pub fn pages_in_words(&self, pages: &Pagination) -> String {
        let name = |path: &[FieldId]| {
            let part = path.first().map_or("answer", |first| first.place.as_str());
            [part.to_owned(), self.path_name(path)]
                .join(".")
                .trim_end_matches('.')
                .to_owned()
        };
        let moves = name(&pages.moves);
        let mut words = match pages.way {
            Way::Marker => format!("the marker {moves} from {}", name(&pages.next)),
            Way::LastItem => {
                format!(
                    "the marker {moves} from {} of the last item",
                    self.path_name(&pages.next)
                )
            }
            Way::Offset(first) => format!("the offset {moves} from {first}"),
            Way::Page(first) => format!("the page number {moves} from {first}"),
        };
        words += &format!(", items in {}", name(&pages.items));
        if let Some(size) = &pages.size {
            let number = |number: Option<i64>| {
                number.map_or_else(|| "unknown".to_owned(), |number| number.to_string())
            };
            words += &format!(
                ", size in {} (default {}, at most {})",
                name(&size.field),
                number(size.default),
                number(size.most)
            );
        }
        if let Some(total) = &pages.total {
            words += &format!(", total in {}", name(total));
        }
        words
    }
}

impl fmt::Display for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ready: {}", self.ready)?;
        if let Some(failed) = &self.failed {
            write!(f, "; failed: {failed}")?;
        }
        if let Some(retry) = &self.retry {
            write!(f, "; not yet, if refused: {retry}")?;
        }
        write!(f, "; every {} s, at most {} s", self.every, self.at_most)
    }
}
