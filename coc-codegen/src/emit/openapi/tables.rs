//! Objects with fields: types, and the parameters of one place.

use super::context::{Context, Form, reference};
use super::descriptions;
use super::rules::{Constraint, add_rules, is_needed};
use super::value_rules::{Blank, listed, texts};
use super::values::{self, type_name};
use crate::json::{Json, Object, list, object};
use crate::model::{Field, Model, Table, TableId, Type};

/// A type of requests: its fields, and the rules that read nothing but these fields.
pub(super) fn request<'m>(cx: &Context<'m>, id: TableId) -> Json<'m> {
    let table = &cx.model[id];
    let fields = if cx.is_divided(id) {
        divided(cx, id)
    } else {
        let fields = table.fields.iter().map(|field| {
            let mut schema = values::of_field(cx, field, blank(cx.model, field));
            descriptions::describe(cx.model, table, field, Form::Request, &mut schema);
            (field.name.as_str(), schema)
        });
        fields.collect()
    };
    let mut schema = descriptions::of_table(cx.model, table, Form::Request);
    add_fields(cx.model, table, fields, &mut schema);
    add_own_rules(cx, id, &mut schema);
    Json::Object(schema)
}

/// A type of answers.
pub(super) fn answer<'m>(cx: &Context<'m>, id: TableId) -> Json<'m> {
    let table = &cx.model[id];
    let fields: Object<'m> = table
        .fields
        .iter()
        .map(|field| {
            let mut schema = answer_value(cx, &field.ty);
            descriptions::describe(cx.model, table, field, Form::Answer, &mut schema);
            (field.name.as_str(), schema)
        })
        .collect();
    let mut schema = descriptions::of_table(cx.model, table, Form::Answer);
    schema.add("properties", fields);
    Json::Object(schema)
}

/// The parameters of one place as a part of the request document. A part that is
/// missing or null counts as an empty object.
pub(super) fn parameters<'m>(cx: &Context<'m>, id: TableId) -> Json<'m> {
    let table = &cx.model[id];
    let mut schema = Object::default();
    if is_needed(cx.model, id) {
        schema.add("type", "object");
    } else {
        schema.add("type", list!["object", "null"]);
    }
    add_fields(cx.model, table, divided(cx, id), &mut schema);
    add_own_rules(cx, id, &mut schema);
    Json::Object(schema)
}

/// The fields of a table whose schemas stand by themselves.
fn divided<'m>(cx: &Context<'m>, id: TableId) -> Object<'m> {
    let fields = cx.model[id].fields.iter().enumerate().map(|(at, field)| {
        let parameter = reference(cx.parameter(id, at));
        let value = match blank(cx.model, field) {
            Blank::Refused | Blank::OnlyNull => parameter,
            Blank::Allowed => {
                object! { "anyOf" => list![parameter, absent(cx.model, &field.ty)] }
            }
        };
        (field.name.as_str(), value)
    });
    fields.collect()
}

/// Whether the field may be blank, which is so unless it is always required.
pub(super) fn blank(model: &Model, field: &Field) -> Blank {
    match (model.is_always_required(field), field.nullable) {
        (false, _) => Blank::Allowed,
        (true, false) => Blank::Refused,
        (true, true) => Blank::OnlyNull,
    }
}

/// The schema of a value that counts as absent.
fn absent<'m>(model: &'m Model, ty: &Type) -> Json<'m> {
    let blanks = &model.service.blanks;
    if !ty.is_text() || blanks.is_empty() {
        return object! { "type" => "null" };
    }
    let mut values = texts(blanks);
    values.push(Json::Null);
    object! { "enum" => values }
}

/// Adds the schemas of fields, and the names of those that are always required.
pub(super) fn add_fields<'m>(
    model: &'m Model,
    table: &'m Table,
    fields: Object<'m>,
    schema: &mut Object<'m>,
) {
    let required = table.fields.iter().filter(|field| model.is_always_required(field));
    let required: Vec<Json<'m>> =
        required.map(|field| Json::from(&field.name)).collect();
    if !required.is_empty() {
        schema.add("required", required);
    }
    if !fields.is_empty() {
        schema.add("properties", fields);
    }
}

/// Adds the rules that read nothing but fields of the object, without those in the
/// schemas of its fields.
fn add_own_rules<'m>(cx: &Context<'m>, id: TableId, schema: &mut Object<'m>) {
    let model = cx.model;
    let of = |is_warning: bool| {
        let own = Constraint::of_table(model, id)
            .filter(|it| !it.is_of_field() && it.is_of_object(model))
            .filter(|it| it.rule.is_warning() == is_warning);
        let schemas = own
            .filter_map(|it| Some(Json::from(it.named(it.schema(cx, &it.rule.when)?))));
        schemas.collect()
    };
    add_rules(schema, of(false), of(true));
}

/// A value of an answer. No rule applies to answers, and a number is allowed in place
/// of text.
pub(super) fn answer_value<'m>(cx: &Context<'m>, ty: &Type) -> Object<'m> {
    let mut schema = Object::default();
    match ty {
        Type::Any => {}
        Type::Struct(id) => {
            let reference = cx.reference(*id, Form::Answer);
            schema.add("anyOf", list![reference, object! { "type" => "null" }]);
        }
        Type::Array(inner) => {
            schema.add("type", list!["array", "null"]);
            schema.add("items", answer_value(cx, inner));
        }
        Type::Map(inner) => {
            let map = object! { "type" => "object", "additionalProperties" => answer_value(cx, inner) };
            schema.add("anyOf", list![map, object! { "type" => "null" }]);
        }
        ty => {
            if ty.is_text() {
                schema.add("type", list!["string", "number", "boolean", "null"]);
            } else {
                schema.add("type", list![type_name(ty), "null"]);
            }
            if let Some(format) = values::format(ty) {
                schema.add("format", format);
            }
            if let Some(list) = ty.list() {
                schema.add("examples", listed(cx.model, list));
            }
        }
    }
    schema
}
