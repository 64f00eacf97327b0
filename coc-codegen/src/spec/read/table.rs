//! Reads tables: their origins, fields, groups and accessors. A field belongs to `field`.

use super::condition::condition;
use super::field::field;
use super::keys::Keys;
use super::messages::{list, wrong_shape};
use super::values::{entries, items, text, texts};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::GroupKind;
use crate::source::Spanned;
use crate::spec::language::facts::{GROUP_FACTS, TABLE_FACTS};
use crate::spec::table_defs::{AccessorDef, GroupDef, OriginDef, TableDef};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads a type, or a parameter table.
pub(super) fn table_def(entry: &Entry, diagnostics: &mut Diagnostics) -> TableDef {
    let name = entry.name();
    let Some(mut keys) = Keys::of(&entry.value, "a table", diagnostics) else {
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
    let fields = keys.read_needed("fields", |node, diagnostics| {
        entries(node, "`fields`", diagnostics)
    });
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
    let own = keys.read("table", number_or_text);
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
        let table = keys.read_needed("table", number_or_text);
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
    let mut keys = Keys::of(&entry.value, "a group", diagnostics)?;
    let mut kinds: Vec<(GroupKind, &Node)> = Vec::new();
    for kind in GroupKind::ALL {
        kinds.extend(keys.node(kind.as_str()).map(|node| (*kind, node)));
    }
    let when = keys.read_optional("when", condition);
    let decisions = keys.decisions(GROUP_FACTS);
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
    let names: Vec<_> = nodes
        .iter()
        .filter_map(|node| text(node, "a field's name", diagnostics))
        .collect();
    (names.len() == nodes.len()).then_some(names)
}

/// Reads a method that returns the first present value at several places.
fn accessor(entry: &Entry, diagnostics: &mut Diagnostics) -> AccessorDef {
    let places = items(&entry.value, "an accessor", diagnostics);
    if places.is_some_and(<[Node]>::is_empty) {
        let message = "this accessor has no place";
        let span = entry.value.span;
        let diagnostic = Diagnostic::error(Code::BadValue, span, message);
        diagnostics.push(diagnostic.help("list places such as `data.id`, or delete it"));
    }
    let places = places.map(|_| texts(&entry.value, "a place", diagnostics));
    AccessorDef { name: entry.name(), places: places.unwrap_or_default() }
}
