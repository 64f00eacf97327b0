//! Wire types: structs that are exactly the JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, doc, markdown};
use super::file::{File, Item, ident};
use crate::model::{Accessor, Field, Model, Module, Place, Table, TableId, Type};

/// The file with the structs of `home`.
pub(super) fn emit(model: &Model, home: Module) -> File<'_> {
    let mut file = File::new(
        model,
        home,
        "types",
        "Documented objects, exactly as they are on the wire: flat, and every field optional.",
    );
    for id in &model.declared(home).types {
        item(&mut file, *id);
    }
    file
}

fn item(file: &mut File<'_>, id: TableId) {
    let model = file.model;
    let item = &model[id];
    let types: Vec<String> = item
        .fields
        .iter()
        .map(|field| {
            let ty = compact(&file.ty(&field.ty));
            if field.boxed { format!("Box<{ty}>") } else { ty }
        })
        .collect();
    file.items.push(Item::Text(definition(model, item, &types)));
    let mode = match (item.in_requests, item.in_responses) {
        (false, true) => "response",
        // What nothing uses may hold what only requests or only answers hold: read strictly, both will do.
        (_, false) => "request",
        (true, true) => "both",
    };
    let lines = item.fields.iter().zip(&types).map(|(field, ty)| {
        let secret = if field.sensitive { " secret" } else { "" };
        format!("{}: {ty} = {:?}{secret}", field.rust_name, field.name)
    });
    file.items.push(Item::Macro {
        name: "wire_struct",
        head: format!("{}: {mode}", item.rust_name),
        lines: lines.collect(),
    });
    if !item.accessors.is_empty() {
        accessors(file, item);
    }
}

/// The struct: a list of fields that are one like the other.
fn definition(model: &Model, item: &Table, types: &[String]) -> String {
    let mut out = docs::comment(&describe(model, item));
    out.push_str("#[derive(Clone, PartialEq, Default)]\n#[non_exhaustive]\n");
    out.push_str(&format!("pub struct {} {{\n", item.rust_name));
    for (field, ty) in item.fields.iter().zip(types) {
        out.push_str(&docs::comment_at(
            "    ",
            "///",
            &docs::field(model, item.home, field, item.in_requests),
        ));
        out.push_str(&docs::deprecated_at("    ", field.deprecated.as_ref()));
        out.push_str(&format!("    pub {}: Option<{ty}>,\n", field.rust_name));
    }
    out.push_str("    undocumented_: rt::Object,\n}\n");
    out
}

/// A type as a person would write it.
fn compact(ty: &TokenStream) -> String {
    ty.to_string().replace(' ', "").replace(',', ", ")
}

fn describe(model: &Model, item: &Table) -> String {
    let page = match item.home {
        Module::Operation(id) => &model[id].page,
        Module::Shared => &model.service.title,
    };
    let what = match item.place {
        Some(Place::Path) => "Parameters in the path.".to_owned(),
        Some(Place::Query) => "Parameters in the query.".to_owned(),
        Some(_) => "Parameters among the headers.".to_owned(),
        None => docs::described(&item.doc, "object", &item.name),
    };
    let mut text = vec![what];
    text.extend(
        item.groups.iter().map(|rule| format!("{}.", docs::capitalised(&markdown(&model[*rule].says)))),
    );
    text.extend(docs::decisions(model, item.home, &item.decisions));
    text.extend(docs::tables(&item.tables, page));
    text.join("\n\n")
}

fn accessors(file: &mut File<'_>, item: &Table) {
    let name = ident(&item.rust_name);
    let methods: Vec<_> = item.accessors.iter().map(|accessor| method(file, item, accessor)).collect();
    file.push(quote!(impl #name { #(#methods)* }));
}

fn method(file: &mut File<'_>, item: &Table, accessor: &Accessor) -> TokenStream {
    let model = file.model;
    let name = ident(&accessor.rust_name);
    let output = match &accessor.ty {
        Type::String => quote!(&str),
        ty => {
            let ty = file.ty(ty);
            quote!(&#ty)
        }
    };
    let mut places = Vec::new();
    let mut words = Vec::new();
    for path in &accessor.places {
        let fields = follow(model, item, path);
        words.push(docs::code(&fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(".")));
        let last = fields.len().saturating_sub(1);
        let mut steps = quote!(self);
        for (at, field) in fields.iter().enumerate() {
            let name = ident(&field.rust_name);
            let get = match (&field.ty, field.boxed) {
                (Type::String, _) if at == last => quote!(as_deref()),
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
    let text = doc(&format!("What stands at {}: the first that is there.", words.join(" or ")));
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
