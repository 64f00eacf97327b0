//! Writes the file of an operation: its head, its parameters, its types and
//! enumerations, its answers and examples.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::fields::{Context, field};
use super::names::{Taken, object_name, type_name};
use super::samples::Samples;
use super::yaml::{self, Comments};
use crate::page::assertions::Assertions;
use crate::page::comparisons::Names;
use crate::page::document::{Page, Request, Table, Use};

/// The text of the file.
pub(super) fn operation(
    page: &Page,
    request: &Request,
    name: &str,
    samples: &Samples,
    comments: &Comments<'_>,
) -> String {
    let assertions = Assertions::of(page, Names::new());
    let mut taken = Taken::default();
    let types = types(page, name, &mut taken);
    let mut context = Context {
        page,
        assertions: &assertions,
        comments,
        types,
        taken,
        lists: Vec::new(),
        lists_by_values: HashMap::new(),
    };
    let mut out = String::new();
    let _ = writeln!(
        out,
        "operation: {name}\nhttp: {} {}",
        request.method.value, request.path.value
    );
    if let Some(title) = &page.title {
        let updated = page
            .updated
            .as_ref()
            .map_or_else(String::new, |it| format!(", updated: {}", it.value));
        let _ =
            writeln!(out, "page: {{ title: {}{updated} }}", yaml::text(&title.value));
    }
    if let Some(permission) = page.permissions.first() {
        let _ = writeln!(out, "permission: {}", permission.value);
    }
    let tables = || page.tables.iter().enumerate();
    for (used, key) in
        [(Use::Path, "path"), (Use::Query, "query"), (Use::Header, "header")]
    {
        for (at, table) in tables().filter(|(_, it)| it.used == used).take(1) {
            let _ = writeln!(out, "\n{key}:");
            rows(&mut context, at, table, 1, &mut out);
        }
    }
    let body = tables()
        .find(|(_, it)| it.used == Use::Body)
        .and_then(|(at, _)| context.types[at].clone());
    if let Some(body) = body {
        let _ = writeln!(out, "\nbody: {body}");
    }
    let typed: Vec<(usize, &Table, String)> = tables()
        .filter_map(|(at, table)| Some((at, table, context.types[at].clone()?)))
        .collect();
    if !typed.is_empty() {
        out.push_str("\ntypes:\n");
    }
    for (at, table, name) in typed {
        let _ = writeln!(out, "  {name}:");
        rows(&mut context, at, table, 2, &mut out);
    }
    if !context.lists.is_empty() {
        out.push_str("\nenums:\n");
    }
    for (name, values) in &context.lists {
        let _ = writeln!(out, "  {name}:\n    values:");
        for value in values {
            let _ = writeln!(out, "      {}:", yaml::text(value));
        }
    }
    answers(&context, &mut out);
    if !samples.requests.is_empty() || !samples.answers.is_empty() {
        out.push_str("\nexamples:\n");
        for (key, names) in
            [("requests", &samples.requests), ("responses", &samples.answers)]
        {
            if !names.is_empty() {
                let _ = writeln!(out, "  {key}: [{}]", names.join(", "));
            }
        }
    }
    for (at, table) in tables() {
        let is_first =
            |used: &Use| tables().find(|it| it.1.used == *used).map(|it| it.0);
        let is_written = context.types[at].is_some()
            || (matches!(table.used, Use::Path | Use::Query | Use::Header)
                && is_first(&table.used) == Some(at));
        if !is_written {
            let _ = writeln!(
                out,
                "{}",
                comments.at("a table that has no place here", table.title.span)
            );
        }
        for span in &table.unread {
            let _ = writeln!(out, "{}", comments.at("a row without a name", *span));
        }
    }
    for span in &samples.unread {
        let _ = writeln!(out, "{}", comments.at("an example that is no JSON", *span));
    }
    out
}

/// The names of the types of all tables that are no parameters.
fn types(page: &Page, operation: &str, taken: &mut Taken) -> Vec<Option<String>> {
    let operation = type_name(operation);
    let mut has_body = false;
    page.tables
        .iter()
        .map(|table| {
            let name = match &table.used {
                Use::Path | Use::Query | Use::Header | Use::AnswerHeader(_) => {
                    return None;
                }
                Use::Body if has_body => return None,
                Use::Body => {
                    has_body = true;
                    format!("{operation}Body")
                }
                Use::Answer(status) => {
                    let failed = status.as_ref().filter(|it| !it.starts_with('2'));
                    format!("{operation}Response{}", failed.map_or("", String::as_str))
                }
                Use::Object => object_name(&table.title.value),
            };
            Some(taken.unused(&name))
        })
        .collect()
}

fn rows(
    context: &mut Context<'_>,
    at: usize,
    table: &Table,
    depth: usize,
    out: &mut String,
) {
    let indent = "  ".repeat(depth);
    if let Some(number) = &table.number {
        let text = &number.value;
        let is_whole = text.bytes().all(|it| it.is_ascii_digit());
        let _ = writeln!(
            out,
            "{indent}table: {}",
            if is_whole { text.clone() } else { format!("\"{text}\"") }
        );
    }
    let _ = writeln!(out, "{indent}fields:");
    let mut seen: HashSet<&str> = HashSet::new();
    for (number, row) in table.rows.iter().enumerate() {
        if !seen.insert(&row.name.value) {
            continue;
        }
        let _ = writeln!(out, "{indent}  {}:", yaml::text(&row.name.value));
        for line in field(context, (at, number), row) {
            let _ = writeln!(out, "{indent}    {line}");
        }
    }
    if table.rows.is_empty() {
        let _ = writeln!(out, "{indent}  {{}}");
    }
}

fn answers(context: &Context<'_>, out: &mut String) {
    let mut found: Vec<(String, String)> = Vec::new();
    for (at, table) in context.page.tables.iter().enumerate() {
        if let (Use::Answer(status), Some(name)) = (&table.used, &context.types[at]) {
            let status = status.clone().unwrap_or_else(|| "200".to_owned());
            if !found.iter().any(|it| it.0 == status) {
                found.push((status, name.clone()));
            }
        }
    }
    for status in &context.page.statuses {
        if !found.iter().any(|it| it.0 == status.value) {
            found.push((status.value.clone(), "none".to_owned()));
        }
    }
    found.sort();
    if !found.is_empty() {
        out.push_str("\nresponses:\n");
    }
    for (status, name) in found {
        let _ = writeln!(out, "  \"{status}\": {{ type: {name} }}");
    }
}
