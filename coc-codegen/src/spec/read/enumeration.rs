//! Reads enumerations and their values.

use super::field::deprecated;
use super::keys::Keys;
use super::values::{entries_by_value, key_value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::ValueKind;
use crate::spec::language::table_shapes::{ENUM_VALUE, ENUMERATION};
use crate::spec::table_defs::{EnumDef, ValueDef};
use crate::spec::yaml::{Entry, Kind};

/// Reads an enumeration.
pub(super) fn enum_def(entry: &Entry, diagnostics: &mut Diagnostics) -> EnumDef {
    let name = entry.name();
    let Some(mut keys) = Keys::of(&entry.value, &ENUMERATION, diagnostics) else {
        return EnumDef { name, incomplete: true, ..EnumDef::default() };
    };
    let entries = keys.read_required("values", |node, diagnostics| {
        entries_by_value(node, "`values`", diagnostics)
    });
    if entries.is_some_and(<[Entry]>::is_empty) {
        let message = "this enumeration has no value";
        let help = "list the values of the page, or make the field a `string`";
        keys.diagnostics
            .push(Diagnostic::error(Code::EnumValue, name.span, message).help(help));
    }
    let entries = entries.unwrap_or(&[]);
    let kind = value_kind(entries);
    let is_mixed = refuse_other_kinds(entries, kind, keys.diagnostics);
    let values: Vec<ValueDef> =
        entries.iter().filter_map(|entry| value(entry, keys.diagnostics)).collect();
    // Without all values, no value can be reported as unknown.
    let incomplete = values.is_empty() || is_mixed || values.len() < entries.len();
    let found = EnumDef {
        kind,
        name,
        doc: keys.doc(),
        open: keys.flag("open").is_some_and(|flag| flag.value),
        rust_name: keys.text("rust_name"),
        decisions: keys.decisions(),
        values,
        incomplete,
    };
    keys.finish();
    found
}

/// The kind of an enumeration: that of most of its values, or that of the first one if
/// there are as many of both.
fn value_kind(values: &[Entry]) -> ValueKind {
    let numbers = values.iter().filter(|entry| entry.number.is_some()).count();
    let texts = values.len() - numbers;
    let first_is_number = values.first().is_some_and(|entry| entry.number.is_some());
    if numbers > texts || numbers == texts && first_is_number {
        ValueKind::Integer
    } else {
        ValueKind::Text
    }
}

/// Reports the first value that is of another kind than most, and returns whether there is
/// one.
fn refuse_other_kinds(
    values: &[Entry],
    kind: ValueKind,
    diagnostics: &mut Diagnostics,
) -> bool {
    let is_number = kind == ValueKind::Integer;
    let mut others = values.iter().filter(|entry| entry.number.is_some() != is_number);
    let Some(first) = others.next() else { return false };
    let key = &first.key;
    let (message, help) = if is_number {
        (
            format!("`{key}` is text, and the other values are whole numbers"),
            match key.parse::<i64>() {
                Ok(_) => "delete the quotes",
                Err(_) => "write its number, and its name as `rust_name`",
            }
            .to_owned(),
        )
    } else {
        (
            format!("`{key}` is a number, and the other values are text"),
            format!("put it in quotes: `\"{key}\"`"),
        )
    };
    diagnostics
        .push(Diagnostic::error(Code::EnumValue, first.key_span, message).help(help));
    true
}

/// Reads a listed value; none if a part of it cannot be read.
fn value(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<ValueDef> {
    let mut found = ValueDef {
        value: key_value(entry),
        doc: String::new(),
        rust_name: None,
        sic: None,
        deprecated: None,
        observed: None,
        decisions: Vec::new(),
    };
    match &entry.value.kind {
        Kind::Text(doc) => found.doc.clone_from(doc),
        Kind::Null => {}
        _ => {
            let mut keys = Keys::of(&entry.value, &ENUM_VALUE, diagnostics)?;
            found.doc = keys.doc();
            found.rust_name = keys.text("rust_name");
            found.sic = keys.decision("sic");
            found.deprecated = deprecated(&mut keys);
            found.observed = keys.mark("observed");
            found.decisions = keys.decisions();
            if keys.finish().has_errors {
                return None;
            }
        }
    }
    Some(found)
}
