//! Types in words, with links to the objects and lists that they name.

use super::anchors::Anchors;
use super::html::{code, link};
use crate::model::{EnumId, Format, Headers, Table, TableId, Type};

/// A type as HTML.
pub(super) fn of(anchors: Anchors<'_>, ty: &Type) -> String {
    let plain = match ty {
        Type::String => "text",
        Type::Formatted(Format::Date) => "date",
        Type::Formatted(Format::Time) => "time",
        Type::Formatted(Format::DateTime) => "date with time",
        Type::Boolean => "true or false",
        Type::Integer => "whole number of 32 bits",
        Type::Long => "whole number of 64 bits",
        Type::Float => "number",
        Type::Timestamp => "milliseconds since 1970",
        Type::Object => "free-form object",
        Type::Any => "any value",
        Type::File => "file",
        Type::Enum(id, _) => return list(anchors, *id),
        Type::Struct(id) => return table(anchors, *id),
        Type::Array(inner) => return format!("list of {}", of(anchors, inner)),
        Type::Map(inner) => {
            return format!("object, each value of which is {}", of(anchors, inner));
        }
    };
    plain.to_owned()
}

/// A link to a list of values.
pub(super) fn list(anchors: Anchors<'_>, id: EnumId) -> String {
    link(&anchors.list(id), &code(&anchors.model[id].rust_name))
}

/// A link to an object with fields.
pub(super) fn table(anchors: Anchors<'_>, id: TableId) -> String {
    link(&anchors.table(id), &name(&anchors.model[id]))
}

/// The name of an object. No struct has the headers that clients send with every request.
pub(super) fn name(table: &Table) -> String {
    match table.headers {
        Some(Headers::Client) => "headers of every request".to_owned(),
        _ => code(&table.rust_name),
    }
}
