//! The statements of a validator: one for each field and each group of an object. Its
//! signature belongs to `validate`, and the expression of a single value to `value_rules`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::call::{Call, call, item_loop};
use super::condition::{self, Expr, Variables, viewed_presence};
use super::file::{File, ident};
use super::members;
use super::value_rules::{
    broken, compared, count_limits, number_limits, offending_part,
};
use crate::model::{
    Condition, Field, Function, GroupKind, Part, Place, Rule, RuleId, TableId, Test,
    Type, View, Viewed, is_effective, rest_inside,
};

/// Writes the statements of one validator.
pub(super) struct Checks<'a, 'm> {
    pub(super) file: &'a mut File<'m>,
    pub(super) function: Function,
    pub(super) variables: &'a Variables,
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

    /// How the validator sees its objects.
    fn view(&self) -> View {
        self.function.of.1
    }

    fn is_json(&self) -> bool {
        self.view() == View::Json
    }

    fn expr(&mut self, when: &Condition) -> Expr {
        self.variables.expr(self.file, self.function, when)
    }

    /// The statement for one field.
    pub(super) fn field(&mut self, field: &'m Field) -> Option<TokenStream> {
        if self.is_json() && field.rules.is_empty() {
            return None;
        }
        let rules = self.rules(field);
        let ty = if self.is_json() { field.ty.plain() } else { field.ty.clone() };
        // Delimited text is looked at as a whole.
        let has_items = field.delimiter.is_none() && is_list(&ty);
        let (of_items, of_field): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|(rule, _)| rule.each && has_items);
        let steps: Vec<TokenStream> = of_field
            .iter()
            .filter_map(|(rule, when)| self.step(field, rule, when, &ty))
            .collect();
        let inside = match field.delimiter {
            Some(_) => None,
            None => self.nested_step(field, &ty, &of_items),
        };
        if self.is_json() {
            let member = members::member(self.file, field, &ident("value"));
            return Some(quote!(check.member(&#member) #(#steps)* #inside;));
        }
        if steps.is_empty() && inside.is_none() {
            return None;
        }
        let (wire, name) = (&field.name, ident(&field.rust_name));
        Some(quote!(check.field(#wire, &value.#name) #(#steps)* #inside;))
    }

    /// The step for a rule of a field whose type is `ty`.
    fn step(
        &mut self,
        field: &Field,
        rule: &'m Rule,
        when: &Condition,
        ty: &Type,
    ) -> Option<TokenStream> {
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
            Test::Required | Test::OnlyWhen | Test::DocumentedFor => {
                let (step, when) = (ident(rule.test.kind()), self.expr(when));
                quote!(.#step(#when))
            }
            Test::Delimiter(delimiter) => quote!(.delimiter(#delimiter)),
            Test::Compared(comparison, other) => {
                let other = self.file.model[self.function.of.0].field(other)?;
                let broken = compared(self.file, other, *comparison, self.view());
                quote!(.value(#key, |it| #broken))
            }
            Test::Unique | Test::Keys(_) => {
                let part = offending_part(self.file, field, rule, ty, self.view());
                quote!(.value_part(#key, |it| #part))
            }
            Test::Items(bounds) if field.delimiter.is_none() => {
                let limits = count_limits(*bounds);
                quote!(.items(#limits))
            }
            _ => self.value_step(field, rule, when, ty),
        })
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
            // Delimited text is looked at item by item.
            Test::Length(bounds) if !(rule.each && field.delimiter.is_some()) => {
                let limits = count_limits(bounds);
                quote!(.length(#limits))
            }
            Test::Range(bounds) => {
                let limits = number_limits(bounds, ty);
                quote!(.range(#limits))
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
        let broken = broken(self.file, field, rule, ty, self.view());
        if when.is_always() {
            return broken;
        }
        Expr::All(vec![self.expr(when), Expr::Atom(broken)]).into_token_stream()
    }

    /// The step for items, entries and nested objects.
    fn nested_step(
        &mut self,
        field: &Field,
        ty: &Type,
        each: &[(&'m Rule, Condition)],
    ) -> Option<TokenStream> {
        let view = self.view();
        if let Type::Struct(id) = *ty {
            let check = self.call((id, view))?.function();
            return Some(quote!(.inside(#check)));
        }
        if let Type::Array(inner) = ty
            && let Type::Struct(id) = **inner
            && each.is_empty()
            && view == View::Struct
        {
            let check = self.call((id, view))?.function();
            return Some(quote!(.each(#check)));
        }
        let body = self.item_loop(field, ty, each)?;
        Some(quote!(.nested(|it, at, check| { #body })))
    }

    fn call(&mut self, of: Viewed) -> Option<Call> {
        let parts = |part: Part| ident(part.as_str()).into_token_stream();
        let parent = Some((self.function.of, quote!(value)));
        let call = call(self.file, of, parent, &parts)?;
        self.used.extend(call.parts.iter().map(|part| Place::Part(*part)));
        Some(call)
    }

    /// The loop over the list or the map `it` at the place `at`.
    fn item_loop(
        &mut self,
        field: &Field,
        ty: &Type,
        each: &[(&'m Rule, Condition)],
    ) -> Option<TokenStream> {
        let (Type::Array(inner) | Type::Map(inner)) = ty else { return None };
        let item = self.item_check(field, inner, each)?;
        Some(item_loop(ty, &item))
    }

    /// The check of the item `it` at the place `at`.
    fn item_check(
        &mut self,
        field: &Field,
        ty: &Type,
        each: &[(&'m Rule, Condition)],
    ) -> Option<TokenStream> {
        let wire = &field.name;
        if is_list(ty) {
            let inside = self.item_loop(field, ty, each);
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
                .call((*id, self.view()))
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
        let ty = members::json_type(self.file, ty);
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
        let fields = members.iter().map(|at| &model[id].fields[*at]);
        let value = ident("value");
        let total = condition::count(members.len() as u64);
        let (counted, broken) = match view {
            // A member of the wrong type is reported in place of its groups.
            View::Json => {
                let present = fields.map(|field| {
                    let member = members::member(self.file, field, &value);
                    let blanks = self.file.blanks();
                    quote!(#member.presence::<#blanks>())
                });
                let present: Vec<TokenStream> = present.collect();
                let broken = match kind {
                    GroupKind::ExactlyOneOf => quote!(present != 1),
                    GroupKind::AtLeastOneOf => quote!(present == 0),
                    GroupKind::AtMostOneOf => quote!(present > 1),
                    GroupKind::AllOrNone => quote!(![0, #total].contains(&present)),
                };
                let count = quote!(rt::count_members([#(#present),*]));
                (None, Expr::Atom(quote!(#count.is_some_and(|present| #broken))))
            }
            View::Struct => {
                let present =
                    fields.map(|field| viewed_presence(self.file, field, &value, view));
                let present: Vec<Expr> = present.collect();
                let mut count = quote!(rt::count([#(#present),*]));
                let mut counted = None;
                if when.is_always() && *kind != GroupKind::AtLeastOneOf {
                    counted = Some(quote!(let present = #count;));
                    count = quote!(present);
                }
                let broken = match kind {
                    GroupKind::ExactlyOneOf => Expr::Atom(quote!(#count != 1)),
                    GroupKind::AtLeastOneOf => {
                        let absent =
                            present.into_iter().map(|it| Expr::Not(Box::new(it)));
                        Expr::All(absent.collect())
                    }
                    GroupKind::AtMostOneOf => Expr::Atom(quote!(#count > 1)),
                    GroupKind::AllOrNone => {
                        Expr::Atom(quote!(![0, #total].contains(&#count)))
                    }
                };
                (counted, broken)
            }
        };
        let broken = match when.is_always() {
            true => broken,
            false => Expr::All(vec![self.expr(&when), broken]),
        };
        let name = &rule.key;
        Some(quote!(#counted check.group(#name, #broken);))
    }
}

fn is_list(ty: &Type) -> bool {
    matches!(ty, Type::Array(_) | Type::Map(_))
}
