//! Modules: the public names of each one, and the root of all generated code.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, code, described, doc, markdown, sentence};
use super::file::{File, ident};
use super::matrix;
use crate::emit::files::{GENERATED, module_name};
use crate::model::{
    Envelope, Headers, Model, Module, OperationId, Status, Success, Test,
};

/// Whether anything is declared for all operations.
pub(super) fn has_shared(model: &Model) -> bool {
    let types = model.types.iter().filter(|it| it.headers != Some(Headers::Client));
    let modules =
        types.map(|item| item.module).chain(model.enums.iter().map(|item| item.module));
    modules
        .chain(model.decisions.iter().map(|item| item.module))
        .any(|module| module == Module::Shared)
}

/// The `mod.rs` of a module that has these modules.
pub(super) fn module<'m>(
    model: &'m Model,
    module: Module,
    modules: &[String],
) -> File<'m> {
    let text = match module {
        Module::Shared => {
            "Types, lists of values and decisions that several operations share."
                .to_owned()
        }
        Module::Operation(id) => describe(model, id),
    };
    let mut file = File::new(model, module, "mod", text);
    let declared = modules.iter().map(|name| {
        let module = ident(name);
        match name.as_str() {
            "decisions" | "enums" => quote!(pub mod #module;),
            "http" => quote!(
                #[cfg(feature = "http")]
                mod http;
            ),
            "constructors" | "typed" => quote!(
                #[cfg(feature = "typed")]
                mod #module;
            ),
            "request" | "validate" => quote!(pub(crate) mod #module;),
            _ => quote!(mod #module;),
        }
    });
    file.push(quote!(#(#declared)*));
    file.push(shown(model, module, modules));
    let has = |name: &str| modules.iter().any(|it| it == name);
    let request = match module {
        Module::Operation(id) => Some(ident(&model[id].request_name)),
        Module::Shared => None,
    };
    let request = request.map(|name| quote!(pub use super::request::#name;));
    let types = has("types").then(|| {
        quote!(
            pub use super::types::*;
        )
    });
    if request.is_some() || types.is_some() {
        file.push(quote! {
            /// Requests and answers exactly as they are on the wire: flat, and every
            /// field optional.
            pub mod wire {
                #request
                #types
            }
        });
    }
    file
}

/// The public names of a module: its typed requests, and in `wire` the request and the
/// objects. Lists of values are public in `enums` already.
fn shown(model: &Model, module: Module, modules: &[String]) -> TokenStream {
    let has = |name: &str| modules.iter().any(|it| it == name);
    let typed = has("typed").then(|| {
        quote!(
            #[cfg(feature = "typed")]
            pub use typed::*;
        )
    });
    let Module::Operation(id) = module else {
        return typed.unwrap_or_default();
    };
    let items = model.requests[id]
        .constructors
        .iter()
        .filter_map(|it| it.items.as_ref()?.item_name.as_deref());
    let items: Vec<_> = items.map(ident).collect();
    let items = (!items.is_empty())
        .then(|| quote!(#[cfg(feature = "typed")] pub use constructors::{#(#items),*};));
    quote!(#items #typed)
}

fn describe(model: &Model, id: OperationId) -> String {
    let operation = &model[id];
    let mut text = vec![
        sentence(&described(&operation.doc, "operation", &operation.name)),
        format!("{}.", code(&format!("{} {}", operation.method, operation.path))),
    ];
    for response in &operation.responses {
        let doc = sentence(&markdown(&response.doc));
        let status = match response.status {
            Status::Default => "Any other status".to_owned(),
            status => format!("Status {status}"),
        };
        text.push(match doc.as_str() {
            "" => format!("{status}."),
            doc => format!("{status}: {doc}"),
        });
    }
    text.extend(
        docs::decisions(model, Module::Operation(id), &operation.decisions)
            .map(|text| text.replace("(super::", "(")),
    );
    text.extend(matrix::emit(model, id));
    text.join("\n\n")
}

/// The root of the generated code.
pub(super) fn emit(model: &Model) -> File<'_> {
    let service = &model.service;
    let text = format!(
        "{}\n\nGenerated from the spec: one module an operation, and what they share.",
        sentence(&described(&service.doc, "service", &service.title))
    );
    let mut file = File::new(model, Module::Shared, "mod", text);
    file.path = format!("{GENERATED}/mod.rs");
    let has_patterns =
        model.rules.iter().any(|rule| matches!(rule.test, Test::Pattern(_)));
    if has_patterns {
        file.push(quote! {
            #[cfg(not(feature = "pattern"))]
            compile_error!("the spec has patterns: enable the feature `pattern`");
        });
    }
    let mut modules: Vec<&str> = (0..)
        .map(OperationId)
        .take(model.operations.len())
        .map(|id| module_name(model, Module::Operation(id)))
        .collect();
    if has_shared(model) {
        modules.push("shared");
    }
    modules.sort_unstable();
    let modules = modules.into_iter().map(ident);
    file.push(quote!(#(pub mod #modules;)*));
    statics(&mut file);
    blanks(&mut file);
    if model.operations.is_empty() {
        file.push(quote! {
            /// Every operation, sorted by name.
            pub static OPERATIONS: &[&rt::OperationInfo] = &[];
        });
    }
    clients(&mut file);
    file
}

/// The methods of clients that are of the service, and of no single operation.
fn clients(file: &mut File<'_>) {
    let model = file.model;
    let ids = (0..).map(OperationId).take(model.operations.len());
    let requests = ids.map(|id| {
        let module = ident(module_name(model, Module::Operation(id)));
        let request = ident(&model[id].request_name);
        quote!(rt::RequestByName::of::<#module::request::#request>(&#module::request::INFO))
    });
    file.push(quote! {
        /// The operations whose requests are sent by their names.
        #[cfg(feature = "client")]
        static REQUESTS: &[rt::RequestByName] = &[#(#requests),*];
    });
    file.push(quote! {
        #[cfg(feature = "client")]
        impl rt::Client {
            /// Starts to make a client of this service.
            #[must_use]
            pub fn builder() -> rt::ClientBuilder {
                rt::ClientBuilder::new(&SERVICE)
            }

            /// A client with the region and the credentials of the environment or the
            /// profile file: see [`ClientBuilder::load_env`](rt::ClientBuilder::load_env).
            ///
            /// # Errors
            ///
            /// [`ConfigError`](rt::ConfigError) if neither names a region.
            pub async fn from_env() -> Result<Self, rt::ConfigError> {
                Self::builder().load_env().await?.build()
            }

            /// Sends a request document `{path, query, header, body}` of the operation
            /// with this name. It is validated, its JSON types included, and nothing is
            /// sent if the pages forbid it. The answer is any JSON, or null.
            ///
            /// # Errors
            ///
            /// See [`Error`](rt::Error). `Build` also means that no operation has this
            /// name.
            pub async fn send_json(
                &self,
                operation: &str,
                document: &serde_json::Value,
            ) -> Result<rt::Response<serde_json::Value>, rt::Error> {
                self.send_by_name(REQUESTS, operation, document).await
            }
        }
    });
    file.push(quote! {
        #[cfg(feature = "blocking")]
        impl rt::blocking::Client {
            /// A client with the region and the credentials of the environment or the
            /// profile file.
            ///
            /// # Errors
            ///
            /// As for the asynchronous [`from_env`](rt::Client::from_env).
            pub fn from_env() -> Result<Self, rt::ConfigError> {
                rt::Client::builder().load_env_blocking()?.build_blocking()
            }

            /// Sends a request document of the operation with this name.
            ///
            /// # Errors
            ///
            /// As for the asynchronous [`send_json`](rt::Client::send_json).
            pub fn send_json(
                &self,
                operation: &str,
                document: &serde_json::Value,
            ) -> Result<rt::Response<serde_json::Value>, rt::Error> {
                self.send_by_name(REQUESTS, operation, document)
            }
        }
    });
    super::headers::of_client(file);
}

fn statics(file: &mut File<'_>) {
    let model = file.model;
    let service = &model.service;
    let name = &service.name;
    let scope = ident(if service.project_scope { "Project" } else { "Domain" });
    let (regions, urls): (Vec<_>, Vec<_>) =
        service.endpoints.iter().map(|(region, url)| (region, url)).unzip();
    let with_envelope = service.envelope.map(|id| {
        let name = ident(&service.envelopes[id].rust_name);
        quote!(.with_envelope(&#name))
    });
    let codes = &service.refused_before_acting;
    let with_codes =
        (!codes.is_empty()).then(|| quote!(.with_refused_before_acting(&[#(#codes),*])));
    let text = doc(&sentence(&markdown(&service.title)));
    file.push(quote! {
        #text
        pub static SERVICE: rt::Service =
            rt::Service::new(#name, rt::AuthScope::#scope).with_endpoints(&[#((#regions, #urls)),*]) #with_envelope #with_codes;
    });
    for envelope in &service.envelopes {
        let name = ident(&envelope.rust_name);
        let value = self::envelope(envelope);
        file.push(quote! {
            pub(crate) static #name: rt::Envelope = #value;
        });
    }
    if !model.operations.is_empty() {
        let modules =
            model.operations.iter().map(|operation| ident(&operation.rust_name));
        file.push(quote! {
            /// Every operation, sorted by name.
            pub static OPERATIONS: &[&rt::OperationInfo] = &[#(&#modules::request::INFO),*];
        });
    }
}

fn envelope(envelope: &Envelope) -> TokenStream {
    let Envelope { code, message, data, success, refusals, .. } = envelope;
    let success = match success {
        Success::ZerosAfterPrefix => quote!(rt::Success::ZerosAfterPrefix),
        Success::Codes(codes) => quote!(rt::Success::Codes(&[#(#codes),*])),
    };
    let data = data.as_ref().map(|data| quote!(.with_data(#data)));
    let refusals =
        (!refusals.is_empty()).then(|| quote!(.with_refusals(&[#(#refusals),*])));
    quote! {
        rt::Envelope::new(&[#(#code),*], &[#(#message),*], #success) #data #refusals
    }
}

/// The functions that tell which texts count as absent beside `null`.
fn blanks(file: &mut File<'_>) {
    let blanks = &file.model.service.blanks;
    if file.model.rules.is_empty() {
        return;
    }
    let is_blank = match blanks.as_slice() {
        [] => quote!(
            fn is_blank(_: &str) -> bool {
                false
            }
        ),
        [only] if only.is_empty() => quote!(
            fn is_blank(text: &str) -> bool {
                text.is_empty()
            }
        ),
        all => quote!(
            fn is_blank(text: &str) -> bool {
                matches!(text, #(#all)|*)
            }
        ),
    };
    file.push(quote! {
        /// Whether a text counts as absent.
        #[allow(dead_code)]
        #is_blank
    });
    file.push(quote! {
        /// The text, unless it counts as absent.
        #[allow(dead_code)]
        #[inline]
        fn text(field: &Option<String>) -> Option<&str> {
            field.as_deref().filter(|text| !is_blank(text))
        }
    });
    file.push(quote! {
        /// The value, unless its text counts as absent.
        #[allow(dead_code)]
        #[inline]
        fn listed<T: rt::OpenEnum + AsRef<str>>(field: &Option<T>) -> Option<&T> {
            field.as_ref().filter(|value| value.is_known() || !is_blank(value.as_ref()))
        }
    });
}
