//! Decisions as statics, which the documentation of fields leads to.

use quote::quote;

use super::docs::{code, doc, markdown, sentence};
use super::file::{File, ident};
use crate::model::{Decision, Model, Module};

/// The file with the decisions of `module`.
pub(super) fn emit(model: &Model, module: Module) -> File<'_> {
    let doc_text = "Decisions where the pages are unclear or contradict themselves.";
    let mut file = File::new(model, module, "decisions", doc_text);
    for id in &model.declared(module).decisions {
        let Decision { name, rust_name, pages, resolution, evidence, .. } = &model[*id];
        let text = doc(&format!("{}: {}", code(name), sentence(&markdown(resolution))));
        let rust_name = ident(rust_name);
        file.push(quote! {
            #text
            pub static #rust_name: rt::Decision = rt::Decision {
                name: #name,
                pages: #pages,
                resolution: #resolution,
                evidence: #evidence,
            };
        });
    }
    file
}
