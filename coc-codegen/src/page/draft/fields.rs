//! Writes the field of a row: its type, its conditions, its limits, its default, and
//! comments for the rest. Its list of values belongs to `typed`.

use super::conditions::{Conditions, Writer};
use super::context::Context;
use super::typed::{Typed, innermost, on_items, typed};
use super::yaml;
use crate::page::document::{Row, Topic, Use};
use crate::page::statements::limits::{Limit, Measure};
use crate::page::statements::row::{StatedSentence, Statements};
use crate::page::structure::RowIndex;
use crate::page::types::PageType;
use crate::source::Span;

/// The lines of a field, without their indentation.
pub(super) fn field(context: &mut Context<'_>, at: RowIndex, row: &Row) -> Vec<String> {
    let Some(stated) = context.assertions.statements(at) else { return Vec::new() };
    let mut comments: Vec<String> = Vec::new();
    let mut open =
        |kind: &str, span: Span| comments.push(context.comments.at(kind, span));
    let page_type = page_type(context, at, row, &mut open);
    let mut lines: Vec<String> = Vec::new();
    let is_mandatory = row.mandatory.as_ref().is_some_and(|it| it.value);
    let writer = Writer { assertions: context.assertions, at };
    let found = writer.conditions(is_mandatory);
    let Typed { ty, keys } = typed(context, (at, row), stated, &page_type, &mut open);
    lines.push(format!("type: {ty}"));
    if is_mandatory {
        lines.push("required: true".to_owned());
    }
    lines.extend(found.keys.iter().map(|(key, text)| format!("{key}: {text}")));
    lines.extend(keys);
    limits(stated, &page_type, &mut lines, &mut open);
    if let Some(default) = &stated.default {
        lines.push(format!("default: {}", literal(&default.value, &page_type)));
    }
    if let Some(span) = stated.unread_default {
        open("a default", span);
    }
    unread(row, stated, &found, &mut open);
    for (kind, span) in &found.open {
        open(kind, *span);
    }
    comments.dedup();
    lines.extend(comments);
    lines
}

/// The type of a row. In a table without a column of types, a row with a table of objects
/// is an object; parameters of the path are texts, and others are marked.
fn page_type(
    context: &Context<'_>,
    at: RowIndex,
    row: &Row,
    open: &mut impl FnMut(&str, Span),
) -> PageType {
    match &row.ty {
        Some((_, ty)) => ty.clone(),
        None if context.assertions.structure.held(at).is_some() => {
            PageType::Object(None)
        }
        None => {
            if context.assertions.page.tables[at.table].used != Use::Path {
                open("a type that no column states", row.name.span);
            }
            PageType::Text
        }
    }
}

/// Adds the keys of limits.
fn limits(
    stated: &Statements,
    page_type: &PageType,
    lines: &mut Vec<String>,
    open: &mut impl FnMut(&str, Span),
) {
    let is_list = matches!(page_type, PageType::Array(_) | PageType::Map(_));
    let item = innermost(page_type);
    let is_number = matches!(
        item,
        PageType::Integer | PageType::Long | PageType::Float | PageType::Timestamp
    );
    let key_of = |limit: &Limit| match limit.counted {
        _ if limit.is_conditional => None,
        Measure::Items if is_list => Some("items"),
        Measure::Length | Measure::Either if *item == PageType::Text => Some("length"),
        Measure::Value | Measure::Either if is_number => Some("range"),
        _ => None,
    };
    let mut unread = stated.limits.iter().filter(|it| key_of(it).is_none());
    if let Some(first) = unread.next() {
        open("a limit", first.number.span);
    }
    for key in ["length", "range", "items"] {
        let of_key = || stated.limits.iter().filter(|it| key_of(it) == Some(key));
        let end = |is_max: bool| of_key().filter(move |it| it.is_max == is_max);
        if let Some(second) = end(false).nth(1).or_else(|| end(true).nth(1)) {
            open("limits that may depend on a condition", second.number.span);
            continue;
        }
        let number = |is_max| end(is_max).map(|it| it.number.value.as_str()).next();
        let min = number(false).filter(|it| key == "range" || *it != "0");
        let both: Vec<String> = [("min", min), ("max", number(true))]
            .into_iter()
            .filter_map(|(name, number)| Some(format!("{name}: {}", number?)))
            .collect();
        if !both.is_empty() {
            let rule = format!("{key}: {{ {} }}", both.join(", "));
            lines.push(if key == "items" { rule } else { on_items(page_type, rule) });
        }
    }
}

/// A default as YAML.
fn literal(value: &str, page_type: &PageType) -> String {
    match page_type {
        PageType::Text => yaml::text(value),
        PageType::Boolean
            if matches!(value.to_lowercase().as_str(), "true" | "false") =>
        {
            value.to_lowercase()
        }
        _ if value.parse::<f64>().is_ok() => value.to_owned(),
        _ => yaml::text(value),
    }
}

/// Comments for the sentences that are in no key.
fn unread(
    row: &Row,
    stated: &Statements,
    found: &Conditions,
    open: &mut impl FnMut(&str, Span),
) {
    if let Some(range) = &stated.text_range {
        open("a range of texts", range.span);
    }
    if let Some(first) = row.about(Topic::Meaning).next() {
        open("a description", first.text.span);
    }
    for StatedSentence { text, topic, meaning: sentence } in &stated.sentences {
        let demands = !sentence.demands.is_none();
        let is_vague = sentence.is_unclear
            || (demands && sentence.comparisons.iter().any(|it| !it.is_understood));
        let is_constraint = *topic == Topic::Constraints
            && sentence.comparisons.is_empty()
            && !has_limit(stated, text.span);
        if (is_vague || is_constraint)
            && !found.open.iter().any(|(_, span)| *span == text.span)
        {
            open("a condition", text.span);
        }
    }
}

/// Whether a limit was read in this part of the page.
fn has_limit(stated: &Statements, within: Span) -> bool {
    stated.limits.iter().any(|it| {
        within.start <= it.number.span.start && it.number.span.end <= within.end
    })
}
