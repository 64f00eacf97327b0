//! Typed requests: structs with builders, and enums whose variants hold one struct each.
//! A table beside each has the places of its fields on the wire, by which the runtime
//! converts it. The model decides the place of each field, and the documentation belongs to
//! `typed_docs`.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::condition::literal;
use super::docs::{self, Holder, described, doc};
use super::file::{File, Kind, ident};
use super::typed_docs;
use crate::emit::remarks;
use crate::emit::sentences::sentence;
use crate::model::{
    EnumId, Field, FieldId, Literal, Member, Model, Module, Place, Shape, TableId,
    Target, Type, Typed, TypedId, TypedType, code,
};

/// The file with the typed requests of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let doc = "Typed requests, with a builder each.";
    let mut file = File::new(model, module, Kind::Typed, doc);
    let conditional = model.members();
    let choices = typed_docs::choices(model, module);
    for id in &model.declared(module).typed {
        let wire = wire_name(&mut file, model[*id].of);
        match &model[*id].shape {
            Shape::Struct(members) => {
                let typed = &model[*id];
                let text = typed_docs::form(model, *id, choices.get(id).copied());
                let constants = constants(&mut file, members);
                let is_object = matches!(typed.of, Target::Object(_));
                let whole = (typed.is_whole && is_object).then(|| quote!(, whole));
                let place = quote!(#wire #constants #whole);
                structure(&mut file, &typed.rust_name, &text, members, Some(&place));
                from_cases(&mut file, typed);
            }
            Shape::Choice { field_id, list, cases } => {
                choice(&mut file, *id, *field_id, *list, cases);
            }
        }
        if model[*id].is_whole {
            whole(&mut file, *id, &conditional);
        }
    }
    file
}

/// The name of a typed request, or of a part of one.
fn typed_name(file: &mut File<'_>, id: TypedId) -> TokenStream {
    let model = file.model;
    let name = ident(&model[id].rust_name);
    if model[id].module == file.module {
        return quote!(#name);
    }
    let shared = file.import("crate::generated", "shared");
    quote!(#shared::#name)
}

/// The name of the wire request or the wire object that a typed form stands for.
fn wire_name(file: &mut File<'_>, target: Target) -> TokenStream {
    let model = file.model;
    match target {
        Target::Request(id) => {
            let name = file.import("super::request", &model[id].request_name);
            quote!(#name)
        }
        Target::Object(id) => file.type_name(id),
    }
}

/// The Rust type of a member.
fn member_type(file: &mut File<'_>, ty: &TypedType) -> TokenStream {
    match ty {
        TypedType::Wire(ty) => file.ty(ty),
        TypedType::Listed(list) => file.enum_name(*list),
        TypedType::Unlisted(kind) => file.ty(&kind.plain()),
        TypedType::Joined(_) => quote!(Vec<String>),
        TypedType::Typed(id) => typed_name(file, *id),
        TypedType::Array(inner) => {
            let inner = member_type(file, inner);
            quote!(Vec<#inner>)
        }
        TypedType::Map(inner) => {
            let inner = member_type(file, inner);
            quote!(std::collections::BTreeMap<String, #inner>)
        }
    }
}

/// A field of a typed struct.
struct Declaration {
    name: Ident,
    presence: Presence,
    /// The type of its value.
    held: TokenStream,
    text: String,
    setter: Option<TokenStream>,
    /// Its place on the wire, as the table of places has it.
    place: TokenStream,
    sensitive: bool,
}

/// Whether a field of a typed struct must be given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Optional,
    /// It holds the cases of a discriminator.
    Choice,
}

impl Declaration {
    /// The type of the field.
    fn ty(&self) -> TokenStream {
        let held = &self.held;
        if self.presence == Presence::Optional {
            quote!(Option<#held>)
        } else {
            held.clone()
        }
    }

    fn presence(&self) -> Ident {
        ident(match self.presence {
            Presence::Required => "required",
            Presence::Optional => "optional",
            Presence::Choice => "choice",
        })
    }

    /// Its row, with its place unless the struct has no places.
    fn row(&self, has_places: bool) -> TokenStream {
        let Self { name, setter, .. } = self;
        let (text, ty, presence) = (doc(&self.text), self.ty(), self.presence());
        let place = has_places.then_some(&self.place);
        let secret = self.sensitive.then(|| quote!(, secret));
        quote!(#text #setter #name: #ty = #presence #place #secret)
    }
}

/// The conversions of a form that needs nothing but the cases of a discriminator.
fn from_cases(file: &mut File<'_>, typed: &Typed) {
    let model = file.model;
    let Some((member, choice)) = typed.sole_choice() else { return };
    let Shape::Choice { cases, .. } = &model[choice].shape else { return };
    let (name, member) = (ident(&typed.rust_name), ident(member));
    let cases = cases.iter().map(|case| typed_name(file, *case));
    let rows: Vec<TokenStream> = cases.collect();
    file.push(quote!(rt::typed_cases! { #name: #member; #(#rows;)* }));
}

/// Adds a struct with private fields and a builder. `wire` is the type that its places
/// belong to, with the constants there and a mark if it is the form of a whole object;
/// without it, the struct has no places.
pub(super) fn structure(
    file: &mut File<'_>,
    name: &str,
    text: &str,
    members: &[Member],
    wire: Option<&TokenStream>,
) {
    let unseen = unseen_fields(file.model, members);
    let holder = Holder { in_requests: true, names_unseen: unseen.is_some() };
    let rows = members.iter().filter_map(|it| declaration(file, it, holder));
    let rows: Vec<TokenStream> = rows.map(|it| it.row(wire.is_some())).collect();
    let text = [Some(text), unseen.as_deref()];
    let text = doc(&text.into_iter().flatten().collect::<Vec<_>>().join(" "));
    let name = ident(name);
    let (kind, wire) = match wire {
        Some(wire) => (ident("typed_struct"), Some(quote!(in #wire))),
        None => (ident("typed_fields"), None),
    };
    file.push_with_runtime(quote! {
        rt::#kind! { #text pub struct #name #wire; #(#rows;)* }
    });
}

/// The sentence about the fields of a typed struct that no page has, if these are most of
/// its fields.
fn unseen_fields(model: &Model, members: &[Member]) -> Option<String> {
    let fields = members.iter().filter_map(|member| match member {
        Member::Field { field_id, left, .. } => {
            Some((model.field(*field_id), !left.is_empty()))
        }
        Member::Choice { field_id, .. } => Some((model.field(*field_id), false)),
        Member::Constant { .. } | Member::Body { .. } => None,
    });
    let fields: Vec<(&Field, bool)> = fields.collect();
    let has_rules = fields.iter().any(|(field, rules)| field.on_no_page && *rules);
    remarks::of_most(fields.into_iter().map(|(field, _)| field), has_rules)
}

/// The fields with only one possible value.
fn constants(file: &mut File<'_>, members: &[Member]) -> Option<TokenStream> {
    let constants = members.iter().filter_map(|member| {
        let Member::Constant { field_id, value } = member else { return None };
        let (place, _) = place(file.model, *field_id);
        let value = owned(file, *field_id, value);
        Some(quote!(#place = #value))
    });
    let constants: Vec<TokenStream> = constants.collect();
    (!constants.is_empty()).then(|| quote!([#(#constants),*]))
}

/// The field of a member; none if its value is filled in.
fn declaration(
    file: &mut File<'_>,
    member: &Member,
    holder: Holder,
) -> Option<Declaration> {
    let model = file.model;
    Some(match member {
        Member::Constant { .. } => return None,
        Member::Field { field_id, rust_name, required, ty, .. } => {
            let field = model.field(*field_id);
            let held = member_type(file, ty);
            let held = if field.boxed { quote!(Box<#held>) } else { held };
            let held = if field.nullable { quote!(rt::Nullable<#held>) } else { held };
            let (place, key) = place(model, *field_id);
            let by = match ty {
                TypedType::Joined(delimiter) => Some(quote!(by #delimiter)),
                _ => None,
            };
            Declaration {
                name: ident(rust_name),
                presence: if *required {
                    Presence::Required
                } else {
                    Presence::Optional
                },
                held,
                text: typed_docs::field(file, member, field, holder),
                setter: match field.nullable {
                    true => nullable_setter(ty),
                    false => setter(file, ty),
                },
                place: quote!(#place #key #by),
                sensitive: field.sensitive,
            }
        }
        Member::Choice { field_id, rust_name, ty } => {
            let held = typed_name(file, *ty);
            Declaration {
                name: ident(rust_name),
                presence: Presence::Choice,
                held: held.clone(),
                text: typed_docs::field(file, member, model.field(*field_id), holder),
                setter: None,
                place: held,
                sensitive: false,
            }
        }
        Member::Body { ty } => Declaration {
            name: ident("body"),
            presence: Presence::Optional,
            held: member_type(file, ty),
            text: "The body.".to_owned(),
            setter: setter(file, ty),
            place: quote!(body),
            sensitive: false,
        },
    })
}

/// A list is set from its items, and items that are joined must not contain the
/// delimiter.
fn setter(file: &mut File<'_>, ty: &TypedType) -> Option<TokenStream> {
    let item = match ty {
        TypedType::Joined(delimiter) => {
            return Some(quote! {
                #[builder(with = |items: impl IntoIterator<Item: Into<String>>| -> Result<_, rt::DelimiterError> {
                    rt::undelimited(items, #delimiter)
                })]
            });
        }
        TypedType::Array(inner) => member_type(file, inner),
        TypedType::Wire(Type::Array(inner)) => file.ty(inner),
        _ => return None,
    };
    Some(quote! {
        #[builder(with = |items: impl IntoIterator<Item: Into<#item>>| rt::each_into(items))]
    })
}

/// Items that are joined must not contain the delimiter. Other nullable fields are set as
/// they are.
fn nullable_setter(ty: &TypedType) -> Option<TokenStream> {
    let TypedType::Joined(delimiter) = ty else { return None };
    Some(quote! {
        #[builder(with = |items: impl Into<rt::Nullable<Vec<String>>>| -> Result<_, rt::DelimiterError> {
            rt::undelimited_or_null(items, #delimiter)
        })]
    })
}

/// An enum with a variant for each value of a discriminator.
fn choice(
    file: &mut File<'_>,
    id: TypedId,
    field_id: FieldId,
    list: EnumId,
    cases: &[TypedId],
) {
    let model = file.model;
    let (name, wire) = (ident(&model[id].rust_name), wire_name(file, model[id].of));
    let text = if model[id].is_whole {
        typed_docs::form(model, id, None)
    } else {
        let holder = Holder { in_requests: true, names_unseen: false };
        docs::field_line(model.field(field_id), holder, false)
    };
    let text = doc(&text);
    let variants: Vec<TokenStream> = model[list]
        .values
        .iter()
        .zip(cases)
        .map(|(value, case)| {
            let variant = ident(&value.rust_name);
            let case = ident(&model[*case].rust_name);
            let wire = value.wire.to_string();
            let text = described(&value.doc, "value", &wire);
            let condition = format!(
                "On the wire, {} is {}.",
                code(&model.shown_name(field_id)),
                code(&wire)
            );
            let text = doc(&format!("{} {condition}", sentence(&text)));
            quote!(#text #variant(#case))
        })
        .collect();
    let (place, key) = place(model, field_id);
    let list = file.enum_name(list);
    file.push_with_runtime(quote! {
        rt::typed_choice! {
            #text
            pub enum #name in #wire: #place #key of #list;
            #(#variants;)*
        }
    });
}

/// The conversions of the typed form of a whole request or object. `conditional` has the
/// tables of the members of free-form objects.
fn whole(file: &mut File<'_>, id: TypedId, conditional: &HashSet<TableId>) {
    let model = file.model;
    let (name, wire) = (ident(&model[id].rust_name), wire_name(file, model[id].of));
    if let Target::Object(table) = model[id].of {
        if matches!(model[id].shape, Shape::Choice { .. }) {
            file.push(quote!(rt::typed_object! { #name in #wire; }));
        }
        if conditional.contains(&table) {
            file.push(quote!(rt::typed_members! { #name in #wire; }));
        }
        return;
    }
    let blanks = file.blanks();
    let rows: Vec<TokenStream> = match &model[id].shape {
        Shape::Struct(_) => Vec::new(),
        Shape::Choice { field_id, list, cases } => {
            let (place, key) = place(model, *field_id);
            let pairs = model[*list].values.iter().zip(cases);
            let rows = pairs.map(|(value, case)| {
                let (variant, case) =
                    (ident(&value.rust_name), ident(&model[*case].rust_name));
                quote!(#case of #variant at #place #key)
            });
            rows.collect()
        }
    };
    file.push(quote!(rt::typed_request! { #name in #wire, #blanks; #(#rows;)* }));
}

/// The place of a field in a wire request or object, and its name on the wire where that
/// differs.
fn place(model: &Model, field_id: FieldId) -> (TokenStream, Option<TokenStream>) {
    let field = model.field(field_id);
    let name = ident(&field.rust_name);
    let place = match field_id.place {
        Place::Same => quote!(#name),
        place => {
            let part = ident(place.as_str());
            quote!(#part.#name)
        }
    };
    let wire = &field.name;
    (place, (field.rust_name != *wire).then(|| quote!(#wire)))
}

/// A constant as a field holds it.
pub(super) fn owned(
    file: &mut File<'_>,
    field_id: FieldId,
    value: &Literal,
) -> TokenStream {
    let ty = &file.model.field(field_id).ty;
    let value = literal(file, ty, value);
    if ty.is_string() { quote!(#value.to_owned()) } else { value }
}
