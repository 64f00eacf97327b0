//! Reads the file of an operation, from YAML to [`OperationFile`]. Its answers belong to
//! `responses`, its pagination and waiters to files of their own.

use std::collections::HashMap;

use super::declarations::declarations;
use super::envelopes::envelope_name;
use super::field::deprecated;
use super::keys::Keys;
use super::pagination::pagination;
use super::responses::{refuse_bodies, responses};
use super::table::table_def;
use super::type_expr::type_expr;
use super::values::word;
use super::waiter::waiter;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Format, Part};
use crate::source::{Span, Spanned};
use crate::spec::file_defs::{
    ConstructorDef, ExamplesDef, FormDef, OperationFile, Page,
};
use crate::spec::language::file_shapes::{CONSTRUCTOR, EXAMPLES, OPERATION, PAGE};
use crate::spec::table_defs::TableDef;
use crate::spec::yaml::{Entry, Node};

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Reads the YAML tree of an operation's file.
pub(in crate::spec) fn operation(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<OperationFile> {
    let mut keys = Keys::of(node, &OPERATION, diagnostics)?;
    let name = keys.required_text("operation");
    let http = keys
        .required_text("http")
        .and_then(|http| request_line(&http, keys.diagnostics));
    let page = keys.read("page", page).unwrap_or_default();
    let area = keys.text("area");
    let permission =
        keys.non_empty_text("permission").map(|permission| permission.value);
    let doc = keys.doc();
    let repeatable = keys.flag("repeatable").map(|flag| flag.value);
    let deprecated = deprecated(&mut keys);
    let parameters = parameters(&mut keys);
    let body = keys.read("body", type_expr);
    let form = form(&mut keys);
    let mut names = declarations(&mut keys);
    names.incomplete |= body.is_none() && keys.node("body").is_some();
    let (responses, answer_header) = responses(&mut keys);
    let pagination =
        keys.entry("pagination").and_then(|entry| pagination(entry, keys.diagnostics));
    let waiters = keys.read_entries("waiters", waiter);
    let examples = keys.read("examples", examples).unwrap_or_default();
    let constructors = keys.read_entries("constructors", constructor);
    let envelope = envelope_name(&mut keys);
    let result = keys.one_or_more_texts("result");
    let decisions = keys.decisions();
    names.incomplete |= keys.misspells("body");
    let form = match form {
        FormDef::Absent if keys.misspells("form") => FormDef::Unread,
        form => form,
    };
    names.incomplete |= keys.finish().may_miss_names;
    let (method, path) = http?;
    if method == "HEAD" {
        refuse_bodies(&responses, diagnostics);
    }
    let repeatable =
        repeatable.unwrap_or(matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS"));
    Some(OperationFile {
        name: name?,
        method,
        path,
        page,
        area,
        permission,
        doc,
        repeatable,
        deprecated,
        parameters,
        body,
        form,
        names,
        responses,
        answer_header,
        envelope,
        result,
        examples,
        pagination,
        waiters,
        constructors,
        decisions,
    })
}

/// Reads the tables of parameters.
fn parameters(keys: &mut Keys<'_, '_>) -> Vec<(Part, TableDef)> {
    let mut found = Vec::new();
    for place in Part::PARAMETERS {
        if let Some(entry) = keys.entry(place.as_str()) {
            found.push((*place, table_def(entry, keys.diagnostics)));
        }
    }
    found
}

/// Reads whether the body is sent as a form.
fn form(keys: &mut Keys<'_, '_>) -> FormDef {
    match keys.mark("form") {
        Some(key) => FormDef::Stated(key),
        None if keys.node("form").is_some() => FormDef::Unread,
        None => FormDef::Absent,
    }
}

/// Reads `METHOD /path`.
fn request_line(
    http: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) -> Option<(String, Spanned<String>)> {
    let Some((method, path)) = http.split_once(' ') else {
        let diagnostic = Diagnostic::error(
            Code::BadValue,
            http.span,
            "`http` must be a method and a path",
        );
        diagnostics.push(diagnostic.help("such as `POST /v1/{kind}/things`"));
        return None;
    };
    // In a quoted text, the places are one byte too far left.
    let end =
        (http.span.start + u32::try_from(method.len()).unwrap_or(0)).min(http.span.end);
    let method = Spanned::new(method.to_owned(), Span { end, ..http.span });
    if method.starts_with('/') && METHODS.contains(&path.trim()) {
        let message = "the method comes before the path";
        let diagnostic = Diagnostic::error(Code::BadValue, http.span, message);
        let help = format!("write `{} {}`", path.trim(), method.value);
        diagnostics.push(diagnostic.help(help));
        return None;
    }
    word(&method, "a method", METHODS, diagnostics)?;
    let start = (end + 1).min(http.span.end);
    let path = Spanned::new(path.trim().to_owned(), Span { start, ..http.span });
    if !path.starts_with('/') {
        let message = "this path does not begin with `/`";
        let diagnostic = Diagnostic::error(Code::PathTemplate, path.span, message);
        // The host belongs to the endpoints.
        let host = path.split_once("://").map(|(_, rest)| rest);
        let own = host.map_or(path.value.as_str(), |rest| {
            rest.find('/').map_or("", |at| &rest[at + 1..])
        });
        diagnostics.push(diagnostic.help(format!("write `/{own}`")));
        return None;
    }
    Some((method.value, path))
}

/// Reads the page that documents the operation.
fn page(node: &Node, diagnostics: &mut Diagnostics) -> Option<Page> {
    let mut keys = Keys::of(node, &PAGE, diagnostics)?;
    let title = keys.required_non_empty_text("title");
    let updated = keys.text("updated");
    // A comma in the date has been reported as the end of its text.
    if !keys.finish().has_errors
        && let Some(diagnostic) = updated.as_ref().and_then(wrong_date)
    {
        diagnostics.push(diagnostic);
    }
    Some(Page {
        title: title.unwrap_or_default(),
        updated: updated.map_or_else(String::new, |it| it.value),
    })
}

/// The report of a date on which no page can have been changed.
fn wrong_date(date: &Spanned<String>) -> Option<Diagnostic> {
    let (message, help) = if !Format::Date.fits(date) {
        let message = format!("`{}` is not a date", date.value);
        (message, "write year, month and day, such as `2031-01-24`")
    } else if date.as_str() < "1990" {
        let message = format!("`{}` is older than every page of the web", date.value);
        (message, "correct the year")
    } else if date.as_str() >= "2100" {
        (format!("`{}` is far in the future", date.value), "correct the year")
    } else {
        return None;
    };
    Some(Diagnostic::error(Code::BadValue, date.span, message).help(help))
}

/// Reads the names of examples. An example of this spec's own is not one of the page.
fn examples(node: &Node, diagnostics: &mut Diagnostics) -> Option<ExamplesDef> {
    let mut keys = Keys::of(node, &EXAMPLES, diagnostics)?;
    let mut found = ExamplesDef::default();
    for (key, is_request, is_own) in [
        ("requests", true, false),
        ("responses", false, false),
        ("own_requests", true, true),
        ("own_responses", false, true),
    ] {
        let Some(node) = keys.node(key) else { continue };
        let mut names = keys.several_texts(key, node);
        if is_own {
            let known: HashMap<&str, Span> =
                found.all().map(|it| (it.value.as_str(), it.span)).collect();
            names.retain(|name| {
                let Some(first) = known.get(name.as_str()) else { return true };
                let message = format!("`{}` is an example of the page", name.value);
                keys.diagnostics.push(
                    Diagnostic::error(Code::BadValue, name.span, message)
                        .related(*first, "named here")
                        .help("delete one of them"),
                );
                false
            });
            found.own.extend(names.iter().map(|name| name.value.clone()));
        }
        let all = if is_request { &mut found.requests } else { &mut found.responses };
        all.extend(names);
    }
    keys.finish();
    Some(found)
}

/// Reads a documented use, which becomes a function.
fn constructor(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<ConstructorDef> {
    let mut keys = Keys::of(&entry.value, &CONSTRUCTOR, diagnostics)?;
    let doc = keys.doc();
    let example = keys.required_text("example");
    let takes = keys.text_list("takes");
    let optional = keys.text_list("optional");
    let item = keys.text("item");
    keys.finish();
    let name = entry.name();
    Some(ConstructorDef { name, doc, example: example?, takes, optional, item })
}
