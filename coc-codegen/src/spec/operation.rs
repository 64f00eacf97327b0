//! Reads the file of an operation, from YAML to [`OperationFile`].

use std::collections::HashMap;

use super::answers::{pagination, waiter};
use super::def::{
    ConstructorDef, ExamplesDef, FieldDef, FormDef, OperationFile, Page, ResponseBody,
    ResponseDef, TableDef,
};
use super::facts::OPERATION_FACTS;
use super::field::deprecated;
use super::read::{Keys, texts, wrong_shape};
use super::type_expr::{type_expr, words};
use super::types::{declarations, headers_def, table_def, word};
use super::yaml::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Format, Place, Status};
use crate::source::{Span, Spanned};

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Reads the YAML tree of an operation's file.
pub(super) fn operation(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<OperationFile> {
    let mut keys = Keys::of(node, "an operation", diagnostics)?;
    let name = keys.needed_text("operation");
    let http =
        keys.needed_text("http").and_then(|http| request_line(&http, keys.diagnostics));
    let page = keys
        .node("page")
        .map_or_else(Page::default, |node| page(node, keys.diagnostics));
    let area = keys.text("area");
    let permission = keys.word("permission").map(|permission| permission.value);
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let repeatable = keys.flag("repeatable").map(|flag| flag.value);
    let deprecated = deprecated(&mut keys);
    let mut parameters = Vec::new();
    for place in Place::PARAMETERS {
        if let Some(entry) = keys.entry(place.as_str()) {
            parameters.push((*place, table_def(entry, keys.diagnostics)));
        }
    }
    let body = keys.node("body").and_then(|node| type_expr(node, keys.diagnostics));
    let form = keys.mark("form");
    let mut names = declarations(&mut keys);
    names.incomplete |= body.is_none() && keys.node("body").is_some();
    let responses = keys.pairs("responses");
    let mut headers = AnswerHeaders::default();
    let responses: Vec<ResponseDef> = responses
        .iter()
        .filter_map(|entry| response(entry, &mut headers, keys.diagnostics))
        .collect();
    no_status_is_left(&responses, keys.diagnostics);
    let pagination =
        keys.entry("pagination").and_then(|entry| pagination(entry, keys.diagnostics));
    let waiters = keys.pairs("waiters");
    let waiters = waiters.iter().filter_map(|it| waiter(it, keys.diagnostics)).collect();
    let examples = match keys.node("examples") {
        Some(node) => examples(node, keys.diagnostics),
        None => ExamplesDef::default(),
    };
    let constructors = keys.pairs("constructors");
    let constructors = constructors
        .iter()
        .filter_map(|entry| constructor(entry, keys.diagnostics))
        .collect();
    let envelope = keys.text("envelope");
    let result = keys.some_texts("result");
    let decisions = keys.decisions(OPERATION_FACTS);
    names.incomplete |= keys.misspells("body");
    let form = match form {
        Some(key) => FormDef::Stated(key),
        None if keys.node("form").is_some() || keys.misspells("form") => FormDef::Unread,
        None => FormDef::Absent,
    };
    names.incomplete |= keys.finish();
    let (method, path) = http?;
    if method == "HEAD" {
        without_body(&responses, diagnostics);
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
        answer_header: headers.table,
        envelope,
        result,
        examples,
        pagination,
        waiters,
        constructors,
        decisions,
    })
}

/// An answer to `HEAD` is its status and its headers.
fn without_body(responses: &[ResponseDef], diagnostics: &mut Diagnostics) {
    let has_body = |it: &&ResponseDef| !matches!(it.body, ResponseBody::None);
    if let Some(response) = responses.iter().find(has_body) {
        let message = "an answer to `HEAD` has no body";
        diagnostics.push(
            Diagnostic::error(Code::BadValue, response.status.span, message)
                .help("write `type: none`, or the method that the page gives"),
        );
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
    // If the scalar is quoted, spans are off by one.
    let end =
        (http.span.start + u32::try_from(method.len()).unwrap_or(0)).min(http.span.end);
    let method = Spanned::new(method.to_owned(), Span { end, ..http.span });
    if method.starts_with('/') && METHODS.contains(&path.trim()) {
        let message = "the method stands in front of the path";
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
fn page(node: &Node, diagnostics: &mut Diagnostics) -> Page {
    let Some(mut keys) = Keys::of(node, "a page", diagnostics) else {
        return Page::default();
    };
    let title = keys.needed_word("title");
    let updated = keys.text("updated");
    if let Some(date) = updated.as_ref().filter(|date| !Format::Date.fits(date)) {
        let message = format!("`{}` is not a date", date.value);
        keys.diagnostics.push(
            Diagnostic::error(Code::BadValue, date.span, message)
                .help("write year, month and day, such as `2031-01-24`"),
        );
    }
    keys.finish();
    Page {
        title: title.unwrap_or_default(),
        updated: updated.map_or_else(String::new, |it| it.value),
    }
}

/// Reads an answer, and adds its headers to those of all answers.
fn response(
    entry: &Entry,
    headers: &mut AnswerHeaders,
    diagnostics: &mut Diagnostics,
) -> Option<ResponseDef> {
    if let Kind::Text(ty) = &entry.value.kind {
        let found = wrong_shape(&entry.value, "a response", "a mapping");
        diagnostics.push(found.help(format!("write `{{ type: {ty} }}`")));
        return None;
    }
    let mut keys = Keys::of(&entry.value, "a response", diagnostics)?;
    let body = keys.needed("type").and_then(|node| match &node.kind {
        Kind::Text(word) if word == "none" => Some(ResponseBody::None),
        Kind::Text(word) if word == "binary" => Some(ResponseBody::Binary),
        _ => type_expr(node, keys.diagnostics).map(ResponseBody::Type),
    });
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let own = keys.entry("header").map(|entry| headers_def(entry, keys.diagnostics));
    let own = own.map_or_else(Vec::new, |own| headers.add(own, keys.diagnostics));
    keys.finish();
    let Some(status) = Status::parse(&entry.key) else {
        let message = format!("`{}` is not an HTTP status", entry.key);
        let lower = entry.key.to_lowercase();
        let help = match Status::parse(&lower) {
            Some(_) => format!("write `{lower}`"),
            None => statuses(&entry.key).unwrap_or_else(|| "write a status (`\"200\"`), a class of them (`2xx`), or `default` for all others".to_owned()),
        };
        diagnostics
            .push(Diagnostic::error(Code::BadValue, entry.key_span, message).help(help));
        return None;
    };
    let status = Spanned::new(status, entry.key_span);
    if matches!(status.value, Status::Code(100..=199) | Status::Class(1)) {
        let message = "a status below 200 is no answer: another one follows it";
        diagnostics.push(
            Diagnostic::error(Code::BadValue, entry.key_span, message)
                .help("document the answer that follows"),
        );
        return None;
    }
    let is_empty = matches!(body, Some(ResponseBody::None) | None);
    if matches!(status.value, Status::Code(204 | 205 | 304)) && !is_empty {
        let message = "an answer with this status has no body";
        diagnostics.push(
            Diagnostic::error(Code::BadValue, entry.key_span, message)
                .help("write `type: none`, or the status that the page gives"),
        );
    }
    Some(ResponseDef { status, body: body?, doc, headers: own })
}

/// The help for several statuses, or one with other words, in one key.
fn statuses(key: &str) -> Option<String> {
    let words = key.split(|c: char| !c.is_ascii_alphanumeric());
    let mut found = words.filter(|it| Status::parse(it).is_some());
    let first = found.next()?;
    Some(match found.next() {
        Some(last) if first[1..] == *"00" && last.ends_with("99") => {
            format!("write the class, `{}xx`", &first[..1])
        }
        Some(second) => {
            format!("write an answer for each: `\"{first}\": ...`, `\"{second}\": ...`")
        }
        None => format!("write `\"{first}\"`"),
    })
}

/// Reports a `default` beside answers for all statuses.
fn no_status_is_left(responses: &[ResponseDef], diagnostics: &mut Diagnostics) {
    let mut statuses = responses.iter().map(|response| &response.status);
    let Some(default) = statuses.find(|it| it.value == Status::Default) else { return };
    let is_known = |status: u64| {
        let mut others = responses.iter().map(|response| response.status.value);
        others.any(|it| it != Status::Default && it.covers(status))
    };
    if (200..600).all(is_known) {
        let message = "every status has another answer here, so `default` is never used";
        diagnostics.push(
            Diagnostic::error(Code::BadValue, default.span, message)
                .help("delete it, or the classes that the page does not have"),
        );
    }
}

/// The headers of all answers of an operation. A header that several answers have is there
/// once.
#[derive(Default)]
struct AnswerHeaders {
    table: Option<TableDef>,
    /// The index of each header by its name in lower case.
    known: HashMap<String, usize>,
}

impl AnswerHeaders {
    /// Adds the headers of one answer, and returns their indexes.
    fn add(&mut self, own: TableDef, diagnostics: &mut Diagnostics) -> Vec<usize> {
        let all = self.table.get_or_insert_with(|| TableDef {
            name: own.name.clone(),
            ..TableDef::default()
        });
        all.incomplete |= own.incomplete;
        all.tables.extend(own.tables);
        all.decisions.extend(own.decisions);
        let first_of_this = all.fields.len();
        let mut indexes = Vec::with_capacity(own.fields.len());
        for field in own.fields {
            let lower = field.name.to_ascii_lowercase();
            match self.known.get(&lower).copied() {
                // A header that one answer has twice is reported by `check`.
                Some(at) if at < first_of_this => {
                    let found = differs(&all.fields[at], &field);
                    found.into_iter().for_each(|it| diagnostics.push(it));
                    indexes.push(at);
                }
                _ => {
                    self.known.entry(lower).or_insert(all.fields.len());
                    indexes.push(all.fields.len());
                    all.fields.push(field);
                }
            }
        }
        indexes
    }
}

/// The diagnostic of a header that two answers have in two ways.
fn differs(first: &FieldDef, field: &FieldDef) -> Option<Diagnostic> {
    let name = &field.name;
    let words = |field: &FieldDef| field.ty.as_ref().map(|ty| words(&ty.value));
    let is_renamed = field.rust_name.as_ref().is_some_and(|given| {
        first.rust_name.as_ref().map(|it| &it.value) != Some(&given.value)
    });
    let differs =
        first.name.value != name.value || words(first) != words(field) || is_renamed;
    if first.incomplete || field.incomplete || !differs {
        return None;
    }
    let message = format!(
        "`{}` has another name, type or `rust_name` in another answer",
        name.value
    );
    Some(
        Diagnostic::error(Code::BadValue, name.span, message)
            .related(first.name.span, "first here")
            .help("give it the same name, type and `rust_name` in both"),
    )
}

/// Reads the names of examples. An example of this spec's own is not one of the page.
fn examples(node: &Node, diagnostics: &mut Diagnostics) -> ExamplesDef {
    let mut found = ExamplesDef::default();
    let Some(mut keys) = Keys::of(node, "`examples`", diagnostics) else {
        return found;
    };
    for (key, is_request, is_own) in [
        ("requests", true, false),
        ("responses", false, false),
        ("own_requests", true, true),
        ("own_responses", false, true),
    ] {
        let Some(node) = keys.node(key) else { continue };
        let mut names = texts(node, &format!("`{key}`"), keys.diagnostics);
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
    found
}

/// Reads a documented use, which becomes a function.
fn constructor(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<ConstructorDef> {
    let mut keys = Keys::of(&entry.value, "a constructor", diagnostics)?;
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let example = keys.needed_text("example");
    let takes = keys.text_list("takes");
    let optional = keys.text_list("optional");
    let item = keys.text("item");
    keys.finish();
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    Some(ConstructorDef { name, doc, example: example?, takes, optional, item })
}
