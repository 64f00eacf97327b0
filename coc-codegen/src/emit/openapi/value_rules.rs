//! Rules of one value as keywords of its schema.

use super::delimited;
use crate::json::{Json, Object, list, object};
use crate::model::{
    Bounds, EnumId, Field, FileMember, Literal, Model, Number, Rule, Test, Type,
};

/// Which blank values, which are the same as absent, a schema allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blank {
    Allowed,
    Refused,
    /// Null, and no blank text.
    OnlyNull,
}

/// Whether a rule of a field stands in the schema of the field's value: it applies in
/// every case, and is an error.
pub(super) fn is_of_value(rule: &Rule) -> bool {
    let is_elsewhere = matches!(
        rule.test,
        Test::Type | Test::Required | Test::OnlyWhen | Test::Group(..)
    );
    rule.when.is_always() && !rule.is_warning() && !is_elsewhere
}

/// The keywords of a rule for the value of a field; a blank value keeps the rule if
/// blank is allowed.
pub(super) fn of_test<'m>(
    model: &'m Model,
    rule: &'m Rule,
    field: &Field,
    blank: Blank,
) -> Object<'m> {
    let may_be_blank = field.ty.is_text() && blank == Blank::Allowed;
    let blanks: &[String] = if may_be_blank { &model.service.blanks } else { &[] };
    if let Some(delimiter) = &field.delimiter {
        if let Some(pattern) = delimited::pattern(model, rule, delimiter) {
            let mut schema = Object::default();
            schema.add("pattern", or_blank(pattern, blanks));
            return schema;
        }
        if let Some(comment) = delimited::in_words(rule) {
            return comment;
        }
    } else if rule.each {
        return of_items(model, rule, &field.ty);
    }
    if blank == Blank::Refused {
        return strict(model, &rule.test, &field.ty);
    }
    let with_blank = |mut values: Vec<Json<'m>>| {
        let more = texts(blanks).into_iter().chain([Json::Null]);
        let more: Vec<Json<'m>> = more.filter(|value| !values.contains(value)).collect();
        values.extend(more);
        let mut schema = Object::default();
        schema.add("enum", values);
        schema
    };
    match &rule.test {
        Test::Enum(list) => with_blank(listed(model, *list)),
        Test::OneOf(values) => with_blank(values.iter().map(literal).collect()),
        Test::Fixed(value) => with_blank(vec![literal(value)]),
        Test::Pattern(pattern) => {
            let mut schema = Object::default();
            schema.add("pattern", or_blank(pattern.clone(), blanks));
            schema
        }
        Test::Length(bounds) => length(*bounds, blanks),
        test => strict(model, test, &field.ty),
    }
}

/// The keywords of a rule of each item, at the innermost items.
fn of_items<'m>(model: &'m Model, rule: &'m Rule, ty: &Type) -> Object<'m> {
    let mut schema = Object::default();
    match ty {
        Type::Array(inner) => schema.add("items", of_items(model, rule, inner)),
        Type::Map(inner) => {
            schema.add("additionalProperties", of_items(model, rule, inner));
        }
        ty => schema = strict(model, &rule.test, ty),
    }
    schema
}

/// A pattern that blanks match as well.
fn or_blank(pattern: String, blanks: &[String]) -> String {
    match blanks {
        [] => pattern,
        [only] if only.is_empty() => format!("^$|{pattern}"),
        _ => {
            let blanks: Vec<String> =
                blanks.iter().map(|blank| delimited::escape(blank)).collect();
            format!("^(?:{})$|{pattern}", blanks.join("|"))
        }
    }
}

/// Limits that a blank text keeps, whatever its length.
fn length<'m>(mut bounds: Bounds<u64>, blanks: &'m [String]) -> Object<'m> {
    // Text that is not blank has at least one character.
    if bounds.min == Some(1) && blanks.iter().any(String::is_empty) {
        bounds.min = None;
    }
    let fits = |blank: &String| {
        let count = u64::try_from(blank.chars().count()).unwrap_or(u64::MAX);
        bounds.min.is_none_or(|min| count >= min)
            && bounds.max.is_none_or(|max| count <= max)
    };
    let limits = limits("minLength", "maxLength", bounds, Json::from);
    if blanks.iter().all(fits) {
        return limits;
    }
    let mut schema = Object::default();
    schema.add("if", object! { "not" => object! { "enum" => texts(blanks) } });
    schema.add("then", limits);
    schema
}

/// The keywords of a test for a value that is present.
pub(super) fn strict<'m>(model: &'m Model, test: &'m Test, ty: &Type) -> Object<'m> {
    let mut schema = Object::default();
    match test {
        Test::Enum(list) => schema.add("enum", listed(model, *list)),
        Test::OneOf(values) => {
            schema.add("enum", values.iter().map(literal).collect::<Vec<_>>());
        }
        Test::Fixed(value) => schema.add("const", literal(value)),
        Test::Length(bounds) => {
            return limits("minLength", "maxLength", *bounds, Json::from);
        }
        Test::Range(bounds) => return limits("minimum", "maximum", *bounds, number),
        Test::Items(bounds) if matches!(ty, Type::Map(_) | Type::Object) => {
            return limits("minProperties", "maxProperties", *bounds, Json::from);
        }
        Test::Items(bounds) => {
            return limits("minItems", "maxItems", *bounds, Json::from);
        }
        Test::Keys(test) => {
            schema.add("propertyNames", strict(model, test, &Type::String));
        }
        Test::Unique => schema.add("uniqueItems", true),
        Test::Pattern(pattern) => schema.add("pattern", pattern),
        Test::Size(bounds) => {
            let mut size = limits("minimum", "maximum", *bounds, Json::from);
            size.add("type", "integer");
            schema.add("properties", object! { FileMember::Size.as_str() => size });
        }
        Test::FileTypes(endings) => {
            // Generators refuse a pattern without a type, unless it is conditional. With
            // one, a name of another type would break this rule besides.
            let name = object! { "pattern" => ends_in(endings) };
            schema.add("if", object! { "required" => list![FileMember::Name.as_str()] });
            schema.add("then", object! { "properties" => object! { FileMember::Name.as_str() => name } });
        }
        Test::Undelimited(delimiter) => {
            schema.add("pattern", format!("^[^{delimiter}]*$"));
        }
        // `rules` writes these, and the type has the format.
        Test::Type
        | Test::Required
        | Test::OnlyWhen
        | Test::DocumentedFor
        | Test::Compared(..)
        | Test::Format(_)
        | Test::Delimiter(_)
        | Test::Group(..)
        | Test::Members(..) => {}
    }
    schema
}

/// The pattern of names with one of these endings, in upper case or lower case.
fn ends_in(endings: &[String]) -> String {
    let either_case = |c: char| match c {
        c if c.is_ascii_alphabetic() => format!("[{c}{}]", c.to_ascii_uppercase()),
        c => delimited::escape(&c.to_string()),
    };
    let endings: Vec<String> =
        endings.iter().map(|it| it.chars().map(either_case).collect()).collect();
    format!("\\.(?:{})$", endings.join("|"))
}

/// The limits that are set, under these keys.
fn limits<'m, T>(
    low: &'static str,
    high: &'static str,
    bounds: Bounds<T>,
    value: impl Fn(T) -> Json<'m>,
) -> Object<'m> {
    let mut schema = Object::default();
    if let Some(min) = bounds.min {
        schema.add(low, value(min));
    }
    if let Some(max) = bounds.max {
        schema.add(high, value(max));
    }
    schema
}

/// The documented values of a list.
pub(super) fn listed<'m>(model: &'m Model, list: EnumId) -> Vec<Json<'m>> {
    let values = model[list].wires().map(|wire| match wire {
        Literal::Text(text) => Json::from(text),
        other => literal(other),
    });
    values.collect()
}

pub(super) fn texts(texts: &[String]) -> Vec<Json<'_>> {
    texts.iter().map(Json::from).collect()
}

/// A value as JSON.
pub(super) fn literal(value: &Literal) -> Json<'static> {
    match value {
        Literal::Text(text) => Json::from(text.clone()),
        Literal::Bool(flag) => Json::from(*flag),
        Literal::Number(value) => number(*value),
    }
}

pub(super) fn number(value: Number) -> Json<'static> {
    match value {
        Number::Integer(value) => Json::from(value),
        Number::Float(value) => Json::from(value),
    }
}
