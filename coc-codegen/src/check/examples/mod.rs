//! Compares documented examples with the tables, and checks them against the rules. Each
//! mistake of an example, or of the spec that it shows, is one report.

pub(super) mod broken_rules;
pub(super) mod codes;
pub(super) mod consequences;
pub(super) mod context;
pub(super) mod documents;
pub(super) mod members;
pub(super) mod names;
pub(super) mod requests;
pub(super) mod shown;
pub(super) mod sound_parts;
pub(super) mod walk;
