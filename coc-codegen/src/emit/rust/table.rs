//! The documented JSON types of requests, for callers that hold plain JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, ident};
use crate::model::{Home, Model, RuleId, Test, Ty, TypeId};

/// The file with the tables of `home`.
pub(super) fn emit(model: &Model, home: Home) -> File<'_> {
    let doc = "The documented JSON types of requests, row by row: what a typed caller cannot get wrong, and JSON can.";
    let mut file = File::new(model, home, "table", doc);
    for id in (0..).map(TypeId).take(model.types.len()) {
        if model[id].home == home && model[id].in_requests {
            let rows: Vec<TokenStream> = model[id]
                .fields
                .iter()
                .map(|field| {
                    let rule = field.rules.iter().copied().find(|rule| model[*rule].test == Test::Type);
                    row(&mut file, &field.name, &field.ty, rule)
                })
                .collect();
            let name = file.type_name(id);
            let item = implementation(&quote!(#name), &rows);
            file.push(item);
        }
    }
    file
}

/// `impl HasTable`.
pub(super) fn implementation(name: &TokenStream, rows: &[TokenStream]) -> TokenStream {
    quote! {
        impl rt::HasTable for #name {
            fn table() -> &'static rt::Table {
                static TABLE: rt::Table = rt::Table { rows: &[#(#rows,)*] };
                &TABLE
            }
        }
    }
}

/// One row.
pub(super) fn row(file: &mut File<'_>, name: &str, ty: &Ty, rule: Option<RuleId>) -> TokenStream {
    let json = json(file, ty);
    let rule = match rule {
        None => quote!(None),
        Some(id) => {
            let rules = file.import("super", "rules");
            let name = ident(&file.model[id].rust_name);
            quote!(Some(&#rules::#name))
        }
    };
    quote!(rt::Row { name: #name, json: #json, rule: #rule })
}

fn json(file: &mut File<'_>, ty: &Ty) -> TokenStream {
    match ty {
        Ty::String | Ty::Enum(_) => quote!(rt::Json::Text),
        Ty::Boolean => quote!(rt::Json::Boolean),
        Ty::Integer => quote!(rt::Json::Integer),
        Ty::Long | Ty::Timestamp => quote!(rt::Json::Long),
        Ty::Float => quote!(rt::Json::Float),
        Ty::Any => quote!(rt::Json::Any),
        Ty::Object => quote!(rt::Json::Free),
        Ty::Struct(id) => {
            let name = file.type_name(*id);
            quote!(rt::Json::of::<#name>())
        }
        Ty::Array(inner) => {
            let inner = json(file, inner);
            quote!(rt::Json::Array(&#inner))
        }
        Ty::Map(inner) => {
            let inner = json(file, inner);
            quote!(rt::Json::Map(&#inner))
        }
    }
}
