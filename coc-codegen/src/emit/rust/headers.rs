//! Headers that belong to no single request: the headers of answers, read into a
//! struct, and the headers of a client, which are options for all of its calls or for
//! one.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, doc};
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

/// The options that set the headers of a client.
pub(super) fn of_client(file: &mut File<'_>) {
    let model = file.model;
    let Some(id) = model.service.headers else { return };
    let fields = &model[id].fields;
    let of_builder: Vec<TokenStream> =
        fields.iter().map(|field| method(file, field, false)).collect();
    let of_call: Vec<TokenStream> =
        fields.iter().map(|field| method(file, field, true)).collect();
    file.push(quote! {
        impl rt::ClientBuilder { #(#of_builder)* }
    });
    file.push(quote! {
        impl rt::CallOptions { #(#of_call)* }
    });
}

fn method(file: &mut File<'_>, field: &Field, for_call: bool) -> TokenStream {
    let (wire, name) = (&field.name, ident(&field.rust_name));
    let when = if for_call { "this call" } else { "every call of the client" };
    let errors = if for_call {
        "[`BuildError`](crate::error::BuildError) if HTTP cannot hold the value."
    } else {
        "`build` fails if HTTP cannot hold the value."
    };
    let heading = if for_call { "\n\n# Errors\n\n" } else { "\n\n" };
    let text = format!(
        "{}\n\nSent as the header `{wire}` with {when}, and signed.{heading}{errors}",
        docs::field(file, field, false),
    );
    let text = doc(&text);
    let deprecated = docs::deprecated(field.deprecated.as_deref());
    let (ty, value) = match (&field.ty, field.joined) {
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
    };
    let call = if for_call {
        quote! {
            pub fn #name(self, value: #ty) -> Result<Self, rt::BuildError> {
                self.header(#wire, #value)
            }
        }
    } else {
        quote! {
            #[must_use]
            pub fn #name(self, value: #ty) -> Self {
                self.header(#wire, #value)
            }
        }
    };
    quote!(#text #deprecated #call)
}
