//! Rust: one module per operation and one for what operations share. Each file here
//! emits one kind of item.

mod condition;
mod constructors;
mod decisions;
mod docs;
mod enums;
mod file;
mod http;
mod matrix;
mod print;
mod request;
mod root;
mod row;
mod rules;
mod typed;
mod types;
mod validate;
mod values;

use super::files::Files;
use crate::model::{Model, Module, OperationId};
use crate::parallel::in_parallel;
use file::File;

/// Renders all Rust files, on every core there is.
pub(super) fn emit(model: &Model) -> Result<Files, String> {
    let mut modules: Vec<Module> = (0..)
        .map(OperationId)
        .take(model.operations.len())
        .map(Module::Operation)
        .collect();
    if root::has_shared(model) {
        modules.push(Module::Shared);
    }
    let rendered =
        in_parallel(modules.len(), |at| -> Result<Vec<(String, String)>, String> {
            let files = module(model, modules[at]);
            files
                .into_iter()
                .map(|file| Ok((file.path.clone(), print::print(file)?)))
                .collect()
        });
    let mut files = Files::new();
    for part in rendered {
        files.extend(part?);
    }
    let root = root::emit(model);
    files.insert(root.path.clone(), print::print(root)?);
    Ok(files)
}

/// The files of one module.
fn module<'m>(model: &'m Model, module: Module) -> Vec<File<'m>> {
    let mut files = vec![
        enums::emit(model, module),
        types::emit(model, module),
        decisions::emit(model, module),
        rules::emit(model, module),
        validate::emit(model, module),
        typed::emit(model, module),
    ];
    if let Module::Operation(operation) = module {
        files.push(request::emit(model, operation));
        files.push(http::emit(model, operation));
        files.push(constructors::emit(model, operation));
    }
    files.retain(|file| !file.items.is_empty());
    let module = root::module(model, module, &files);
    files.push(module);
    files
}
