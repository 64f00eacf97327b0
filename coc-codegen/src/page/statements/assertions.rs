//! The statements of all rows of a page, and the conditions that its sentences state for
//! each field. A sentence in one row may be about another one. The structure of the page
//! belongs to `structure`.

use std::collections::HashMap;

use super::comparisons::Names;
use super::row::{Statements, statements};
use super::sentences::Comparison;
use super::value_lists;
use crate::page::document::{Page, Row, Topic};
use crate::page::structure::{RowIndex, Structure, rows};

/// The statements of a page.
pub(crate) struct Assertions<'p> {
    pub(crate) page: &'p Page,
    pub(crate) structure: Structure<'p>,
    /// The fields of the page, and others, with their known values.
    pub(crate) names: Names,
    statements: HashMap<RowIndex, Statements>,
    /// The conditions that are stated for each row.
    conditions: HashMap<RowIndex, Vec<Comparison>>,
}

impl<'p> Assertions<'p> {
    /// Reads all rows. The sentences can name the fields of `names` besides those of the
    /// page.
    pub(crate) fn of(page: &'p Page, mut names: Names) -> Self {
        for (_, row) in rows(page) {
            names.entry(row.name.value.clone()).or_default();
        }
        // The lists of one row are the values that the sentences of others compare it with.
        let listed: Vec<(&str, Vec<String>)> = rows(page)
            .map(|(_, row)| {
                let lists = value_lists::values(row, &names).lists;
                let values =
                    lists.into_iter().flat_map(|it| it.values).map(|it| it.value);
                (row.name.value.as_str(), values.collect())
            })
            .collect();
        for (name, values) in listed {
            names.entry(name.to_owned()).or_default().extend(values);
        }
        let statements: HashMap<RowIndex, Statements> =
            rows(page).map(|(at, row)| (at, statements(row, &names))).collect();
        let mut read = Self {
            page,
            structure: Structure::of(page),
            names,
            statements,
            conditions: HashMap::new(),
        };
        for (at, row) in rows(page) {
            read.assign(at, row);
        }
        read
    }

    /// Assigns the conditions of a row to the rows that they are about.
    fn assign(&mut self, at: RowIndex, row: &Row) {
        let Some(found) = self.statements.get(&at) else { return };
        for list in &found.lists {
            self.conditions.entry(at).or_default().extend(list.when.iter().cloned());
        }
        for stated in &found.sentences {
            let sentence = &stated.meaning;
            if sentence.demands.is_none() && stated.topic != Topic::Constraints {
                continue;
            }
            let mut targets: Vec<RowIndex> = sentence
                .subjects
                .iter()
                .filter_map(|name| self.structure.named(at.table, &name.value))
                .collect();
            if sentence.subjects.is_empty() {
                targets.push(at);
            }
            for target in targets {
                // A row compares itself with values only.
                let is_condition = |it: &&Comparison| {
                    target != at
                        || it.field.value != row.name.value
                        || it.value.is_some()
                };
                self.conditions
                    .entry(target)
                    .or_default()
                    .extend(sentence.comparisons.iter().filter(is_condition).cloned());
            }
        }
    }

    /// The statements of a row.
    pub(crate) fn statements(&self, at: RowIndex) -> Option<&Statements> {
        self.statements.get(&at)
    }

    /// The conditions that the page states for a row.
    pub(crate) fn conditions(&self, at: RowIndex) -> &[Comparison] {
        self.conditions.get(&at).map_or(&[], Vec::as_slice)
    }
}
