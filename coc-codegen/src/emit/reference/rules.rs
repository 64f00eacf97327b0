//! Rules: an item of a list for each, under its id.

use super::anchors;
use super::context::Context;
use super::decisions;
use super::html::{code, sentence, text};
use super::types;
use crate::model::{Rule, RuleId, Table, Test, Type, code as marked, page_reference};

/// The rules of a field as a list; empty without rules.
pub(super) fn of_field(cx: &Context<'_>, ids: &[RuleId], ty: &Type) -> String {
    list(cx, ids, |rule| match &rule.test {
        Test::Delimiter(delimiter) => {
            format!("several items are joined by {}", marked(delimiter))
        }
        _ => cx.model.rule_in_markdown(rule, &rule.when, ty),
    })
}

/// The rules over several fields of a table.
pub(super) fn of_groups(cx: &Context<'_>, table: &Table) -> String {
    list(cx, &table.groups, |rule| cx.model.group_in_markdown(table, rule))
}

/// The rules of the JSON types of parts of a request.
pub(super) fn of_parts(cx: &Context<'_>) -> String {
    let ids: Vec<RuleId> = cx.operation.part_rules.iter().map(|(_, id)| *id).collect();
    let place = |rule: &Rule| {
        let mut parts = cx.operation.part_rules.iter();
        let found = parts.find(|(_, id)| cx.model[*id].id == rule.id);
        found.map_or("", |(place, _)| place.as_str())
    };
    list(cx, &ids, |rule| format!("{} {}", marked(place(rule)), rule.text))
}

fn list(cx: &Context<'_>, ids: &[RuleId], words: impl Fn(&Rule) -> String) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let items = ids.iter().map(|id| item(cx, &cx.model[*id], &words(&cx.model[*id])));
    format!("<ul class=\"rules\">\n{}</ul>\n", items.collect::<String>())
}

fn item(cx: &Context<'_>, rule: &Rule, words: &str) -> String {
    let anchor = anchors::rule(rule);
    let severity = if rule.is_warning() { " A warning." } else { "" };
    let named = match rule.test {
        Test::Enum(list) => format!(" Values: {}.", types::list(cx.anchors, list)),
        Test::Members(table, _) => {
            format!(" Members: {}.", types::table(cx.anchors, table))
        }
        _ => String::new(),
    };
    // No table has the parts of a request themselves.
    let is_part =
        cx.operation.part_rules.iter().any(|(_, id)| cx.model[*id].id == rule.id);
    let source = match is_part {
        true => String::new(),
        false => format!(
            " <span class=\"source\">{}.</span>",
            text(&page_reference(&rule.source))
        ),
    };
    format!(
        "<li id=\"{anchor}\">{}{severity}{named}{source}{} \
         <a class=\"anchor\" href=\"#{anchor}\">{}</a></li>\n",
        sentence(words),
        decisions::links(cx.anchors, &rule.decisions),
        code(&rule.id),
    )
}
