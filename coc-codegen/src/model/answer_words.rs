//! Pages and waiters in words, without Markdown. Rules in words belong to `rule_words`.

use std::fmt;

use super::answers::{Pagination, Waiter, Way};
use super::contract::Contract;
use super::id::FieldId;

impl Contract {
    /// A pagination in words.
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
