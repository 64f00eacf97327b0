//! Writes a document as a typed request, if the typed form holds every member of it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::sample::{Members, Sample, literal};
use crate::emit::rust::condition;
use crate::emit::rust::file::ident;
use crate::model::{FieldId, Member, Part, Place, Shape, TypedId, TypedType};

/// The members that a typed form has taken, each with its place.
type Taken<'v> = BTreeSet<(Place, &'v str)>;

impl Sample<'_> {
    /// The typed request that holds a document: one of its cases, if each of these is a
    /// request.
    pub(super) fn typed_request(
        &self,
        id: TypedId,
        document: &Members,
    ) -> Option<TokenStream> {
        let mut taken = Taken::new();
        let sole = self.model[id].sole_choice().and_then(|(_, choice)| {
            let mut taken = Taken::new();
            let (case, _) = self.case(choice, document, &mut taken)?;
            self.all_taken(document, &taken).then_some(case)
        });
        if sole.is_some() {
            return sole;
        }
        let request = self.form(id, document, &mut taken)?;
        self.all_taken(document, &taken).then_some(request)
    }

    /// A typed form of an object.
    fn typed_object(&self, id: TypedId, value: &Value) -> Option<TokenStream> {
        let members = value.as_object()?;
        let mut taken = Taken::new();
        let form = self.form(id, members, &mut taken)?;
        let is_whole = members.iter().all(|(name, value)| {
            self.is_blank(value) || taken.contains(&(Place::Same, name.as_str()))
        });
        is_whole.then_some(form)
    }

    fn form<'v>(
        &self,
        id: TypedId,
        members: &'v Members,
        taken: &mut Taken<'v>,
    ) -> Option<TokenStream> {
        let typed = &self.model[id];
        let name = self.path(typed.module, None, &typed.rust_name);
        let Shape::Struct(parts) = &typed.shape else {
            let (case, variant) = self.case(id, members, taken)?;
            return Some(quote!(#name::#variant(#case)));
        };
        let mut set = TokenStream::new();
        for part in parts {
            set.extend(self.part(part, members, taken)?);
        }
        Some(quote!(#name::builder() #set.build()))
    }

    /// The case that the value of a discriminator names, and its variant.
    fn case<'v>(
        &self,
        id: TypedId,
        members: &'v Members,
        taken: &mut Taken<'v>,
    ) -> Option<(TokenStream, proc_macro2::Ident)> {
        let Shape::Choice { field_id, list, cases } = &self.model[id].shape else {
            return None;
        };
        let wire = literal(self.taken(*field_id, members, taken)?)?;
        let values = &self.model[*list].values;
        let at = values.iter().position(|value| value.wire == wire)?;
        let case = self.form(*cases.get(at)?, members, taken)?;
        Some((case, ident(&values[at].rust_name)))
    }

    /// The value of a field, which counts as taken.
    fn taken<'v>(
        &self,
        field_id: FieldId,
        members: &'v Members,
        taken: &mut Taken<'v>,
    ) -> Option<&'v Value> {
        let (name, value) = self.member(members, field_id)?;
        taken.insert((field_id.place, name));
        Some(value)
    }

    /// The setter for a part of a typed struct; no tokens if it stays absent.
    fn part<'v>(
        &self,
        part: &Member,
        members: &'v Members,
        taken: &mut Taken<'v>,
    ) -> Option<TokenStream> {
        match part {
            Member::Constant { field_id, value } => {
                let found = literal(self.taken(*field_id, members, taken)?)?;
                (found == *value).then(TokenStream::new)
            }
            Member::Choice { rust_name, ty, .. } => {
                let form = self.form(*ty, members, taken)?;
                let name = ident(rust_name);
                Some(quote!(.#name(#form)))
            }
            Member::Body { ty } => {
                let body = members.get(Part::Body.as_str())?;
                taken.insert((Place::Part(Part::Body), ""));
                let body = self.typed_value(ty, body)?;
                Some(quote!(.body(#body)))
            }
            Member::Field { field_id, rust_name, required, ty, .. } => {
                let field = self.model.field(*field_id);
                let value = self.taken(*field_id, members, taken);
                let value = value.filter(|it| !self.is_absent(field, it));
                let Some(value) = value else {
                    return (!required).then(TokenStream::new);
                };
                let name = ident(rust_name);
                let (value, fails) = match ty {
                    TypedType::Wire(_) => (self.given(field, value)?, None),
                    // Null as a value of its own is told apart on the wire alone.
                    _ if field.nullable => return None,
                    TypedType::Joined(delimiter) => {
                        let items = value.as_str()?.split(delimiter.as_str());
                        (quote!([#(#items),*]), Some(quote!(?)))
                    }
                    ty => (self.typed_value(ty, value)?, None),
                };
                Some(quote!(.#name(#value) #fails))
            }
        }
    }

    /// A value as a builder takes it.
    fn typed_value(&self, ty: &TypedType, value: &Value) -> Option<TokenStream> {
        Some(match ty {
            TypedType::Wire(ty) => self.owned(ty, value)?,
            TypedType::Listed(list) => self.listed(*list, value)?,
            TypedType::Unlisted(_) => condition::plain(&literal(value)?),
            TypedType::Joined(_) => return None,
            TypedType::Typed(id) => self.typed_object(*id, value)?,
            TypedType::Array(inner) => {
                let items = value.as_array()?.iter();
                let items: Vec<TokenStream> = items
                    .map(|item| self.typed_value(inner, item))
                    .collect::<Option<_>>()?;
                // Without an item, nothing tells its type.
                if items.is_empty() {
                    return None;
                }
                quote!([#(#items),*])
            }
            TypedType::Map(inner) => {
                let members = value.as_object()?.iter().map(|(name, value)| {
                    let value = self.typed_value(inner, value)?;
                    Some(quote!((#name.to_owned(), #value)))
                });
                let members: Vec<TokenStream> = members.collect::<Option<_>>()?;
                quote!(std::collections::BTreeMap::from([#(#members),*]))
            }
        })
    }

    /// Whether a typed request has taken every member of a request document.
    fn all_taken(&self, document: &Members, taken: &Taken<'_>) -> bool {
        document.iter().all(|(part, value)| {
            let place = Part::parse(part).map(Place::Part);
            let Some(place) = place else { return part == "operation" };
            let members = value.as_object().into_iter().flatten();
            taken.contains(&(place, ""))
                || members.into_iter().all(|(name, value)| {
                    self.is_blank(value) || taken.contains(&(place, name.as_str()))
                }) && (value.is_object() || value.is_null())
        })
    }
}
