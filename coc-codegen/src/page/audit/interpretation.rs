//! The statements of a page, read with the names and values of the spec, and the words
//! that page and spec know.

use std::collections::{BTreeMap, HashSet};

use super::target::Target;
use crate::page::assertions::Assertions;
use crate::page::comparisons::Names;
use crate::page::document::Page;
use crate::spec::{RuleDefKind, innermost_name};

/// The statements of a page that is held against an operation.
pub(super) struct Interpretation<'p> {
    pub(super) assertions: Assertions<'p>,
    /// The values of all fields, and words that stand for something else than a field.
    words: HashSet<String>,
}

impl<'p> Interpretation<'p> {
    pub(super) fn of(target: &Target<'_>, page: &'p Page) -> Self {
        let assertions = Assertions::of(page, names(target));
        let mut words: HashSet<String> =
            assertions.names.values().flatten().cloned().collect();
        words.extend(target.spec.operations.iter().map(|it| it.name.value.clone()));
        words.extend(target.tables().map(|it| it.name.value.clone()));
        words.extend(page.tables.iter().map(|it| it.title.value.clone()));
        let types =
            page.tables.iter().flat_map(|it| &it.rows).filter_map(|row| row.ty.as_ref());
        words.extend(types.filter_map(|(_, ty)| ty.object().map(str::to_owned)));
        Self { assertions, words }
    }

    /// Whether a word that looks like a name or a value is one that the page or the spec
    /// knows.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.assertions.names.contains_key(word) || self.words.contains(word)
    }
}

/// The fields of the spec, with the values that it knows.
fn names(target: &Target<'_>) -> Names {
    let mut names: Names = BTreeMap::new();
    for field in target.tables().flat_map(|it| &it.fields) {
        let values = names.entry(field.name.value.clone()).or_default();
        let ty = field.ty.as_ref().map(|it| innermost_name(&it.value));
        let mut lists: Vec<&str> = ty.map(String::as_str).into_iter().collect();
        for rule in &field.rules {
            match &rule.kind {
                RuleDefKind::Enum { name, .. } => lists.push(&name.value),
                RuleDefKind::OneOf(all) => {
                    values.extend(all.iter().map(|it| it.value.to_string()));
                }
                RuleDefKind::Fixed(value) => values.extend([value.value.to_string()]),
                _ => {}
            }
        }
        for list in lists.into_iter().filter_map(|it| target.list(it)) {
            values.extend(list.values.iter().map(|it| it.value.value.to_string()));
        }
    }
    names
}
