//! Expressions for the value at the end of a path of fields, whose objects may be absent.
//! Conditions on such values belong to `waiters`.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::ident;
use crate::model::{Field, FieldId, Model};

/// How the value is taken, as an `Option`.
#[derive(Clone, Copy)]
pub(super) enum Access {
    /// By reference; a text as `&str`.
    Read,
    /// By value.
    Copy,
    /// Cloned.
    Clone,
    /// By mutable reference.
    Change,
}

/// The fields of a path.
pub(super) fn fields<'m>(model: &'m Model, path: &[FieldId]) -> Vec<&'m Field> {
    path.iter().map(|field_id| model.field(*field_id)).collect()
}

/// The value, in a function that returns an `Option`.
pub(super) fn walk(base: TokenStream, path: &[&Field], access: Access) -> TokenStream {
    let mut place = base;
    for (at, field) in path.iter().enumerate() {
        let name = ident(&field.rust_name);
        let is_last = at + 1 == path.len();
        let get = match (access, field.nullable, is_last) {
            (Access::Change, false, _) => quote!(.as_mut()),
            (Access::Change, true, _) => {
                quote!(.as_mut().and_then(rt::Nullable::as_value_mut))
            }
            (Access::Copy, false, true) => quote!(),
            (Access::Copy, true, true) => quote!(.and_then(rt::Nullable::into_value)),
            (Access::Clone, _, true) => quote!(.clone()),
            (Access::Read, false, true) if field.boxed || field.ty.is_string() => {
                quote!(.as_deref())
            }
            (_, false, _) => quote!(.as_ref()),
            (_, true, _) => {
                let inside = match access {
                    Access::Read if is_last && field.ty.is_string() => {
                        quote!(.map(String::as_str))
                    }
                    Access::Read if is_last && field.boxed => {
                        quote!(.map(AsRef::as_ref))
                    }
                    _ => quote!(),
                };
                quote!(.as_ref().and_then(rt::Nullable::as_value) #inside)
            }
        };
        let or_nothing = (!is_last).then(|| quote!(?));
        place = quote!(#place.#name #get #or_nothing);
    }
    place
}

/// The value by copy, in any function: none if an object on the way is absent.
pub(super) fn chain(base: &TokenStream, path: &[&Field]) -> TokenStream {
    let [first, rest @ ..] = path else { return quote!(None) };
    let name = ident(&first.rust_name);
    if rest.is_empty() {
        return quote!(#base.#name);
    }
    let inner = chain(&quote!(it), rest);
    quote!(#base.#name.as_ref().and_then(|it| #inner))
}

/// The place of the value, in objects that are made where they are absent.
pub(super) fn made(base: TokenStream, path: &[&Field]) -> TokenStream {
    let mut place = base;
    for (at, field) in path.iter().enumerate() {
        let name = ident(&field.rust_name);
        let make = (at + 1 < path.len()).then(|| {
            let value = field.nullable.then(|| quote!(.value_or_default()));
            quote!(.get_or_insert_default() #value)
        });
        place = quote!(#place.#name #make);
    }
    place
}
