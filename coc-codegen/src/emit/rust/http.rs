//! The conversion of a request into HTTP, and the methods of the clients for it.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{deprecated, described, doc};
use super::file::{File, Kind, ident};
use super::{headers, pages, server, waiters};
use crate::emit::sentences::{capitalised, sentence};
use crate::model::{
    Field, Model, Module, OperationId, Part, Segment, TableId, Type, code,
};

/// The file with the HTTP side of an operation.
pub(super) fn emit(model: &Model, id: OperationId) -> File<'_> {
    let operation = &model[id];
    let text = format!("{} over HTTP.", capitalised(&code(&operation.name)));
    let mut file = File::new(model, Module::Operation(id), Kind::Http, text);
    let output = file.answer(id);
    implementation(&mut file, id, &output);
    pages::implementation(&mut file, id);
    methods(&mut file, id, &output);
    server::implementation(&mut file, id);
    if let Some(table) = operation.answer_headers {
        headers::of_answers(&mut file, table);
    }
    file
}

/// The implementation of the trait that takes a request apart.
fn implementation(file: &mut File<'_>, id: OperationId, output: &TokenStream) {
    let model = file.model;
    let name = ident(&model[id].request_name);
    let service = file.import("crate::generated", Kind::Service.name());
    let request = file.import("super", Kind::Request.name());
    let steps = parts(model, id);
    file.push_with_runtime(quote! {
        impl rt::OperationRequest for #request::#name {
            type Output = #output;
            const SERVICE: &'static rt::Service = &#service::SERVICE;
            const OPERATION: &'static rt::Operation = &#request::OPERATION;

            fn violations(&self) -> rt::Violations {
                rt::Collector::collect(|found| #request::check(self, found))
            }

            fn parts(&self) -> Result<rt::Parts, rt::BuildError> {
                let mut parts = rt::Parts::new();
                #(#steps)*
                Ok(parts)
            }
        }
    });
}

/// The methods of both clients: one that sends, and where the operation has them, those
/// that write the answer, list pages and wait.
fn methods(file: &mut File<'_>, id: OperationId, output: &TokenStream) {
    let operation = &file.model[id];
    let (name, request) = (ident(&operation.rust_name), ident(&operation.request_name));
    let says = sentence(&described(&operation.doc, "operation", &operation.name));
    let deprecated = deprecated(operation.deprecated.as_deref());
    let mut rows = vec![(doc(&says), quote!(send #name))];
    rows.extend(operation.writer_name.as_ref().map(|writer| {
        let writer = ident(writer);
        let text = format!(
            "Like [`{name}`](Self::{name}), and writes the bytes of the answer to `writer` \
             as they arrive. The output is the number of bytes."
        );
        (doc(&text), quote!(write #writer))
    }));
    rows.extend(pages::method(file, id));
    rows.extend(waiters::methods(file, id));
    let rows = rows.iter().map(|(text, row)| quote!(#text #deprecated #row;));
    let rows: Vec<TokenStream> = rows.collect();
    file.push_with_runtime(quote! {
        #[cfg(feature = "client")]
        rt::client_methods! { request::#request => #output; #(#rows)* }
    });
}

/// The statements that put the values of a request into its parts.
fn parts(model: &Model, id: OperationId) -> Vec<TokenStream> {
    let operation = &model[id];
    let mut steps = Vec::new();
    let path = operation.table_of(Part::Path);
    for segment in &operation.segments {
        match (segment, path) {
            (Segment::Literal(text), _) => steps.push(quote!(parts.literal(#text);)),
            (Segment::Parameter(at), Some(path)) => {
                let field = &model[path].fields[*at];
                let (wire, value) = (&field.name, single(&quote!(self.path), field));
                steps.push(quote!(parts.segment(#wire, #value)?;));
            }
            (Segment::Parameter(_), None) => {}
        }
    }
    for (place, table) in &operation.parameters {
        for field in &model[*table].fields {
            let wire = &field.name;
            match place {
                Part::Query => steps.push(query(field)),
                Part::Header => {
                    let value = single(&quote!(self.header), field);
                    steps.push(quote!(parts.header(#wire, #value)?;));
                }
                _ => {}
            }
        }
        // Keys that a caller sets beyond the tables are sent along.
        match place {
            Part::Query => steps.push(quote! {
                for (name, value) in self.query.undocumented() {
                    parts.query(name, rt::plain_text(value));
                }
            }),
            Part::Header => steps.push(quote! {
                for (name, value) in self.header.undocumented() {
                    parts.header(name, rt::plain_text(value))?;
                }
            }),
            _ => {}
        }
    }
    match &operation.body {
        Some(Type::Struct(body)) if operation.is_form => {
            steps.extend(form(model, *body));
        }
        Some(Type::Struct(_)) => steps.push(quote!(parts.json(&self.body)?;)),
        Some(_) => steps.push(quote! {
            if let Some(body) = &self.body {
                parts.json(body)?;
            }
        }),
        None => {}
    }
    steps
}

/// The parts of a form. Keys that a caller sets beyond the table are sent along.
fn form(model: &Model, body: TableId) -> Vec<TokenStream> {
    let fields = model[body].fields.iter().map(|field| {
        let (wire, name) = (&field.name, ident(&field.rust_name));
        if field.ty == Type::File {
            return quote!(form.file(#wire, self.body.#name.as_ref())?;);
        }
        let value = single(&quote!(self.body), field);
        if field.sensitive {
            quote!(form.secret(#wire, #value)?;)
        } else {
            quote!(form.text(#wire, #value)?;)
        }
    });
    let first = quote!(let mut form = rt::FormBody::new(););
    let rest = quote! {
        for (name, value) in self.body.undocumented() {
            form.text(name, rt::plain_text(value))?;
        }
        parts.form(form);
    };
    std::iter::once(first).chain(fields).chain([rest]).collect()
}

/// The statement for a parameter in the query.
fn query(field: &Field) -> TokenStream {
    let wire = &field.name;
    match &field.ty {
        Type::Array(inner) if field.joined.is_none() => {
            let items = items(&quote!(self.query), field, inner);
            quote!(parts.query_each(#wire, #items);)
        }
        _ => {
            let value = single(&quote!(self.query), field);
            quote!(parts.query(#wire, #value);)
        }
    }
}

/// A parameter as an `Option` of something that can be displayed: an array is one text.
fn single(base: &TokenStream, field: &Field) -> TokenStream {
    let name = ident(&field.rust_name);
    let place = quote!(#base.#name);
    match (&field.ty, field.joined) {
        (ty, _) if ty.is_string() => quote!(#place.as_deref()),
        (Type::Enum(..), _) => quote!(#place.as_ref()),
        (Type::Timestamp, _) => quote!(#place.map(rt::Timestamp::as_millis)),
        (Type::Array(inner), Some(delimiter)) => {
            let items = items(base, field, inner);
            quote!(rt::joined(#items, #delimiter))
        }
        _ => quote!(#place),
    }
}

/// The items of an array, each as something that can be displayed.
fn items(base: &TokenStream, field: &Field, inner: &Type) -> TokenStream {
    let name = ident(&field.rust_name);
    // All but timestamps are displayed as they are.
    let each =
        (*inner == Type::Timestamp).then(|| quote!(.map(|item| item.as_millis())));
    quote!(#base.#name.iter().flatten() #each)
}
