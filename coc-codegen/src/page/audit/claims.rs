//! The statements of a page, read with the names and values of the spec, and the words
//! that page and spec know.

use std::collections::BTreeMap;

use super::subject::Subject;
use crate::page::document::Page;
use crate::page::said::Said;
use crate::page::sentences::Names;
use crate::spec::{RuleDefKind, innermost_name};

/// The statements of a page that is held against an operation.
pub(super) struct Claims {
    pub(super) said: Said,
    /// Words that stand for something else than a field or a value.
    known: Vec<String>,
}

impl Claims {
    pub(super) fn of(subject: &Subject<'_>, page: &Page) -> Self {
        let mut known: Vec<String> =
            subject.spec.operations.iter().map(|it| it.name.value.clone()).collect();
        known.extend(subject.tables().map(|it| it.name.value.clone()));
        known.extend(page.tables.iter().map(|it| it.title.value.clone()));
        let types =
            page.tables.iter().flat_map(|it| &it.rows).filter_map(|row| row.ty.as_ref());
        known.extend(types.filter_map(|(_, ty)| ty.object().map(str::to_owned)));
        Self { said: Said::of(page, names(subject)), known }
    }

    /// Whether a word that looks like a name or a value is one that the page or the spec
    /// knows.
    pub(super) fn knows(&self, word: &str) -> bool {
        let names = &self.said.names;
        names.contains_key(word)
            || names.values().any(|it| it.contains(word))
            || self.known.iter().any(|it| it == word)
    }
}

/// The fields of the spec, with the values that it knows.
fn names(subject: &Subject<'_>) -> Names {
    let mut names: Names = BTreeMap::new();
    for field in subject.tables().flat_map(|it| &it.fields) {
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
        for list in lists.into_iter().filter_map(|it| subject.list(it)) {
            values.extend(list.values.iter().map(|it| it.value.value.to_string()));
        }
    }
    names
}
