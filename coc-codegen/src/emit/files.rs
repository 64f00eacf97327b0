//! The paths of the emitted files.

use std::collections::BTreeMap;

use crate::model::{Model, Module};

/// The text of every generated file, by its path below the generated crate.
pub type Files = BTreeMap<String, String>;

/// The folder of the generated Rust. Codegen removes every other file in it.
pub const GENERATED: &str = "src/generated";

/// The path of a file of `module`.
pub(super) fn path(model: &Model, module: Module, name: &str) -> String {
    format!("{GENERATED}/{}/{name}.rs", model.module_name(module))
}
