//! The documented JSON types of requests, for callers that hold plain JSON.

use super::file::{File, Item};
use crate::model::{Model, Module, RuleId, Test, Type};

/// The file with the tables of `home`.
pub(super) fn emit(model: &Model, home: Module) -> File<'_> {
    let doc = "The documented JSON types of requests, row by row: what a typed caller cannot get wrong, and JSON can.";
    let mut file = File::new(model, home, "table", doc);
    for id in model.declared(home).types.iter().copied() {
        if model[id].in_requests {
            let rows: Vec<String> = model[id]
                .fields
                .iter()
                .map(|field| {
                    let rule = field.rules.iter().copied().find(|rule| model[*rule].test == Test::Type);
                    row(&mut file, &field.name, &field.ty, rule)
                })
                .collect();
            let name = file.type_name(id).to_string();
            file.items.push(implementation(&name, &rows));
        }
    }
    file
}

/// `impl HasTable`.
pub(super) fn implementation(name: &str, rows: &[String]) -> Item {
    let rows: String = rows.iter().map(|row| format!("                {row},\n")).collect();
    Item::Text(format!(
        "impl rt::HasTable for {name} {{\n    fn table() -> &'static rt::Table {{\n        static TABLE: rt::Table = rt::Table {{\n            \
         rows: &[\n{rows}            ],\n        }};\n        &TABLE\n    }}\n}}\n"
    ))
}

/// One row.
pub(super) fn row(file: &mut File<'_>, name: &str, ty: &Type, rule: Option<RuleId>) -> String {
    let json = json(file, ty);
    match rule {
        None => format!("rt::Row {{ name: {name:?}, json: {json}, rule: None }}"),
        Some(id) => {
            let rules = file.import("super", "rules");
            let rule = &file.model[id].rust_name;
            format!("rt::Row {{ name: {name:?}, json: {json}, rule: Some(&{rules}::{rule}) }}")
        }
    }
}

fn json(file: &mut File<'_>, ty: &Type) -> String {
    let plain = match ty {
        Type::String | Type::Enum(_) => "Text",
        Type::Boolean => "Boolean",
        Type::Integer => "Integer",
        Type::Long | Type::Timestamp => "Long",
        Type::Float => "Float",
        Type::Any => "Any",
        Type::Object => "Free",
        Type::Struct(id) => return format!("rt::Json::of::<{}>()", file.type_name(*id)),
        Type::Array(inner) => return format!("rt::Json::Array(&{})", json(file, inner)),
        Type::Map(inner) => return format!("rt::Json::Map(&{})", json(file, inner)),
    };
    format!("rt::Json::{plain}")
}
