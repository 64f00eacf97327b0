//! The spec as written: the content of the YAML files with places, before names are
//! resolved and rules checked. No other module reads YAML. Resolving names and checking
//! rules belong to `check`.

mod answers;
mod belongs;
mod completion;
mod condition;
mod condition_use;
mod declarations;
mod depth;
mod enumeration;
mod example;
mod facts;
mod field;
mod field_rules;
mod file_defs;
mod file_shapes;
mod folder;
mod headings;
mod json;
mod json_slips;
mod keys;
mod language;
mod limits;
mod load;
mod mentions;
mod messages;
mod numbers;
mod offers;
mod operation;
mod repeated;
mod responses;
mod schema;
mod service;
mod shape;
mod shared_keys;
mod strays;
mod table;
mod table_defs;
mod table_shapes;
mod type_expr;
mod unknown_keys;
mod values;
mod yaml;

pub(crate) use completion::report_other_names;
pub use completion::{editor_files, names_path};
pub(crate) use condition::usual_word;
pub(crate) use example::Example;
pub(crate) use file_defs::{
    ConstructorDef, EnvelopeDef, FormDef, PaginationDef, ResponseBody, ResponseDef,
    WaiterDef, WayDef,
};
pub use file_defs::{OperationFile, ServiceFile};
pub use folder::{read_folder, read_folder_or_reason};
pub(crate) use json::Tokens;
pub use load::{DRAFT_MARK, Spec, example_path};
pub use schema::{SCHEMA_PATH, schema};
pub(crate) use table_defs::{
    AccessorDef, ConditionDef, ConditionKind, DecisionDef, Declarations, EnumDef,
    FieldDef, GroupDef, Limits, Mention, OriginDef, RefDef, RuleDef, RuleDefKind,
    TableDef, TypeExpr, ValueDef,
};
pub(crate) use type_expr::{innermost_name, words as type_in_words};
pub(crate) use values::meant_flag;
