//! The things that the fields of a draft share: the page, the names of its types, and the
//! enumerations that were made so far. Writing them belongs to `tables`.

use std::collections::HashMap;

use super::names::Taken;
use super::yaml::Comments;
use crate::page::statements::assertions::Assertions;

/// Everything that the fields of a draft share.
pub(super) struct Context<'p> {
    pub(super) assertions: &'p Assertions<'p>,
    pub(super) comments: &'p Comments<'p>,
    /// The name of the type of each table of an object, of the body or of an answer.
    pub(super) types: Vec<Option<String>>,
    pub(super) taken: Taken,
    /// The enumerations, each with its values.
    pub(super) lists: Vec<(String, Vec<String>)>,
    /// The place of each enumeration in `lists`, by its values.
    pub(super) lists_by_values: HashMap<Vec<String>, usize>,
}

impl Context<'_> {
    /// The name of the enumeration with these values; `name` is for a new one.
    pub(super) fn enumeration(&mut self, name: &str, values: Vec<String>) -> String {
        if let Some(at) = self.lists_by_values.get(&values) {
            return self.lists[*at].0.clone();
        }
        let name = self.taken.unused(name);
        self.lists_by_values.insert(values.clone(), self.lists.len());
        self.lists.push((name.clone(), values));
        name
    }
}
