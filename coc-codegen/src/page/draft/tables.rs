//! Writes the file of an operation: its head, its parameters, its types and enumerations,
//! its answers and examples. The keys of a field belong to `fields`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use super::context::Context;
use super::fields::field;
use super::names::{Taken, object_name, type_name};
use super::samples::Samples;
use super::yaml::{self, Comments};
use crate::page::document::{Page, Request, Table, USUAL_STATUS, Use};
use crate::page::statements::assertions::Assertions;
use crate::page::statements::comparisons::Names;
use crate::page::structure::RowIndex;

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
        assertions: &assertions,
        comments,
        types,
        taken,
        lists: Vec::new(),
        lists_by_values: HashMap::new(),
    };
    let mut out = String::new();
    head(page, request, name, &mut out);
    parameters(&mut context, &mut out);
    declarations(&mut context, &mut out);
    answers(&context, &mut out);
    examples(samples, &mut out);
    left(&context, samples, &mut out);
    out
}

/// The name of the operation, its request, its page and its permission.
fn head(page: &Page, request: &Request, name: &str, out: &mut String) {
    let (method, path) = (&request.method.value, &request.path.value);
    let _ = writeln!(out, "operation: {name}\nhttp: {method} {path}");
    if let Some(title) = &page.title {
        let title = yaml::text(&title.value);
        let updated = page.updated.as_ref();
        let updated =
            updated.map_or(String::new(), |it| format!(", updated: {}", it.value));
        let _ = writeln!(out, "page: {{ title: {title}{updated} }}");
    }
    if let Some(permission) = page.permissions.first() {
        let _ = writeln!(out, "permission: {}", permission.value);
    }
}

/// The first table of a use, with its place.
fn first<'p>(page: &'p Page, used: &Use) -> Option<(usize, &'p Table)> {
    page.tables.iter().enumerate().find(|(_, it)| it.used == *used)
}

/// The tables of parameters.
fn parameters(context: &mut Context<'_>, out: &mut String) {
    let page = context.assertions.page;
    for (used, key) in
        [(Use::Path, "path"), (Use::Query, "query"), (Use::Header, "header")]
    {
        if let Some((at, table)) = first(page, &used) {
            let _ = writeln!(out, "\n{key}:");
            rows(context, at, table, 1, out);
        }
    }
}

/// The body, the types and the enumerations.
fn declarations(context: &mut Context<'_>, out: &mut String) {
    let page = context.assertions.page;
    let body = first(page, &Use::Body).and_then(|(at, _)| context.types[at].as_ref());
    if let Some(body) = body {
        let _ = writeln!(out, "\nbody: {body}");
    }
    let tables = page.tables.iter().enumerate();
    let typed: Vec<(usize, &Table, String)> = tables
        .filter_map(|(at, table)| Some((at, table, context.types[at].clone()?)))
        .collect();
    if !typed.is_empty() {
        out.push_str("\ntypes:\n");
    }
    for (at, table, name) in typed {
        let _ = writeln!(out, "  {name}:");
        rows(context, at, table, 2, out);
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
}

/// The names of the examples.
fn examples(samples: &Samples, out: &mut String) {
    let keys = [("requests", &samples.requests), ("responses", &samples.answers)];
    if keys.iter().any(|(_, names)| !names.is_empty()) {
        out.push_str("\nexamples:\n");
    }
    for (key, names) in keys.into_iter().filter(|(_, names)| !names.is_empty()) {
        let _ = writeln!(out, "  {key}: [{}]", names.join(", "));
    }
}

/// Comments for the tables, rows and examples that are not in the file.
fn left(context: &Context<'_>, samples: &Samples, out: &mut String) {
    let Context { assertions, comments, types, .. } = context;
    let page = assertions.page;
    for (at, table) in page.tables.iter().enumerate() {
        let is_parameters = matches!(table.used, Use::Path | Use::Query | Use::Header);
        let is_first = first(page, &table.used).is_some_and(|it| it.0 == at);
        if types[at].is_none() && !(is_parameters && is_first) {
            let comment = comments.at("a table without a counterpart", table.title.span);
            let _ = writeln!(out, "{comment}");
        }
        for span in &table.unread {
            let _ = writeln!(out, "{}", comments.at("a row without a name", *span));
        }
    }
    for span in &samples.unread {
        let _ = writeln!(out, "{}", comments.at("an example that is not JSON", *span));
    }
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
                    let failed = status.filter(|it| !(200..300).contains(it));
                    let number = failed.map_or_else(String::new, |it| it.to_string());
                    format!("{operation}Response{number}")
                }
                Use::Object => object_name(&table.title.value),
            };
            Some(taken.unused(&name))
        })
        .collect()
}

/// The number and the fields of a table.
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
        for line in field(context, RowIndex { table: at, row: number }, row) {
            let _ = writeln!(out, "{indent}    {line}");
        }
    }
    if table.rows.is_empty() {
        let _ = writeln!(out, "{indent}  {{}}");
    }
}

/// The types of the answers, and the statuses without one.
fn answers(context: &Context<'_>, out: &mut String) {
    let mut found: BTreeMap<u16, &str> = BTreeMap::new();
    let page = context.assertions.page;
    for (at, table) in page.tables.iter().enumerate() {
        if let (Use::Answer(status), Some(name)) = (&table.used, &context.types[at]) {
            found.entry(status.unwrap_or(USUAL_STATUS)).or_insert(name.as_str());
        }
    }
    for status in &page.statuses {
        found.entry(status.value).or_insert("none");
    }
    if !found.is_empty() {
        out.push_str("\nresponses:\n");
    }
    for (status, name) in found {
        let _ = writeln!(out, "  \"{status}\": {{ type: {name} }}");
    }
}
