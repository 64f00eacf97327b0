//! Wire types: structs that are exactly the JSON.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{self, doc};
use super::file::{File, Kind, ident};
use crate::emit::sentences::capitalised;
use crate::model::{
    Accessor, Field, Headers, Model, Module, Part, Table, TableId, Type, code, enumerate,
};

/// The file with the structs of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let mut file = File::new(
        model,
        module,
        Kind::Types,
        "JSON objects: a struct for each, with an `Option` for each field.",
    );
    let members = model.members();
    for id in &model.declared(module).types {
        // The headers of a client are methods.
        if model[*id].headers != Some(Headers::Client) {
            item(&mut file, *id, &members);
        }
    }
    file
}

fn item(file: &mut File<'_>, id: TableId, members: &HashSet<TableId>) {
    let model = file.model;
    let item = &model[id];
    let name = ident(&item.rust_name);
    let text = doc(&describe(file, item));
    let mode = ident(if item.in_responses && !item.in_requests {
        "response"
    } else {
        "request"
    });
    let rows: Vec<TokenStream> =
        item.fields.iter().map(|it| row(file, it, item.in_requests)).collect();
    file.push_with_runtime(quote! {
        rt::wire_struct! { #text pub struct #name: #mode; #(#rows;)* }
    });
    if members.contains(&id) {
        file.push(quote!(rt::wire_members! { #name; }));
    }
    if !item.accessors.is_empty() {
        let methods: Vec<_> =
            item.accessors.iter().map(|accessor| method(file, item, accessor)).collect();
        file.push(quote!(impl #name { #(#methods)* }));
    }
}

/// A field, with its name on the wire where that differs.
fn row(file: &mut File<'_>, field: &Field, in_requests: bool) -> TokenStream {
    let (name, ty) = (ident(&field.rust_name), field_type(file, field));
    let text = doc(&docs::field(file, field, in_requests));
    let deprecated = docs::deprecated(field.deprecated.as_deref());
    let wire = (field.rust_name != field.name).then_some(&field.name);
    let wire = wire.map(|wire| quote!(= #wire));
    let outside = field.outside.then(|| quote!(, outside));
    let secret = field.sensitive.then(|| quote!(, secret));
    quote!(#text #deprecated pub #name: Option<#ty> #wire #outside #secret)
}

/// The Rust type of a field, inside of its `Option`.
pub(super) fn field_type(file: &mut File<'_>, field: &Field) -> TokenStream {
    let ty = file.ty(&field.ty);
    let ty = if field.boxed { quote!(Box<#ty>) } else { ty };
    if !field.nullable {
        return ty;
    }
    let nullable = file.nullable();
    quote!(#nullable<#ty>)
}

fn describe(file: &File<'_>, item: &Table) -> String {
    let model = file.model;
    let page = match item.module {
        Module::Operation(id) => &model[id].page,
        Module::Shared => &model.service.title,
    };
    let what = match item.part {
        _ if item.headers.is_some() => {
            "Headers of the answers. A header that is missing or malformed is `None`."
                .to_owned()
        }
        Some(Part::Path) => "Path parameters.".to_owned(),
        Some(Part::Query) => "Query parameters.".to_owned(),
        Some(_) => "Header parameters.".to_owned(),
        None => docs::described(&item.doc, "object", &item.name),
    };
    let mut text = vec![what];
    let groups =
        item.groups.iter().map(|rule| model.group_in_markdown(item, &model[*rule]));
    text.extend(groups.map(|words| format!("{}.", capitalised(&words))));
    let sources =
        [docs::tables(&item.tables, page), docs::decisions(file, &item.decisions)];
    text.push(sources.into_iter().flatten().collect::<Vec<_>>().join(" "));
    text.join("\n\n")
}

fn method(file: &mut File<'_>, item: &Table, accessor: &Accessor) -> TokenStream {
    let model = file.model;
    let name = ident(&accessor.rust_name);
    let output = match &accessor.ty {
        ty if ty.is_string() => quote!(&str),
        ty => {
            let ty = file.ty(ty);
            quote!(&#ty)
        }
    };
    let mut words = Vec::new();
    let mut places = Vec::new();
    for path in &accessor.places {
        let fields = follow(model, item, path);
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        words.push(code(&names.join(".")));
        places.push(place(&fields));
    }
    let (text, value) = match places.as_slice() {
        [only] => (format!("Returns {}.", words.concat()), only.clone()),
        places => {
            let text = format!(
                "Returns the first of {} that is present.",
                enumerate(words, "and")
            );
            let names: Vec<Ident> = (0..places.len()).map(ordinal).collect();
            let (first, others) = (&names[..1], &names[1..]);
            let value = quote! {
                #(let #names = || #places;)*
                #(#first())* #(.or_else(#others))*
            };
            (text, value)
        }
    };
    let text = doc(&text);
    quote! {
        #text
        #[must_use]
        pub fn #name(&self) -> Option<#output> {
            #value
        }
    }
}

fn ordinal(at: usize) -> Ident {
    match ["first", "second", "third", "fourth"].get(at) {
        Some(word) => ident(word),
        None => ident(&format!("place_{}", at + 1)),
    }
}

/// The value at a place, as an `Option` of a reference.
fn place(fields: &[&Field]) -> TokenStream {
    let mut place = quote!(self);
    for (at, field) in fields.iter().enumerate() {
        let name = ident(&field.rust_name);
        let is_last = at + 1 == fields.len();
        let is_text = is_last && field.ty.is_string();
        let get = if field.nullable {
            let value = quote!(as_ref().and_then(rt::Nullable::as_value));
            let inside = if is_text {
                Some(quote!(.map(String::as_str)))
            } else {
                (field.boxed && is_last).then(|| quote!(.map(AsRef::as_ref)))
            };
            quote!(#value #inside)
        } else {
            let get = ident(if is_text || field.boxed { "as_deref" } else { "as_ref" });
            quote!(#get())
        };
        let or_nothing = (!is_last).then(|| quote!(?));
        place = quote!(#place.#name.#get #or_nothing);
    }
    place
}

fn follow<'m>(model: &'m Model, item: &'m Table, path: &[usize]) -> Vec<&'m Field> {
    let mut table = item;
    let mut found = Vec::with_capacity(path.len());
    for at in path {
        let field = &table.fields[*at];
        found.push(field);
        if let Type::Struct(id) = field.ty {
            table = &model[id];
        }
    }
    found
}
