//! The Rust types of values. The names in them depend on the place where a type is written,
//! so that the caller writes these.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{EnumId, TableId, Type};

/// A type whose name depends on the place where it is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum TypeName {
    Timestamp,
    Object,
    File,
    /// Any JSON.
    Value,
    Enum(EnumId),
    Struct(TableId),
}

/// The Rust type of a value, with the names that `write` makes.
pub(super) fn rust_type(
    ty: &Type,
    write: &mut dyn FnMut(TypeName) -> TokenStream,
) -> TokenStream {
    match ty {
        Type::String | Type::Formatted(_) => quote!(String),
        Type::Boolean => quote!(bool),
        Type::Integer => quote!(i32),
        Type::Long => quote!(i64),
        Type::Float => quote!(f64),
        Type::Timestamp => write(TypeName::Timestamp),
        Type::Object => write(TypeName::Object),
        Type::File => write(TypeName::File),
        Type::Any => write(TypeName::Value),
        Type::Enum(id, _) => write(TypeName::Enum(*id)),
        Type::Struct(id) => write(TypeName::Struct(*id)),
        Type::Array(inner) => {
            let inner = rust_type(inner, write);
            quote!(Vec<#inner>)
        }
        Type::Map(inner) => {
            let inner = rust_type(inner, write);
            quote!(std::collections::BTreeMap<String, #inner>)
        }
    }
}
