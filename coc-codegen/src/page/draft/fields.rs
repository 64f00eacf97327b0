//! Writes the field of a row: its type, its lists and limits, its conditions, and
//! comments for the rest.

use std::collections::{HashMap, HashSet};

use super::conditions::{Conditions, condition, conditions};
use super::names::{Taken, type_name};
use super::yaml::{self, Comments};
use crate::page::assertions::Assertions;
use crate::page::document::{Page, Row, Topic, Use};
use crate::page::limits::{Counted, Limit};
use crate::page::sentences::Comparison;
use crate::page::statements::Statements;
use crate::page::structure::At;
use crate::page::types::PageType;
use crate::source::Span;

/// Everything that the fields of a draft share.
pub(super) struct Context<'p> {
    pub(super) page: &'p Page,
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

/// The lines of a field, without their indentation.
pub(super) fn field(context: &mut Context<'_>, at: At, row: &Row) -> Vec<String> {
    let Some(stated) = context.assertions.statements(at) else { return Vec::new() };
    let mut comments: Vec<String> = Vec::new();
    let mut open =
        |kind: &str, span: Span| comments.push(context.comments.at(kind, span));
    let page_type = page_type(context, at, row, &mut open);
    let mut lines: Vec<String> = Vec::new();
    let is_required = row.mandatory.as_ref().is_some_and(|it| it.value);
    let found = conditions(context.page, context.assertions, at, is_required);
    let (ty, more) = typed(context, at, row, stated, &page_type, &mut open);
    lines.push(format!("type: {ty}"));
    if is_required {
        lines.push("required: true".to_owned());
    }
    lines.extend(found.keys.iter().map(|(key, text)| format!("{key}: {text}")));
    lines.extend(more);
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
    at: At,
    row: &Row,
    open: &mut impl FnMut(&str, Span),
) -> PageType {
    match &row.ty {
        Some((_, ty)) => ty.clone(),
        None if context.assertions.structure.held(at).is_some() => {
            PageType::Object(None)
        }
        None => {
            if context.page.tables[at.0].used != Use::Path {
                open("a type that no column states", row.name.span);
            }
            PageType::Text
        }
    }
}

/// The type of a field, and its keys about lists.
fn typed(
    context: &mut Context<'_>,
    at: At,
    row: &Row,
    stated: &Statements,
    page_type: &PageType,
    open: &mut impl FnMut(&str, Span),
) -> (String, Vec<String>) {
    let mut more = Vec::new();
    let place = row.ty.as_ref().map_or(row.name.span, |(text, _)| text.span);
    let base = base(context, at, row, page_type, &mut |kind| open(kind, place));
    let mut values: Vec<String> = Vec::new();
    let mut conditional: Vec<(Vec<&Comparison>, Vec<String>)> = Vec::new();
    for list in stated.lists.iter().filter(|it| !it.values.is_empty()) {
        let own: Vec<String> = list.values.iter().map(|it| it.value.clone()).collect();
        if list.when.is_empty() {
            values.extend(own);
        } else {
            conditional.push((list.when.iter().collect(), own));
        }
    }
    if values.is_empty() && conditional.is_empty() {
        values = if stated.mentioned.len() > 1 || *page_type == PageType::Boolean {
            stated.mentioned.iter().map(|it| it.value.clone()).collect()
        } else {
            assigned(stated)
        };
    }
    let mut seen = HashSet::new();
    values.retain(|it| seen.insert(it.clone()));
    let item = innermost(page_type);
    let is_text = *item == PageType::Text;
    let own_name = type_name(&row.name.value);
    if *page_type == PageType::Boolean {
        if let [one] = values.as_slice()
            && matches!(one.as_str(), "true" | "false")
        {
            more.push(format!("fixed: {one}"));
        }
        return (base, more);
    }
    if is_text && !conditional.is_empty() {
        let mut entries = Vec::new();
        for (when, list) in conditional {
            if when.iter().any(|it| !it.is_plain) {
                open("a list of values with a condition", when[0].field.span);
                continue;
            }
            let Some(text) = condition(context.page, context.assertions, at, &when)
            else {
                open(
                    "a list of values with a condition on a field that is not in reach",
                    when[0].field.span,
                );
                continue;
            };
            let value = when
                .iter()
                .find_map(|it| it.value.as_ref())
                .map_or("", |it| it.value.as_str());
            let name =
                enumeration(context, &format!("{}{own_name}", type_name(value)), list);
            entries.push(format!("  - {{ when: {text}, of: {name} }}"));
        }
        more.push("enum:".to_owned());
        more.extend(entries);
        return (base, more);
    }
    if let (1, Some(rest)) = (values.len(), stated.unread_values.first()) {
        // The other values stand in a line that is no list.
        open("values", *rest);
        values.clear();
    }
    if values.is_empty() {
        return (base, more);
    }
    match (is_text, values.as_slice()) {
        (true, [one]) => {
            more.push(on_items(page_type, format!("fixed: {}", yaml::text(one))));
        }
        (true, _) => {
            let name = enumeration(context, &own_name, values);
            return (wrapped(page_type, &name), more);
        }
        (false, all)
            if matches!(item, PageType::Integer | PageType::Long | PageType::Float)
                && all.iter().all(|it| it.parse::<f64>().is_ok()) =>
        {
            more.push(on_items(page_type, format!("one_of: [{}]", all.join(", "))));
        }
        _ => open("values of a field that is no text", place),
    }
    (base, more)
}

/// A rule about the items of an array stands under `each`.
fn on_items(page_type: &PageType, rule: String) -> String {
    if matches!(page_type, PageType::Array(_) | PageType::Map(_)) {
        format!("each: {{ {rule} }}")
    } else {
        rule
    }
}

/// The name of a list of values; lists with the same values are one.
fn enumeration(context: &mut Context<'_>, name: &str, values: Vec<String>) -> String {
    if let Some(at) = context.lists_by_values.get(&values) {
        return context.lists[*at].0.clone();
    }
    let name = context.taken.unused(name);
    context.lists_by_values.insert(values.clone(), context.lists.len());
    context.lists.push((name.clone(), values));
    name
}

/// The values that sentences say the field is set to in one case and in another.
fn assigned(stated: &Statements) -> Vec<String> {
    let found: Vec<String> =
        stated.sentences.iter().filter_map(|it| it.2.assigned.clone()).collect();
    if found.len() > 1 { found } else { Vec::new() }
}

fn innermost(page_type: &PageType) -> &PageType {
    match page_type {
        PageType::Array(inner) | PageType::Map(Some(inner)) => innermost(inner),
        other => other,
    }
}

fn wrapped(page_type: &PageType, name: &str) -> String {
    match page_type {
        PageType::Array(inner) => format!("{{ array: {} }}", wrapped(inner, name)),
        PageType::Map(Some(inner)) => format!("{{ map: {} }}", wrapped(inner, name)),
        _ => name.to_owned(),
    }
}

fn base(
    context: &Context<'_>,
    at: At,
    row: &Row,
    page_type: &PageType,
    open: &mut impl FnMut(&str),
) -> String {
    let name = match innermost(page_type) {
        PageType::Text => "string".to_owned(),
        PageType::Boolean => "boolean".to_owned(),
        PageType::Integer => "integer".to_owned(),
        PageType::Long if is_time(row) => "timestamp".to_owned(),
        PageType::Long => "long".to_owned(),
        PageType::Timestamp => "timestamp".to_owned(),
        PageType::Float => "float".to_owned(),
        PageType::Moment => "date_time".to_owned(),
        PageType::File => "file".to_owned(),
        PageType::Any => "any".to_owned(),
        PageType::Object(_)
        | PageType::Map(_)
        | PageType::Array(_)
        | PageType::Other(_) => match context
            .assertions
            .structure
            .held(at)
            .and_then(|it| context.types[it].clone())
        {
            Some(name) => name,
            None if matches!(innermost(page_type), PageType::Other(_)) => {
                open("a type that is not known");
                "string".to_owned()
            }
            None => "object".to_owned(),
        },
    };
    wrapped(page_type, &name)
}

/// Whether the description calls a number a time in milliseconds or a timestamp.
fn is_time(row: &Row) -> bool {
    row.parts.iter().any(|it| {
        let lower = it.text.value.to_lowercase();
        lower.contains("timestamp")
            || lower.contains("时间戳")
            || lower.contains("millisecond")
    })
}

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
        Counted::Items if is_list => Some("items"),
        Counted::Length | Counted::Either if *item == PageType::Text => Some("length"),
        Counted::Value | Counted::Either if is_number => Some("range"),
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
            open("limits of which each may hold in another case", second.number.span);
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
    for (text, topic, sentence) in &stated.sentences {
        let demands = !sentence.demands.is_none();
        let is_vague = sentence.is_unclear
            || (demands && sentence.comparisons.iter().any(|it| !it.is_plain));
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

fn has_limit(stated: &Statements, within: Span) -> bool {
    stated.limits.iter().any(|it| {
        within.start <= it.number.span.start && it.number.span.end <= within.end
    })
}
