//! Reads tables: their origins, fields, groups and accessors. A field belongs to `field`.

use super::condition::condition;
use super::field::field;
use super::keys::Keys;
use super::messages::{list, wrong_shape};
use super::values::{entries, items, non_empty_items, read_all, text, texts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::GroupKind;
use crate::source::Spanned;
use crate::spec::language::table_shapes::{GROUP, HEADERS, ORIGIN, TABLE};
use crate::spec::table_defs::{AccessorDef, GroupDef, OriginDef, TableDef};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads a type, or a parameter table.
pub(super) fn table_def(entry: &Entry, diagnostics: &mut Diagnostics) -> TableDef {
    let name = entry.name();
    let Some(mut keys) = Keys::of(&entry.value, &TABLE, diagnostics) else {
        return TableDef { name, incomplete: true, ..TableDef::default() };
    };
    let found = TableDef {
        doc: keys.doc(),
        rust_name: keys.text("rust_name"),
        groups: keys.read_entries("groups", group),
        accessors: keys.read_entries("accessors", |entry, diagnostics| {
            Some(accessor(entry, diagnostics))
        }),
        ..table_keys(name, &mut keys)
    };
    keys.finish();
    found
}

/// Reads a table of headers of answers, or of a client.
pub(super) fn headers_def(entry: &Entry, diagnostics: &mut Diagnostics) -> TableDef {
    let name = entry.name();
    let Some(mut keys) = Keys::of(&entry.value, &HEADERS, diagnostics) else {
        return TableDef { name, incomplete: true, ..TableDef::default() };
    };
    let found = table_keys(name, &mut keys);
    keys.finish();
    found
}

/// Reads the keys that every table has: its origin, its decisions and its fields.
fn table_keys(name: Spanned<String>, keys: &mut Keys<'_, '_>) -> TableDef {
    let tables = origins(keys);
    let fields = keys.read_required("fields", |node, diagnostics| {
        entries(node, "`fields`", diagnostics)
    });
    TableDef {
        name,
        tables,
        decisions: keys.decisions(),
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
    let own = keys.read("table", number_or_text);
    let own = own.map(|table| OriginDef { page: None, table });
    let Some(entry) = keys.entry("tables") else { return own.into_iter().collect() };
    if let Some(table) = keys.entry("table") {
        let message = "`table` and `tables` exclude each other";
        keys.diagnostics.push(
            Diagnostic::error(Code::BadValue, entry.key_span, message)
                .related(table.key_span, "`table` is here")
                .help("add it to `tables`, with its page"),
        );
    }
    let mut found = Vec::new();
    for node in keys.list_of_mappings("tables") {
        let Some(mut keys) = Keys::of(node, &ORIGIN, keys.diagnostics) else {
            continue;
        };
        let page = keys.required_text("page");
        let table = keys.read_required("table", number_or_text);
        keys.finish();
        if let (Some(page), Some(table)) = (page, table) {
            found.push(OriginDef { page: Some(page), table });
        }
    }
    found
}

/// Reads the number of a table.
fn number_or_text(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<String>> {
    match &node.kind {
        Kind::Integer(value) => Some(Spanned::new(value.to_string(), node.span)),
        Kind::Text(text) => Some(Spanned::new(text.clone(), node.span)),
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

/// Reads a group; none if a part of it cannot be read.
fn group(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<GroupDef> {
    let mut keys = Keys::of(&entry.value, &GROUP, diagnostics)?;
    let mut kinds: Vec<(GroupKind, &Node)> = Vec::new();
    for kind in GroupKind::ALL {
        kinds.extend(keys.node(kind.as_str()).map(|node| (*kind, node)));
    }
    let when = keys.read_optional("when", condition);
    let decisions = keys.decisions();
    let id = keys.text("id");
    let found = match kinds.as_slice() {
        [(kind, node)] => {
            group_fields(node, keys.diagnostics).map(|names| (*kind, names))
        }
        [(first, _), (second, _), ..] => {
            let span = |kind: &GroupKind| {
                entry.value.key_span(kind.as_str()).unwrap_or(entry.key_span)
            };
            let (a, b) = (span(first), span(second));
            let message = "a group has one kind, and this is a second one";
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
            let message =
                format!("a group has one of the keys {}", list(names.iter().copied()));
            keys.needs_one_of(&names, entry.key_span, message);
            None
        }
    };
    keys.finish();
    let (kind, fields) = found?;
    Some(GroupDef { name: entry.name(), kind, fields, when: when?, decisions, id })
}

/// Reads the names of a group's fields; none if one cannot be read, since a smaller group
/// would be another rule.
fn group_fields(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Spanned<String>>> {
    if let Kind::Map(pairs) = &node.kind
        && let [Entry { value: Node { kind: Kind::List(_), .. }, .. }] = pairs.as_slice()
    {
        let found = wrong_shape(node, "a group's fields", "a list");
        diagnostics.push(found.help("write the list alone, without braces: `[a, b]`"));
        return None;
    }
    let nodes = items(node, "a group's fields", diagnostics)?;
    read_all(nodes, |node| text(node, "a field's name", diagnostics))
}

/// Reads a method that returns the first present value at several places.
fn accessor(entry: &Entry, diagnostics: &mut Diagnostics) -> AccessorDef {
    let what = format!("`{}`", entry.key);
    let noun = "places, such as `data.id`";
    let places = non_empty_items(&entry.value, &what, noun, diagnostics);
    let places = places.map(|_| texts(&entry.value, "a place", diagnostics));
    AccessorDef { name: entry.name(), places: places.unwrap_or_default() }
}
