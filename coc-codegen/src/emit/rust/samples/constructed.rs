//! Calls of the constructors that come from documented requests.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::sample::{Members, Sample};
use crate::emit::rust::file::ident;
use crate::model::{
    Argument, Assignment, Constructor, Items, Module, OperationId, ValueSource,
};

impl Sample<'_> {
    /// The call of the constructor that comes from this example.
    pub(super) fn constructed(
        &self,
        id: OperationId,
        constructor: &Constructor,
        document: &Members,
    ) -> Option<TokenStream> {
        let mut values = BTreeMap::new();
        let mut listed = None;
        for it in &constructor.assignments {
            match it.value {
                ValueSource::Argument(at) => {
                    values.insert(at, self.at(document, it)?);
                }
                ValueSource::Items => listed = Some(self.at(document, it)?.as_array()?),
                _ => {}
            }
        }
        let mut given = self.arguments(&constructor.arguments, &values)?;
        if let Some(items) = &constructor.items {
            let each =
                listed?.iter().map(|item| self.item(id, items, item.as_object()?));
            let each: Vec<TokenStream> = each.collect::<Option<_>>()?;
            given.push(quote!([#(#each),*]));
        }
        let request =
            self.path(Module::Operation(id), Some("wire"), &self.model[id].request_name);
        let function = ident(&constructor.rust_name);
        Some(quote!(#request::#function(#(#given),*)))
    }

    /// The value at the place of an assignment.
    fn at<'v>(&self, members: &'v Members, it: &Assignment) -> Option<&'v Value> {
        let (first, rest) = it.path.split_first()?;
        let (_, mut value) = self.member(members, *first)?;
        for field_id in rest {
            value = value.get(&self.model.field(*field_id).name)?;
        }
        Some(value)
    }

    /// The arguments of a constructor, each from its value.
    fn arguments(
        &self,
        arguments: &[Argument],
        values: &BTreeMap<usize, &Value>,
    ) -> Option<Vec<TokenStream>> {
        let each = arguments.iter().enumerate().map(|(at, argument)| {
            let field = self.model.field(argument.field_id);
            match (values.get(&at), argument.optional) {
                (Some(value), false) => self.given(field, value),
                (Some(value), true) => {
                    let value = self.exact_value(field, value)?;
                    Some(quote!(Some(#value)))
                }
                (None, true) => Some(quote!(None)),
                (None, false) => None,
            }
        });
        each.collect()
    }

    /// An item of the list that a constructor takes.
    fn item(
        &self,
        id: OperationId,
        items: &Items,
        members: &Members,
    ) -> Option<TokenStream> {
        let mut values = BTreeMap::new();
        for it in &items.assignments {
            if let (ValueSource::Argument(at), Some(value)) =
                (&it.value, self.at(members, it))
            {
                values.insert(*at, value);
            }
        }
        let Some(name) = &items.item_name else {
            let field = self.model.field(items.arguments.first()?.field_id);
            return self.given(field, values.get(&0)?);
        };
        let name = self.path(Module::Operation(id), None, name);
        let mut setters = TokenStream::new();
        for (at, argument) in items.arguments.iter().enumerate() {
            let field = self.model.field(argument.field_id);
            if let Some(value) = values.get(&at).filter(|it| !self.is_absent(field, it))
            {
                let (set, value) =
                    (ident(&argument.rust_name), self.given(field, value)?);
                setters.extend(quote!(.#set(#value)));
            }
        }
        Some(quote!(#name::builder() #setters.build()))
    }
}
