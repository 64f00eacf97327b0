//! The statements of all rows of a page, and what their sentences say of each field. A
//! sentence of one row may speak of another.

use std::collections::HashMap;

use super::document::{Page, Row, Subject};
use super::sentences::{Comparison, Names};
use super::statements::{Statements, statements};

/// A row by its table and its place in it.
pub(crate) type At = (usize, usize);

/// The statements of a page.
pub(crate) struct Said {
    /// The fields of the page, and others, with their known values.
    pub(crate) names: Names,
    statements: HashMap<At, Statements>,
    /// The statements about each row.
    said: HashMap<At, Vec<Comparison>>,
}

/// The rows of a page with their places.
pub(crate) fn rows(page: &Page) -> impl Iterator<Item = (At, &Row)> + Clone {
    let tables = page.tables.iter().enumerate();
    tables.flat_map(|(at, table)| {
        table.rows.iter().enumerate().map(move |(row, it)| ((at, row), it))
    })
}

impl Said {
    /// Reads all rows. The sentences can name the fields of `names` besides those of the
    /// page.
    pub(crate) fn of(page: &Page, mut names: Names) -> Self {
        for (_, row) in rows(page) {
            names.entry(row.name.value.clone()).or_default();
        }
        // The lists of one row are the values that the sentences of others compare it with.
        let listed: Vec<(&str, Vec<String>)> = rows(page)
            .map(|(_, row)| {
                let found = statements(row, &names);
                let values =
                    found.lists.into_iter().flat_map(|it| it.values).map(|it| it.value);
                (row.name.value.as_str(), values.collect())
            })
            .collect();
        for (name, values) in listed {
            names.entry(name.to_owned()).or_default().extend(values);
        }
        let statements: HashMap<At, Statements> =
            rows(page).map(|(at, row)| (at, statements(row, &names))).collect();
        let mut read = Self { names, statements, said: HashMap::new() };
        for (at, row) in rows(page) {
            read.row(page, at, row);
        }
        read
    }

    fn row(&mut self, page: &Page, at: At, row: &Row) {
        let Some(found) = self.statements.get(&at) else { return };
        for list in &found.lists {
            self.said.entry(at).or_default().extend(list.when.iter().cloned());
        }
        for (_, about, sentence) in &found.sentences {
            if sentence.demands.is_none() && *about != Subject::Constraints {
                continue;
            }
            let mut targets: Vec<At> = Vec::new();
            for name in &sentence.subjects {
                let is_it = |it: &(At, &Row)| it.1.name.value == name.value;
                let own = rows(page).find(|it| it.0.0 == at.0 && is_it(it));
                targets.extend(own.or_else(|| rows(page).find(is_it)).map(|it| it.0));
            }
            if sentence.subjects.is_empty() {
                targets.push(at);
            }
            for target in targets {
                let own = |it: &&Comparison| {
                    target != at
                        || it.field.value != row.name.value
                        || it.value.is_some()
                };
                self.said
                    .entry(target)
                    .or_default()
                    .extend(sentence.comparisons.iter().filter(own).cloned());
            }
        }
    }

    /// The statements of a row.
    pub(crate) fn statements(&self, at: At) -> Option<&Statements> {
        self.statements.get(&at)
    }

    /// The conditions that the page states for a row.
    pub(crate) fn said(&self, at: At) -> &[Comparison] {
        self.said.get(&at).map_or(&[], Vec::as_slice)
    }
}
