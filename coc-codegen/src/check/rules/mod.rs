//! Makes the rules with their ids, conditions and constraints, and compares each with the
//! type of its field. Rules that contradict others belong to `contradictions`.

pub(super) mod builder;
pub(super) mod compared_field;
pub(super) mod conditions;
pub(super) mod constraints;
pub(super) mod delimiters;
pub(super) mod file_types;
pub(super) mod groups;
pub(super) mod ids;
pub(super) mod limits;
pub(super) mod lists;
pub(super) mod pattern;
mod pattern_syntax;
pub(super) mod table;
pub(super) mod value_tests;
