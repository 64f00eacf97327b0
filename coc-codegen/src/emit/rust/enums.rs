//! Open enumerations: one variant a documented value, and one for all others.

use proc_macro2::TokenStream;
use quote::quote;

use super::condition::plain;
use super::docs::{self, doc, markdown};
use super::file::{File, Kind, ident};
use crate::emit::remarks;
use crate::emit::sentences::sentence;
use crate::model::{Enum, Model, Module, Value, ValueKind};

/// The documentation of the file.
const ENUMS: &str = "Open enumerations of the documented values.";

/// The file with the enumerations of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let mut file = File::new(model, module, Kind::Enums, ENUMS);
    for id in &model.declared(module).enums {
        item(&mut file, &model[*id]);
    }
    file
}

fn item(file: &mut File<'_>, item: &Enum) {
    let name = ident(&item.rust_name);
    let mut text = vec![docs::described(&item.doc, "list", &item.name)];
    if item.open {
        text.push("The list is open: other values break no rule.".to_owned());
    }
    text.extend(docs::decisions(file, &item.decisions));
    let text = doc(&text.join("\n\n"));
    let rows = item.values.iter().zip(item.wires()).map(|(value, wire)| {
        let (variant, wire) = (ident(&value.rust_name), plain(wire));
        let text = doc(&describe(file, value));
        let deprecated = docs::deprecated(value.deprecated.as_deref());
        quote!(#text #deprecated #variant = #wire)
    });
    let rows: Vec<TokenStream> = rows.collect();
    let kind = ident(match item.kind {
        ValueKind::Text => "text",
        ValueKind::Integer => "integer",
    });
    file.push_with_runtime(quote! {
        rt::open_enum! { #text pub enum #name: #kind; #(#rows;)* }
    });
}

fn describe(file: &File<'_>, value: &Value) -> String {
    let mut text = vec![sentence(&markdown(&value.doc))];
    text.extend(remarks::of_value(value));
    text.extend(docs::decisions(file, &value.decisions));
    text.join(" ")
}
