//! Reads the rules of a field: the keys that demand something of its value. Limits belong
//! to `limits`, conditions to `condition`.

use super::condition::{condition, required};
use super::keys::Keys;
use super::limits::{count, limits, number};
use super::messages::{empty, wrong_shape};
use super::values::{items, literal, literals, mappings, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Comparison;
use crate::source::{Span, Spanned};
use crate::spec::table_defs::{RuleDef, RuleDefKind, TypeExpr};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the rules of a field, in the order of its keys. `is_array_of_items` tells that the
/// key `items` has the type of the items, which is reported already.
pub(super) fn rules(keys: &mut Keys<'_, '_>, is_array_of_items: bool) -> Vec<RuleDef> {
    let mut found = Vec::new();
    keys.allow(FIELD_RULES);
    keys.allow(Comparison::ALL.map(Comparison::as_str));
    keys.allow(VALUE_RULES);
    keys.allow(FILE_RULES);
    let exactly = exactly_when_is_alone(keys);
    let unique = keys.mark("unique");
    for entry in keys.order() {
        let (node, span) = (&entry.value, entry.key_span);
        let mut add = |kind| found.push(RuleDef { span, each: false, kind });
        match entry.key.as_str() {
            "exactly_when" => {
                let when = exactly.then(|| condition(node, keys.diagnostics)).flatten();
                if let Some(when) = when {
                    add(RuleDefKind::Required(when.clone()));
                    add(RuleDefKind::OnlyWhen(when));
                }
            }
            "enum" => conditional_lists(node, keys.diagnostics, &mut found),
            "types" => conditional_types(node, keys.diagnostics, &mut found),
            "each" => each(node, keys.diagnostics, &mut found),
            "keys" => rules_of_keys(node, keys.diagnostics, &mut found),
            "unique" => unique.into_iter().for_each(|_| add(RuleDefKind::Unique)),
            "items" if is_array_of_items => {}
            _ => single_rule(entry, keys.diagnostics).into_iter().for_each(add),
        }
    }
    found
}

/// Reads a key that states one rule; none if it states none, or cannot be read.
fn single_rule(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<RuleDefKind> {
    let node = &entry.value;
    match entry.key.as_str() {
        "type" => Some(RuleDefKind::Type),
        "required" => required(node, diagnostics).map(RuleDefKind::Required),
        "only_when" => condition(node, diagnostics).map(RuleDefKind::OnlyWhen),
        "documented_for" => condition(node, diagnostics).map(RuleDefKind::DocumentedFor),
        "items" => limits(node, "`items`", count, diagnostics).map(RuleDefKind::Items),
        "size" => limits(node, "`size`", count, diagnostics).map(RuleDefKind::Size),
        "file_types" => file_types(node, diagnostics),
        "at_least" => compared(entry, Comparison::AtLeast, diagnostics),
        "greater_than" => compared(entry, Comparison::GreaterThan, diagnostics),
        "delimiter" => {
            text(node, "`delimiter`", diagnostics).map(RuleDefKind::Delimiter)
        }
        _ => value_rule(entry, diagnostics),
    }
}

/// Reports `required` and `only_when` beside `exactly_when`, which includes both, and
/// returns whether there is neither.
fn exactly_when_is_alone(keys: &mut Keys<'_, '_>) -> bool {
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

/// The keys of a field that state rules, apart from those below.
const FIELD_RULES: [&str; 12] = [
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
];

/// The keys of rules about one value, of a field or of each item.
const VALUE_RULES: [&str; 5] = ["one_of", "fixed", "length", "range", "pattern"];

/// The keys of rules about a file.
const FILE_RULES: [&str; 2] = ["size", "file_types"];

/// The keys of rules about each key of a map.
const KEY_RULES: [&str; 3] = ["length", "pattern", "one_of"];

/// Reads a rule about one value; none if the key states none, or cannot be read.
fn value_rule(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<RuleDefKind> {
    let node = &entry.value;
    match entry.key.as_str() {
        "one_of" => {
            let values = items(node, "`one_of`", diagnostics)?;
            if values.is_empty() {
                let help = "list the values, or delete the key";
                diagnostics.push(empty("one_of", node.span, help));
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
        let help = "list the types, or delete the key";
        diagnostics.push(empty("file_types", node.span, help));
        return None;
    }
    let read: Vec<Spanned<String>> =
        endings.iter().filter_map(|it| text(it, "a file type", diagnostics)).collect();
    // A shorter list would refuse files that the page allows.
    (read.len() == endings.len()).then_some(RuleDefKind::FileTypes(read))
}

/// Reads the name of the field that this one is compared with.
fn compared(
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

/// Reads the rules of each item.
fn each(node: &Node, diagnostics: &mut Diagnostics, found: &mut Vec<RuleDef>) {
    for (span, kind) in value_rules(node, "`each`", &VALUE_RULES, diagnostics) {
        found.push(RuleDef { span, each: true, kind });
    }
}

/// Reads the rules of each key of a map.
fn rules_of_keys(node: &Node, diagnostics: &mut Diagnostics, found: &mut Vec<RuleDef>) {
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
    keys.allow(known.iter().copied());
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

/// Reads the enumerations that the field has under a condition.
fn conditional_lists(
    node: &Node,
    diagnostics: &mut Diagnostics,
    found: &mut Vec<RuleDef>,
) {
    if let Kind::Text(name) = &node.kind {
        let found = wrong_shape(node, "`enum`", "a list");
        diagnostics.push(found.help(format!(
            "write `type: {name}`, or for some cases `[{{ when: ..., of: {name} }}]`"
        )));
        return;
    }
    let Some(nodes) = items(node, "`enum`", diagnostics) else { return };
    if nodes.is_empty() {
        let help = "list the enumerations, or delete the key";
        diagnostics.push(empty("enum", node.span, help));
    }
    let lists: Vec<RuleDef> =
        mappings(nodes).filter_map(|node| conditional_list(node, diagnostics)).collect();
    // If one list cannot be read, the field has no known lists: the others alone would
    // be wrong.
    if lists.len() == nodes.len() {
        found.extend(lists);
    }
}

fn conditional_list(node: &Node, diagnostics: &mut Diagnostics) -> Option<RuleDef> {
    let mut keys =
        conditional(node, "a conditional list", "an enumeration", diagnostics)?;
    let when = keys.read_optional("when", condition);
    let name = keys.needed_text("of");
    keys.finish();
    let (when, name) = (when?, name?);
    Some(RuleDef {
        span: name.span,
        each: false,
        kind: RuleDefKind::Enum { when, name },
    })
}

/// Reads the types whose fields an object has under a condition.
fn conditional_types(
    node: &Node,
    diagnostics: &mut Diagnostics,
    found: &mut Vec<RuleDef>,
) {
    let Some(nodes) = items(node, "`types`", diagnostics) else { return };
    if nodes.is_empty() {
        let help = "list the types, or delete the key";
        diagnostics.push(empty("types", node.span, help));
    }
    found.extend(mappings(nodes).filter_map(|node| conditional_type(node, diagnostics)));
}

fn conditional_type(node: &Node, diagnostics: &mut Diagnostics) -> Option<RuleDef> {
    let mut keys = conditional(node, "a conditional type", "a type", diagnostics)?;
    let when = keys.read_needed("when", condition);
    let name = keys.needed_text("of");
    keys.finish();
    let (when, name) = (when?, name?);
    let span = name.span;
    let of = Spanned::new(TypeExpr::Name(name.value), span);
    Some(RuleDef { span, each: false, kind: RuleDefKind::Members { when, of } })
}

/// A reader of `{ when: condition, of: Name }`, with the name of `named`.
fn conditional<'n, 'd>(
    node: &'n Node,
    what: &'static str,
    named: &str,
    diagnostics: &'d mut Diagnostics,
) -> Option<Keys<'n, 'd>> {
    if !matches!(node.kind, Kind::Map(_)) {
        let help = format!(
            "such as `{{ when: condition, of: Name }}`, with the name of {named}"
        );
        diagnostics.push(wrong_shape(node, what, "a mapping").help(help));
        return None;
    }
    Keys::of(node, what, diagnostics)
}
