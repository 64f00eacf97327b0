//! Recovery from mistakes: finds the probable cause of a tree that does not fit the
//! language, such as a wrong indentation, reports it once, and repairs the tree, so that
//! the readers do not report each consequence. Errors in the syntax of YAML belong to
//! `yaml`, unknown keys to `read`.

pub(super) mod belongs;
mod depth;
pub(super) mod foreign_conditions;
pub(super) mod foreign_keys;
pub(super) mod headings;
pub(super) mod meant_values;
mod misplaced_headings;
mod missing_headings;
pub(super) mod repeated;
mod strays;
