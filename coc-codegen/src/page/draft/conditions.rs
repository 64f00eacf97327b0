//! The conditions of a field, from the sentences that state them plainly.

use super::yaml;
use crate::page::assertions::Assertions;
use crate::page::document::{Page, Use};
use crate::page::sentences::Comparison;
use crate::page::structure::At;

/// The keys of the conditions of a field, and whether two sentences state the same key.
#[derive(Default)]
pub(super) struct Conditions {
    /// Each key with its condition.
    pub(super) keys: Vec<(&'static str, String)>,
    /// Sentences that could not be written: what is missing, and where they stand.
    pub(super) open: Vec<(&'static str, crate::source::Span)>,
}

/// The conditions of a row.
pub(super) fn conditions(
    page: &Page,
    assertions: &Assertions<'_>,
    at: At,
    is_required: bool,
) -> Conditions {
    let mut found = Conditions::default();
    let all = assertions.conditions(at);
    for (key, is_it) in [
        ("required", (|it| it.demands.mandatory) as fn(&Comparison) -> bool),
        ("only_when", |it| it.demands.only),
        ("documented_for", |it| {
            (it.demands.optional || it.demands.valid) && !it.demands.only
        }),
    ] {
        let of_key: Vec<&Comparison> =
            all.iter().filter(|it| is_it(it) && !it.is_mention).collect();
        if of_key.iter().any(|it| !it.is_plain) {
            let unread = of_key.iter().filter(|it| !it.is_plain);
            found.open.extend(unread.map(|it| ("a condition", it.field.span)));
            continue;
        }
        if of_key.is_empty() || (key == "required" && is_required) {
            continue;
        }
        // "May be left out when x is not a" says no more than that it is mandatory when
        // x is a.
        let is_rest = |it: &&Comparison| {
            key == "documented_for"
                && it.is_negated
                && all
                    .iter()
                    .any(|other| other.demands.mandatory && same_field(it, other))
        };
        let of_key: Vec<&Comparison> =
            of_key.into_iter().filter(|it| !is_rest(it)).collect();
        match condition(page, assertions, at, &of_key) {
            Some(text) if !text.is_empty() => {
                let sentences = sentences(&of_key);
                if sentences > 1 {
                    found.open.push((
                        "several sentences of which all may have to hold, or any",
                        of_key[0].field.span,
                    ));
                }
                found.keys.push((key, text));
            }
            Some(_) => {}
            None => found.open.extend(of_key.iter().map(|it| {
                ("a condition on a field that is not in reach", it.field.span)
            })),
        }
    }
    found
}

fn same_field(one: &Comparison, other: &Comparison) -> bool {
    one.field.value == other.field.value
}

/// The number of different fields that are compared.
fn sentences(all: &[&Comparison]) -> usize {
    let mut fields: Vec<&str> = all.iter().map(|it| it.field.value.as_str()).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.len()
}

/// Writes comparisons as a condition: of one field any of the values, of several fields
/// all.
pub(super) fn condition(
    page: &Page,
    assertions: &Assertions<'_>,
    at: At,
    all: &[&Comparison],
) -> Option<String> {
    let mut parts: Vec<(String, bool, Vec<String>)> = Vec::new();
    for it in all {
        let value = it.value.as_ref().map(|it| it.value.as_str());
        let (name, table) = reference(page, assertions, at, &it.field.value, value)?;
        // No presence depends on the field itself.
        if table == at {
            return None;
        }
        let is_text = page.tables[table.0].rows[table.1]
            .ty
            .as_ref()
            .is_none_or(|(_, ty)| *ty == crate::page::types::PageType::Text);
        let value = value.map(|it| if is_text { yaml::text(it) } else { it.to_owned() });
        match parts.iter_mut().find(|part| part.0 == name && part.1 == it.is_negated) {
            Some(part) => part.2.extend(
                value.filter(|it| !part.2.contains(it)).into_iter().collect::<Vec<_>>(),
            ),
            None => parts.push((name, it.is_negated, value.into_iter().collect())),
        }
    }
    let part = |(name, is_negated, values): &(String, bool, Vec<String>)| {
        let inner = if values.is_empty() {
            format!("present: {name}")
        } else {
            format!("{}: {}", yaml::text(name), yaml::list(values))
        };
        if *is_negated { format!("not: {{ {inner} }}") } else { inner }
    };
    let negated = parts.iter().filter(|it| it.1).count();
    let present = parts.iter().filter(|it| !it.1 && it.2.is_empty()).count();
    if negated > 1 || present > 1 {
        let each: Vec<String> =
            parts.iter().map(|it| format!("{{ {} }}", part(it))).collect();
        return Some(format!("{{ all: [{}] }}", each.join(", ")));
    }
    if parts.is_empty() {
        return Some(String::new());
    }
    let each: Vec<String> = parts.iter().map(part).collect();
    Some(format!("{{ {} }}", each.join(", ")))
}

/// The reference to a field as seen from a row, and its own place. Among several fields
/// with the name, it is the one whose list has the value.
fn reference(
    page: &Page,
    assertions: &Assertions<'_>,
    at: At,
    name: &str,
    value: Option<&str>,
) -> Option<(String, At)> {
    let lists = |it: At| {
        let found = assertions.statements(it);
        let mut values =
            found.into_iter().flat_map(|it| &it.lists).flat_map(|it| &it.values);
        value.is_some_and(|value| values.any(|it| it.value == value))
    };
    let mut candidates = assertions.structure.in_reach(at.0, name);
    candidates.sort_by_key(|it| (!lists(*it), it.0 != at.0));
    candidates
        .into_iter()
        .find_map(|it| place(page, assertions, at, it, name).map(|name| (name, it)))
}

fn place(
    page: &Page,
    assertions: &Assertions<'_>,
    at: At,
    it: At,
    name: &str,
) -> Option<String> {
    if it.0 == at.0 {
        let is_key = ["any", "all", "not", "present"].contains(&name);
        let is_path = name.contains('.');
        return Some(if is_key || is_path {
            format!("same.{name}")
        } else {
            name.to_owned()
        });
    }
    match page.tables[it.0].used {
        Use::Path => Some(format!("path.{name}")),
        Use::Query => Some(format!("query.{name}")),
        Use::Header => Some(format!("header.{name}")),
        Use::Body => Some(format!("body.{name}")),
        _ => assertions.structure.holds(it.0, at.0).then(|| format!("parent.{name}")),
    }
}
