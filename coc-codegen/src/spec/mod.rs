//! The spec as written: the content of the YAML files with places, before names are
//! resolved and rules checked. No other module reads YAML. Resolving names and checking
//! rules belong to `check`.
//!
//! `folder` finds the files, and `load` reads them: `yaml` and `json` parse a text,
//! `recovery` repairs its tree, and `read` makes definitions of it, which are in
//! `file_defs` and `table_defs`. `language` describes the keys as data for `read`,
//! `recovery` and the schemas of `editors`.

mod editors;
mod file_defs;
mod folder;
mod json;
mod language;
mod load;
mod paths;
mod read;
mod recovery;
mod table_defs;
mod yaml;
mod yaml_file;

pub(crate) use editors::completion::warn_of_other_schemas;
pub use editors::completion::{editor_files, names_path};
pub use editors::schema::{SCHEMA_PATH, schema};
pub(crate) use file_defs::{
    ConstructorDef, EnvelopeDef, FormDef, PaginationDef, ResponseBody, ResponseDef,
    WaiterDef, WayDef,
};
pub use file_defs::{OperationFile, ServiceFile};
pub use folder::{read_folder, read_folder_or_reason};
pub(crate) use json::example::Example;
pub use load::Spec;
pub use paths::example_path;
pub(crate) use read::type_expr::innermost_name;
#[cfg(feature = "page")]
pub(crate) use read::type_expr::words as type_in_words;
pub(crate) use recovery::foreign_conditions::foreign_keyword;
pub(crate) use recovery::meant_values::meant_flag;
pub(crate) use table_defs::{
    AccessorDef, ConditionDef, ConditionKind, DecisionDef, Declarations, EnumDef,
    FieldDef, GroupDef, Limits, Mention, OriginDef, RefDef, RuleDef, RuleDefKind,
    TableDef, TypeExpr, ValueDef,
};
pub use yaml_file::DRAFT_MARK;
