//! Reads the declarations of a file: types, enumerations and decisions. Their contents
//! belong to `table` and `enumeration`.

use super::enumeration::enum_def;
use super::keys::Keys;
use super::table::table_def;
use crate::diagnostic::Diagnostics;
use crate::spec::language::table_shapes::DECISION;
use crate::spec::table_defs::{DecisionDef, Declarations};
use crate::spec::yaml::{Entry, Kind};

/// Reads `types`, `enums` and `decisions`.
pub(super) fn declarations(keys: &mut Keys<'_, '_>) -> Declarations {
    let incomplete = ["types", "enums", "decisions"]
        .into_iter()
        .filter_map(|key| keys.node(key))
        .any(|node| !matches!(node.kind, Kind::Map(_)));
    // A name counts as declared even if the rest of its declaration is wrong.
    Declarations {
        types: keys.read_entries("types", |entry, diagnostics| {
            Some(table_def(entry, diagnostics))
        }),
        enums: keys.read_entries("enums", |entry, diagnostics| {
            Some(enum_def(entry, diagnostics))
        }),
        decisions: keys.read_entries("decisions", |entry, diagnostics| {
            Some(decision(entry, diagnostics))
        }),
        incomplete,
    }
}

/// Reads a decision. Parts that cannot be read are empty.
fn decision(entry: &Entry, diagnostics: &mut Diagnostics) -> DecisionDef {
    let mut found = DecisionDef {
        name: entry.name(),
        pages: String::new(),
        resolution: String::new(),
        evidence: String::new(),
    };
    if let Some(mut keys) = Keys::of(&entry.value, &DECISION, diagnostics) {
        let mut text = |key| keys.required_non_empty_text(key).unwrap_or_default().value;
        (found.pages, found.resolution, found.evidence) =
            (text("pages"), text("resolution"), text("evidence"));
        keys.finish();
    }
    found
}
