//! Open enumerations: one variant a documented value, and one for all others.

use super::docs::{self, code, markdown};
use super::file::{File, Item};
use crate::model::{Enum, Model, Module, Value};

/// The file with the enumerations of `home`.
pub(super) fn emit(model: &Model, home: Module) -> File<'_> {
    let mut file = File::new(model, home, "enums", "Documented lists of values.");
    for id in &model.declared(home).enums {
        item(&mut file, &model[*id]);
    }
    file
}

fn item(file: &mut File<'_>, item: &Enum) {
    let (name, unknown) = (&item.rust_name, &item.unknown_name);
    let mut text = vec![docs::described(&item.doc, "list", &item.name)];
    if item.open {
        text.push(
            "The page gives no list: these are the values that it shows, and others are allowed.".to_owned(),
        );
    }
    text.extend(docs::decisions(file.model, item.home, &item.decisions));
    let mut out = docs::comment(&text.join("\n\n"));
    out.push_str("#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[non_exhaustive]\n");
    out.push_str(&format!("pub enum {name} {{\n"));
    for value in &item.values {
        out.push_str(&docs::comment_at("    ", "///", &describe(file.model, item.home, value)));
        out.push_str(&docs::deprecated_at("    ", value.deprecated.as_ref()));
        out.push_str(&format!("    {},\n", value.rust_name));
    }
    out.push_str("    /// A value that the page does not list.\n");
    out.push_str(&format!("    {unknown}(rt::UnknownValue),\n}}\n"));
    file.items.push(Item::Text(out));
    file.items.push(Item::Macro {
        name: "open_enum",
        head: format!("{name}, {unknown}"),
        lines: item.values.iter().map(|value| format!("{} = {:?}", value.rust_name, value.wire)).collect(),
    });
}

fn describe(model: &Model, home: Module, value: &Value) -> String {
    let mut text = vec![markdown(&value.doc), format!("On the wire: {}.", code(&value.wire))];
    if value.sic {
        text.push("The value is misspelt on the wire.".to_owned());
    }
    if !value.observed.is_empty() {
        let examples = value.observed.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
        text.push(format!("No table has it; shown by the example {examples}."));
    }
    text.extend(docs::decisions(model, home, &value.decisions));
    text.join("\n\n")
}
