//! Descriptions: sentences for people, about facts that no schema expresses.

use super::context::Form;
use super::value_rules::literal;
use crate::emit::remarks;
use crate::emit::sentences::{self, capitalised, first_sentence};
use crate::json::Object;
use crate::model::{
    Citation, Field, Model, Operation, Rule, Table, Test, page_reference,
};

/// Starts the schema of a type: its description, its pages, and its groups of fields.
pub(super) fn of_table<'m>(
    model: &'m Model,
    table: &'m Table,
    form: Form,
) -> Object<'m> {
    let pages: Vec<String> =
        remarks::citations(model, table).map(|it| page_reference(&it)).collect();
    let pages =
        if pages.is_empty() { String::new() } else { in_brackets(&pages.join("; ")) };
    let mut out = vec![table.doc.clone()];
    out.extend(
        table
            .groups
            .iter()
            .filter(|_| form == Form::Request)
            .map(|id| stated(&model.group_in_markdown(table, &model[*id]))),
    );
    out.push(pages);
    let mut schema = Object::default();
    schema.add("type", "object");
    add(&mut schema, out);
    schema
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
    if citation.table.is_empty() {
        let has_rules = form == Form::Request && !field.rules.is_empty();
        out.extend(remarks::evidence(field, has_rules));
    } else if !remarks::citations(model, table).any(of_same_table) {
        out.push(in_brackets(&page_reference(citation)));
    }
    add(schema, out);
    add_marks(field, schema);
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
    add(schema, rules.map(|rule| of_rule(model, rule, field)).collect());
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
        // The delimiter has a sentence of its own.
        let is_delimiter = matches!(rule.test, Test::Delimiter(_));
        let has_no_keyword = !rule.when.is_always()
            || rule.on_no_page
            || is_compared
            || is_pattern_of_items && field.delimiter.is_some();
        has_no_keyword && !is_delimiter
    };
    out.extend(rules.filter(is_told).map(|rule| of_rule(model, rule, field)));
    out.extend(remarks::of_cases(field));
    out.extend(remarks::of_field(field).map(ToOwned::to_owned));
    out.extend(remarks::of_items(field));
    out.extend(remarks::not_checked(field, ToOwned::to_owned).map(|[says, _]| says));
    out
}

/// A rule of a field as a sentence.
fn of_rule(model: &Model, rule: &Rule, field: &Field) -> String {
    stated(&remarks::of_rule(model, rule, &rule.when, field))
}

/// The words of a rule as a sentence.
fn stated(words: &str) -> String {
    format!("{}.", capitalised(words))
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
