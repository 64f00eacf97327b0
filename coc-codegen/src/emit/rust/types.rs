//! Wire types: structs that are exactly the JSON.

use std::collections::HashSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{self, Holder, doc};
use super::file::{File, Kind, ident};
use super::paths::{Access, walk};
use crate::emit::remarks;
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
    let has_rules = |field: &Field| docs::told_rules(model, field).next().is_some();
    let has_rules = item.fields.iter().any(|field| field.on_no_page && has_rules(field));
    let unseen = remarks::of_most(&item.fields, has_rules);
    let holder =
        Holder { in_requests: item.in_requests, names_unseen: unseen.is_some() };
    let text = doc(&describe(file, item, unseen));
    let mode = ident(if item.in_responses && !item.in_requests {
        "response"
    } else {
        "request"
    });
    let rows: Vec<TokenStream> =
        item.fields.iter().map(|it| row(file, it, holder)).collect();
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
fn row(file: &mut File<'_>, field: &Field, holder: Holder) -> TokenStream {
    let (name, ty) = (ident(&field.rust_name), field_type(file, field));
    let text = doc(&docs::field(file, field, holder));
    let deprecated = docs::deprecated(field.deprecated.as_deref());
    let wire = (field.rust_name != field.name).then_some(&field.name);
    let wire = wire.map(|wire| quote!(= #wire));
    let on_no_page = field.on_no_page.then(|| quote!(, on_no_page));
    let secret = field.sensitive.then(|| quote!(, secret));
    quote!(#text #deprecated pub #name: Option<#ty> #wire #on_no_page #secret)
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

/// The documentation of a struct. `unseen` is the sentence about the fields that no page
/// has.
fn describe(file: &File<'_>, item: &Table, unseen: Option<String>) -> String {
    let model = file.model;
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
    let tables = docs::tables(model, item);
    let sources = [tables, unseen, docs::decisions(file, &item.decisions)];
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
        places.push(walk(quote!(self), &fields, Access::Read));
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
