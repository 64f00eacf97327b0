//! The spec with resolved names and links, before its rules: one type for the whole, the
//! passes that make it, and its types in words. Errors of single declarations belong to the
//! other folders.

pub(super) mod cycles;
pub(super) mod declare;
pub(super) mod help;
pub(super) mod link;
pub(super) mod path;
pub(super) mod resolved;
pub(super) mod symbols;
