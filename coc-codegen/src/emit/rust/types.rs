//! Wire types: structs that are exactly the JSON.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{self, doc};
use super::file::{File, ident};
use crate::model::{
    Accessor, Field, Headers, Model, Module, Place, Table, TableId, Type, enumerate,
};

/// The file with the structs of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let mut file = File::new(
        model,
        module,
        "types",
        "Documented objects, exactly as they are on the wire: flat, and every field optional.",
    );
    for id in &model.declared(module).types {
        // The headers of a client are methods.
        if model[*id].headers != Some(Headers::Client) {
            item(&mut file, *id);
        }
    }
    file
}

fn item(file: &mut File<'_>, id: TableId) {
    let model = file.model;
    let item = &model[id];
    let name = ident(&item.rust_name);
    let names: Vec<Ident> =
        item.fields.iter().map(|field| ident(&field.rust_name)).collect();
    let types: Vec<TokenStream> =
        item.fields.iter().map(|field| field_type(file, field)).collect();
    let text = doc(&describe(model, item));
    let fields =
        item.fields.iter().zip(&names).zip(&types).map(|((field, name), ty)| {
            let text = doc(&docs::field(model, item.module, field, item.in_requests));
            let deprecated = docs::deprecated(field.deprecated.as_ref());
            quote!(#text #deprecated pub #name: Option<#ty>)
        });
    file.push(quote! {
        #text
        #[derive(Clone, PartialEq, Default)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            undocumented_: rt::Object,
        }
    });
    let mode = if item.in_responses && !item.in_requests {
        quote!(response)
    } else {
        quote!(request)
    };
    let rows = item.fields.iter().zip(&names).zip(&types).map(|((field, name), ty)| {
        let wire = &field.name;
        let secret = field.sensitive.then(|| quote!(, secret));
        quote!(#name: #ty = #wire #secret)
    });
    file.push_table("wire_struct", quote!(#name: #mode), rows);
    if !item.accessors.is_empty() {
        let methods: Vec<_> =
            item.accessors.iter().map(|accessor| method(file, item, accessor)).collect();
        file.push(quote!(impl #name { #(#methods)* }));
    }
}

fn field_type(file: &mut File<'_>, field: &Field) -> TokenStream {
    let ty = file.ty(&field.ty);
    if field.boxed { quote!(Box<#ty>) } else { ty }
}

fn describe(model: &Model, item: &Table) -> String {
    let page = match item.module {
        Module::Operation(id) => &model[id].page,
        Module::Shared => &model.service.title,
    };
    let what = match item.place {
        _ if item.headers.is_some() => {
            "Headers of the answers. One that is missing, or that has not the form of its \
             type, is `None`."
                .to_owned()
        }
        Some(Place::Path) => "Parameters in the path.".to_owned(),
        Some(Place::Query) => "Parameters in the query.".to_owned(),
        Some(_) => "Parameters among the headers.".to_owned(),
        None => docs::described(&item.doc, "object", &item.name),
    };
    let mut text = vec![what];
    let groups =
        item.groups.iter().map(|rule| model.group_in_markdown(item, &model[*rule]));
    text.extend(groups.map(|says| format!("{}.", docs::capitalised(&says))));
    text.extend(docs::decisions(model, item.module, &item.decisions));
    text.extend(docs::tables(&item.tables, page));
    text.join("\n\n")
}

fn method(file: &mut File<'_>, item: &Table, accessor: &Accessor) -> TokenStream {
    let model = file.model;
    let name = ident(&accessor.rust_name);
    let output = match &accessor.ty {
        Type::String | Type::Formatted(_) => quote!(&str),
        ty => {
            let ty = file.ty(ty);
            quote!(&#ty)
        }
    };
    let mut places = Vec::new();
    let mut words = Vec::new();
    for path in &accessor.places {
        let fields = follow(model, item, path);
        words.push(docs::code(
            &fields
                .iter()
                .map(|field| field.name.as_str())
                .collect::<Vec<_>>()
                .join("."),
        ));
        let last = fields.len().saturating_sub(1);
        let mut steps = quote!(self);
        for (at, field) in fields.iter().enumerate() {
            let name = ident(&field.rust_name);
            let get = match (&field.ty, field.boxed) {
                (Type::String | Type::Formatted(_), _) if at == last => {
                    quote!(as_deref())
                }
                (_, true) => quote!(as_deref()),
                _ => quote!(as_ref()),
            };
            steps = match (at, at == last) {
                (0, _) => quote!(#steps.#name.#get),
                _ => quote!(#steps.and_then(|it| it.#name.#get)),
            };
        }
        places.push(steps);
    }
    let first = places.remove(0);
    let text =
        doc(&format!("The first of {} that is present.", enumerate(words, "and")));
    quote! {
        #text
        #[must_use]
        pub fn #name(&self) -> Option<#output> {
            #first #(.or_else(|| #places))*
        }
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
