//! Open enumerations: one variant a documented value, and one for all others.

use proc_macro2::Ident;
use quote::quote;

use super::condition::plain;
use super::docs::{self, doc, markdown, sentence};
use super::file::{File, Kind, ident};
use crate::model::{Enum, Model, Module, Value, ValueKind, code};

/// The file with the enumerations of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let mut file = File::new(model, module, Kind::Enums, "Documented lists of values.");
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
    let variants: Vec<Ident> =
        item.values.iter().map(|value| ident(&value.rust_name)).collect();
    let documented = item.values.iter().zip(&variants).map(|(value, variant)| {
        let text = doc(&describe(file, value));
        let deprecated = docs::deprecated(value.deprecated.as_ref());
        quote!(#text #deprecated #variant)
    });
    let (kind, copy, unknown) = match item.kind {
        ValueKind::Text => (quote!(text), None, quote!(rt::UnknownValue)),
        ValueKind::Integer => {
            (quote!(integer), Some(quote!(Copy,)), quote!(rt::UnknownValue<i64>))
        }
    };
    file.push_with_runtime(quote! {
        #text
        #[derive(Debug, Clone, #copy PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#documented,)*
            /// A value that the page does not list.
            Unknown(#unknown),
        }
    });
    let wire = item.wires().map(plain);
    file.push(quote!(rt::open_enum! { #name: #kind; #(#variants = #wire;)* }));
}

fn describe(file: &File<'_>, value: &Value) -> String {
    let wire = code(&value.wire.to_string());
    let wire = if value.sic {
        format!("On the wire, misspelt: {wire}.")
    } else {
        format!("On the wire: {wire}.")
    };
    let mut text = vec![sentence(&markdown(&value.doc)), wire];
    if !value.observed.is_empty() {
        text.push(docs::observed(&value.observed));
    } else if value.outside {
        text.push(docs::ON_NO_PAGE.to_owned());
    }
    text.extend(docs::decisions(file, &value.decisions));
    text.join(" ")
}
