//! Open enumerations: one variant a documented value, and one for all others.

use proc_macro2::Ident;
use quote::quote;

use super::condition::plain;
use super::docs::{self, code, doc, markdown};
use super::file::{File, ident};
use crate::model::{Enum, Model, Module, Value, ValueKind, enumerate};

/// The file with the enumerations of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let mut file = File::new(model, module, "enums", "Documented lists of values.");
    for id in &model.declared(module).enums {
        item(&mut file, &model[*id]);
    }
    file
}

fn item(file: &mut File<'_>, item: &Enum) {
    let name = ident(&item.rust_name);
    let mut text = vec![docs::described(&item.doc, "list", &item.name)];
    if item.open {
        text.push(
            "The page gives no list: these are the values that it shows, and others are allowed.".to_owned(),
        );
    }
    text.extend(docs::decisions(file.model, item.module, &item.decisions));
    let text = doc(&text.join("\n\n"));
    let variants: Vec<Ident> =
        item.values.iter().map(|value| ident(&value.rust_name)).collect();
    let documented = item.values.iter().zip(&variants).map(|(value, variant)| {
        let text = doc(&describe(file.model, item.module, value));
        let deprecated = docs::deprecated(value.deprecated.as_ref());
        quote!(#text #deprecated #variant)
    });
    let (kind, copy, unknown) = match item.kind {
        ValueKind::Text => (quote!(text), None, quote!(rt::UnknownValue)),
        ValueKind::Integer => {
            (quote!(integer), Some(quote!(Copy,)), quote!(rt::UnknownValue<i64>))
        }
    };
    let tokens = quote! {
        #text
        #[derive(Debug, Clone, #copy PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#documented,)*
            /// A value that the page does not list.
            Unknown(#unknown),
        }
    };
    file.push(tokens);
    let rows = item.wires().zip(&variants).map(|(wire, variant)| {
        let wire = plain(wire);
        quote!(#variant = #wire)
    });
    file.push_table("open_enum", quote!(#name: #kind), rows);
}

fn describe(model: &Model, module: Module, value: &Value) -> String {
    let mut text = vec![
        markdown(&value.doc),
        format!("On the wire: {}.", code(&value.wire.to_string())),
    ];
    if value.sic {
        text.push("The value is misspelt on the wire.".to_owned());
    }
    if !value.observed.is_empty() {
        let examples = enumerate(value.observed.iter().map(|name| code(name)), "and");
        text.push(format!("In no table; shown by the example {examples}."));
    }
    text.extend(docs::decisions(model, module, &value.decisions));
    text.join("\n\n")
}
