//! The section of a field: its type, its facts and its rules.

use super::context::Context;
use super::decisions;
use super::html::{code, facts, prose, text, words};
use super::rules;
use super::types;
use crate::emit::remarks;
use crate::model::{Field, Style, TableId, Test, page_reference};

/// A field of a table.
pub(super) fn section(cx: &Context<'_>, table: TableId, field: &Field) -> String {
    let anchor = cx.anchors.field(table, &field.name);
    let in_requests = cx.model[table].in_requests;
    let default = field.default.as_ref().map(|it| code(&it.to_string()));
    let all = [
        ("Required", required(cx, field, in_requests)),
        ("Default", default.unwrap_or_default()),
        ("Documented", source(field, in_requests)),
        ("Deprecated", deprecated(field.deprecated.as_deref())),
        ("Decisions", {
            let mut ids = field.decisions.clone();
            let more = field.assume_present.iter().chain(&field.all_cases);
            ids.extend(more.filter(|id| !field.decisions.contains(id)));
            decisions::names(cx.anchors, &ids)
        }),
        ("Notes", notes(field, in_requests)),
    ];
    format!(
        "<section class=\"field\" id=\"{anchor}\">\n\
         <h4><a class=\"anchor\" href=\"#{anchor}\">{}</a> <span class=\"type\">{}</span></h4>\n\
         {}{}{}</section>\n",
        code(&field.name),
        types::of(cx.anchors, &field.ty),
        prose(&field.doc),
        facts(&all),
        rules::of_field(cx, field),
    )
}

/// The cases in which a field is required. No rule applies to answers.
fn required(cx: &Context<'_>, field: &Field, in_requests: bool) -> String {
    if !in_requests {
        return String::new();
    }
    let rules = field.rules.iter().map(|id| &cx.model[*id]);
    let required = rules.filter(|rule| rule.test == Test::Required && !rule.each);
    let cases: Vec<String> = required
        .map(|rule| match rule.when.is_always() {
            true => "<strong class=\"need\">always</strong>".to_owned(),
            false => format!("when {}", words(&Style::Markdown.condition(&rule.when))),
        })
        .collect();
    if cases.is_empty() { "no".to_owned() } else { cases.join("; ") }
}

/// The page and the table, or other evidence.
fn source(field: &Field, in_requests: bool) -> String {
    match remarks::evidence(field, in_requests && !field.rules.is_empty()) {
        None => text(&page_reference(&field.source)),
        Some(evidence) if field.on_no_page => words(&evidence),
        Some(evidence) => format!("{}. {}", text(&field.source.page), words(&evidence)),
    }
}

/// A deprecation with its alternative, if there is one.
pub(super) fn deprecated(note: Option<&str>) -> String {
    match note {
        None => String::new(),
        Some(note) if note.trim().is_empty() => "yes".to_owned(),
        Some(note) => words(note),
    }
}

/// The facts that no rule states, as sentences.
fn notes(field: &Field, in_requests: bool) -> String {
    let mut out: Vec<String> = remarks::of_cases(field).collect();
    out.extend(remarks::of_field(field).map(ToOwned::to_owned));
    out.extend(remarks::of_items_without_rule(field, in_requests));
    let out = out.iter().map(|it| words(it));
    out.chain(remarks::not_checked(field, words).flatten()).collect::<Vec<_>>().join(" ")
}
