//! The section of a field: its type, its facts and its rules.

use super::context::Context;
use super::decisions;
use super::html::{code, facts, prose, sentence, words};
use super::rules;
use super::types;
use crate::model::{Field, Style, TableId, Test, enumerate, page_reference};

/// A field of a table.
pub(super) fn section(cx: &Context<'_>, table: TableId, field: &Field) -> String {
    let anchor = cx.anchors.field(table, &field.name);
    let in_requests = cx.model[table].in_requests;
    let default = field.default.as_ref().map(|it| code(&it.to_string()));
    let all = [
        ("Required", required(cx, field, in_requests)),
        ("Default", default.unwrap_or_default()),
        ("Documented", source(field)),
        ("Deprecated", deprecated(field.deprecated.as_deref())),
        ("Decisions", {
            let mut ids = field.decisions.clone();
            let more = field.assume_present.iter().chain(&field.all_cases);
            ids.extend(more.filter(|id| !field.decisions.contains(id)));
            decisions::names(cx.anchors, &ids)
        }),
        ("Notes", notes(field)),
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
fn source(field: &Field) -> String {
    if field.outside {
        return "on no page; a decision names the evidence".to_owned();
    }
    let page = words(&page_reference(&field.source));
    if field.observed.is_empty() {
        return page;
    }
    let names = enumerate(field.observed.iter().map(|name| code(name)), "and");
    format!("{page}: {names}")
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
fn notes(field: &Field) -> String {
    let mut out = Vec::new();
    if field.nullable {
        out.push(
            "Null is a value of its own, different from an absent field.".to_owned(),
        );
    }
    if let Some(delimiter) = field.joined {
        let words = Style::Markdown.delimiter(&delimiter.to_string());
        out.push(sentence(&format!(
            "its items are sent as one text, joined by {words}"
        )));
    }
    if let Some(delimiter) = &field.delimiter {
        out.push(format!("Its text has items, joined by {}.", code(delimiter)));
    }
    if field.sensitive {
        out.push("Its value may be a secret.".to_owned());
    }
    if field.sic {
        out.push("The name is misspelt on the wire.".to_owned());
    }
    out.extend(field.observed_for.iter().map(|when| {
        let when = Style::Markdown.condition(when);
        sentence(&format!("it was seen only when {when}"))
    }));
    out.extend(
        field.documented.iter().map(|says| sentence(&format!("as documented, {says}"))),
    );
    out.extend(field.prose.iter().map(|(says, because)| {
        format!("Not checked: {} {}", sentence(says), sentence(because))
    }));
    out.join(" ")
}
