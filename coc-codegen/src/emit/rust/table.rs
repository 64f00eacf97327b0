//! The documented JSON types of requests, for callers that hold plain JSON.

use super::file::{File, Item};
use crate::model::{Home, Model, RuleId, Test, Ty};

/// The file with the tables of `home`.
pub(super) fn emit(model: &Model, home: Home) -> File<'_> {
    let doc = "The documented JSON types of requests, row by row: what a typed caller cannot get wrong, and JSON can.";
    let mut file = File::new(model, home, "table", doc);
    for id in model.members(home).types.iter().copied() {
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
pub(super) fn row(file: &mut File<'_>, name: &str, ty: &Ty, rule: Option<RuleId>) -> String {
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

fn json(file: &mut File<'_>, ty: &Ty) -> String {
    let plain = match ty {
        Ty::String | Ty::Enum(_) => "Text",
        Ty::Boolean => "Boolean",
        Ty::Integer => "Integer",
        Ty::Long | Ty::Timestamp => "Long",
        Ty::Float => "Float",
        Ty::Any => "Any",
        Ty::Object => "Free",
        Ty::Struct(id) => return format!("rt::Json::of::<{}>()", file.type_name(*id)),
        Ty::Array(inner) => return format!("rt::Json::Array(&{})", json(file, inner)),
        Ty::Map(inner) => return format!("rt::Json::Map(&{})", json(file, inner)),
    };
    format!("rt::Json::{plain}")
}
