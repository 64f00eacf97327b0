//! The sections of objects: their descriptions, their rules and their fields.

use super::context::Context;
use super::decisions;
use super::fields;
use super::html::{prose, text};
use super::rules;
use super::types;
use crate::emit::remarks;
use crate::model::{Headers, Table, TableId, page_reference};

/// An object with its fields.
pub(super) fn section(cx: &Context<'_>, id: TableId) -> String {
    let table = &cx.model[id];
    let anchor = cx.anchors.table(id);
    let pages = remarks::citations(cx.model, table);
    let pages: Vec<String> = pages.map(|it| text(&page_reference(&it))).collect();
    let pages = if pages.is_empty() {
        String::new()
    } else {
        format!("<p class=\"source\">{}.</p>\n", pages.join("; "))
    };
    let decisions = decisions::paragraph(cx.anchors, &table.decisions);
    let fields = table.fields.iter().map(|field| fields::section(cx, id, field));
    format!(
        "<section class=\"table\" id=\"{anchor}\">\n\
         <h3><a class=\"anchor\" href=\"#{anchor}\">{}</a></h3>\n{}{pages}{decisions}{}{}</section>\n",
        title(table),
        prose(&table.doc),
        rules::of_groups(cx, table),
        fields.collect::<String>(),
    )
}

/// The place of parameters, or the name of the object.
pub(super) fn title(table: &Table) -> String {
    let name = types::name(table);
    match (table.part, table.headers) {
        (Some(place), _) => format!("{name}, in the {}", place.as_str()),
        (None, Some(Headers::Answers)) => format!("{name}, headers of answers"),
        (None, _) => name,
    }
}
