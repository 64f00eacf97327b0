//! Declarations: types with their tables, enumerations, readings.

use super::condition::condition;
use super::field::{deprecated, field};
use super::read::{Keys, entries, items, list, text, wrong_shape};
use super::yaml::{Entry, Kind, Node};
use super::{AccessorDef, Declarations, EnumDef, GroupDef, ReadingDef, TypeDef, TypeExpr, ValueDef};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::GroupKind;
use crate::source::Spanned;

/// Reads `types`, `enums` and `readings`.
pub(super) fn declarations(keys: &mut Keys<'_, '_>) -> Declarations {
    let types = keys.pairs("types");
    let enums = keys.pairs("enums");
    let readings = keys.pairs("readings");
    let torn = ["types", "enums", "readings"]
        .into_iter()
        .filter_map(|key| keys.node(key))
        .any(|node| !matches!(node.kind, Kind::Map(_)));
    // Whatever is wrong with a declaration, its name is known.
    Declarations {
        types: types.iter().map(|entry| type_def(entry, keys.faults)).collect(),
        enums: enums.iter().map(|entry| enum_def(entry, keys.faults)).collect(),
        readings: readings.iter().map(|entry| reading(entry, keys.faults)).collect(),
        torn,
    }
}

/// Reads a type, or a parameter table.
pub(super) fn type_def(entry: &Entry, faults: &mut Diagnostics) -> TypeDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let Some(mut keys) = Keys::of(&entry.value, "a table", faults) else {
        return TypeDef { name, torn: true, ..TypeDef::default() };
    };
    let tables = keys.node("table").map_or_else(Vec::new, |node| tables(node, keys.faults));
    let fields = keys.needed("fields");
    let fields = fields.and_then(|node| entries(node, "`fields`", keys.faults));
    let torn = fields.is_none();
    let fields = fields.unwrap_or(&[]);
    let groups = keys.pairs("groups");
    let accessors = keys.pairs("accessors");
    let found = TypeDef {
        name,
        tables,
        doc: keys.text("doc").map_or_else(String::new, |doc| doc.value),
        rust_name: keys.text("rust_name"),
        readings: keys.texts("reading"),
        fields: fields.iter().map(|entry| field(entry, keys.faults)).collect(),
        groups: groups.iter().filter_map(|entry| group(entry, keys.faults)).collect(),
        accessors: accessors.iter().map(|entry| accessor(entry, keys.faults)).collect(),
        torn,
    };
    keys.finish();
    found
}

/// A number or text for a table of the file's own document, or a list of `{ document, table }`.
fn tables(node: &Node, faults: &mut Diagnostics) -> Vec<(String, String)> {
    let Kind::List(nodes) = &node.kind else {
        return number_or_text(node, faults).map(|table| (String::new(), table)).into_iter().collect();
    };
    let mut found = Vec::new();
    for node in nodes {
        let Some(mut keys) = Keys::of(node, "a table's origin", faults) else {
            continue;
        };
        let document = keys.needed_text("document");
        let table = keys.needed("table").and_then(|node| number_or_text(node, keys.faults));
        keys.finish();
        if let (Some(document), Some(table)) = (document, table) {
            found.push((document.value, table));
        }
    }
    found
}

fn number_or_text(node: &Node, faults: &mut Diagnostics) -> Option<String> {
    match &node.kind {
        Kind::Integer(number) => Some(number.to_string()),
        Kind::Text(text) => Some(text.clone()),
        _ => {
            // As a number, `4.10` would be `4.1`.
            faults.push(wrong_shape(node, "`table`", "a whole number or text").help("put it in quotes"));
            None
        }
    }
}

/// Reads a type expression: a name, `{ array: ... }` or `{ map: ... }`.
pub(super) fn type_expr(node: &Node, faults: &mut Diagnostics) -> Option<Spanned<TypeExpr>> {
    let value = match &node.kind {
        Kind::Text(name) => TypeExpr::Name(name.clone()),
        Kind::Map(pairs) if pairs.len() == 1 && pairs[0].key == "array" => {
            TypeExpr::Array(Box::new(type_expr(&pairs[0].value, faults)?))
        }
        Kind::Map(pairs) if pairs.len() == 1 && pairs[0].key == "map" => {
            TypeExpr::Map(Box::new(type_expr(&pairs[0].value, faults)?))
        }
        _ => {
            let fault = wrong_shape(node, "a type", "a name, `{ array: type }` or `{ map: type }`");
            faults.push(fault);
            return None;
        }
    };
    Some(Spanned::new(value, node.span))
}

fn group(entry: &Entry, faults: &mut Diagnostics) -> Option<GroupDef> {
    let mut keys = Keys::of(&entry.value, "a group", faults)?;
    let mut kinds: Vec<(GroupKind, &Node)> = Vec::new();
    for kind in GroupKind::ALL {
        kinds.extend(keys.node(kind.as_str()).map(|node| (*kind, node)));
    }
    let when = keys.node("when");
    let failed_when = when.is_some();
    let when = when.and_then(|node| condition(node, keys.faults));
    let readings = keys.texts("reading");
    let id = keys.text("id");
    let found = match kinds.as_slice() {
        [(kind, node)] => {
            let nodes = items(node, "a group's fields", keys.faults).unwrap_or(&[]);
            let names: Vec<_> =
                nodes.iter().filter_map(|node| text(node, "a field's name", keys.faults)).collect();
            // One that could not be read leaves a smaller group, which would be another one.
            let is_list = matches!(node.kind, Kind::List(_));
            (is_list && names.len() == nodes.len()).then_some((*kind, names))
        }
        _ => {
            let names: Vec<&str> = GroupKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let message = format!("a group has one of the keys {}", list(&names));
            keys.faults.push(Diagnostic::error(Code::MissingKey, entry.key_span, message));
            None
        }
    };
    keys.finish();
    let (kind, fields) = found?;
    if failed_when && when.is_none() {
        return None;
    }
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    Some(GroupDef { name, kind, fields, when, readings, id })
}

fn accessor(entry: &Entry, faults: &mut Diagnostics) -> AccessorDef {
    let places = items(&entry.value, "an accessor", faults).unwrap_or(&[]);
    AccessorDef {
        name: Spanned::new(entry.key.clone(), entry.key_span),
        places: places.iter().filter_map(|node| text(node, "a place", faults)).collect(),
    }
}

fn enum_def(entry: &Entry, faults: &mut Diagnostics) -> EnumDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let Some(mut keys) = Keys::of(&entry.value, "an enumeration", faults) else {
        return EnumDef { name, torn: true, ..EnumDef::default() };
    };
    let values = keys.needed("values");
    let values = values.and_then(|node| entries(node, "`values`", keys.faults));
    let torn = values.is_none();
    let values = values.unwrap_or(&[]);
    let found = EnumDef {
        name,
        doc: keys.text("doc").map_or_else(String::new, |doc| doc.value),
        open: keys.flag("open").is_some_and(|flag| flag.value),
        rust_name: keys.text("rust_name"),
        readings: keys.texts("reading"),
        values: values.iter().map(|entry| value(entry, keys.faults)).collect(),
        torn,
    };
    keys.finish();
    found
}

fn value(entry: &Entry, faults: &mut Diagnostics) -> ValueDef {
    let mut found = ValueDef {
        value: Spanned::new(entry.key.clone(), entry.key_span),
        doc: String::new(),
        rust_name: None,
        sic: false,
        deprecated: None,
        observed: Vec::new(),
        readings: Vec::new(),
    };
    match &entry.value.kind {
        Kind::Text(doc) => found.doc.clone_from(doc),
        Kind::Null => {}
        _ => {
            let Some(mut keys) = Keys::of(&entry.value, "an enumeration's value", faults) else {
                return found;
            };
            found.doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
            found.rust_name = keys.text("rust_name");
            found.sic = keys.flag("sic").is_some_and(|flag| flag.value);
            found.deprecated = deprecated(&mut keys);
            found.observed = keys.texts("observed");
            found.readings = keys.texts("reading");
            keys.finish();
        }
    }
    found
}

fn reading(entry: &Entry, faults: &mut Diagnostics) -> ReadingDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let mut found = ReadingDef { name, says: String::new(), we: String::new(), because: String::new() };
    if let Some(mut keys) = Keys::of(&entry.value, "a reading", faults) {
        let mut needed = |key| keys.needed_text(key).unwrap_or_default().value;
        (found.says, found.we, found.because) = (needed("says"), needed("we"), needed("because"));
        keys.finish();
    }
    found
}

/// A word that must be one of a few.
pub(super) fn word(
    given: &Spanned<String>,
    what: &str,
    known: &[&str],
    faults: &mut Diagnostics,
) -> Option<usize> {
    let index = known.iter().position(|word| *word == given.value);
    if index.is_none() {
        let help = did_you_mean(&given.value, known.iter().copied());
        let message = format!("`{}` is not {what}", given.value);
        let help = help.unwrap_or_else(|| format!("it can be {}", list(known)));
        faults.push(Diagnostic::error(Code::BadValue, given.span, message).help(help));
    }
    index
}
