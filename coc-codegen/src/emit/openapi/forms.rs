//! Bodies that are sent as forms: `multipart/form-data`, with a property for each part.

use super::context::{Context, reference};
use super::descriptions;
use super::tables::add_fields;
use crate::json::{Json, Object, object};
use crate::model::{Field, TableId, Type};

/// The content of a body whose fields are the parts of a form. The rules of the parts
/// stand in schemas of their own, which the request document refers to as well.
pub(super) fn content<'m>(cx: &Context<'m>, id: TableId) -> Json<'m> {
    let table = &cx.model[id];
    let parts = table.fields.iter().enumerate().map(|(at, field)| {
        let part = match field.ty {
            Type::File => file(cx, field),
            _ => reference(cx.parameter(id, at)),
        };
        (field.name.as_str(), part)
    });
    let parts: Object<'m> = parts.collect();
    let mut schema = Object::default();
    schema.add("type", "object");
    add_fields(cx.model, table, parts, &mut schema);
    object! { "multipart/form-data" => object! { "schema" => schema } }
}

/// A file as it is sent. JSON Schema names its type by `contentMediaType`, and older
/// tools by `format`.
fn file<'m>(cx: &Context<'m>, field: &'m Field) -> Json<'m> {
    let mut schema = Object::default();
    schema.add("type", "string");
    schema.add("format", "binary");
    schema.add("contentMediaType", "application/octet-stream");
    descriptions::of_file(cx.model, field, &mut schema);
    Json::Object(schema)
}
