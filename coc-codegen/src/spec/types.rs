//! Reads declarations: types with their tables, enumerations, decisions.

use super::condition::condition;
use super::def::{
    AccessorDef, DecisionDef, Declarations, EnumDef, GroupDef, OriginDef, TableDef,
    ValueDef,
};
use super::facts::{ENUM_FACTS, GROUP_FACTS, TABLE_FACTS, VALUE_FACTS};
use super::field::{deprecated, field};
use super::read::{
    Keys, entries, entries_by_value, items, key_value, list, text, texts, wrong_shape,
};
use super::yaml::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{GroupKind, ValueKind};
use crate::source::Spanned;

/// Reads `types`, `enums` and `decisions`.
pub(super) fn declarations(keys: &mut Keys<'_, '_>) -> Declarations {
    let types = keys.pairs("types");
    let enums = keys.pairs("enums");
    let decisions = keys.pairs("decisions");
    let incomplete = ["types", "enums", "decisions"]
        .into_iter()
        .filter_map(|key| keys.node(key))
        .any(|node| !matches!(node.kind, Kind::Map(_)));
    // The declaration counts as declared even if the rest of it is wrong.
    Declarations {
        types: types.iter().map(|entry| table_def(entry, keys.diagnostics)).collect(),
        enums: enums.iter().map(|entry| enum_def(entry, keys.diagnostics)).collect(),
        decisions: decisions
            .iter()
            .map(|entry| decision(entry, keys.diagnostics))
            .collect(),
        incomplete,
    }
}

/// Reads a type, or a parameter table.
pub(super) fn table_def(entry: &Entry, diagnostics: &mut Diagnostics) -> TableDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let Some(mut keys) = Keys::of(&entry.value, "a table", diagnostics) else {
        return TableDef { name, incomplete: true, ..TableDef::default() };
    };
    let groups = keys.pairs("groups");
    let accessors = keys.pairs("accessors");
    let found = TableDef {
        doc: keys.text("doc").map_or_else(String::new, |doc| doc.value),
        rust_name: keys.text("rust_name"),
        groups: groups
            .iter()
            .filter_map(|entry| group(entry, keys.diagnostics))
            .collect(),
        accessors: accessors
            .iter()
            .map(|entry| accessor(entry, keys.diagnostics))
            .collect(),
        ..table_keys(name, &mut keys)
    };
    keys.finish();
    found
}

/// Reads a table of headers of answers, or of a client.
pub(super) fn headers_def(entry: &Entry, diagnostics: &mut Diagnostics) -> TableDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let Some(mut keys) = Keys::of(&entry.value, "headers", diagnostics) else {
        return TableDef { name, incomplete: true, ..TableDef::default() };
    };
    let found = table_keys(name, &mut keys);
    keys.finish();
    found
}

/// Reads the keys that every table has: its origin, its decisions and its fields.
fn table_keys(name: Spanned<String>, keys: &mut Keys<'_, '_>) -> TableDef {
    let tables = origins(keys);
    let fields = keys.needed("fields");
    let fields = fields.and_then(|node| entries(node, "`fields`", keys.diagnostics));
    TableDef {
        name,
        tables,
        decisions: keys.decisions(TABLE_FACTS),
        fields: fields
            .unwrap_or(&[])
            .iter()
            .map(|entry| field(entry, keys.diagnostics))
            .collect(),
        incomplete: fields.is_none(),
        ..TableDef::default()
    }
}

/// Reads the table of the file's own page, or the tables of other pages.
fn origins(keys: &mut Keys<'_, '_>) -> Vec<OriginDef> {
    let own = keys.node("table").and_then(|node| number_or_text(node, keys.diagnostics));
    let own = own.map(|table| OriginDef { page: None, table });
    let Some(entry) = keys.entry("tables") else { return own.into_iter().collect() };
    if let Some(table) = keys.entry("table") {
        let message = "`tables` stands for `table`, if there are several";
        keys.diagnostics.push(
            Diagnostic::error(Code::BadValue, entry.key_span, message)
                .related(table.key_span, "`table` is here")
                .help("add it to `tables`, with its page"),
        );
    }
    let mut found = Vec::new();
    for node in keys.list_of_mappings("tables") {
        let Some(mut keys) = Keys::of(node, "a table's origin", keys.diagnostics) else {
            continue;
        };
        let page = keys.needed_text("page");
        let table =
            keys.needed("table").and_then(|node| number_or_text(node, keys.diagnostics));
        keys.finish();
        if let (Some(page), Some(table)) = (page, table) {
            found.push(OriginDef { page: Some(page), table });
        }
    }
    found
}

fn number_or_text(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<String>> {
    let number = |text: String| Some(Spanned::new(text, node.span));
    match &node.kind {
        Kind::Integer(value) => number(value.to_string()),
        Kind::Text(text) => number(text.clone()),
        kind => {
            let help = match kind {
                Kind::List(_) => "write `tables:` for tables of several pages",
                Kind::Map(_) => {
                    "write `tables:`, and a list: `- { page: ..., table: ... }`"
                }
                // `4.10` must be text: as a number it would be `4.1`.
                _ => "put it in quotes",
            };
            diagnostics
                .push(wrong_shape(node, "`table`", "a whole number or text").help(help));
            None
        }
    }
}

fn group(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<GroupDef> {
    let mut keys = Keys::of(&entry.value, "a group", diagnostics)?;
    let mut kinds: Vec<(GroupKind, &Node)> = Vec::new();
    for kind in GroupKind::ALL {
        kinds.extend(keys.node(kind.as_str()).map(|node| (*kind, node)));
    }
    let when = keys.node("when");
    let failed_when = when.is_some();
    let when = when.and_then(|node| condition(node, keys.diagnostics));
    let decisions = keys.decisions(GROUP_FACTS);
    let id = keys.text("id");
    let found = match kinds.as_slice() {
        [(kind, node)] => {
            let nodes = items(node, "a group's fields", keys.diagnostics).unwrap_or(&[]);
            let names: Vec<_> = nodes
                .iter()
                .filter_map(|node| text(node, "a field's name", keys.diagnostics))
                .collect();
            // If a name cannot be read, the group is dropped, since a smaller group
            // would be another rule.
            let is_list = matches!(node.kind, Kind::List(_));
            (is_list && names.len() == nodes.len()).then_some((*kind, names))
        }
        [(first, _), (second, _), ..] => {
            let at = |kind: &GroupKind| {
                entry.value.key_span(kind.as_str()).unwrap_or(entry.key_span)
            };
            let (a, b) = (at(first), at(second));
            let message = "a group has one demand, and this is a second one";
            let diagnostic = Diagnostic::error(Code::BadValue, a.max(b), message);
            keys.diagnostics.push(
                diagnostic
                    .related(a.min(b), "first here")
                    .help("make it a group of its own"),
            );
            None
        }
        [] => {
            let names: Vec<&'static str> =
                GroupKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let message = format!("a group has one of the keys {}", list(&names));
            keys.needs_one_of(&names, entry.key_span, message);
            None
        }
    };
    keys.finish();
    let (kind, fields) = found?;
    if failed_when && when.is_none() {
        return None;
    }
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    Some(GroupDef { name, kind, fields, when, decisions, id })
}

fn accessor(entry: &Entry, diagnostics: &mut Diagnostics) -> AccessorDef {
    let places = items(&entry.value, "an accessor", diagnostics);
    if places.is_some_and(<[Node]>::is_empty) {
        let message = "this accessor has no place";
        let span = entry.value.span;
        let diagnostic = Diagnostic::error(Code::BadValue, span, message);
        diagnostics.push(diagnostic.help("list places such as `data.id`, or delete it"));
    }
    let places = places.map(|_| texts(&entry.value, "a place", diagnostics));
    AccessorDef {
        name: Spanned::new(entry.key.clone(), entry.key_span),
        places: places.unwrap_or_default(),
    }
}

fn enum_def(entry: &Entry, diagnostics: &mut Diagnostics) -> EnumDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let Some(mut keys) = Keys::of(&entry.value, "an enumeration", diagnostics) else {
        return EnumDef { name, incomplete: true, ..EnumDef::default() };
    };
    let values = keys.needed("values");
    let values =
        values.and_then(|node| entries_by_value(node, "`values`", keys.diagnostics));
    if values.is_some_and(<[Entry]>::is_empty) {
        let message = "this enumeration has no value";
        let help = "list the values of the page, or make the field a `string`";
        keys.diagnostics
            .push(Diagnostic::error(Code::EnumValue, name.span, message).help(help));
    }
    let kind = value_kind(values.unwrap_or(&[]));
    let is_mixed = mixed(values.unwrap_or(&[]), kind, keys.diagnostics);
    let entries = values.unwrap_or(&[]);
    let values: Vec<ValueDef> =
        entries.iter().filter_map(|entry| value(entry, keys.diagnostics)).collect();
    // Nothing is said of values that nobody knows.
    let incomplete = values.is_empty() || is_mixed || values.len() < entries.len();
    let found = EnumDef {
        kind,
        name,
        doc: keys.text("doc").map_or_else(String::new, |doc| doc.value),
        open: keys.flag("open").is_some_and(|flag| flag.value),
        rust_name: keys.text("rust_name"),
        decisions: keys.decisions(ENUM_FACTS),
        values,
        incomplete,
    };
    keys.finish();
    found
}

/// The kind of an enumeration: that of most of its values, and of the first where there
/// are as many of both.
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

/// Reports the values that are of another kind than most, and tells whether there are
/// any.
fn mixed(values: &[Entry], kind: ValueKind, diagnostics: &mut Diagnostics) -> bool {
    let is_number = kind == ValueKind::Integer;
    let mut odd = values.iter().filter(|entry| entry.number.is_some() != is_number);
    let Some(first) = odd.next() else { return false };
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

/// A listed value; none if a part of it could not be read, which is reported.
fn value(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<ValueDef> {
    let before = diagnostics.count();
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
            let mut keys =
                Keys::of(&entry.value, "an enumeration's value", diagnostics)?;
            found.doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
            found.rust_name = keys.text("rust_name");
            found.sic = keys.decision("sic");
            found.deprecated = deprecated(&mut keys);
            found.observed = keys.mark("observed");
            found.decisions = keys.decisions(VALUE_FACTS);
            keys.finish();
        }
    }
    (diagnostics.count() == before).then_some(found)
}

fn decision(entry: &Entry, diagnostics: &mut Diagnostics) -> DecisionDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let mut found = DecisionDef {
        name,
        pages: String::new(),
        resolution: String::new(),
        evidence: String::new(),
    };
    if let Some(mut keys) = Keys::of(&entry.value, "a decision", diagnostics) {
        let mut needed = |key| keys.needed_word(key).unwrap_or_default().value;
        (found.pages, found.resolution, found.evidence) =
            (needed("pages"), needed("resolution"), needed("evidence"));
        keys.finish();
    }
    found
}

/// Reads one of these words.
pub(super) fn word(
    given: &Spanned<String>,
    what: &str,
    known: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<usize> {
    let index = known.iter().position(|word| *word == given.value);
    if index.is_none() {
        let help = did_you_mean(&given.value, known.iter().copied());
        let message = format!("`{}` is not {what}", given.value);
        let help = help.unwrap_or_else(|| format!("it can be {}", list(known)));
        diagnostics
            .push(Diagnostic::error(Code::BadValue, given.span, message).help(help));
    }
    index
}
