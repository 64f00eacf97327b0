//! Rust: one module per operation and one for what operations share. Each file here
//! emits one kind of item.

mod assignments;
mod attributes;
mod call;
mod checks;
mod client;
mod condition;
mod constructors;
mod decisions;
mod docs;
mod enums;
mod file;
mod headers;
mod http;
mod layout;
mod matrix;
mod members;
mod pages;
mod paths;
mod print;
mod request;
mod root;
mod rules;
mod rust_types;
mod samples;
mod server;
mod service;
mod table;
mod typed;
mod typed_docs;
mod types;
mod validate;
mod value_rules;
mod waiters;

use std::collections::BTreeMap;

use super::files::Files;
use crate::model::{Model, Module, OperationId};
use crate::parallel::in_parallel;
use file::{File, Kind};

pub(super) use samples::sample;

/// Emits the items of one kind that a module has. None if the kind belongs to operations
/// and the module to none.
type Emit = for<'m> fn(&'m Model, Module) -> Option<File<'m>>;

/// One file for each kind. Those that take longest come first, so that no core waits for
/// another one at the end.
const KINDS: &[Emit] = &[
    |model, module| Some(types::emit(model, module)),
    |model, module| Some(typed::emit(model, module)),
    |model, module| Some(validate::emit(model, module)),
    |model, module| Some(constructors::emit(model, operation(module)?)),
    |model, module| Some(rules::emit(model, module)),
    |model, module| Some(enums::emit(model, module)),
    |model, module| Some(decisions::emit(model, module)),
    |model, module| Some(request::emit(model, operation(module)?)),
    |model, module| Some(http::emit(model, operation(module)?)),
    |model, module| Some(waiters::emit(model, operation(module)?)),
];

fn operation(module: Module) -> Option<OperationId> {
    match module {
        Module::Operation(id) => Some(id),
        Module::Shared => None,
    }
}

/// Renders all Rust files, on all cores.
pub(super) fn emit(model: &Model) -> Result<Files, String> {
    let mut modules: Vec<Module> =
        model.operations.ids().map(Module::Operation).collect();
    if root::has_shared(model) {
        modules.push(Module::Shared);
    }
    let rendered = in_parallel(KINDS.len() * modules.len(), |at| {
        let (emit, module) = (KINDS[at / modules.len()], modules[at % modules.len()]);
        let file = emit(model, module).filter(|file| !file.items.is_empty())?;
        let (kind, path) = (file.kind, file.path());
        Some(print::print(file).map(|text| (module, kind, path, text)))
    });
    let mut files = Files::new();
    let mut kinds: BTreeMap<Module, Vec<Kind>> = BTreeMap::new();
    for file in rendered.into_iter().flatten() {
        let (module, kind, path, text) = file?;
        kinds.entry(module).or_default().push(kind);
        files.insert(path, text);
    }
    kinds.values_mut().for_each(|kinds| kinds.sort_unstable());
    let heads = in_parallel(modules.len() + root::FILES.len(), |at| {
        let file = match modules.get(at) {
            Some(module) => {
                let kinds = kinds.get(module).map_or(&[][..], Vec::as_slice);
                root::module(model, *module, kinds)
            }
            None => root::FILES[at - modules.len()](model),
        };
        let path = file.path();
        print::print(file).map(|text| (path, text))
    });
    for head in heads {
        let (path, text) = head?;
        files.insert(path, text);
    }
    Ok(files)
}
