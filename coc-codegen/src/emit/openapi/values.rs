//! Values of requests: the schema of a type, with all rules that read the value alone.

use super::context::{Context, Form, pointer_to, reference};
use super::value_rules::{Blank, is_of_value, listed, number, of_test, strict, texts};
use crate::json::{Json, Object, list, object};
use crate::model::{
    Field, FileMember, Format, Model, Number, Rule, Test, Type, ValueKind,
};

/// The schema of the value of a field, with all rules that read the value alone.
pub(super) fn of_field<'m>(
    cx: &Context<'m>,
    field: &'m Field,
    blank: Blank,
) -> Object<'m> {
    if field.on_no_page {
        return any_type(cx, &field.ty);
    }
    let rules = field.rules.iter().map(|id| &cx.model[*id]);
    let (each, own): (Vec<&Rule>, Vec<&Rule>) = rules
        .clone()
        .filter(|rule| is_of_value(rule))
        .partition(|rule| rule.each && field.delimiter.is_none());
    let lists: Vec<&Rule> =
        rules.filter(|rule| matches!(rule.test, Test::Enum(_))).collect();
    let listed = match lists.as_slice() {
        [] => Listed::Nowhere,
        lists if lists.iter().any(|rule| rule.when.is_always()) => Listed::Always,
        _ => Listed::Sometimes,
    };
    let mut schema = Values { cx, each, listed }.of_type(&field.ty, blank);
    for rule in own {
        add(
            &mut schema,
            rule,
            &field.ty,
            of_test(cx.model, rule, field, blank),
            field.delimiter.is_some(),
        );
    }
    if blank != Blank::Allowed && field.ty.is_text() {
        refuse_blank(&mut schema, &cx.model.service.blanks);
    }
    schema
}

/// The schema of a value whose type is a warning: only the inside of a value of that type
/// is constrained.
fn any_type<'m>(cx: &Context<'m>, ty: &Type) -> Object<'m> {
    let mut schema = Object::default();
    let mut add = |key: &'static str, inner: &Type| {
        let inner = any_type(cx, inner);
        if !inner.is_empty() {
            schema.add(key, inner);
        }
    };
    match ty {
        Type::Array(inner) => add("items", inner),
        Type::Map(inner) => add("additionalProperties", inner),
        Type::Struct(id) => {
            schema.add("if", object! { "type" => "object" });
            schema.add("then", cx.reference(*id, Form::Request));
        }
        _ => {}
    }
    schema
}

/// The schema of the documented type alone, without the fields of objects.
pub(super) fn plain_type<'m>(ty: &Type, may_be_null: bool) -> Object<'m> {
    let mut schema = Object::default();
    match ty {
        Type::Any if may_be_null => {}
        Type::Any => schema.add("not", object! { "type" => "null" }),
        // A part of a form is no item, and null counts as absent.
        Type::File => {
            let file = object! { "$ref" => pointer_to(FILE) };
            schema.add("anyOf", list![file, object! { "type" => "null" }]);
        }
        ty => schema.add("type", type_or_null(ty, may_be_null)),
    }
    match ty {
        Type::Array(inner) => schema.add("items", plain_type(inner, false)),
        Type::Map(inner) => {
            schema.add("additionalProperties", plain_type(inner, false));
        }
        ty => add_size(ty, &mut schema),
    }
    schema
}

/// The schema of a value by its type alone.
pub(super) fn of_type<'m>(cx: &Context<'m>, ty: &Type, blank: Blank) -> Object<'m> {
    Values { cx, each: Vec::new(), listed: Listed::Nowhere }.of_type(ty, blank)
}

struct Values<'c, 'm> {
    cx: &'c Context<'m>,
    /// Rules of each item.
    each: Vec<&'m Rule>,
    listed: Listed,
}

/// Whether rules list the values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    Nowhere,
    Sometimes,
    Always,
}

impl<'m> Values<'_, 'm> {
    fn of_type(&self, ty: &Type, blank: Blank) -> Object<'m> {
        let mut schema = Object::default();
        match ty {
            Type::Any if blank == Blank::Allowed => {}
            Type::Any => schema.add("not", object! { "type" => "null" }),
            Type::Struct(id) => {
                let reference = self.cx.reference(*id, Form::Request);
                match (reference, blank) {
                    (Json::Object(reference), Blank::Refused) => schema = reference,
                    (reference, _) => schema
                        .add("anyOf", list![reference, object! { "type" => "null" }]),
                }
            }
            // A part of a form is never null.
            Type::File => schema.add("$ref", pointer_to(FILE)),
            // Generators understand a map that may be null only as two alternatives.
            Type::Map(_) if blank != Blank::Refused => {
                let map = self.of_type(ty, Blank::Refused);
                schema.add("anyOf", list![map, object! { "type" => "null" }]);
                return schema;
            }
            ty => {
                let may_be_null = blank != Blank::Refused;
                schema.add("type", type_or_null(ty, may_be_null));
            }
        }
        match ty {
            Type::Array(inner) => schema.add("items", self.item(inner)),
            Type::Map(inner) => schema.add("additionalProperties", self.item(inner)),
            // The list says all that the limits of the type say.
            Type::Enum(..) if self.listed == Listed::Always => {}
            ty => {
                if let Some(list) = ty.list().filter(|_| self.listed == Listed::Nowhere)
                {
                    schema.add("examples", listed(self.cx.model, list));
                }
                if let Some(format) = format(ty) {
                    schema.add("format", format);
                }
                add_size(ty, &mut schema);
            }
        }
        schema
    }

    /// The schema of an item, which is never blank.
    fn item(&self, ty: &Type) -> Object<'m> {
        let mut schema = self.of_type(ty, Blank::Refused);
        if !matches!(ty, Type::Array(_) | Type::Map(_)) {
            for rule in &self.each {
                add(&mut schema, rule, ty, strict(self.cx.model, &rule.test, ty), false);
            }
        }
        schema
    }
}

/// Adds a rule to the schema of a value: as keywords, or under its id if one of them is
/// taken. A rule about a delimiter or a file always stands under its id, because its
/// keywords do not tell which rule it is.
fn add<'m>(
    schema: &mut Object<'m>,
    rule: &'m Rule,
    ty: &Type,
    test: Object<'m>,
    is_delimited: bool,
) {
    // A type has limits of its own, and those of a rule are narrower.
    let is_range = matches!(rule.test, Test::Range(_));
    let is_taken = |key: &str| match key {
        "enum" | "const" => schema.has("enum") || schema.has("const"),
        key => schema.has(key),
    };
    let is_named = is_delimited
        || matches!(
            rule.test,
            Test::Undelimited(_) | Test::Size(_) | Test::FileTypes(_)
        );
    if is_named || !is_range && test.keys().any(is_taken) {
        let mut named = Object::default();
        named.add("x-rule", &rule.id);
        named.extend(test);
        schema.append("allOf", named);
        return;
    }
    let Test::Range(bounds) = &rule.test else { return schema.extend(test) };
    let (low, high) = match size(ty) {
        Some((_, low, high)) => {
            (Some(Number::Integer(low)), Some(Number::Integer(high)))
        }
        None => (None, None),
    };
    let narrower =
        |limit: Option<Number>, own: Option<Number>, is_low: bool| match (limit, own) {
            (Some(limit), Some(own)) => {
                Some(if (limit < own) == is_low { own } else { limit })
            }
            (limit, own) => limit.or(own),
        };
    for (key, value) in [
        ("minimum", narrower(bounds.min, low, true)),
        ("maximum", narrower(bounds.max, high, false)),
    ] {
        if let Some(value) = value {
            schema.set(key, number(value));
        }
    }
}

/// Removes blank texts from the values that a schema of text allows.
fn refuse_blank<'m>(schema: &mut Object<'m>, blanks: &'m [String]) {
    let is_blank = |value: &Json<'_>| matches!(value, Json::Text(text) if blanks.iter().any(|it| it == text));
    if let Some(Json::List(values)) = schema.get_mut("enum") {
        values.retain(|value| !is_blank(value));
        return;
    }
    match blanks {
        [] => {}
        _ if schema.get_mut("const").is_some_and(|value| !is_blank(value)) => {}
        [only] if only.is_empty() => match schema.get_mut("minLength") {
            Some(Json::Unsigned(min)) => *min = (*min).max(1),
            _ => schema.add("minLength", 1_u64),
        },
        _ => schema.add("not", object! { "enum" => texts(blanks) }),
    }
}

/// The schema of a field's value that is not blank, without its items and fields.
pub(super) fn present_value<'m>(model: &'m Model, field: &Field) -> Json<'m> {
    if field.ty == Type::File {
        return reference(FILE);
    }
    let mut schema = not_blank(model, field);
    add_size(&field.ty, &mut schema);
    Json::Object(schema)
}

/// The schema of a value of this type or null; none if the type is `any`.
pub(super) fn right_type<'m>(ty: &Type) -> Option<Json<'m>> {
    let mut schema = Object::default();
    match ty {
        Type::Any => return None,
        Type::File => {
            let either = list![reference(FILE), object! { "type" => "null" }];
            schema.add("anyOf", either);
        }
        ty => schema.add("type", type_or_null(ty, true)),
    }
    add_size(ty, &mut schema);
    Some(Json::Object(schema))
}

/// The schema of a field's value that is not blank, if another rule checks its type.
pub(super) fn not_blank<'m>(model: &'m Model, field: &Field) -> Object<'m> {
    let mut schema = Object::default();
    match &field.ty {
        Type::Any => schema.add("not", object! { "type" => "null" }),
        ty => schema.add("type", type_or_null(ty, field.nullable)),
    }
    if field.ty.is_text() {
        refuse_blank(&mut schema, &model.service.blanks);
    }
    schema
}

/// The key of the schema of a file. The keys of all other components have a `_`.
pub(super) const FILE: &str = "file";

/// The description of a file in a request document.
pub(super) fn described_file<'m>() -> Json<'m> {
    let mut properties = Object::default();
    for member in FileMember::ALL {
        let schema = match member {
            FileMember::Name => object! { "type" => "string", "minLength" => 1_u64 },
            FileMember::Size => object! {
                "type" => "integer", "format" => "int64", "minimum" => 0_i64, "maximum" => i64::MAX,
            },
            FileMember::ContentType => object! { "type" => list!["string", "null"] },
        };
        properties.add(member.as_str(), schema);
    }
    let required = FileMember::required().map(|member| Json::from(member.as_str()));
    object! {
        "type" => "object",
        "description" => "A file, as a request document describes it.",
        "required" => Json::List(required.collect()),
        "properties" => properties,
    }
}

/// A type, or a list of it and null.
fn type_or_null<'m>(ty: &Type, may_be_null: bool) -> Json<'m> {
    if may_be_null { list![type_name(ty), "null"] } else { type_name(ty).into() }
}

/// The name of a type in JSON Schema.
pub(super) const fn type_name(ty: &Type) -> &'static str {
    match ty {
        Type::String | Type::Formatted(_) | Type::Enum(_, ValueKind::Text) => "string",
        Type::Boolean => "boolean",
        Type::Integer
        | Type::Long
        | Type::Timestamp
        | Type::Enum(_, ValueKind::Integer) => "integer",
        Type::Float => "number",
        Type::Object | Type::Struct(_) | Type::Map(_) | Type::File | Type::Any => {
            "object"
        }
        Type::Array(_) => "array",
    }
}

/// The format of a whole number, or of text that has one.
pub(super) fn format(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Formatted(Format::Date) => Some("date"),
        Type::Formatted(Format::Time) => Some("time-local"),
        Type::Formatted(Format::DateTime) => Some("date-time"),
        ty => size(ty).map(|(format, ..)| format),
    }
}

/// The format of text that has one, at any depth of arrays and maps.
pub(super) fn formats<'m>(ty: &Type) -> Object<'m> {
    match ty {
        Type::Array(inner) => object_of("items", formats(inner)),
        Type::Map(inner) => object_of("additionalProperties", formats(inner)),
        ty => format(ty).map_or_else(Object::default, |name| object_of("format", name)),
    }
}

fn object_of<'m>(key: &'static str, value: impl Into<Json<'m>>) -> Object<'m> {
    let mut object = Object::default();
    object.add(key, value);
    object
}

/// Adds the limits of a whole number.
fn add_size(ty: &Type, schema: &mut Object<'_>) {
    if let Some((_, min, max)) = size(ty) {
        schema.add("minimum", min);
        schema.add("maximum", max);
    }
}

/// The format of a whole number, and its limits.
const fn size(ty: &Type) -> Option<(&'static str, i64, i64)> {
    match ty {
        Type::Integer => Some(("int32", i32::MIN as i64, i32::MAX as i64)),
        Type::Long | Type::Timestamp | Type::Enum(_, ValueKind::Integer) => {
            Some(("int64", i64::MIN, i64::MAX))
        }
        _ => None,
    }
}
