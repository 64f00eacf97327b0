//! A page as it is read beside an operation of the spec: the statements of the page, with
//! the names and values of both. Comparing them does not belong here.

use std::collections::{BTreeMap, HashSet};

use crate::page::document::Page;
use crate::page::statements::assertions::Assertions;
use crate::page::statements::comparisons::Names;
use crate::page::target::{Target, named_values};

/// The statements of a page that is held against an operation.
pub(super) struct AuditContext<'a> {
    pub(super) target: Target<'a>,
    pub(super) assertions: Assertions<'a>,
    /// The values of all fields, and the names of other things than fields.
    words: HashSet<String>,
}

impl<'a> AuditContext<'a> {
    pub(super) fn of(target: Target<'a>, page: &'a Page) -> Self {
        let assertions = Assertions::of(page, names(&target));
        let mut words: HashSet<String> =
            assertions.names.values().flatten().cloned().collect();
        words.extend(target.spec.operations.iter().map(|it| it.name.value.clone()));
        words.extend(target.tables().map(|it| it.name.value.clone()));
        words.extend(page.tables.iter().map(|it| it.title.value.clone()));
        let types =
            page.tables.iter().flat_map(|it| &it.rows).filter_map(|row| row.ty.as_ref());
        words.extend(types.filter_map(|(_, ty)| ty.object().map(str::to_owned)));
        Self { target, assertions, words }
    }

    /// Whether a word that looks like a name or a value is a name or a value of the page
    /// or of the spec.
    pub(super) fn is_known(&self, word: &str) -> bool {
        self.assertions.names.contains_key(word) || self.words.contains(word)
    }
}

/// The fields of the spec, with the values that it lists for them.
fn names(target: &Target<'_>) -> Names {
    let mut names: Names = BTreeMap::new();
    for field in target.tables().flat_map(|it| &it.fields) {
        let values = names.entry(field.name.value.clone()).or_default();
        values.extend(named_values(field));
        let lists = target.enumerations(field);
        let listed = lists.into_iter().flat_map(|list| &list.values);
        values.extend(listed.map(|it| it.value.value.to_string()));
    }
    names
}
