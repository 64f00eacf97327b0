//! Decisions as statics, to which the documentation of fields leads.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::markdown;
use super::file::{File, Kind, ident, text};
use crate::emit::sentences::sentence;
use crate::model::{Decision, Model, Module};

/// The file with the decisions of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let doc = "Decisions about pages that are unclear or contradict themselves.";
    let mut file = File::new(model, module, Kind::Decisions, doc);
    let rows: Vec<TokenStream> =
        model.declared(module).decisions.iter().map(|id| row(&model[*id])).collect();
    if !rows.is_empty() {
        file.push_with_runtime(quote!(rt::decisions! { #(#rows;)* }));
    }
    file
}

fn row(decision: &Decision) -> TokenStream {
    let Decision { name, rust_name, pages, resolution, evidence, .. } = decision;
    let rust_name = ident(rust_name);
    let shown = sentence(&markdown(resolution));
    let shown = (shown != *resolution).then(|| {
        let shown = text(&shown);
        quote!(shown #shown;)
    });
    let [pages, resolution, evidence] = [pages, resolution, evidence].map(|it| text(it));
    quote! {
        #rust_name #name {
            pages #pages;
            resolution #resolution;
            #shown
            evidence #evidence;
        }
    }
}
