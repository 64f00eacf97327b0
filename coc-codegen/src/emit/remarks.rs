//! The sentences about fields, their rules and their values, for every kind of output, in
//! Markdown whose only markup is code. Descriptions belong to the emitters, and most words
//! of rules to the model.

use super::sentences::{capitalised, sentence};
use crate::model::{
    Citation, Condition, Field, Model, Module, Rule, Style, Table, Test, Value, code,
    enumerate,
};

/// The sentences about the cases of a field: those in which it was seen, and the demands
/// of a page on a field of answers.
pub(super) fn of_cases(field: &Field) -> impl Iterator<Item = String> {
    let seen = field.observed_for.iter();
    let seen =
        seen.map(|when| format!("Seen only when {}.", Style::Markdown.condition(when)));
    seen.chain(field.documented.iter().map(|says| format!("As documented, {says}.")))
}

/// The sentences about the value and the name of a field.
pub(super) fn of_field(field: &Field) -> impl Iterator<Item = &'static str> {
    let all = [
        (field.nullable, "Null is a value of its own, different from an absent field."),
        (field.sensitive, "Its value may be a secret."),
        (field.sic, MISSPELT),
    ];
    all.into_iter().filter_map(|(holds, sentence)| holds.then_some(sentence))
}

/// A rule of a field without its subject. `when` is its condition or the rest of it.
pub(super) fn of_rule(
    model: &Model,
    rule: &Rule,
    when: &Condition,
    field: &Field,
) -> String {
    match &rule.test {
        Test::Delimiter(delimiter) => delimited(delimiter),
        _ => model.rule_in_markdown(rule, when, field),
    }
}

/// The sentence of a field whose items are one text.
pub(super) fn of_items(field: &Field) -> Option<String> {
    if let Some(delimiter) = &field.delimiter {
        return Some(format!("{}.", capitalised(&delimited(delimiter))));
    }
    let delimiter = Style::Markdown.delimiter(&field.joined?.to_string());
    Some(format!("On the wire its items are one text, joined by {delimiter}."))
}

/// The same sentence, unless a rule states it: a request has one for items that are texts.
pub(super) fn of_items_without_rule(field: &Field, in_requests: bool) -> Option<String> {
    let has_rule = in_requests && field.ty.innermost().is_text();
    of_items(field).filter(|_| !has_rule)
}

/// The words of the rule about a delimiter.
fn delimited(delimiter: &str) -> String {
    format!("several items are joined by {}", code(delimiter))
}

/// The conditions of a field that no rule expresses, each with the reason as a second
/// sentence. `escape` makes the markup of the output from a text of the spec.
pub(super) fn not_checked(
    field: &Field,
    escape: impl Fn(&str) -> String,
) -> impl Iterator<Item = [String; 2]> {
    field.prose.iter().map(move |prose| {
        [("Not checked", &prose.condition), ("Reason", &prose.reason)]
            .map(|(lead, text)| format!("{lead}: {}", sentence(&escape(text))))
    })
}

/// The evidence for a field that no table has. `has_rules` is whether the output tells of
/// rules of the field.
pub(super) fn evidence(field: &Field, has_rules: bool) -> Option<String> {
    if !field.on_no_page {
        return shown_by(&field.observed);
    }
    let effect = if has_rules { ": breaking its rules draws warnings" } else { "" };
    Some(format!("On no page{effect}."))
}

/// The sentence of a type about its fields that no page has, if these are most of its
/// fields; they need not say so themselves. `has_rules` is whether the output tells of
/// rules of one of them.
pub(super) fn of_most<'f>(
    fields: impl IntoIterator<Item = &'f Field>,
    has_rules: bool,
) -> Option<String> {
    let fields: Vec<&Field> = fields.into_iter().collect();
    let unseen = fields.iter().filter(|field| field.on_no_page).count();
    if unseen < 2 || 2 * unseen <= fields.len() {
        return None;
    }
    let which = match unseen == fields.len() {
        true => "Its fields are on no page",
        false => "Fields without a table or an example are on no page",
    };
    let effect = if has_rules { ": breaking their rules draws warnings" } else { "" };
    Some(format!("{which}{effect}."))
}

/// The sentences of a value of a list.
pub(super) fn of_value(value: &Value) -> Vec<String> {
    let misspelt = value.sic.then(|| MISSPELT.to_owned());
    let unseen = value.on_no_page.then(|| "On no page.".to_owned());
    misspelt.into_iter().chain(shown_by(&value.observed)).chain(unseen).collect()
}

/// The pages of a table, with the title of the operation's own page filled in.
pub(super) fn citations(model: &Model, table: &Table) -> impl Iterator<Item = Citation> {
    let own = match table.module {
        Module::Operation(id) => model[id].page.as_str(),
        Module::Shared => "",
    };
    table.origins.iter().map(move |origin| Citation {
        page: if origin.page.is_empty() { own } else { &origin.page }.to_owned(),
        table: origin.number.clone(),
        field: String::new(),
    })
}

/// The sentence about a name or a value whose spelling the service got wrong.
const MISSPELT: &str = "Misspelt by the service.";

/// The examples that show something which no table has.
fn shown_by(examples: &[String]) -> Option<String> {
    let word = match examples.len() {
        0 => return None,
        1 => "example",
        _ => "examples",
    };
    let names = enumerate(examples.iter().map(|name| code(name)), "and");
    Some(format!("In no table; shown by the {word} {names}."))
}
