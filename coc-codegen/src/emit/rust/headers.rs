//! Headers that belong to no single request: the headers of answers, read into a
//! struct, and the headers of a client, which are options for all of its calls or for
//! one.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Holder, doc};
use super::file::{File, ident};
use crate::model::{Field, TableId, Type, ValueKind};

/// The conversion of received headers into the struct of an operation.
pub(super) fn of_answers(file: &mut File<'_>, id: TableId) {
    let model = file.model;
    let name = file.type_name(id);
    let steps: Vec<TokenStream> = model[id].fields.iter().map(read).collect();
    file.push(quote! {
        /// A header that is missing or malformed leaves its field `None`.
        impl From<&rt::HeaderMap> for #name {
            fn from(headers: &rt::HeaderMap) -> Self {
                let mut found = Self::default();
                #(#steps)*
                found
            }
        }
    });
}

fn read(field: &Field) -> TokenStream {
    let (wire, name) = (&field.name, ident(&field.rust_name));
    let millis = |ty: &Type| *ty == Type::Timestamp;
    match (&field.ty, field.joined) {
        (Type::Array(inner), Some(delimiter)) if millis(inner) => quote! {
            found.#name = rt::header_items(headers, #wire, #delimiter)
                .map(|items| items.into_iter().map(rt::Timestamp::from_millis).collect());
        },
        (_, Some(delimiter)) => {
            quote!(found.#name = rt::header_items(headers, #wire, #delimiter);)
        }
        (ty, None) if millis(ty) => {
            quote!(found.#name = rt::header(headers, #wire).map(rt::Timestamp::from_millis);)
        }
        _ => quote!(found.#name = rt::header(headers, #wire);),
    }
}

/// The options that set the headers of a client: for all of its calls, or for one.
pub(super) fn of_client(file: &mut File<'_>) {
    let model = file.model;
    let Some(id) = model.service.headers else { return };
    let fields = &model[id].fields;
    let of_builder: Vec<TokenStream> =
        fields.iter().map(|field| for_all_calls(file, field)).collect();
    file.push(quote! {
        impl rt::ClientBuilder { #(#of_builder)* }
    });
    let of_call: Vec<TokenStream> =
        fields.iter().map(|field| for_one_call(file, field)).collect();
    file.push(quote! {
        impl rt::CallOptions { #(#of_call)* }
    });
}

fn for_all_calls(file: &mut File<'_>, field: &Field) -> TokenStream {
    let (wire, name) = (&field.name, ident(&field.rust_name));
    let about = docs::field(file, field, Holder::default());
    let text = doc(&format!(
        "{about}\n\nSent as the header `{wire}` with every call of the client, and signed.\n\n\
         `build` fails if HTTP cannot hold the value.",
    ));
    let deprecated = docs::deprecated(field.deprecated.as_deref());
    let (ty, value) = argument(file, field);
    quote! {
        #text
        #deprecated
        #[must_use]
        pub fn #name(self, value: #ty) -> Self {
            self.header(#wire, #value)
        }
    }
}

fn for_one_call(file: &mut File<'_>, field: &Field) -> TokenStream {
    let (wire, name) = (&field.name, ident(&field.rust_name));
    let about = docs::field(file, field, Holder::default());
    let text = doc(&format!(
        "{about}\n\nSent as the header `{wire}` with this call, and signed.\n\n\
         # Errors\n\n[`BuildError`](crate::error::BuildError) if HTTP cannot hold the value.",
    ));
    let deprecated = docs::deprecated(field.deprecated.as_deref());
    let (ty, value) = argument(file, field);
    quote! {
        #text
        #deprecated
        pub fn #name(self, value: #ty) -> Result<Self, rt::BuildError> {
            self.header(#wire, #value)
        }
    }
}

/// The type of the argument `value`, and its text.
fn argument(file: &mut File<'_>, field: &Field) -> (TokenStream, TokenStream) {
    match (&field.ty, field.joined) {
        (ty, _) if ty.is_string() => (quote!(impl AsRef<str>), quote!(value.as_ref())),
        (Type::Enum(id, kind), _) => {
            let ty = file.enum_name(*id);
            let value = match kind {
                ValueKind::Text => quote!(value.into().as_str()),
                ValueKind::Integer => quote!(&value.into().to_string()),
            };
            (quote!(impl Into<#ty>), value)
        }
        (Type::Timestamp, _) => {
            (quote!(rt::Timestamp), quote!(&value.as_millis().to_string()))
        }
        (Type::Array(inner), Some(delimiter)) => {
            let item = file.ty(inner);
            let items = match &**inner {
                Type::Timestamp => {
                    quote!(value.into_iter().map(|item| item.as_millis()))
                }
                _ => quote!(value),
            };
            (
                quote!(impl IntoIterator<Item = #item>),
                quote!(&rt::joined(#items, #delimiter).unwrap_or_default()),
            )
        }
        (ty, _) => (file.ty(ty), quote!(&value.to_string())),
    }
}
