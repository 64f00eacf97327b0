//! The server side: how a received request is read, and the trait with a method for each
//! operation. The client's side belongs to `http`.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{described, doc, markdown};
use super::file::{File, Kind, feature, ident};
use crate::emit::sentences::sentence;
use crate::model::{Model, Module, Operation, OperationId, Status, Type};

/// How a request of an operation is read.
pub(super) fn implementation(file: &mut File<'_>, id: OperationId) {
    let model = file.model;
    let operation = &model[id];
    let name = ident(&operation.request_name);
    let status = match operation.output().map(|response| response.status) {
        Some(Status::Code(code)) if code != 200 => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            Some(quote!(const STATUS: u16 = #code;))
        }
        _ => None,
    };
    let body = operation.body.as_ref().map(|_| {
        let kind = ident(if operation.is_form { "Form" } else { "Json" });
        quote!(const BODY: rt::BodyKind = rt::BodyKind::#kind;)
    });
    let files = files(model, operation);
    let files = (!files.is_empty()).then(|| {
        quote! {
            fn take_files(&mut self, files: &mut rt::Files) {
                #(#files)*
            }
        }
    });
    file.push(quote! {
        #[cfg(feature = "server")]
        impl rt::ServedRequest for request::#name {
            const INFO: &'static rt::OperationInfo = &request::INFO;
            #status
            #body
            #files
        }
    });
}

/// The steps that put the content of files in their places.
fn files(model: &Model, operation: &Operation) -> Vec<TokenStream> {
    let Some(body) = operation.body_type().filter(|_| operation.is_form) else {
        return Vec::new();
    };
    let files = model[body].fields.iter().filter(|field| field.ty == Type::File);
    let each = files.map(|field| {
        let (wire, name) = (&field.name, ident(&field.rust_name));
        quote!(files.put(#wire, &mut self.body.#name);)
    });
    each.collect()
}

/// The file with the trait, whose methods are the operations.
pub(super) fn emit(model: &Model) -> File<'_> {
    let text = "The server side: a trait with a method for each operation.";
    let mut file = File::new(model, Module::Shared, Kind::Server, text);
    let service = file.import("super", Kind::Service.name());
    let title = doc(&format!(
        "The operations of a service: {}\n\nImplement those that your server supports; the \
         others answer with status 501. A method is called only with a request whose \
         signature is valid and which breaks no documented rule.",
        sentence(&markdown(&model.service.title)),
    ));
    let rows: Vec<TokenStream> =
        model.operations.ids().map(|id| operation(model, id)).collect();
    file.push_with_runtime(quote! {
        rt::served_operations! { #title pub trait Operations of #service::SERVICE; #(#rows;)* }
    });
    file
}

/// An operation, with its name on the wire where that differs.
fn operation(model: &Model, id: OperationId) -> TokenStream {
    let operation = &model[id];
    let text = doc(&sentence(&described(&operation.doc, "operation", &operation.name)));
    let (feature, name) = (feature(operation), ident(&operation.rust_name));
    let wire = (operation.rust_name != operation.name).then_some(&operation.name);
    let wire = wire.map(|wire| quote!(= #wire));
    let module = ident(model.module_name(Module::Operation(id)));
    let request = ident(&operation.request_name);
    quote!(#text #feature #name: super::#module::wire::#request #wire)
}
