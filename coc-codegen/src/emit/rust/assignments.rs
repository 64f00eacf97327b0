//! The statements that put values at their places in a wire struct, for constructors.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, ident};
use super::paths::{fields, made};
use super::typed::owned;
use crate::model::{Argument, Assignment, Field, Items, Place, Type, ValueSource};

/// The source of the value of an argument.
#[derive(Clone, Copy)]
pub(super) enum Given<'m> {
    /// Parameters of the function, not yet converted, and the items of a list.
    Parameters { arguments: &'m [Argument], items: Option<&'m Items> },
    /// The closure parameter `item`, which is the only argument of an item.
    Item,
    /// The fields of the struct for an item.
    Fields(&'m [Argument]),
}

/// The place of a value in `wire`.
pub(super) fn place(file: &File<'_>, it: &Assignment) -> Option<TokenStream> {
    let base = match it.path.first()?.place {
        Place::Same => quote!(wire),
        place => {
            let part = ident(place.as_str());
            quote!(wire.#part)
        }
    };
    Some(made(base, &fields(file.model, &it.path)))
}

/// A value as a field holds it inside of its `Option`.
pub(super) fn wrap_nullable(
    file: &mut File<'_>,
    field: &Field,
    value: TokenStream,
) -> TokenStream {
    if !field.nullable {
        return value;
    }
    let nullable = file.nullable();
    quote!(#nullable::Value(#value))
}

/// A value as the field holds it.
pub(super) fn some(
    file: &mut File<'_>,
    field: &Field,
    value: TokenStream,
) -> TokenStream {
    let value = wrap_nullable(file, field, value);
    quote!(Some(#value))
}

/// The empty value of a field.
pub(super) fn empty(field: &Field) -> TokenStream {
    match field.ty {
        Type::Array(_) => quote!(Vec::new()),
        _ => quote!(Default::default()),
    }
}

/// The statement that puts a value at its place in `wire`.
pub(super) fn assignment(
    file: &mut File<'_>,
    it: &Assignment,
    given: Given<'_>,
) -> Option<TokenStream> {
    let last = it.path.last()?;
    let field = file.model.field(*last);
    let place = place(file, it)?;
    // A nullable argument has its box already.
    let boxed = |value: TokenStream| {
        let is_bare = field.boxed && !field.nullable;
        if is_bare { quote!(Box::new(#value)) } else { value }
    };
    let value = match (&it.value, given) {
        (ValueSource::Constant(value), _) => {
            let value = boxed(owned(file, *last, value));
            some(file, field, value)
        }
        (ValueSource::Empty, _) => some(file, field, empty(field)),
        (ValueSource::Null, _) => {
            let nullable = file.nullable();
            quote!(Some(#nullable::Null))
        }
        (ValueSource::Argument(_), Given::Item) => {
            let value = boxed(quote!(item.into()));
            quote!(Some(#value))
        }
        (ValueSource::Argument(at), Given::Fields(arguments)) => {
            let argument = &arguments[*at];
            let name = ident(&argument.rust_name);
            if argument.optional { quote!(item.#name) } else { quote!(Some(item.#name)) }
        }
        (ValueSource::Argument(at), Given::Parameters { arguments, .. }) => {
            let argument = &arguments[*at];
            let name = ident(&argument.rust_name);
            match (&field.ty, argument.optional) {
                (_, true) if field.boxed && !field.nullable => {
                    quote!(#name.map(Box::new))
                }
                (_, true) => quote!(#name),
                (Type::Array(_), false) if !field.nullable => {
                    quote!(Some(#name.into_iter().map(Into::into).collect()))
                }
                (_, false) => {
                    let value = boxed(quote!(#name.into()));
                    quote!(Some(#value))
                }
            }
        }
        (ValueSource::Items, Given::Parameters { items: Some(items), .. }) => {
            let name = ident(&items.rust_name);
            let each = item_conversion(file, items);
            some(file, field, quote!(#name.into_iter().map(#each).collect()))
        }
        (ValueSource::Items, _) => return None,
    };
    Some(quote!(#place = #value;))
}

/// The closure that converts an item.
pub(super) fn item_conversion(file: &mut File<'_>, items: &Items) -> TokenStream {
    if items.item_name.is_some() {
        return quote!(Into::into);
    }
    let of = file.type_name(items.of);
    if let [Assignment { path, value: ValueSource::Argument(_) }] =
        items.assignments.as_slice()
        && let [field_id] = path.as_slice()
        && let field = file.model.field(*field_id)
        && !field.boxed
    {
        let set = ident(&field.rust_name);
        return quote!(|item| #of::default().#set(item));
    }
    let steps: Vec<TokenStream> = items
        .assignments
        .iter()
        .filter_map(|it| assignment(file, it, Given::Item))
        .collect();
    quote! {
        |item| {
            let mut wire = #of::default();
            #(#steps)*
            wire
        }
    }
}
