//! The spec with resolved names and links, before its rules: one type for the whole, and
//! the passes that make it. Errors of single declarations belong to the other folders.

pub(super) mod cycles;
pub(super) mod declare;
pub(super) mod link;
pub(super) mod path;
pub(super) mod resolved;
pub(super) mod symbols;
