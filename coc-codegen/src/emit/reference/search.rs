//! The entries of the search, as a script that a page loads without a server.

use super::anchors;
use super::context::Context;
use super::page::{REFERENCE_MARK, path};
use crate::json::Json;
use crate::model::RuleId;

/// The entries of a page: the operation, its fields and its rules.
pub(super) fn entries(cx: &Context<'_>) -> Vec<String> {
    let (operation, page) = (cx.operation, path(cx.operation));
    let about = format!("{} {} {}", operation.method, operation.path, operation.doc);
    let mut out = vec![entry("operation", &operation.name, &page, &about)];
    for (table, field) in cx.fields() {
        let name = format!("{}.{}", cx.model[table].rust_name, field.name);
        let place = format!("{page}#{}", cx.anchors.field(table, &field.name));
        out.push(entry("field", &name, &place, &field.doc));
    }
    for rule in rules(cx).map(|id| &cx.model[id]) {
        let place = format!("{page}#{}", anchors::rule(rule));
        out.push(entry("rule", &rule.id, &place, &rule.text));
    }
    out
}

/// The rules on a page.
fn rules(cx: &Context<'_>) -> impl Iterator<Item = RuleId> {
    let parts = cx.operation.part_rules.iter().map(|(_, id)| *id);
    let groups = cx.tables().flat_map(|id| cx.model[id].groups.iter().copied());
    let fields = cx.fields().flat_map(|(_, field)| field.rules.iter().copied());
    parts.chain(groups).chain(fields)
}

fn entry(kind: &str, name: &str, place: &str, words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let parts = [kind, name, place, &words];
    for (at, part) in parts.into_iter().enumerate() {
        out.push_str(if at == 0 { "[" } else { "," });
        Json::from(part).print(0, &mut out);
    }
    out.push(']');
    // In a script, no character may end the line or begin markup.
    out.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The file with all entries.
pub(super) fn data(entries: &[String]) -> String {
    format!(
        "// {REFERENCE_MARK}\nwindow.referenceEntries = [\n{}\n];\n",
        entries.join(",\n")
    )
}
