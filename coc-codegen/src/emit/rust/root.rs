//! Modules: the public names of each one, the root of all generated code, and the list of
//! operations. The other files beside the modules belong to `service`, `client` and
//! `server`.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, described, markdown};
use super::file::{File, Kind, feature, ident};
use super::{client, matrix, server, service};
use crate::emit::sentences::sentence;
use crate::model::{Headers, Model, Module, OperationId, Status, Test, code};

/// Whether anything is declared for all operations.
pub(super) fn has_shared(model: &Model) -> bool {
    let types = model.types.iter().filter(|it| it.headers != Some(Headers::Client));
    let modules =
        types.map(|item| item.module).chain(model.enums.iter().map(|item| item.module));
    modules
        .chain(model.decisions.iter().map(|item| item.module))
        .any(|module| module == Module::Shared)
}

/// The `mod.rs` of a module that has these files.
pub(super) fn module<'m>(model: &'m Model, module: Module, files: &[Kind]) -> File<'m> {
    let mut file = File::new(model, module, Kind::Head, "");
    file.doc = match module {
        Module::Shared => {
            "Types, lists of values and decisions that several operations share."
                .to_owned()
        }
        Module::Operation(id) => describe(&file, id),
    };
    let declared = files.iter().map(|kind| declared(model, module, *kind));
    file.push(quote!(#(#declared)*));
    file.push(shown(model, module, files));
    let request = match module {
        Module::Operation(id) => Some(ident(&model[id].request_name)),
        Module::Shared => None,
    };
    let doc = docs::doc(match request {
        Some(_) => "The request and the JSON objects, exactly as sent and received.",
        None => "The JSON objects, exactly as sent and received.",
    });
    let request = request.map(|name| quote!(pub use super::request::#name;));
    let types = files.contains(&Kind::Types).then(|| {
        quote!(
            pub use super::types::*;
        )
    });
    if request.is_some() || types.is_some() {
        file.push(quote! {
            #doc
            pub mod wire {
                #request
                #types
            }
        });
    }
    file
}

/// The `mod` item for a file of a module.
fn declared(model: &Model, module: Module, kind: Kind) -> TokenStream {
    let name = ident(kind.name());
    match kind {
        Kind::Decisions | Kind::Enums => quote!(pub mod #name;),
        Kind::Http => quote!(
            #[cfg(feature = "http")]
            mod #name;
        ),
        Kind::Waiters => quote!(
            #[cfg(feature = "http")]
            pub mod #name;
        ),
        Kind::Constructors | Kind::Typed => quote!(
            #[cfg(feature = "typed")]
            mod #name;
        ),
        Kind::Validate if module == Module::Shared => {
            let allowed = may_be_unused(model);
            quote!(#allowed pub(crate) mod #name;)
        }
        Kind::Request | Kind::Validate => quote!(pub(crate) mod #name;),
        _ => quote!(mod #name;),
    }
}

/// The public names of a module: its typed requests, and in `wire` the request and the
/// objects. Lists of values are public in `enums` already.
fn shown(model: &Model, module: Module, files: &[Kind]) -> TokenStream {
    let typed = files.contains(&Kind::Typed).then(|| {
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
    let mut items: Vec<&str> = items.collect();
    items.sort_unstable();
    let items = match items.into_iter().map(ident).collect::<Vec<_>>().as_slice() {
        [] => None,
        [only] => Some(quote!(#only)),
        items => Some(quote!({#(#items),*})),
    };
    let items = items
        .map(|items| quote!(#[cfg(feature = "typed")] pub use constructors::#items;));
    quote!(#items #typed)
}

fn describe(file: &File<'_>, id: OperationId) -> String {
    let operation = &file.model[id];
    let text = sentence(&described(&operation.doc, "operation", &operation.name));
    let mut facts =
        vec![format!("{}.", code(&format!("{} {}", operation.method, operation.path)))];
    for response in &operation.responses {
        let doc = sentence(&markdown(&response.doc));
        let status = match response.status {
            Status::Default => "Any other status".to_owned(),
            status => format!("Status {status}"),
        };
        facts.push(match doc.as_str() {
            "" => format!("{status}."),
            doc => format!("{status}: {doc}"),
        });
    }
    if let Some(area) = &operation.area {
        facts.push(format!("Needs the feature {}.", code(area)));
    }
    facts.extend(docs::decisions(file, &operation.decisions));
    let paragraphs = [text, facts.join(" ")];
    paragraphs.into_iter().chain(matrix::emit(file, id)).collect::<Vec<_>>().join("\n\n")
}

/// The files that stand beside the modules.
pub(super) const FILES: [fn(&Model) -> File<'_>; 5] =
    [root, service::emit, operations, client::emit, server::emit];

/// The modules of the operations are public; the other files show what `lib.rs` names.
fn root(model: &Model) -> File<'_> {
    let service = &model.service;
    let text = format!(
        "{}\n\nGenerated from the spec: a module for each operation, and one for the types that several share.",
        sentence(&described(&service.doc, "service", &service.title))
    );
    let mut file = File::new(model, Module::Shared, Kind::Root, text);
    let has_patterns =
        model.rules.iter().any(|rule| matches!(rule.test, Test::Pattern(_)));
    if has_patterns {
        file.push(quote! {
            #[cfg(not(feature = "pattern"))]
            compile_error!("the spec has patterns: enable the feature `pattern`");
        });
    }
    let operations = model.operations.iter().map(|operation| {
        let feature = feature(operation);
        (operation.rust_name.as_str(), quote!(#feature pub mod))
    });
    let shared = has_shared(model).then(|| ("shared", quote!(pub mod)));
    let public = operations.chain(shared);
    let own = [(Kind::Operations.name(), quote!(pub(crate) mod))];
    let allowed = may_be_unused(model);
    let service = (Kind::Service.name(), quote!(#allowed pub(crate) mod));
    let own = own.into_iter().chain([service]);
    let client = quote!(
        #[cfg(feature = "client")]
        mod
    );
    let server = quote!(
        #[cfg(feature = "server")]
        pub(crate) mod
    );
    let optional = [(Kind::Client.name(), client), (Kind::Server.name(), server)];
    let mut all: Vec<(&str, TokenStream)> = public.chain(own).chain(optional).collect();
    all.sort_by_key(|(name, _)| *name);
    let all = all.into_iter().map(|(name, declared)| {
        let name = ident(name);
        quote!(#declared #name;)
    });
    file.push(quote!(#(#all)*));
    file
}

/// Allows that nothing uses an item for operations whose features are not enabled.
fn may_be_unused(model: &Model) -> Option<TokenStream> {
    let areas = model.service.areas.iter().map(|area| {
        let name = &area.name;
        quote!(feature = #name)
    });
    let all = match areas.collect::<Vec<_>>().as_slice() {
        [] => return None,
        [only] => only.clone(),
        areas => quote!(all(#(#areas),*)),
    };
    Some(quote! {
        #[cfg_attr(
            not(#all),
            allow(dead_code, reason = "operations of other features use the rest")
        )]
    })
}

/// The list of operations.
fn operations(model: &Model) -> File<'_> {
    let text = "All operations as data, and their requests by name.";
    let mut file = File::new(model, Module::Shared, Kind::Operations, text);
    let rows = model.operations.ids().map(|id| {
        let operation = &model[id];
        let request = ident(&operation.request_name);
        let name = model.module_name(Module::Operation(id));
        // A module that may be absent is not imported.
        if let Some(feature) = feature(operation) {
            let module = ident(name);
            return quote!(#feature super::#module::request: #request);
        }
        let module = file.import("super", name);
        quote!(#module::request: #request)
    });
    let rows: Vec<TokenStream> = rows.collect();
    file.push_with_runtime(quote!(rt::operations! { OPERATIONS, REQUESTS; #(#rows;)* }));
    file
}
