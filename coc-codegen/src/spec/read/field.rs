//! Reads a field of a table, from YAML to [`FieldDef`]. Its rules belong to `field_rules`.

use super::field_rules::rules;
use super::keys::Keys;
use super::messages::{empty, wrong_shape};
use super::type_expr::type_expr;
use super::values::{entries_by_value, key_value, literal, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Literal, Prose};
use crate::source::Spanned;
use crate::spec::language::table_shapes::{FIELD, PROSE};
use crate::spec::recovery::meant_values::meant_flag;
use crate::spec::table_defs::FieldDef;
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the field `entry`.
pub(super) fn field(entry: &Entry, diagnostics: &mut Diagnostics) -> FieldDef {
    let name = entry.name();
    if let Kind::Text(ty) = &entry.value.kind {
        diagnostics.push(
            wrong_shape(&entry.value, "a field", "a mapping")
                .help(format!("write `{{ type: {ty} }}`")),
        );
        return FieldDef { name, incomplete: true, ..FieldDef::default() };
    }
    let Some(mut keys) = Keys::of(&entry.value, &FIELD, diagnostics) else {
        return FieldDef { name, incomplete: true, ..FieldDef::default() };
    };
    let ty = keys.read_required("type", type_expr);
    let is_array_of_items = array_of_items(&mut keys);
    let ty = ty.filter(|_| !is_array_of_items);
    let doc = keys.doc();
    let rules = rules(&mut keys, is_array_of_items);
    let default = keys
        .read("default", |node, diagnostics| literal(node, "`default`", diagnostics));
    let mut found = FieldDef {
        name,
        ty,
        doc,
        rules,
        default,
        prose: prose(&mut keys),
        decisions: keys.decisions(),
        observed: keys.mark("observed"),
        sic: keys.decision("sic"),
        nullable: keys.mark("nullable"),
        sensitive: keys.mark("sensitive").is_some(),
        deprecated: deprecated(&mut keys),
        rust_name: keys.text("rust_name"),
        ids: ids(&mut keys),
        assume_present: keys.decision("assume_present"),
        all_cases: keys.decision("all_cases"),
        cases: cases(&mut keys),
        incomplete: false,
    };
    found.incomplete = keys.finish().has_errors;
    found
}

/// Reports `type: array` beside `items: type`, as other languages write it, and returns
/// whether that is the case.
fn array_of_items(keys: &mut Keys<'_, '_>) -> bool {
    let given = keys.in_order();
    let text = |key: &str| {
        let entry = given.iter().find(|entry| entry.key == key)?;
        let Kind::Text(text) = &entry.value.kind else { return None };
        Some((text, entry.value.span))
    };
    let ty = text("type").filter(|(ty, _)| *ty == "array" || *ty == "list");
    let (Some((ty, span)), Some((items, _))) = (ty, text("items")) else {
        return false;
    };
    let message = format!("no type or enumeration is called `{ty}`");
    keys.diagnostics.push(
        Diagnostic::error(Code::UnknownType, span, message)
            .help(format!("write `type: {{ array: {items} }}`, without `items`")),
    );
    true
}

/// Reads `deprecated`: `true`, or text that names the alternative.
pub(super) fn deprecated(keys: &mut Keys<'_, '_>) -> Option<String> {
    let node = keys.node("deprecated")?;
    let Kind::Text(text) = &node.kind else {
        return keys.mark("deprecated").map(|_| String::new());
    };
    let Some(meant) = meant_flag(text).filter(|_| is_plain(node, text)) else {
        return keys.non_empty_text("deprecated").map(|text| text.value);
    };
    let expected = "`true`, or a text that names the alternative";
    let found = wrong_shape(node, "`deprecated`", expected);
    keys.diagnostics.push(found.help(if meant {
        "write `true`; put a text that is this word in quotes"
    } else {
        "delete the key; put a text that is this word in quotes"
    }));
    None
}

/// Whether a text is written without quotes.
fn is_plain(node: &Node, text: &str) -> bool {
    (node.span.end - node.span.start) as usize == text.len()
}

/// Reads the conditions that no field can express, each with the reason.
fn prose(keys: &mut Keys<'_, '_>) -> Vec<Prose> {
    let mut found = Vec::new();
    for node in keys.list_of_mappings("prose") {
        let Some(mut keys) = Keys::of(node, &PROSE, keys.diagnostics) else {
            continue;
        };
        let says = keys.required_non_empty_text("says");
        let because = keys.required_non_empty_text("because");
        keys.finish();
        if let (Some(says), Some(because)) = (says, because) {
            found.push(Prose { condition: says.value, reason: because.value });
        }
    }
    found
}

/// Reads the ids of rules, by kind.
fn ids(keys: &mut Keys<'_, '_>) -> Vec<(Spanned<String>, Spanned<String>)> {
    refuse_empty(keys, "ids");
    keys.read_entries("ids", |entry, diagnostics| {
        let id = text(&entry.value, "a rule's id", diagnostics)?;
        Some((entry.name(), id))
    })
}

/// Reads the names of structs for the cases that the values distinguish.
fn cases(keys: &mut Keys<'_, '_>) -> Vec<(Spanned<Literal>, Spanned<String>)> {
    refuse_empty(keys, "cases");
    let entries = keys.read("cases", |node, diagnostics| {
        entries_by_value(node, "`cases`", diagnostics)
    });
    let mut found = Vec::new();
    for entry in entries.unwrap_or(&[]) {
        if let Some(name) = text(&entry.value, "a struct's name", keys.diagnostics) {
            found.push((key_value(entry), name));
        }
    }
    found
}

/// Refuses a mapping without entries.
fn refuse_empty(keys: &mut Keys<'_, '_>, key: &'static str) {
    if let Some(node) = keys.node(key)
        && matches!(&node.kind, Kind::Map(entries) if entries.is_empty())
    {
        let what = format!("`{key}`");
        keys.diagnostics.push(empty(&what, node.span, "delete it"));
    }
}
