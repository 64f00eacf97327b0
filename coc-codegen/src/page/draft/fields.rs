//! Writes the field of a row: its type, its lists and limits, its conditions, and
//! comments for the rest.

use super::conditions::{Conditions, condition, conditions};
use super::names::{type_name, unused};
use super::yaml::{self, Comments};
use crate::page::document::{Page, Row, Subject, Table, Use};
use crate::page::said::{At, Said};
use crate::page::sentences::Comparison;
use crate::page::statements::{Counted, Statements};
use crate::page::types::PageType;
use crate::source::Span;

/// Everything that the fields of a draft share.
pub(super) struct Context<'p> {
    pub(super) page: &'p Page,
    pub(super) said: &'p Said,
    pub(super) comments: &'p Comments<'p>,
    /// The name of the type of each table of an object, of the body or of an answer.
    pub(super) types: Vec<Option<String>>,
    pub(super) taken: Vec<String>,
    /// The enumerations, each with its values.
    pub(super) lists: Vec<(String, Vec<String>)>,
}

/// The lines of a field, without their indentation.
pub(super) fn field(context: &mut Context<'_>, at: At, row: &Row) -> Vec<String> {
    let Some(stated) = context.said.statements(at) else { return Vec::new() };
    let mut comments: Vec<String> = Vec::new();
    let mut open =
        |kind: &str, span: Span| comments.push(context.comments.at(kind, span));
    let page_type = row.ty.as_ref().map_or(PageType::Text, |(_, ty)| ty.clone());
    let mut lines: Vec<String> = Vec::new();
    let is_required = row.mandatory.as_ref().is_some_and(|it| it.value);
    let found = conditions(context.page, context.said, at, is_required);
    let (ty, more) = typed(context, at, row, stated, &page_type, &mut open);
    lines.push(format!("type: {ty}"));
    if is_required {
        lines.push("required: true".to_owned());
    }
    lines.extend(found.keys.iter().map(|(key, text)| format!("{key}: {text}")));
    lines.extend(more);
    limits(stated, &page_type, &mut lines, &mut open);
    if let Some(default) = &stated.default {
        if default.value.split_whitespace().count() > 3 {
            open("a default", default.span);
        } else {
            lines.push(format!("default: {}", literal(&default.value, &page_type)));
        }
    }
    unread(row, stated, &found, &mut open);
    for (kind, span) in &found.open {
        open(kind, *span);
    }
    comments.dedup();
    lines.extend(comments);
    lines
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
    let base = base(context, row, page_type, &mut |kind| open(kind, place));
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
        values = if stated.told.len() > 1 || *page_type == PageType::Boolean {
            stated.told.iter().map(|it| it.value.clone()).collect()
        } else {
            assigned(stated)
        };
    }
    let mut seen = Vec::new();
    values.retain(|it| {
        !seen.contains(it) && {
            seen.push(it.clone());
            true
        }
    });
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
            let Some(text) = condition(context.page, context.said, at, &when) else {
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
    if let Some((name, _)) = context.lists.iter().find(|it| it.1 == values) {
        return name.clone();
    }
    let name = unused(name, &mut context.taken);
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
        | PageType::Other(_) => match object(context, row, page_type) {
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

/// The type of the table that describes the objects of a field.
fn object(context: &Context<'_>, row: &Row, page_type: &PageType) -> Option<String> {
    let named = page_type.object();
    let fits = |table: &Table, name: &str| {
        table.used == Use::Object
            && table
                .title
                .value
                .split(|it: char| it.is_whitespace() || it == '`')
                .any(|it| it.eq_ignore_ascii_case(name))
    };
    let at = |name: &str| context.page.tables.iter().position(|it| fits(it, name));
    let at = named.and_then(at).or_else(|| at(&row.name.value))?;
    context.types[at].clone()
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
    for (is_of_items, key) in [(false, None), (true, Some("items"))] {
        let of_key: Vec<_> = stated
            .limits
            .iter()
            .filter(|it| {
                (it.counted == Counted::Items
                    || matches!(page_type, PageType::Array(_))
                        && it.counted == Counted::Value)
                    == is_of_items
            })
            .collect();
        let Some(first) = of_key.first() else { continue };
        let is_list = matches!(page_type, PageType::Array(_) | PageType::Map(_));
        let key = match (key, innermost(page_type)) {
            (Some(key), _) if is_list => Some(key),
            (Some(_), _) => None,
            (None, PageType::Text) => Some("length"),
            (
                None,
                PageType::Integer
                | PageType::Long
                | PageType::Float
                | PageType::Timestamp,
            ) => Some("range"),
            _ => None,
        };
        let end = |is_max: bool| {
            of_key
                .iter()
                .find(|it| it.is_max == is_max)
                .map(|it| it.number.value.as_str())
        };
        let min = end(false)
            .filter(|it| key == Some("range") || *it != "0")
            .map(|it| format!("min: {it}"));
        let max = end(true).map(|it| format!("max: {it}"));
        let both: Vec<String> = min.into_iter().chain(max).collect();
        match key {
            Some(_) if both.is_empty() => {}
            Some(key) => {
                let rule = format!("{key}: {{ {} }}", both.join(", "));
                lines.push(if key == "items" {
                    rule
                } else {
                    on_items(page_type, rule)
                });
            }
            None => open("a limit", first.number.span),
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
    if let Some(first) = row.about(Subject::Meaning).next() {
        open("a description", first.text.span);
    }
    for (text, subject, sentence) in &stated.sentences {
        let is_vague =
            sentence.is_unclear || sentence.comparisons.iter().any(|it| it.is_mention);
        let is_constraint = *subject == Subject::Constraints
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
