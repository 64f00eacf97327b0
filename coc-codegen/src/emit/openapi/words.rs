//! Descriptions: sentences for people, about facts that no schema expresses.

use super::context::Form;
use super::value_rules::literal;
use crate::emit::sentences::{self, capitalised, first_sentence};
use crate::json::Object;
use crate::model::{
    Citation, Field, Model, Module, Operation, Rule, Style, Table, Test, page_reference,
};

/// Starts the schema of a type: its description, its pages, and its groups of fields.
pub(super) fn of_table<'m>(
    model: &'m Model,
    table: &'m Table,
    form: Form,
) -> Object<'m> {
    let pages: Vec<String> =
        places(model, table).map(|it| page_reference(&it)).collect();
    let pages =
        if pages.is_empty() { String::new() } else { in_brackets(&pages.join("; ")) };
    let mut out = vec![table.doc.clone()];
    out.extend(
        table
            .groups
            .iter()
            .filter(|_| form == Form::Request)
            .map(|id| sentence(&model[*id])),
    );
    out.push(pages);
    let mut schema = Object::default();
    schema.add("type", "object");
    add(&mut schema, out);
    schema
}

/// The pages and numbers of a table. The title of the operation's own page is filled
/// in.
fn places<'m>(model: &'m Model, table: &'m Table) -> impl Iterator<Item = Citation> {
    let own = match table.module {
        Module::Operation(id) => model[id].page.as_str(),
        Module::Shared => "",
    };
    table.tables.iter().map(move |(page, number)| Citation {
        page: if page.is_empty() { own.to_owned() } else { page.clone() },
        table: number.clone(),
        field: String::new(),
    })
}

/// Adds the description of a field, its default and its deprecation.
pub(super) fn describe<'m>(
    model: &'m Model,
    table: &Table,
    field: &'m Field,
    form: Form,
    schema: &mut Object<'m>,
) {
    let mut out = of_field(model, field, form);
    let citation = &field.source;
    let of_same_table =
        |it: Citation| (&it.page, &it.table) == (&citation.page, &citation.table);
    if !table.tables.is_empty() && !places(model, table).any(of_same_table) {
        out.push(if citation.table.is_empty() {
            seen(field, form).to_owned()
        } else {
            in_brackets(&page_reference(citation))
        });
    }
    add(schema, out);
    add_marks(field, schema);
}

/// The evidence for a field that no table has.
fn seen(field: &Field, form: Form) -> &'static str {
    match form {
        _ if !field.outside => "Shown by examples only.",
        Form::Request => "On no page: breaking its rules draws warnings.",
        Form::Answer => "On no page.",
    }
}

/// Adds the first sentence of an operation, which overviews show, and the rest of its
/// description.
pub(super) fn of_operation(operation: &Operation, out: &mut Object<'_>) {
    let (first, others) = first_sentence(&operation.doc);
    let summary = match first {
        "" => operation.name.replace('_', " "),
        first => first.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    out.add("summary", summary);
    let page = if operation.page.is_empty() {
        String::new()
    } else {
        in_brackets(&operation.page)
    };
    add(out, vec![others.to_owned(), page]);
}

/// Describes a parameter, whose table is on the page of the operation.
pub(super) fn of_parameter<'m>(
    model: &'m Model,
    field: &'m Field,
    form: Form,
    schema: &mut Object<'m>,
) {
    let mut out = of_field(model, field, form);
    if !field.source.table.is_empty() {
        out.push(in_brackets(&format!("Table {}", field.source.table)));
    }
    add(schema, out);
    if field.deprecated.is_some() {
        schema.add("deprecated", true);
    }
}

/// Adds the value that the service assumes, and whether the field is deprecated.
pub(super) fn add_marks<'m>(field: &'m Field, schema: &mut Object<'m>) {
    if let Some(default) = &field.default {
        schema.add("default", literal(default));
    }
    if field.deprecated.is_some() {
        schema.add("deprecated", true);
    }
}

/// Adds the description of a file as it is sent, whose schema expresses none of its
/// rules.
pub(super) fn of_file<'m>(model: &Model, field: &'m Field, schema: &mut Object<'m>) {
    let rules = field.rules.iter().map(|id| &model[*id]);
    let rules =
        rules.filter(|rule| matches!(rule.test, Test::Size(_) | Test::FileTypes(_)));
    add(schema, rules.map(sentence).collect());
    if field.deprecated.is_some() {
        schema.add("deprecated", true);
    }
}

/// The sentences of a field: the rules that apply in some cases only, and those that no
/// schema can express.
fn of_field(model: &Model, field: &Field, form: Form) -> Vec<String> {
    let mut out = vec![field.doc.clone()];
    let rules =
        field.rules.iter().filter(|_| form == Form::Request).map(|id| &model[*id]);
    let is_told = |rule: &&Rule| {
        let is_pattern_of_items = rule.each && matches!(rule.test, Test::Pattern(_));
        let is_compared = matches!(rule.test, Test::Compared(..));
        !rule.when.is_always()
            || rule.outside
            || is_compared
            || is_pattern_of_items && field.delimiter.is_some()
    };
    out.extend(rules.filter(is_told).map(sentence));
    if field.nullable {
        out.push(
            "Null is a value of its own, different from an absent field.".to_owned(),
        );
    }
    out.extend(field.documented.iter().map(|says| format!("As documented, {says}.")));
    if let Some(delimiter) = &field.delimiter {
        out.push(format!("Items are joined by `{delimiter}`."));
    }
    if let Some(delimiter) = field.joined {
        out.push(format!(
            "Items are joined by {}.",
            Style::Markdown.delimiter(&delimiter.to_string())
        ));
    }
    out.extend(field.prose.iter().map(|(says, _)| says.clone()));
    out
}

/// The words of a rule as a sentence.
fn sentence(rule: &Rule) -> String {
    format!("{}.", capitalised(&rule.text))
}

/// A sentence that names where something is documented.
fn in_brackets(text: &str) -> String {
    format!("({})", sentences::sentence(text))
}

/// Adds the texts that are not empty as a description. A text that another one follows is
/// a sentence.
fn add(schema: &mut Object<'_>, mut texts: Vec<String>) {
    texts.retain(|text| !text.is_empty());
    if let Some(last) = texts.pop() {
        let before = texts.iter().map(|text| sentences::sentence(text.trim_end()) + " ");
        schema.add("description", before.collect::<String>() + &last);
    }
}
