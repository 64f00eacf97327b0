//! Expressions that read a field from a JSON object, for validators of free-form objects;
//! those of structs read fields directly. Conditions and rules belong to `condition` and
//! `value_rules`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::file::File;
use crate::model::{Field, Type};

/// The Rust type in which a validator reads a JSON value: numbers and truth values by
/// value, others borrowed.
pub(super) fn json_type(file: &mut File<'_>, ty: &Type) -> TokenStream {
    match ty.plain() {
        ty if ty.is_text() => quote!(&str),
        Type::Array(_) => quote!(&Vec<serde_json::Value>),
        Type::Struct(_) | Type::Map(_) | Type::Object => quote!(&rt::Object),
        Type::Any => quote!(&serde_json::Value),
        ty => file.ty(&ty),
    }
}

/// Whether validators borrow a value of this type.
pub(super) fn is_borrowed(ty: &Type) -> bool {
    !(ty.is_number() || *ty == Type::Boolean)
}

/// A member as validators look at it: with its presence, and whether its type is right.
pub(super) fn member(file: &mut File<'_>, field: &Field, object: &Ident) -> TokenStream {
    let (ty, name) = (json_type(file, &field.ty), &field.name);
    if field.nullable {
        quote!(rt::member_or_null::<#ty>(#object, #name))
    } else {
        quote!(rt::member::<#ty>(#object, #name))
    }
}

/// The value of a member, if it has the right type.
pub(super) fn read(file: &mut File<'_>, field: &Field, object: &Ident) -> TokenStream {
    let (ty, name) = (json_type(file, &field.ty), &field.name);
    quote!(rt::read::<#ty>(#object, #name))
}
