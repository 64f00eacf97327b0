//! Values as the setters and fields of wire types take them.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::sample::{GENERATED, Members, Sample, json, literal};
use crate::emit::rust::condition;
use crate::emit::rust::file::ident;
use crate::emit::rust::rust_types::{TypeName, rust_type};
use crate::model::{
    EnumId, Field, FileMember, Literal, Module, Number, OperationId, Part, TableId, Type,
};

impl Sample<'_> {
    /// The wire request of a document.
    pub(super) fn wire_request(
        &self,
        id: OperationId,
        document: &Members,
    ) -> Option<TokenStream> {
        let operation = &self.model[id];
        let none = Members::new();
        let (mut given, mut set) = (Vec::new(), TokenStream::new());
        let mut known = usize::from(document.contains_key("operation"));
        for (place, table) in &operation.parameters {
            let part = document.get(place.as_str());
            known += usize::from(part.is_some());
            let members = part.map_or(Some(&none), Value::as_object)?;
            let value = self.object(*table, members)?;
            if *place == Part::Path {
                given.push(value);
            } else if part.is_some() {
                let place = ident(place.as_str());
                set.extend(quote!(.#place(#value)));
            }
        }
        if let Some(ty) = &operation.body {
            let body = document.get(Part::Body.as_str());
            known += usize::from(body.is_some());
            given.push(match (ty, body) {
                (Type::Struct(table), None) => self.object(*table, &none)?,
                (ty, body) => self.owned(ty, body?)?,
            });
        }
        if known != document.len() {
            return None;
        }
        let request =
            self.path(Module::Operation(id), Some("wire"), &operation.request_name);
        Some(quote!(#request::new(#(#given),*) #set))
    }

    /// An object with fields.
    fn object(&self, id: TableId, members: &Members) -> Option<TokenStream> {
        let table = &self.model[id];
        let name = self.path(table.module, Some("wire"), &table.rust_name);
        let mut set = TokenStream::new();
        for (name, value) in members {
            let Some(field) = table.field(name) else {
                let value = json(value);
                set.extend(quote!(.with_undocumented(#name, #value)?));
                continue;
            };
            if self.is_absent(field, value) {
                continue;
            }
            let (name, value) = (ident(&field.rust_name), self.wire(field, value)?);
            set.extend(quote!(.#name(#value)));
        }
        Some(quote!(#name::default() #set))
    }

    /// A value as the setter of a wire field takes it.
    fn wire(&self, field: &Field, value: &Value) -> Option<TokenStream> {
        match &field.ty {
            ty if ty.is_string() && !field.nullable => {
                value.as_str().map(|text| quote!(#text))
            }
            _ => self.exact_value(field, value),
        }
    }

    /// A value as constructors and builders take it.
    pub(super) fn given(&self, field: &Field, value: &Value) -> Option<TokenStream> {
        match &field.ty {
            Type::Array(inner) if !field.nullable => self.items(inner, value),
            _ => self.wire(field, value),
        }
    }

    /// The items of a list, each as it converts into its type.
    pub(super) fn items(&self, inner: &Type, value: &Value) -> Option<TokenStream> {
        let items = value.as_array()?;
        if items.is_empty() {
            let inner = self.ty(inner);
            return Some(quote!(Vec::<#inner>::new()));
        }
        let is_text = inner.is_string();
        let items = items.iter().map(|item| match item.as_str() {
            Some(text) if is_text => Some(quote!(#text)),
            _ => self.owned(inner, item),
        });
        let items: Vec<TokenStream> = items.collect::<Option<_>>()?;
        Some(quote!([#(#items),*]))
    }

    /// A value of exactly the type of a field.
    pub(super) fn exact_value(
        &self,
        field: &Field,
        value: &Value,
    ) -> Option<TokenStream> {
        if !field.nullable {
            return self.owned(&field.ty, value);
        }
        let nullable = quote!(#GENERATED::wire::Nullable);
        if value.is_null() {
            return Some(quote!(#nullable::Null));
        }
        let value = self.owned(&field.ty, value)?;
        let value = if field.boxed { quote!(Box::new(#value)) } else { value };
        Some(quote!(#nullable::Value(#value)))
    }

    /// A value of exactly this type; none if it is not of the type.
    pub(super) fn owned(&self, ty: &Type, value: &Value) -> Option<TokenStream> {
        Some(match (ty, value) {
            (ty, Value::String(text)) if ty.is_string() => {
                quote!(#text.to_owned())
            }
            (Type::Boolean, Value::Bool(value)) => quote!(#value),
            (Type::Integer, _) => {
                let number = i32::try_from(value.as_i64()?).ok()?;
                condition::plain(&Literal::Number(Number::Integer(number.into())))
            }
            (Type::Long, _) => {
                condition::plain(&Literal::Number(Number::Integer(value.as_i64()?)))
            }
            (Type::Float, _) => {
                let number = value.as_f64()?;
                quote!(#number)
            }
            (Type::Timestamp, _) => {
                let number = Literal::Number(Number::Integer(value.as_i64()?));
                let number = condition::plain(&number);
                quote!(#GENERATED::Timestamp::from_millis(#number))
            }
            (Type::Object, Value::Object(members)) if members.is_empty() => {
                quote!(#GENERATED::wire::Object::new())
            }
            (Type::Object, Value::Object(members)) => {
                let members = members.iter().map(|(name, value)| {
                    let value = json(value);
                    quote!((#name.to_owned(), #value))
                });
                quote!(#GENERATED::wire::Object::from_iter([#(#members),*]))
            }
            (Type::Any, value) => json(value),
            (Type::File, Value::Object(file)) => {
                let name = file.get(FileMember::Name.as_str())?.as_str()?;
                let kind = file.get(FileMember::ContentType.as_str());
                let kind = kind.and_then(Value::as_str);
                let kind = kind.map(|kind| quote!(.with_content_type(#kind)));
                quote!(#GENERATED::wire::File::from_path(#name)? #kind)
            }
            (Type::Enum(list, _), value) => self.listed(*list, value)?,
            (Type::Struct(table), Value::Object(members)) => {
                self.object(*table, members)?
            }
            (Type::Array(inner), Value::Array(items)) => {
                let items = items.iter().map(|item| self.owned(inner, item));
                let items: Vec<TokenStream> = items.collect::<Option<_>>()?;
                quote!(vec![#(#items),*])
            }
            (Type::Map(inner), Value::Object(members)) => {
                let members = members.iter().map(|(name, value)| {
                    let value = self.owned(inner, value)?;
                    Some(quote!((#name.to_owned(), #value)))
                });
                let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
                quote!(std::collections::BTreeMap::from([#(#members),*]))
            }
            _ => return None,
        })
    }

    /// A value of a list.
    pub(super) fn listed(&self, list: EnumId, value: &Value) -> Option<TokenStream> {
        let (item, wire) = (&self.model[list], literal(value)?);
        let name = self.path(item.module, Some("enums"), &item.rust_name);
        Some(match item.value(&wire) {
            Some(value) => {
                let value = ident(&value.rust_name);
                quote!(#name::#value)
            }
            None => {
                let value = condition::plain(&wire);
                quote!(#name::from(#value))
            }
        })
    }

    /// The Rust type of a value.
    fn ty(&self, ty: &Type) -> TokenStream {
        rust_type(ty, &mut |named| match named {
            TypeName::Timestamp => quote!(#GENERATED::Timestamp),
            TypeName::Object => quote!(#GENERATED::wire::Object),
            TypeName::File => quote!(#GENERATED::wire::File),
            TypeName::Value => quote!(::serde_json::Value),
            TypeName::Enum(id) => {
                let item = &self.model[id];
                self.path(item.module, Some("enums"), &item.rust_name)
            }
            TypeName::Struct(id) => {
                let table = &self.model[id];
                self.path(table.module, Some("wire"), &table.rust_name)
            }
        })
    }
}
