//! Lists of values.

use super::context::Context;
use super::decisions;
use super::fields::deprecated;
use super::html::{code, prose, words};
use crate::emit::remarks;
use crate::model::{EnumId, Value};

/// The section with the lists that the page names; empty without them.
pub(super) fn section(cx: &Context<'_>) -> String {
    if cx.lists.is_empty() {
        return String::new();
    }
    let lists = cx.lists.iter().map(|id| list(cx, *id));
    format!(
        "<section id=\"values\">\n<h2>Lists of values</h2>\n{}</section>\n",
        lists.collect::<String>()
    )
}

fn list(cx: &Context<'_>, id: EnumId) -> String {
    let (item, anchor) = (&cx.model[id], cx.anchors.list(id));
    let name = code(&item.rust_name);
    let open = if item.open { "<p>Other values are allowed.</p>\n" } else { "" };
    let decisions = decisions::paragraph(cx.anchors, &item.decisions);
    let lines = item.values.iter().map(|value| line(cx, value));
    format!(
        "<section class=\"table\" id=\"{anchor}\">\n\
         <h3><a class=\"anchor\" href=\"#{anchor}\">{name}</a></h3>\n{}{open}{decisions}\
         <div class=\"scroll\" role=\"region\" aria-label=\"Values\" tabindex=\"0\">\n<table>\n\
         <thead><tr><th scope=\"col\">value</th><th scope=\"col\">meaning</th></tr></thead>\n\
         <tbody>\n{}</tbody>\n</table>\n</div>\n</section>\n",
        prose(&item.doc),
        lines.collect::<String>(),
    )
}

fn line(cx: &Context<'_>, value: &Value) -> String {
    let mut meaning = vec![words(&value.doc)];
    meaning.extend(remarks::of_value(value).iter().map(|it| words(it)));
    if value.deprecated.is_some() {
        meaning
            .push(format!("Deprecated: {}.", deprecated(value.deprecated.as_deref())));
    }
    meaning.push(decisions::links(cx.anchors, &value.decisions).trim().to_owned());
    meaning.retain(|it| !it.is_empty());
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
        code(&value.wire.to_string()),
        meaning.join(" ")
    )
}
