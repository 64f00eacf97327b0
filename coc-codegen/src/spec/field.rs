//! Reads a field of a table, from YAML to [`FieldDef`].

use super::condition::condition;
use super::def::{FieldDef, Limits, RuleDef, RuleDefKind, TypeExpr};
use super::facts::FIELD_FACTS;
use super::read::{
    Keys, entries_by_value, items, key_value, literal, literals, mappings, text,
    wrong_shape,
};
use super::type_expr::type_expr;
use super::yaml::{Entry, Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Comparison, Literal, Number};
use crate::source::{Span, Spanned};

/// Reads the field `entry`.
pub(super) fn field(entry: &Entry, diagnostics: &mut Diagnostics) -> FieldDef {
    let name = Spanned::new(entry.key.clone(), entry.key_span);
    let before = diagnostics.iter().len();
    if let Kind::Text(ty) = &entry.value.kind {
        diagnostics.push(
            wrong_shape(&entry.value, "a field", "a mapping")
                .help(format!("write `{{ type: {ty} }}`")),
        );
        return FieldDef { name, incomplete: true, ..FieldDef::default() };
    }
    let Some(mut keys) = Keys::of(&entry.value, "a field", diagnostics) else {
        return FieldDef { name, incomplete: true, ..FieldDef::default() };
    };
    let ty = keys.needed("type").and_then(|node| type_expr(node, keys.diagnostics));
    let is_array_of_items = array_of_items(&mut keys);
    let ty = ty.filter(|_| !is_array_of_items);
    let doc = keys.text("doc").map_or_else(String::new, |doc| doc.value);
    let rules = rules(&mut keys, is_array_of_items);
    let default = keys
        .node("default")
        .and_then(|node| literal(node, "`default`", keys.diagnostics));
    let mut found = FieldDef {
        name,
        ty,
        doc,
        rules,
        default,
        prose: prose(&mut keys),
        decisions: keys.decisions(FIELD_FACTS),
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
    keys.finish();
    found.incomplete = diagnostics.iter().len() > before;
    found
}

/// Reports `type: array` beside `items: type`, as other languages write it.
fn array_of_items(keys: &mut Keys<'_, '_>) -> bool {
    let given = keys.order();
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

/// Reads `true`, or text that names the alternative.
pub(super) fn deprecated(keys: &mut Keys<'_, '_>) -> Option<String> {
    let node = keys.node("deprecated")?;
    match &node.kind {
        Kind::Text(_) => keys.word("deprecated").map(|text| text.value),
        _ => keys.mark("deprecated").map(|_| String::new()),
    }
}

fn rules(keys: &mut Keys<'_, '_>, is_array_of_items: bool) -> Vec<RuleDef> {
    let mut found = Vec::new();
    for key in [
        "type",
        "required",
        "only_when",
        "exactly_when",
        "documented_for",
        "enum",
        "types",
        "each",
        "keys",
        "delimiter",
        "items",
        "unique",
    ] {
        keys.entry(key);
    }
    for comparison in Comparison::ALL {
        keys.entry(comparison.as_str());
    }
    for key in VALUE_RULES.into_iter().chain(FILE_RULES) {
        keys.entry(key);
    }
    let exactly = stands_alone(keys);
    let unique = keys.mark("unique");
    for entry in keys.order() {
        let node = &entry.value;
        let span = entry.key_span;
        let mut add = |kind| found.push(RuleDef { span, each: false, kind });
        match entry.key.as_str() {
            "type" => add(RuleDefKind::Type),
            "required" => {
                condition(node, keys.diagnostics)
                    .into_iter()
                    .for_each(|it| add(RuleDefKind::Required(it)));
            }
            "only_when" => {
                condition(node, keys.diagnostics)
                    .into_iter()
                    .for_each(|it| add(RuleDefKind::OnlyWhen(it)));
            }
            "exactly_when" if exactly => {
                if let Some(it) = condition(node, keys.diagnostics) {
                    add(RuleDefKind::Required(it.clone()));
                    add(RuleDefKind::OnlyWhen(it));
                }
            }
            "documented_for" => {
                condition(node, keys.diagnostics)
                    .into_iter()
                    .for_each(|it| add(RuleDefKind::DocumentedFor(it)));
            }
            "exactly_when" => {}
            "enum" => conditional_lists(node, keys.diagnostics, &mut found),
            "types" => conditional_types(node, keys.diagnostics, &mut found),
            // The type of the items has been told of.
            "items" if is_array_of_items => {}
            "items" => limits(node, "`items`", count, keys.diagnostics)
                .into_iter()
                .for_each(|it| add(RuleDefKind::Items(it))),
            "unique" => unique.into_iter().for_each(|_| add(RuleDefKind::Unique)),
            "at_least" => other(entry, Comparison::AtLeast, keys.diagnostics)
                .into_iter()
                .for_each(add),
            "greater_than" => other(entry, Comparison::GreaterThan, keys.diagnostics)
                .into_iter()
                .for_each(add),
            "delimiter" => text(node, "`delimiter`", keys.diagnostics)
                .into_iter()
                .for_each(|it| add(RuleDefKind::Delimiter(it))),
            "size" => limits(node, "`size`", count, keys.diagnostics)
                .into_iter()
                .for_each(|it| add(RuleDefKind::Size(it))),
            "file_types" => {
                file_types(node, keys.diagnostics).into_iter().for_each(add);
            }
            "each" => each(node, keys.diagnostics, &mut found),
            "keys" => of_keys(node, keys.diagnostics, &mut found),
            _ => value_rule(entry, keys.diagnostics).into_iter().for_each(add),
        }
    }
    found
}

/// Reports `required` and `only_when` beside `exactly_when`, which includes both.
fn stands_alone(keys: &mut Keys<'_, '_>) -> bool {
    let Some(exactly) = keys.entry("exactly_when") else { return true };
    let other = ["required", "only_when"].into_iter().find_map(|key| keys.entry(key));
    let Some(other) = other else { return true };
    let message = format!("`exactly_when` includes `{}`", other.key);
    keys.diagnostics.push(
        Diagnostic::error(Code::BadValue, other.key_span, message)
            .related(exactly.key_span, "`exactly_when` is here")
            .help("delete one of them"),
    );
    false
}

/// The keys of rules about one value, of a field or of each item.
const VALUE_RULES: [&str; 5] = ["one_of", "fixed", "length", "range", "pattern"];

/// The keys of rules about a file.
const FILE_RULES: [&str; 2] = ["size", "file_types"];

/// The keys of rules about each key of a map.
const KEY_RULES: [&str; 3] = ["length", "pattern", "one_of"];

fn value_rule(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<RuleDefKind> {
    let node = &entry.value;
    match entry.key.as_str() {
        "one_of" => {
            let values = items(node, "`one_of`", diagnostics)?;
            if values.is_empty() {
                let message = "`one_of` is empty";
                let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
                diagnostics.push(diagnostic.help("list the values, or delete the key"));
                return None;
            }
            literals(values, "a value", diagnostics).map(RuleDefKind::OneOf)
        }
        "fixed" => literal(node, "`fixed`", diagnostics).map(RuleDefKind::Fixed),
        "length" => {
            limits(node, "`length`", count, diagnostics).map(RuleDefKind::Length)
        }
        "range" => limits(node, "`range`", number, diagnostics).map(RuleDefKind::Range),
        "pattern" => text(node, "`pattern`", diagnostics).map(RuleDefKind::Pattern),
        _ => None,
    }
}

/// Reads the endings that the name of a file may have.
fn file_types(node: &Node, diagnostics: &mut Diagnostics) -> Option<RuleDefKind> {
    let endings = items(node, "`file_types`", diagnostics)?;
    if endings.is_empty() {
        let message = "`file_types` is empty";
        let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
        diagnostics.push(diagnostic.help("list the types, or delete the key"));
        return None;
    }
    let read: Vec<Spanned<String>> =
        endings.iter().filter_map(|it| text(it, "a file type", diagnostics)).collect();
    // A shorter list would refuse files that the page allows.
    (read.len() == endings.len()).then_some(RuleDefKind::FileTypes(read))
}

/// Reads the name of the field that this one is compared with.
fn other(
    entry: &Entry,
    comparison: Comparison,
    diagnostics: &mut Diagnostics,
) -> Option<RuleDefKind> {
    if let Kind::Text(name) = &entry.value.kind {
        let name = Spanned::new(name.clone(), entry.value.span);
        return Some(RuleDefKind::Compared(comparison, name));
    }
    let what = format!("`{}`", entry.key);
    diagnostics.push(
        wrong_shape(&entry.value, &what, "the name of a field of the same object")
            .help("a comparison has no condition, and a record of one is `prose`; a limit of its own is `range`"),
    );
    None
}

fn each(node: &Node, diagnostics: &mut Diagnostics, found: &mut Vec<RuleDef>) {
    for (span, kind) in value_rules(node, "`each`", &VALUE_RULES, diagnostics) {
        found.push(RuleDef { span, each: true, kind });
    }
}

fn of_keys(node: &Node, diagnostics: &mut Diagnostics, found: &mut Vec<RuleDef>) {
    for (span, kind) in value_rules(node, "`keys`", &KEY_RULES, diagnostics) {
        let kind = RuleDefKind::Keys(Box::new(kind));
        found.push(RuleDef { span, each: false, kind });
    }
}

/// Reads the rules that these keys state, each with the place of its key.
fn value_rules(
    node: &Node,
    what: &'static str,
    known: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Vec<(Span, RuleDefKind)> {
    let Some(mut keys) = Keys::of(node, what, diagnostics) else {
        return Vec::new();
    };
    for key in known {
        keys.entry(key);
    }
    let mut found = Vec::new();
    if keys.order().is_empty() {
        let message = format!("{what} without a rule says nothing");
        let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
        keys.diagnostics.push(diagnostic.help("leave it out"));
    }
    for entry in keys.order() {
        let kind = value_rule(entry, keys.diagnostics);
        found.extend(kind.map(|kind| (entry.key_span, kind)));
    }
    keys.finish();
    found
}

fn conditional_lists(
    node: &Node,
    diagnostics: &mut Diagnostics,
    found: &mut Vec<RuleDef>,
) {
    let nodes = items(node, "`enum`", diagnostics).unwrap_or(&[]);
    let mut lists = Vec::with_capacity(nodes.len());
    for item in mappings(nodes) {
        if !matches!(item.kind, Kind::Map(_)) {
            diagnostics.push(
                wrong_shape(item, "a conditional list", "a mapping")
                    .help("such as `{ when: condition, of: Name }`, with the name of an enumeration"),
            );
            continue;
        }
        let Some(mut keys) = Keys::of(item, "a conditional list", diagnostics) else {
            continue;
        };
        let when = keys.node("when");
        let name = keys.needed_text("of");
        let complete = match when {
            None => Some(None),
            Some(node) => condition(node, keys.diagnostics).map(Some),
        };
        keys.finish();
        if let (Some(when), Some(name)) = (complete, name) {
            lists.push(RuleDef {
                span: name.span,
                each: false,
                kind: RuleDefKind::Enum { when, name },
            });
        }
    }
    // If one list cannot be read, the field has no known lists: the others alone would
    // be wrong.
    if lists.len() == nodes.len() {
        found.extend(lists);
    }
}

/// Reads the types whose fields an object has under a condition.
fn conditional_types(
    node: &Node,
    diagnostics: &mut Diagnostics,
    found: &mut Vec<RuleDef>,
) {
    let Some(nodes) = items(node, "`types`", diagnostics) else { return };
    if nodes.is_empty() {
        let message = "`types` is empty";
        let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
        diagnostics.push(diagnostic.help("list the types, or delete the key"));
    }
    for item in mappings(nodes) {
        if !matches!(item.kind, Kind::Map(_)) {
            diagnostics.push(wrong_shape(item, "a conditional type", "a mapping").help(
                "such as `{ when: condition, of: Name }`, with the name of a type",
            ));
            continue;
        }
        let Some(mut keys) = Keys::of(item, "a conditional type", diagnostics) else {
            continue;
        };
        let when =
            keys.needed("when").and_then(|node| condition(node, keys.diagnostics));
        let name = keys.needed_text("of");
        keys.finish();
        if let (Some(when), Some(name)) = (when, name) {
            let span = name.span;
            let of = Spanned::new(TypeExpr::Name(name.value), span);
            let kind = RuleDefKind::Members { when, of };
            found.push(RuleDef { span, each: false, kind });
        }
    }
}

fn limits<T: PartialOrd>(
    node: &Node,
    what: &'static str,
    read: fn(&Node, &mut Diagnostics) -> Option<T>,
    diagnostics: &mut Diagnostics,
) -> Option<Limits<T>> {
    if let Some(help) = as_limits(node) {
        diagnostics.push(wrong_shape(node, what, "a mapping").help(help));
        return None;
    }
    let mut keys = Keys::of(node, what, diagnostics)?;
    let before = keys.diagnostics.iter().len();
    let min = keys.node("min").and_then(|node| read(node, keys.diagnostics));
    let max = keys.node("max").and_then(|node| read(node, keys.diagnostics));
    let failed = keys.diagnostics.iter().len() > before;
    let is_empty = !failed && min.is_none() && max.is_none();
    if is_empty {
        let message = format!("{what} needs `min`, `max` or both");
        keys.needs_one_of(&["min", "max"], node.span, message);
    }
    keys.finish();
    if failed || is_empty {
        return None;
    }
    if matches!((&min, &max), (Some(min), Some(max)) if min > max) {
        let message = format!("no value satisfies {what}: `min` is above `max`");
        diagnostics.push(
            Diagnostic::error(Code::BadValue, node.span, message)
                .help("correct one of the limits"),
        );
        return None;
    }
    Some(Limits { min, max })
}

/// The help for limits that are written as one number, as two or as a span.
fn as_limits(node: &Node) -> Option<String> {
    let numbers: Vec<String> = match &node.kind {
        Kind::Integer(most) => vec![most.to_string()],
        Kind::Float(most) => vec![most.to_string()],
        Kind::Text(text) => {
            let parts = text.split(['-', '–', '.', '~', ',', ' ']);
            parts.filter(|it| !it.is_empty()).map(str::to_owned).collect()
        }
        Kind::List(items) => items
            .iter()
            .filter_map(|item| match &item.kind {
                Kind::Integer(number) => Some(number.to_string()),
                _ => None,
            })
            .collect(),
        _ => return None,
    };
    let are_numbers = numbers.iter().all(|it| it.parse::<f64>().is_ok());
    Some(match numbers.as_slice() {
        [most] if are_numbers => format!("write `{{ max: {most} }}`"),
        [least, most] if are_numbers => {
            format!("write `{{ min: {least}, max: {most} }}`")
        }
        _ => "write `{ min: ..., max: ... }`".to_owned(),
    })
}

/// The report of a limit that is no number.
fn no_limit(node: &Node, expected: &str) -> Diagnostic {
    let is_number =
        matches!(&node.kind, Kind::Text(text) if text.parse::<f64>().is_ok());
    let help = is_number.then(|| "delete the quotes".to_owned());
    wrong_shape(node, "a limit", expected).maybe_help(help)
}

fn count(node: &Node, diagnostics: &mut Diagnostics) -> Option<u64> {
    match node.kind {
        Kind::Integer(value) if value >= 0 => u64::try_from(value).ok(),
        _ => {
            diagnostics.push(no_limit(node, "a whole number from 0"));
            None
        }
    }
}

fn number(node: &Node, diagnostics: &mut Diagnostics) -> Option<Number> {
    match literal(node, "a limit", diagnostics)?.value {
        Literal::Number(number) => Some(number),
        _ => {
            diagnostics.push(no_limit(node, "a number"));
            None
        }
    }
}

/// Conditions that no field can express, each with the reason.
fn prose(keys: &mut Keys<'_, '_>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for node in keys.list_of_mappings("prose") {
        let Some(mut keys) = Keys::of(node, "`prose`", keys.diagnostics) else {
            continue;
        };
        let says = keys.needed_word("says");
        let because = keys.needed_word("because");
        keys.finish();
        if let (Some(says), Some(because)) = (says, because) {
            found.push((says.value, because.value));
        }
    }
    found
}

/// The ids of rules, by kind.
fn ids(keys: &mut Keys<'_, '_>) -> Vec<(Spanned<String>, Spanned<String>)> {
    names_something(keys, "ids");
    let mut found = Vec::new();
    for entry in keys.pairs("ids") {
        if let Some(id) = text(&entry.value, "a rule's id", keys.diagnostics) {
            found.push((Spanned::new(entry.key.clone(), entry.key_span), id));
        }
    }
    found
}

/// The names of structs for the cases that values tell apart.
fn cases(keys: &mut Keys<'_, '_>) -> Vec<(Spanned<Literal>, Spanned<String>)> {
    names_something(keys, "cases");
    let node = keys.node("cases");
    let entries = node.and_then(|node| entries_by_value(node, "this", keys.diagnostics));
    let mut found = Vec::new();
    for entry in entries.unwrap_or(&[]) {
        if let Some(name) = text(&entry.value, "a struct's name", keys.diagnostics) {
            found.push((key_value(entry), name));
        }
    }
    found
}

/// Refuses a mapping of names without any.
fn names_something(keys: &mut Keys<'_, '_>, key: &'static str) {
    if let Some(node) = keys.node(key)
        && matches!(&node.kind, Kind::Map(entries) if entries.is_empty())
    {
        let message = format!("`{key}` is empty");
        let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
        keys.diagnostics.push(diagnostic.help("delete it"));
    }
}
