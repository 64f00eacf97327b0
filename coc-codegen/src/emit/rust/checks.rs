//! The statements of a validator: one for each field and each group of an object. Its
//! signature belongs to `validate`, and the expression of a single value to `values`.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use super::call::{Call, call};
use super::condition::{self, Expr, Named, viewed_presence};
use super::file::{File, ident};
use super::members;
use super::values::{broken, compared, culprit};
use crate::model::{
    Bounds, Condition, Field, Function, GroupKind, Place, Rule, RuleId, TableId, Test,
    Type, View, Viewed, is_effective, rest_inside,
};

/// Writes the statements of one validator.
pub(super) struct Checks<'a, 'm> {
    pub(super) file: &'a mut File<'m>,
    pub(super) function: Function,
    pub(super) named: &'a Named,
    /// The parts of the request, and the parent, that the validator reads or hands on.
    pub(super) used: BTreeSet<Place>,
}

impl<'m> Checks<'_, 'm> {
    /// The rules of a field that do anything here, each with the rest of its condition.
    fn rules(&self, field: &'m Field) -> Vec<(&'m Rule, Condition)> {
        let model = self.file.model;
        let rules = field.rules.iter().map(|id| &model[*id]);
        let left =
            rules.map(|rule| (rule, rest_inside(model, &rule.when, self.parent())));
        left.filter(|(rule, when)| is_effective(rule, when)).collect()
    }

    /// The type of the enclosing objects.
    fn parent(&self) -> Option<TableId> {
        self.function.parent.map(|(id, _)| id)
    }

    fn is_json(&self) -> bool {
        self.function.of.1 == View::Json
    }

    fn expr(&mut self, when: &Condition) -> Expr {
        self.named.expr(self.file, self.function, when)
    }

    /// The statement for one field.
    pub(super) fn field(&mut self, field: &'m Field) -> Option<TokenStream> {
        let rules = self.rules(field);
        let plain =
            self.is_json().then(|| Field { ty: field.ty.plain(), ..field.clone() });
        let field = plain.as_ref().unwrap_or(field);
        let is_plain = field.delimiter.is_some() || !is_list(&field.ty);
        let steps: Vec<TokenStream> = rules
            .iter()
            .filter_map(|(rule, when)| self.step(field, rule, when, is_plain))
            .collect();
        let each: Vec<_> =
            rules.into_iter().filter(|(rule, _)| rule.each && !is_plain).collect();
        let inside = if field.delimiter.is_some() {
            None
        } else {
            self.inside_field(field, &each)
        };
        let wire = &field.name;
        if self.is_json() {
            if field.rules.is_empty() {
                return None;
            }
            let member = members::member(self.file, field, &ident("value"));
            return Some(quote!(check.field(#wire, &#member) #(#steps)* #inside;));
        }
        if steps.is_empty() && inside.is_none() {
            return None;
        }
        let name = ident(&field.rust_name);
        Some(quote!(check.field(#wire, &value.#name) #(#steps)* #inside;))
    }

    /// The step for one rule of a field; rules of items are no steps of the list.
    fn step(
        &mut self,
        field: &Field,
        rule: &'m Rule,
        when: &Condition,
        is_plain: bool,
    ) -> Option<TokenStream> {
        if rule.each && !is_plain {
            return None;
        }
        let key = &rule.key;
        Some(match &rule.test {
            Test::Type | Test::Group(..) => return None,
            Test::Members(id, _) => {
                let (when, ty) = (self.expr(when), self.file.type_name(*id));
                // Members that may be anything have no validator, and are documented.
                let check = self
                    .call((*id, View::Json))
                    .map_or_else(|| quote!(|_, _, _| {}), |check| check.function());
                quote!(.members(#when, rt::table_of::<#ty>, #check))
            }
            Test::Required => {
                let when = self.expr(when);
                quote!(.required(#when))
            }
            Test::OnlyWhen => {
                let when = self.expr(when);
                quote!(.only_when(#when))
            }
            Test::DocumentedFor => {
                let when = self.expr(when);
                quote!(.documented_for(#when))
            }
            Test::Delimiter(delimiter) => {
                let text = if matches!(field.ty, Type::Enum(..)) {
                    quote!(it.as_str())
                } else {
                    quote!(it)
                };
                quote!(.warning("delimiter", |it| #text.split(#delimiter).any(str::is_empty)))
            }
            Test::Compared(comparison, other) => {
                let other = self.file.model[self.function.of.0].field(other)?;
                let broken = compared(self.file, other, *comparison, self.function.of.1);
                quote!(.value(#key, |it| #broken))
            }
            Test::Unique | Test::Keys(_) => {
                let part = culprit(self.file, field, rule, self.function.of.1);
                quote!(.without(#key, |it| #part))
            }
            Test::Items(bounds) if field.delimiter.is_none() => {
                let broken = match bounds {
                    Bounds { min: Some(1), max: None } if when.is_always() => {
                        self.is_empty(&field.ty)
                    }
                    _ => {
                        let broken = self.broken(field, rule, when, &field.ty);
                        quote!(|it| #broken)
                    }
                };
                quote!(.count(#key, #broken))
            }
            _ => self.value_step(field, rule, when, &field.ty),
        })
    }

    /// The function that tells whether a list or a map of this type has no items.
    fn is_empty(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Object => quote!(rt::Object::is_empty),
            Type::Map(_) if self.is_json() => quote!(rt::Object::is_empty),
            Type::Map(_) => quote!(std::collections::BTreeMap::is_empty),
            _ => quote!(Vec::is_empty),
        }
    }

    /// The step for a value rule of a field, or of its items, whose type is `ty`.
    fn value_step(
        &mut self,
        field: &Field,
        rule: &Rule,
        when: &Condition,
        ty: &Type,
    ) -> TokenStream {
        let key = &rule.key;
        match rule.test {
            Test::Enum(list)
                if ty.list() == Some(list)
                    && when.is_always()
                    && key == "enum"
                    // Delimited text is looked at item by item.
                    && field.delimiter.is_none() =>
            {
                quote!(.listed())
            }
            _ => {
                let broken = self.broken(field, rule, when, ty);
                quote!(.value(#key, |it| #broken))
            }
        }
    }

    /// Whether the value `it` breaks a value rule.
    fn broken(
        &mut self,
        field: &Field,
        rule: &Rule,
        when: &Condition,
        ty: &Type,
    ) -> TokenStream {
        let broken = broken(self.file, field, rule, ty, self.function.of.1);
        if when.is_always() {
            return broken;
        }
        Expr::All(vec![self.expr(when), Expr::Atom(broken)]).into_token_stream()
    }

    /// The step for items, entries and nested objects.
    fn inside_field(
        &mut self,
        field: &Field,
        each: &[(&'m Rule, Condition)],
    ) -> Option<TokenStream> {
        let view = self.function.of.1;
        if let Type::Struct(id) = field.ty {
            let check = self.call((id, view))?.function();
            return Some(quote!(.inside(#check)));
        }
        if let Type::Array(inner) = &field.ty
            && let Type::Struct(id) = **inner
            && each.is_empty()
            && view == View::Struct
        {
            let check = self.call((id, view))?.function();
            return Some(quote!(.each(#check)));
        }
        let body = self.inside(field, &field.ty, &ident("it"), each)?;
        Some(quote!(.nested(|it, at, check| { #body })))
    }

    fn call(&mut self, of: Viewed) -> Option<Call> {
        let parts = |place: Place| ident(place.as_str()).into_token_stream();
        let parent = Some((self.function.of, quote!(value)));
        let call = call(self.file, of, parent, &parts)?;
        self.used.extend(&call.parts);
        Some(call)
    }

    /// The loop over a list or a map in the variable `list`, at the place `at`.
    fn inside(
        &mut self,
        field: &Field,
        ty: &Type,
        list: &Ident,
        each: &[(&'m Rule, Condition)],
    ) -> Option<TokenStream> {
        match ty {
            Type::Array(inner) => {
                let item = self.item(field, inner, each)?;
                Some(
                    quote!(for (index, it) in #list.iter().enumerate() { let at = at.index(index); #item }),
                )
            }
            Type::Map(inner) => {
                let item = self.item(field, inner, each)?;
                Some(quote!(for (key, it) in #list { let at = at.key(key); #item }))
            }
            _ => None,
        }
    }

    /// The check of the item `it` at the place `at`.
    fn item(
        &mut self,
        field: &Field,
        ty: &Type,
        each: &[(&'m Rule, Condition)],
    ) -> Option<TokenStream> {
        let wire = &field.name;
        if is_list(ty) {
            let inside = self.inside(field, ty, &ident("it"), each);
            return if self.is_json() {
                Some(self.typed_item(wire, ty, inside))
            } else {
                inside
            };
        }
        let steps: Vec<TokenStream> = each
            .iter()
            .map(|(rule, when)| self.value_step(field, rule, when, ty))
            .collect();
        let it = if self.is_json() && !members::is_borrowed(ty) {
            quote!(&it)
        } else {
            quote!(it)
        };
        let rules =
            (!steps.is_empty()).then(|| quote!(check.item(#wire, &at, #it) #(#steps)*;));
        let call = match ty {
            Type::Struct(id) => self
                .call((*id, self.function.of.1))
                .map(|call| call.with(&quote!(it), &quote!(at), &quote!(check.found))),
            _ => None,
        };
        let call = call.map(|call| quote!(#call;));
        let inside = (rules.is_some() || call.is_some()).then(|| quote!(#rules #call));
        if self.is_json() { Some(self.typed_item(wire, ty, inside)) } else { inside }
    }

    /// The check of the type of an item of a JSON array or object, and of what is inside of
    /// an item that has it.
    fn typed_item(
        &mut self,
        wire: &str,
        ty: &Type,
        inside: Option<TokenStream>,
    ) -> TokenStream {
        let ty = members::looked(self.file, ty);
        match inside {
            Some(inside) => quote! {
                let Some(it) = check.typed::<#ty>(#wire, &at, it) else { continue };
                #inside
            },
            None => quote!(check.typed::<#ty>(#wire, &at, it);),
        }
    }

    /// The statement for a group of fields.
    pub(super) fn group(&mut self, rule: RuleId) -> Option<TokenStream> {
        let (model, (id, view)) = (self.file.model, self.function.of);
        let rule = &model[rule];
        let Test::Group(kind, members) = &rule.test else { return None };
        let when = rest_inside(model, &rule.when, self.parent());
        if !is_effective(rule, &when) {
            return None;
        }
        let present: Vec<Expr> = members
            .iter()
            .map(|at| {
                let field = &model[id].fields[*at];
                viewed_presence(self.file, field, &ident("value"), view)
            })
            .collect();
        let mut count = quote!(rt::count([#(#present),*]));
        let mut counted = None;
        if when.is_always() && !self.is_json() && *kind != GroupKind::AtLeastOneOf {
            counted = Some(quote!(let present = #count;));
            count = quote!(present);
        }
        let total = condition::count(members.len() as u64);
        let broken = match kind {
            GroupKind::ExactlyOneOf => quote!(#count != 1),
            GroupKind::AtLeastOneOf => {
                let absent = present.into_iter().map(|it| Expr::Not(Box::new(it)));
                Expr::All(absent.collect()).into_token_stream()
            }
            GroupKind::AtMostOneOf => quote!(#count > 1),
            GroupKind::AllOrNone => quote!(![0, #total].contains(&#count)),
        };
        let mut all: Vec<Expr> = Vec::new();
        if !when.is_always() {
            all.push(self.expr(&when));
        }
        if self.is_json() {
            // A member of the wrong type is reported in place of its groups.
            let fields = members.iter().map(|at| &model[id].fields[*at]);
            for field in fields.filter(|field| field.ty != Type::Any) {
                let member = members::member(self.file, field, &ident("value"));
                all.push(Expr::Atom(quote!(#member.fits())));
            }
        }
        let broken = if all.is_empty() {
            broken
        } else {
            all.push(Expr::Atom(broken));
            Expr::All(all).into_token_stream()
        };
        let name = &rule.key;
        Some(quote!(#counted check.group(#name, #broken);))
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::Array(_) | Type::Map(_))
}
