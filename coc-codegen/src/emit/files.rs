//! The files that are emitted, and where each stands.

use std::collections::BTreeMap;

use crate::model::{Model, Module};

/// Text of every generated file, by its path below the generated crate.
pub type Files = BTreeMap<String, String>;

/// The folder of the generated Rust: codegen owns everything in it.
pub const GENERATED: &str = "src/generated";

/// Path of a file of `module`.
pub(super) fn path(model: &Model, module: Module, name: &str) -> String {
    format!("{GENERATED}/{}/{name}.rs", module_name(model, module))
}

pub(super) fn module_name(model: &Model, module: Module) -> &str {
    match module {
        Module::Shared => "shared",
        Module::Operation(id) => &model[id].rust_name,
    }
}
