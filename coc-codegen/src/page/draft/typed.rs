//! Writes the type of a field, and its keys about lists of values. Limits and conditions
//! do not belong here.

use std::collections::HashSet;

use super::conditions::Writer;
use super::context::Context;
use super::names::type_name;
use super::yaml;
use crate::page::document::Row;
use crate::page::statements::row::Statements;
use crate::page::statements::sentences::Comparison;
use crate::page::structure::RowIndex;
use crate::page::types::PageType;
use crate::source::Span;

/// A type, and the lines of its keys about lists.
pub(super) struct Typed {
    pub(super) ty: String,
    pub(super) keys: Vec<String>,
}

/// A list of values under conditions.
type Conditional<'s> = (Vec<&'s Comparison>, Vec<String>);

/// The type of a field, and its keys about lists.
pub(super) fn typed(
    context: &mut Context<'_>,
    (at, row): (RowIndex, &Row),
    stated: &Statements,
    page_type: &PageType,
    open: &mut impl FnMut(&str, Span),
) -> Typed {
    let place = row.ty.as_ref().map_or(row.name.span, |(text, _)| text.span);
    let mut typed = Typed {
        ty: base(context, at, row, page_type, &mut |kind| open(kind, place)),
        keys: Vec::new(),
    };
    let (mut values, conditional) = lists(stated, page_type);
    let item = innermost(page_type);
    if *page_type == PageType::Boolean {
        if let [one] = values.as_slice()
            && matches!(one.as_str(), "true" | "false")
        {
            typed.keys.push(format!("fixed: {one}"));
        }
        return typed;
    }
    let own_name = type_name(&row.name.value);
    if *item == PageType::Text && !conditional.is_empty() {
        typed.keys = enums(context, at, &own_name, conditional, open);
        return typed;
    }
    if let (1, Some(rest)) = (values.len(), stated.unread_values.first()) {
        // A line about values could not be read, and has the other values.
        open("values", *rest);
        values.clear();
    }
    let is_number = matches!(item, PageType::Integer | PageType::Long | PageType::Float);
    match values.as_slice() {
        [] => {}
        [one] if *item == PageType::Text => {
            typed.keys.push(on_items(page_type, format!("fixed: {}", yaml::text(one))));
        }
        _ if *item == PageType::Text => {
            let name = context.enumeration(&own_name, values);
            typed.ty = wrapped(page_type, &name);
        }
        all if is_number && all.iter().all(|it| it.parse::<f64>().is_ok()) => {
            let rule = format!("one_of: [{}]", all.join(", "));
            typed.keys.push(on_items(page_type, rule));
        }
        _ => open("values of a field that is not text", place),
    }
    typed
}

/// The values of the lists of a row, each once, and its lists under conditions.
fn lists<'s>(
    stated: &'s Statements,
    page_type: &PageType,
) -> (Vec<String>, Vec<Conditional<'s>>) {
    let mut values: Vec<String> = Vec::new();
    let mut conditional = Vec::new();
    for list in stated.lists.iter().filter(|it| !it.values.is_empty()) {
        let own = list.values.iter().map(|it| it.value.clone());
        if list.when.is_empty() {
            values.extend(own);
        } else {
            conditional.push((list.when.iter().collect(), own.collect()));
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
    (values, conditional)
}

/// The lines of a key with a list of values for each condition.
fn enums(
    context: &mut Context<'_>,
    at: RowIndex,
    own_name: &str,
    conditional: Vec<Conditional<'_>>,
    open: &mut impl FnMut(&str, Span),
) -> Vec<String> {
    let writer = Writer { assertions: context.assertions, at };
    let mut lines = vec!["enum:".to_owned()];
    for (when, values) in conditional {
        let place = when[0].field.span;
        if when.iter().any(|it| !it.is_understood) {
            open("a list of values with a condition", place);
            continue;
        }
        let Some(text) = writer.condition(&when) else {
            let kind =
                "a list of values with a condition on a field that is not in reach";
            open(kind, place);
            continue;
        };
        let value = when.iter().find_map(|it| it.value.as_ref());
        let value = value.map_or("", |it| it.value.as_str());
        let name =
            context.enumeration(&format!("{}{own_name}", type_name(value)), values);
        lines.push(format!("  - {{ when: {text}, of: {name} }}"));
    }
    // An empty `enum` would be an error.
    if lines.len() == 1 { Vec::new() } else { lines }
}

/// A rule, below `each` if it is about the items of an array or a map.
pub(super) fn on_items(page_type: &PageType, rule: String) -> String {
    if matches!(page_type, PageType::Array(_) | PageType::Map(_)) {
        format!("each: {{ {rule} }}")
    } else {
        rule
    }
}

/// The values that sentences say the field is set to in one case and in another.
fn assigned(stated: &Statements) -> Vec<String> {
    let found: Vec<String> =
        stated.sentences.iter().filter_map(|it| it.meaning.assigned.clone()).collect();
    if found.len() > 1 { found } else { Vec::new() }
}

/// The type of the items of arrays and maps.
pub(super) fn innermost(page_type: &PageType) -> &PageType {
    match page_type {
        PageType::Array(inner) | PageType::Map(Some(inner)) => innermost(inner),
        other => other,
    }
}

/// A type within the arrays and maps of a type of the page.
fn wrapped(page_type: &PageType, name: &str) -> String {
    match page_type {
        PageType::Array(inner) => format!("{{ array: {} }}", wrapped(inner, name)),
        PageType::Map(Some(inner)) => format!("{{ map: {} }}", wrapped(inner, name)),
        _ => name.to_owned(),
    }
}

/// The type of a field without its list of values.
fn base(
    context: &Context<'_>,
    at: RowIndex,
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
        PageType::DateOrTime => "date_time".to_owned(),
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
