//! The conditions of a field, from the sentences that state them plainly. Reading the
//! sentences belongs to the modules of the page.

use std::collections::HashSet;

use super::yaml;
use crate::page::document::Use;
use crate::page::statements::assertions::Assertions;
use crate::page::statements::sentences::Comparison;
use crate::page::structure::RowIndex;
use crate::page::types::PageType;
use crate::source::Span;

/// The conditions of a field, and the places of those that could not be written.
#[derive(Default)]
pub(super) struct Conditions {
    /// Each key with its condition.
    pub(super) keys: Vec<(&'static str, String)>,
    /// The kind and the place of each sentence that a person must read.
    pub(super) open: Vec<(&'static str, Span)>,
}

/// Writes the conditions of one row.
#[derive(Clone, Copy)]
pub(super) struct Writer<'p> {
    pub(super) assertions: &'p Assertions<'p>,
    pub(super) at: RowIndex,
}

impl<'p> Writer<'p> {
    /// The conditions of the row, which may be mandatory in every case.
    pub(super) fn conditions(self, is_mandatory: bool) -> Conditions {
        let mut found = Conditions::default();
        let all = self.assertions.conditions(self.at);
        for key in ["required", "only_when", "documented_for"] {
            let is_it = |it: &Comparison| {
                it.demands.rules().any(|rules| rules.first() == Some(&key))
            };
            let of_key: Vec<&Comparison> =
                all.iter().filter(|it| is_it(it) && !it.is_mention).collect();
            if of_key.iter().any(|it| !it.is_understood) {
                let unread = of_key.iter().filter(|it| !it.is_understood);
                found.open.extend(unread.map(|it| ("a condition", it.field.span)));
            } else if !(key == "required" && is_mandatory) {
                self.key(key, of_key, &mut found);
            }
        }
        found
    }

    /// Adds a key with the condition that these comparisons make.
    fn key(
        self,
        key: &'static str,
        mut comparisons: Vec<&'p Comparison>,
        found: &mut Conditions,
    ) {
        // "May be left out when x is not a" only repeats that it is mandatory when x is a.
        let all = self.assertions.conditions(self.at);
        let is_required = |it: &Comparison| {
            let is_same = |other: &&Comparison| other.field.value == it.field.value;
            all.iter().filter(is_same).any(|other| other.demands.mandatory)
        };
        comparisons
            .retain(|it| !(key == "documented_for" && it.is_negated && is_required(it)));
        let Some(first) = comparisons.first() else { return };
        let Some(text) = self.condition(&comparisons) else {
            let places = comparisons.iter().map(|it| it.field.span);
            found.open.extend(
                places.map(|it| ("a condition on a field that is not in reach", it)),
            );
            return;
        };
        let fields: HashSet<&str> =
            comparisons.iter().map(|it| it.field.value.as_str()).collect();
        if fields.len() > 1 {
            let kind = "conditions to be joined by `all` or `any`";
            found.open.push((kind, first.field.span));
        }
        found.keys.push((key, text));
    }

    /// Writes comparisons as a condition: any of the values of each field, and all of the
    /// fields. None, if a field cannot be named.
    pub(super) fn condition(self, comparisons: &[&Comparison]) -> Option<String> {
        let mut parts: Vec<Part> = Vec::new();
        for it in comparisons {
            let value = it.value.as_ref().map(|it| it.value.as_str());
            let (name, place) = self.reference(&it.field.value, value)?;
            // A condition cannot read its own field.
            if place == self.at {
                return None;
            }
            let ty = &self.assertions.page.tables[place.table].rows[place.row].ty;
            let is_text = ty.as_ref().is_none_or(|(_, ty)| *ty == PageType::Text);
            let value =
                value.map(|it| if is_text { yaml::text(it) } else { it.to_owned() });
            let is_negated = it.is_negated;
            let same = parts
                .iter()
                .position(|it| it.name == name && it.is_negated == is_negated);
            let at = same.unwrap_or(parts.len());
            if same.is_none() {
                parts.push(Part { name, is_negated, values: Vec::new() });
            }
            let values = &mut parts[at].values;
            values.extend(value.filter(|it| !values.contains(it)));
        }
        let negated = parts.iter().filter(|it| it.is_negated).count();
        let present =
            parts.iter().filter(|it| !it.is_negated && it.values.is_empty()).count();
        let texts: Vec<String> = parts.iter().map(Part::text).collect();
        // A mapping has each key once.
        if negated > 1 || present > 1 {
            return Some(format!("{{ all: [{{ {} }}] }}", texts.join(" }, { ")));
        }
        Some(format!("{{ {} }}", texts.join(", ")))
    }

    /// The reference to a field as seen from the row, and the place of that field. Among
    /// several fields with the name, it is the one whose list has the value.
    fn reference(self, name: &str, value: Option<&str>) -> Option<(String, RowIndex)> {
        let lists = |it: RowIndex| {
            let found = self.assertions.statements(it);
            let mut values =
                found.into_iter().flat_map(|it| &it.lists).flat_map(|it| &it.values);
            value.is_some_and(|value| values.any(|it| it.value == value))
        };
        let table = self.at.table;
        let mut candidates = self.assertions.structure.in_reach(table, name);
        candidates.sort_by_key(|it| (!lists(*it), it.table != table));
        candidates.into_iter().find_map(|it| Some((self.path(it.table, name)?, it)))
    }

    /// The path to a field of another table, or of the row's own one.
    fn path(self, table: usize, name: &str) -> Option<String> {
        let own = self.at.table;
        let place = if table == own {
            let is_key = ["any", "all", "not", "present"].contains(&name);
            if !is_key && !name.contains('.') {
                return Some(name.to_owned());
            }
            "same"
        } else {
            match self.assertions.page.tables[table].used {
                Use::Path => "path",
                Use::Query => "query",
                Use::Header => "header",
                Use::Body => "body",
                _ if self.assertions.structure.holds(table, own) => "parent",
                _ => return None,
            }
        };
        Some(format!("{place}.{name}"))
    }
}

/// The comparisons of one field.
struct Part {
    name: String,
    is_negated: bool,
    /// The values; none if the field has to be there.
    values: Vec<String>,
}

impl Part {
    fn text(&self) -> String {
        let Self { name, is_negated, values } = self;
        let inner = if values.is_empty() {
            format!("present: {name}")
        } else {
            format!("{}: {}", yaml::text(name), yaml::list(values))
        };
        if *is_negated { format!("not: {{ {inner} }}") } else { inner }
    }
}
