//! The request of an operation: its parts, its validation, and the way in for callers
//! that hold JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{call, item_loop};
use super::docs::{self, deprecated, described, doc, markdown};
use super::file::{File, Kind, ident};
use super::rules;
use crate::emit::sentences::{capitalised, sentence};
use crate::model::{Model, Module, Operation, OperationId, Part, Type, View, code};

/// The file with the request of an operation.
pub(super) fn emit<'m>(model: &'m Model, id: OperationId) -> File<'m> {
    let operation = &model[id];
    let doc_text = format!(
        "The request of {}: its parts, its check and its static data.",
        code(&operation.name)
    );
    let mut file = File::new(model, Module::Operation(id), Kind::Request, doc_text);
    structure(&mut file, id);
    rules::part_table(&mut file, id);
    statics(&mut file, id);
    file
}

/// The struct, whose rules a function checks.
fn structure(file: &mut File<'_>, id: OperationId) {
    let operation = &file.model[id];
    let name = ident(&operation.request_name);
    let text = doc(&describe(file, id));
    let deprecated = deprecated(operation.deprecated.as_deref());
    let rows: Vec<TokenStream> = parts(file, id);
    file.push_with_runtime(quote! {
        rt::wire_request! { #text #deprecated pub struct #name: check; #(#rows;)* }
    });
    let calls = calls(file, id);
    let unused = if calls.is_empty() { "_" } else { "" };
    let request = ident(&format!("{unused}request"));
    let found = ident(&format!("{unused}found"));
    file.push(quote! {
        pub(crate) fn check(#request: &#name, #found: &mut rt::Collector) {
            #(#calls;)*
        }
    });
}

/// The parts of a request, each with its type.
fn parts(file: &mut File<'_>, id: OperationId) -> Vec<TokenStream> {
    let operation = &file.model[id];
    let mut found = Vec::new();
    for (place, table) in &operation.parameters {
        let (part, name) = (ident(place.as_str()), file.type_name(*table));
        found.push(quote!(pub #part: #name));
    }
    if let Some(body) = &operation.body {
        let ty = file.ty(body);
        let ty = if matches!(body, Type::Struct(_)) { ty } else { quote!(Option<#ty>) };
        found.push(quote!(pub body: #ty));
    }
    found
}

fn describe(file: &File<'_>, id: OperationId) -> String {
    let operation = &file.model[id];
    let says = sentence(&described(&operation.doc, "operation", &operation.name));
    let mut facts =
        vec![format!("{}.", code(&format!("{} {}", operation.method, operation.path)))];
    if let Some(permission) = &operation.permission {
        facts.push(format!("Needs the permission {}.", code(permission)));
    }
    let repeated = if operation.repeatable { "Idempotent." } else { "Not idempotent." };
    facts.push(repeated.to_owned());
    let date = if operation.updated.is_empty() {
        String::new()
    } else {
        format!(", as of {}", operation.updated)
    };
    if !operation.page.is_empty() {
        let page = markdown(&operation.page);
        facts.push(sentence(&format!("Page: {page}{date}")));
    }
    facts.extend(docs::decisions(file, &operation.decisions));
    format!("{says}\n\n{}", facts.join(" "))
}

fn calls(file: &mut File<'_>, id: OperationId) -> Vec<TokenStream> {
    let operation = &file.model[id];
    let part = |place: Part| {
        let name = ident(place.as_str());
        quote!(&request.#name)
    };
    let found = quote!(found);
    let mut calls = Vec::new();
    for (place, table) in &operation.parameters {
        let name = place.as_str();
        let at = quote!(rt::Location::Root.key(#name));
        let call = call(file, (*table, View::Struct), None, &part);
        calls.extend(call.map(|call| call.with(&part(*place), &at, &found)));
    }
    match &operation.body {
        Some(Type::Struct(body)) => {
            let call = call(file, (*body, View::Struct), None, &part);
            let at = quote!(rt::Location::Root.key("body"));
            calls.extend(call.map(|call| call.with(&part(Part::Body), &at, &found)));
        }
        Some(ty) => {
            let call =
                ty.held().and_then(|id| call(file, (id, View::Struct), None, &part));
            let inner = call.map(|call| call.with(&quote!(it), &quote!(at), &found));
            calls.extend(inner.map(|inner| nested(ty, &inner)));
        }
        None => {}
    }
    calls
}

/// Loops over the arrays and maps of a body that is not an object.
fn nested(body: &Type, inner: &TokenStream) -> TokenStream {
    fn loops(ty: &Type, inner: &TokenStream) -> TokenStream {
        match ty {
            Type::Array(item) | Type::Map(item) => item_loop(ty, &loops(item, inner)),
            _ => quote!(#inner;),
        }
    }
    let loops = loops(body, inner);
    quote!(if let Some(it) = &request.body { let at = rt::Location::Root.key("body"); #loops })
}

fn statics(file: &mut File<'_>, id: OperationId) {
    let operation = &file.model[id];
    let name = ident(&operation.request_name);
    let (spec_name, method, path, page) =
        (&operation.name, &operation.method, &operation.path, &operation.page);
    let repeatable = operation.repeatable.then(|| quote!(repeatable: true,));
    let permission = operation.permission.iter();
    let permission = permission.map(|it| quote!(permission: Some(#it),));
    let service = &file.model.service;
    let envelope = (operation.envelope != service.envelope).then(|| {
        let envelope = match operation.envelope {
            None => quote!(rt::AnswerEnvelope::Absent),
            Some(id) => {
                let name = ident(&service.envelopes[id].rust_name);
                let service = file.import("crate::generated", Kind::Service.name());
                quote!(rt::AnswerEnvelope::Own(&#service::#name))
            }
        };
        quote!(envelope: #envelope,)
    });
    let places = operation.result.iter().map(|place| quote!(&[#(#place),*]));
    let result =
        (!operation.result.is_empty()).then(|| quote!(result: &[#(#places),*],));
    let text = doc(&format!(
        "{} as data: method, path, permission and page.",
        capitalised(&code(spec_name))
    ));
    let joined = joined(file.model, operation);
    let tables = tables(file, id);
    file.push(quote! {
        #text
        pub(crate) static OPERATION: rt::Operation = rt::Operation {
            page: #page,
            #repeatable
            #(#permission)*
            #envelope
            #result
            ..rt::Operation::new(#spec_name, #method, #path)
        };

        rt::operation_info! { #name: OPERATION; #(#tables;)* #(#joined;)* }
    });
}

/// The arrays that are one text, each with its part of the request and its delimiter.
fn joined(model: &Model, operation: &Operation) -> Vec<TokenStream> {
    let form = operation.body_type().filter(|_| operation.is_form);
    let form = form.map(|table| (Part::Body, table));
    let parts = operation.parameters.iter().copied().chain(form);
    let each = parts.flat_map(|(place, table)| {
        model[table].fields.iter().filter_map(move |field| {
            let (part, name, delimiter) = (place.as_str(), &field.name, field.joined?);
            Some(quote!(#name in #part by #delimiter))
        })
    });
    each.collect()
}

/// The tables of an operation, and the shared ones that its requests hold.
fn tables(file: &mut File<'_>, id: OperationId) -> Vec<TokenStream> {
    let model = file.model;
    let own = model.declared(Module::Operation(id)).types.iter().copied();
    let own = own.filter(|id| model[*id].in_requests);
    let shared = model
        .reach(model[id].roots())
        .into_iter()
        .filter(|id| model[*id].module == Module::Shared);
    own.chain(shared).map(|id| file.type_name(id)).collect()
}
