//! The raw spec: the content of the YAML files with places, before names are resolved
//! and rules checked. No other module knows YAML. Resolving names and checking rules
//! belong to `check`.

mod answers;
mod belongs;
mod completion;
mod condition;
mod def;
mod example;
mod facts;
mod field;
mod field_rules;
mod file_shapes;
mod folder;
mod headings;
mod json;
mod language;
mod limits;
mod load;
mod operation;
mod read;
mod repeated;
mod schema;
mod service;
mod shape;
mod shared_keys;
mod table_shapes;
mod type_expr;
mod types;
mod unknown_keys;
mod yaml;

pub use completion::{editor_files, names_path};
pub(crate) use condition::usual_word;
pub(crate) use def::{
    AccessorDef, ConditionDef, ConditionKind, ConstructorDef, DecisionDef, Declarations,
    EnumDef, EnvelopeDef, FieldDef, FormDef, GroupDef, Limits, Mention, OriginDef,
    PaginationDef, RefDef, ResponseBody, ResponseDef, RuleDef, RuleDefKind, TableDef,
    TypeExpr, ValueDef, WaiterDef, WayDef,
};
pub use def::{OperationFile, ServiceFile};
pub(crate) use example::Example;
pub use folder::{read_folder, read_folder_or_reason};
pub(crate) use json::Tokens;
pub use load::{DRAFT_MARK, Spec, example_path};
pub(crate) use read::meant_flag;
pub use schema::{SCHEMA_PATH, schema};
pub(crate) use type_expr::innermost_name;
