//! The model and the values that samples are made of, and the paths of items.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::{Map, Value};

use crate::emit::rust::condition;
use crate::emit::rust::file::ident;
use crate::model::{Field, FieldId, Literal, Model, Module, Number, Place};

/// The generated crate, as programs name it.
pub(super) const GENERATED: CrateName = CrateName("coc_generated");

/// The name of a crate as a token.
pub(super) struct CrateName(&'static str);

impl ToTokens for CrateName {
    fn to_tokens(&self, out: &mut TokenStream) {
        ident(self.0).to_tokens(out);
    }
}

/// The members of a JSON object.
pub(super) type Members = Map<String, Value>;

/// A sample that is being written.
pub(super) struct Sample<'m> {
    pub(super) model: &'m Model,
}

/// A value of JSON as an expression.
pub(super) fn json(value: &Value) -> TokenStream {
    let value = inside(value);
    quote!(::serde_json::json!(#value))
}

/// A value of JSON as the macro for it takes it.
fn inside(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(value) => quote!(#value),
        Value::String(text) => quote!(#text),
        Value::Number(number) => number_in_json(number),
        Value::Array(items) => {
            let items = items.iter().map(inside);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = inside(value);
                quote!(#name: #value)
            });
            quote!({ #(#members),* })
        }
    }
}

/// A number. Without a type, a whole one would have 32 bits.
fn number_in_json(number: &serde_json::Number) -> TokenStream {
    let short = number.as_i64().and_then(|it| i32::try_from(it).ok());
    match (short, number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(short), ..) => {
            let short = Literal::Number(Number::Integer(short.into()));
            condition::plain(&short)
        }
        (_, Some(whole), ..) => quote!(#whole),
        (_, _, Some(whole), _) => quote!(#whole),
        (.., number) => {
            let number = number.unwrap_or_default();
            quote!(#number)
        }
    }
}

/// A single value, if it is one.
pub(super) fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Bool(value) => Literal::Bool(*value),
        Value::String(text) => Literal::Text(text.clone()),
        Value::Number(number) => Literal::Number(match number.as_i64() {
            Some(whole) => Number::Integer(whole),
            None => Number::Float(number.as_f64()?),
        }),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    })
}

impl Sample<'_> {
    /// Whether a value is null or a blank text, and counts as absent in a field of text.
    pub(super) fn is_blank(&self, value: &Value) -> bool {
        let blanks = &self.model.service.blanks;
        value.is_null() || blanks.iter().any(|blank| value == blank.as_str())
    }

    /// Whether the value of a field counts as absent.
    pub(super) fn is_absent(&self, field: &Field, value: &Value) -> bool {
        match value {
            Value::Null => !field.nullable,
            value => field.ty.is_text() && self.is_blank(value),
        }
    }

    /// The path of something that an operation's module or the shared one has.
    pub(super) fn path(
        &self,
        module: Module,
        inside: Option<&str>,
        name: &str,
    ) -> TokenStream {
        let of = ident(self.model.module_name(module));
        let inside = inside.map(ident).into_iter();
        let name = ident(name);
        match module {
            Module::Operation(_) => quote!(#of #(::#inside)* ::#name),
            Module::Shared => quote!(#GENERATED::#of #(::#inside)* ::#name),
        }
    }

    /// The name and the value of a field in a request document or in an object.
    pub(super) fn member<'v>(
        &self,
        members: &'v Members,
        field_id: FieldId,
    ) -> Option<(&'v str, &'v Value)> {
        let around = match field_id.place {
            Place::Same => members,
            place => members.get(place.as_str())?.as_object()?,
        };
        let (name, value) = around.get_key_value(&self.model.field(field_id).name)?;
        Some((name, value))
    }
}
