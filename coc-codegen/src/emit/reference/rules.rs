//! Rules: an item of a list for each, under its id.

use super::anchors;
use super::context::Context;
use super::decisions;
use super::html::{code, sentence, text};
use super::types;
use crate::emit::remarks;
use crate::model::{Field, Rule, RuleId, Table, Test, code as marked, page_reference};

/// The rules of a field as a list; empty without rules. A rule names its source where it
/// is not that of the field.
pub(super) fn of_field(cx: &Context<'_>, field: &Field) -> String {
    let source = |rule: &Rule| {
        let is_other = page_reference(&rule.source) != page_reference(&field.source);
        is_other.then(|| page_reference(&rule.source))
    };
    list(cx, &field.rules, source, |rule| {
        remarks::of_rule(cx.model, rule, &rule.when, field)
    })
}

/// The rules over several fields of a table.
pub(super) fn of_groups(cx: &Context<'_>, table: &Table) -> String {
    let source = |rule: &Rule| Some(page_reference(&rule.source));
    list(cx, &table.groups, source, |rule| cx.model.group_in_markdown(table, rule))
}

/// The rules of the JSON types of parts of a request, which no table has.
pub(super) fn of_parts(cx: &Context<'_>) -> String {
    let ids: Vec<RuleId> = cx.operation.part_rules.iter().map(|(_, id)| *id).collect();
    let place = |rule: &Rule| {
        let mut parts = cx.operation.part_rules.iter();
        let found = parts.find(|(_, id)| cx.model[*id].id == rule.id);
        found.map_or("", |(place, _)| place.as_str())
    };
    list(cx, &ids, |_| None, |rule| format!("{} {}", marked(place(rule)), rule.text))
}

/// Rules as a list, each in words and with its source if there is one to name.
fn list(
    cx: &Context<'_>,
    ids: &[RuleId],
    source: impl Fn(&Rule) -> Option<String>,
    words: impl Fn(&Rule) -> String,
) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let rules = ids.iter().map(|id| &cx.model[*id]);
    let items = rules.map(|rule| item(cx, rule, source(rule), &words(rule)));
    format!("<ul class=\"rules\">\n{}</ul>\n", items.collect::<String>())
}

fn item(cx: &Context<'_>, rule: &Rule, source: Option<String>, words: &str) -> String {
    let anchor = anchors::rule(rule);
    let severity = if rule.is_warning() { " A warning." } else { "" };
    let named = match rule.test {
        Test::Enum(list) => format!(" Values: {}.", types::list(cx.anchors, list)),
        Test::Members(table, _) => {
            format!(" Members: {}.", types::table(cx.anchors, table))
        }
        _ => String::new(),
    };
    let source = source.filter(|it| !it.is_empty());
    let source = source
        .map(|it| format!(" <span class=\"source\">{}.</span>", text(&it)))
        .unwrap_or_default();
    format!(
        "<li id=\"{anchor}\">{}{severity}{named}{source}{} \
         <a class=\"anchor\" href=\"#{anchor}\">{}</a></li>\n",
        sentence(words),
        decisions::links(cx.anchors, &rule.decisions),
        code(&rule.id),
    )
}
