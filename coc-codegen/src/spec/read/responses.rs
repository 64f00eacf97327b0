//! Reads the answers of an operation, with their statuses and headers.

use std::collections::HashMap;

use super::keys::Keys;
use super::messages::wrong_shape;
use super::table::headers_def;
use super::type_expr::{type_expr, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Status;
use crate::source::Spanned;
use crate::spec::file_defs::{ResponseBody, ResponseDef};
use crate::spec::language::file_shapes::RESPONSE;
use crate::spec::table_defs::{FieldDef, TableDef};
use crate::spec::yaml::{Entry, Kind};

/// Reads the answers of an operation, and the table of all their headers.
pub(super) fn responses(
    keys: &mut Keys<'_, '_>,
) -> (Vec<ResponseDef>, Option<TableDef>) {
    let mut headers = AnswerHeaders::default();
    let found = keys.read_entries("responses", |entry, diagnostics| {
        response(entry, &mut headers, diagnostics)
    });
    refuse_useless_default(&found, keys.diagnostics);
    (found, headers.table)
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
    let mut keys = Keys::of(&entry.value, &RESPONSE, diagnostics)?;
    let body = keys.read_required("type", |node, diagnostics| match &node.kind {
        Kind::Text(word) if word == "none" => Some(ResponseBody::None),
        Kind::Text(word) if word == "binary" => Some(ResponseBody::Binary),
        _ => type_expr(node, diagnostics).map(ResponseBody::Type),
    });
    let doc = keys.doc();
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
        let message = "a status below 200 is provisional: the answer follows it";
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

/// The help for a key with several statuses, or with a status and other words.
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
fn refuse_useless_default(responses: &[ResponseDef], diagnostics: &mut Diagnostics) {
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

/// The headers of all answers of an operation, each once.
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

/// The diagnostic of a header that two answers declare differently.
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

/// Refuses bodies of the answers to `HEAD`, which have a status and headers only.
pub(super) fn refuse_bodies(responses: &[ResponseDef], diagnostics: &mut Diagnostics) {
    let has_body = |it: &&ResponseDef| !matches!(it.body, ResponseBody::None);
    if let Some(response) = responses.iter().find(has_body) {
        let message = "an answer to `HEAD` has no body";
        diagnostics.push(
            Diagnostic::error(Code::BadValue, response.status.span, message)
                .help("write `type: none`, or the method that the page gives"),
        );
    }
}
