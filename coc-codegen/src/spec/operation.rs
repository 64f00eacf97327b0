//! One operation's file, from YAML to [`OperationFile`].

use super::field::deprecated;
use super::read::{Keys, texts};
use super::types::{declarations, type_def, type_expr, word};
use super::yaml::{Entry, Node};
use super::{ConstructorDef, Document, OperationFile, ResponseBody, ResponseDef};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Place;
use crate::source::{Span, Spanned};

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Reads the tree of an operation's file.
pub(super) fn operation(node: &Node, faults: &mut Diagnostics) -> Option<OperationFile> {
    let mut keys = Keys::of(node, "an operation", faults)?;
    let name = keys.needed_text("operation");
    let http = keys.needed_text("http").and_then(|http| request_line(&http, keys.faults));
    let document = keys.node("document").map_or_else(Document::default, |node| document(node, keys.faults));
    let permission = keys.text("permission").map(|permission| permission.value);
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let repeatable = keys.flag("repeatable").map(|flag| flag.value);
    let deprecated = deprecated(&mut keys);
    let mut parameters = Vec::new();
    for place in Place::PARAMETERS {
        if let Some(entry) = keys.entry(place.as_str()) {
            parameters.push((*place, type_def(entry, keys.faults)));
        }
    }
    let body = keys.node("body").and_then(|node| type_expr(node, keys.faults));
    let mut names = declarations(&mut keys);
    names.torn |= body.is_none() && keys.node("body").is_some();
    let responses = keys.pairs("responses");
    let responses = responses.iter().filter_map(|entry| response(entry, keys.faults)).collect();
    let (request_examples, response_examples) = match keys.node("examples") {
        Some(node) => examples(node, keys.faults),
        None => (Vec::new(), Vec::new()),
    };
    let constructors = keys.pairs("constructors");
    let constructors = constructors.iter().filter_map(|entry| constructor(entry, keys.faults)).collect();
    let uses = keys.texts("reading");
    names.torn |= keys.finish();
    let (method, path) = http?;
    let repeatable = repeatable.unwrap_or(matches!(method.as_str(), "GET" | "HEAD" | "OPTIONS"));
    Some(OperationFile {
        name: name?,
        method,
        path,
        document,
        permission,
        doc,
        repeatable,
        deprecated,
        parameters,
        body,
        names,
        responses,
        request_examples,
        response_examples,
        constructors,
        uses,
    })
}

/// `METHOD /path`.
fn request_line(http: &Spanned<String>, faults: &mut Diagnostics) -> Option<(String, Spanned<String>)> {
    let Some((method, path)) = http.split_once(' ') else {
        let fault = Diagnostic::error(Code::BadValue, http.span, "`http` is a method and a path");
        faults.push(fault.help("such as `POST /v1/{kind}/things`"));
        return None;
    };
    // Where quotes or an indicator stand before the text, the places are off by one, which a caret survives.
    let end = (http.span.start + u32::try_from(method.len()).unwrap_or(0)).min(http.span.end);
    let method = Spanned::new(method.to_owned(), Span { end, ..http.span });
    word(&method, "a method", METHODS, faults)?;
    let start = (end + 1).min(http.span.end);
    let path = Spanned::new(path.trim().to_owned(), Span { start, ..http.span });
    if !path.starts_with('/') {
        faults.push(Diagnostic::error(Code::PathTemplate, path.span, "a path begins with `/`"));
        return None;
    }
    Some((method.value, path))
}

fn document(node: &Node, faults: &mut Diagnostics) -> Document {
    let Some(mut keys) = Keys::of(node, "a document", faults) else {
        return Document::default();
    };
    let title = keys.needed_text("title");
    let updated = keys.text("updated");
    keys.finish();
    Document {
        title: title.map_or_else(String::new, |it| it.value),
        updated: updated.map_or_else(String::new, |it| it.value),
    }
}

fn response(entry: &Entry, faults: &mut Diagnostics) -> Option<ResponseDef> {
    let mut keys = Keys::of(&entry.value, "a response", faults)?;
    let ty = keys.node("type").and_then(|node| type_expr(node, keys.faults));
    let body = keys.text("body");
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let body = match (ty, body) {
        (Some(ty), None) => Some(ResponseBody::Type(ty)),
        (None, Some(body)) => match word(&body, "a kind of answer", &["none", "binary"], keys.faults) {
            Some(0) => Some(ResponseBody::None),
            Some(_) => Some(ResponseBody::Binary),
            None => None,
        },
        _ => {
            let fault =
                Diagnostic::error(Code::MissingKey, entry.key_span, "a response has either `type` or `body`");
            keys.faults.push(fault);
            None
        }
    };
    keys.finish();
    let Ok(status) = entry
        .key
        .parse::<u16>()
        .map_err(drop)
        .and_then(|it| (100..600).contains(&it).then_some(it).ok_or(()))
    else {
        let message = format!("`{}` is not an HTTP status", entry.key);
        faults.push(Diagnostic::error(Code::BadValue, entry.key_span, message));
        return None;
    };
    Some(ResponseDef { status: Spanned::new(status, entry.key_span), body: body?, doc })
}

fn examples(node: &Node, faults: &mut Diagnostics) -> (Vec<Spanned<String>>, Vec<Spanned<String>>) {
    let Some(mut keys) = Keys::of(node, "`examples`", faults) else {
        return (Vec::new(), Vec::new());
    };
    let requests = keys.node("requests").map_or_else(Vec::new, |node| texts(node, "`requests`", keys.faults));
    let responses =
        keys.node("responses").map_or_else(Vec::new, |node| texts(node, "`responses`", keys.faults));
    keys.finish();
    (requests, responses)
}

fn constructor(entry: &Entry, faults: &mut Diagnostics) -> Option<ConstructorDef> {
    let mut keys = Keys::of(&entry.value, "a constructor", faults)?;
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let example = keys.needed_text("example");
    let takes = keys.texts("takes");
    let optional = keys.texts("optional");
    let item = keys.text("item");
    keys.finish();
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    Some(ConstructorDef { name, doc, example: example?, takes, optional, item })
}
