//! Typed requests: structs with builders, and enums whose variants hold one struct each.
//! A table beside each has the places of its fields on the wire, by which the runtime
//! converts it. The model decides the place of each field, and the documentation belongs to
//! `typed_docs`.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::condition::literal;
use super::docs::{self, described, doc};
use super::file::{File, Kind, ident};
use super::typed_docs;
use crate::emit::sentences::sentence;
use crate::model::{
    EnumId, FieldId, Literal, Member, Model, Module, Place, Shape, TableId, Target,
    Type, Typed, TypedId, TypedType, code,
};

/// The file with the typed requests of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let doc = "Typed requests, with a builder each.";
    let mut file = File::new(model, module, Kind::Typed, doc);
    let conditional = model.members();
    let choices = typed_docs::choices(model, module);
    for id in &model.declared(module).typed {
        let wire = file.target(model[*id].of);
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

impl File<'_> {
    /// A typed request, or a part of one.
    fn typed_name(&mut self, id: TypedId) -> TokenStream {
        let model = self.model;
        let name = ident(&model[id].rust_name);
        if model[id].module == self.module {
            return quote!(#name);
        }
        let shared = self.import("crate::generated", "shared");
        quote!(#shared::#name)
    }

    /// The wire request or the wire object that a typed form stands for.
    fn target(&mut self, target: Target) -> TokenStream {
        let model = self.model;
        match target {
            Target::Request(id) => {
                let name = self.import("super::request", &model[id].request_name);
                quote!(#name)
            }
            Target::Object(id) => self.type_name(id),
        }
    }

    /// The Rust type of a field of a typed request.
    fn rust_type_of(&mut self, ty: &TypedType) -> TokenStream {
        match ty {
            TypedType::Wire(ty) => self.ty(ty),
            TypedType::Listed(list) => self.enum_name(*list),
            TypedType::Unlisted(kind) => self.ty(&kind.plain()),
            TypedType::Joined(_) => quote!(Vec<String>),
            TypedType::Typed(id) => self.typed_name(*id),
            TypedType::Array(inner) => {
                let inner = self.rust_type_of(inner);
                quote!(Vec<#inner>)
            }
            TypedType::Map(inner) => {
                let inner = self.rust_type_of(inner);
                quote!(std::collections::BTreeMap<String, #inner>)
            }
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
    let cases = cases.iter().map(|case| file.typed_name(*case));
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
    let rows = members.iter().filter_map(|it| declaration(file, it));
    let rows: Vec<TokenStream> = rows.map(|it| it.row(wire.is_some())).collect();
    let (name, text) = (ident(name), doc(text));
    let (kind, wire) = match wire {
        Some(wire) => (ident("typed_struct"), Some(quote!(in #wire))),
        None => (ident("typed_fields"), None),
    };
    file.push_with_runtime(quote! {
        rt::#kind! { #text pub struct #name #wire; #(#rows;)* }
    });
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
fn declaration(file: &mut File<'_>, member: &Member) -> Option<Declaration> {
    let model = file.model;
    Some(match member {
        Member::Constant { .. } => return None,
        Member::Field { field_id, rust_name, required, ty, .. } => {
            let field = model.field(*field_id);
            let held = file.rust_type_of(ty);
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
                text: typed_docs::field(file, member, field),
                setter: match field.nullable {
                    true => nullable_setter(ty),
                    false => setter(file, ty),
                },
                place: quote!(#place #key #by),
                sensitive: field.sensitive,
            }
        }
        Member::Choice { field_id, rust_name, ty } => {
            let held = file.typed_name(*ty);
            Declaration {
                name: ident(rust_name),
                presence: Presence::Choice,
                held: held.clone(),
                text: typed_docs::field(file, member, model.field(*field_id)),
                setter: None,
                place: held,
                sensitive: false,
            }
        }
        Member::Body { ty } => Declaration {
            name: ident("body"),
            presence: Presence::Optional,
            held: file.rust_type_of(ty),
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
        TypedType::Array(inner) => file.rust_type_of(inner),
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
    let (name, wire) = (ident(&model[id].rust_name), file.target(model[id].of));
    let text = if model[id].is_whole {
        typed_docs::form(model, id, None)
    } else {
        docs::field_line(model.field(field_id))
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
                typed_docs::reference(model, field_id),
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
    let (name, wire) = (ident(&model[id].rust_name), file.target(model[id].of));
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
