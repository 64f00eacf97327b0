//! The checked, resolved form of a spec, and the only input of emitters. All names are
//! resolved, all identifiers decided, and all orders fixed. It depends on neither YAML nor
//! Rust tokens nor JSON.
//!
//! Other modules import from here. The files of this module import each other directly.

mod answer_paths;
mod answer_words;
mod answers;
mod condition;
mod constructor;
mod contract;
mod decision;
mod enums;
mod example;
mod file;
mod format;
mod id;
mod known;
mod literal;
mod matrix;
mod operation;
mod place;
mod rule;
mod rule_words;
mod service;
mod status;
mod table;
mod typed;
mod validators;
mod whole;
mod words;

pub use answers::{AnswerPart, PageSize, Pagination, Waiter, Way};
pub use condition::{Condition, Possible, Ref, State};
pub use constructor::{Argument, Assignment, Constructor, Items, ValueSource};
pub use contract::{Contract, MAX_NESTING};
pub use decision::Decision;
pub use enums::{Enum, Value};
pub use example::{Call, Example, FormPart, Payload};
pub use file::FileMember;
pub use format::Format;
pub use id::{
    DecisionId, EnumId, EnvelopeId, FieldId, Module, OperationId, RuleId, TableField,
    TableId, TypedId,
};
pub(crate) use known::{Known, assume, decides, reads};
pub use literal::{Literal, Number};
pub use matrix::{Cell, Matrix, Need};
pub use operation::{Content, Operation, Response, Segment};
pub use place::{Part, Place};
pub use rule::{Bounds, Comparison, GroupKind, Rule, Test};
pub(crate) use rule_words::Wording;
pub use service::{Area, Envelope, Service, Success};
pub use status::Status;
pub use table::{
    Accessor, Citation, Field, Headers, Origin, Prose, Table, Type, ValueKind,
};
pub use typed::{Assumed, Member, Shape, Target, Typed, TypedType};
pub use validators::{Function, Validators, View, Viewed};
pub(crate) use validators::{is_effective, rest_inside};
pub use whole::{Declared, Model, Requests};
pub(crate) use words::{Style, code};
pub use words::{enumerate, page_reference};
