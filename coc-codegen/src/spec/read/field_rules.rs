//! Reads the rules of a field: the keys that demand something of its value. Limits belong
//! to `limits`, conditions to `condition`.

use super::condition::{condition, required};
use super::keys::Keys;
use super::limits::{count, limits, number};
use super::messages::{empty, wrong_shape};
use super::values::{literal, literals, mappings, non_empty_items, read_all, text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Comparison;
use crate::source::{Span, Spanned};
use crate::spec::language::shape::Shape;
use crate::spec::language::table_shapes::{
    CONDITIONAL_LIST, CONDITIONAL_TYPE, COUNTS, EACH, KEYS, NUMBERS,
};
use crate::spec::table_defs::{RuleDef, RuleDefKind, TypeExpr};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the rules of a field, in the order of its keys. `is_array_of_items` tells that the
/// key `items` has the type of the items, which is reported already.
pub(super) fn rules(keys: &mut Keys<'_, '_>, is_array_of_items: bool) -> Vec<RuleDef> {
    let mut found = Vec::new();
    let exactly = exactly_when_is_alone(keys);
    let unique = keys.mark("unique");
    for entry in keys.in_order() {
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
            "enum" => found.extend(conditional_lists(node, keys.diagnostics)),
            "types" => found.extend(conditional_types(node, keys.diagnostics)),
            "each" => found.extend(each(node, keys.diagnostics)),
            "keys" => found.extend(rules_of_keys(node, keys.diagnostics)),
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
        "items" => {
            limits(node, "`items`", &COUNTS, count, diagnostics).map(RuleDefKind::Items)
        }
        "size" => {
            limits(node, "`size`", &COUNTS, count, diagnostics).map(RuleDefKind::Size)
        }
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

/// Reads a rule about one value; none if the key states none, or cannot be read.
fn value_rule(entry: &Entry, diagnostics: &mut Diagnostics) -> Option<RuleDefKind> {
    let node = &entry.value;
    match entry.key.as_str() {
        "one_of" => {
            let values = non_empty_items(node, "`one_of`", "values", diagnostics)?;
            literals(values, "a value", diagnostics).map(RuleDefKind::OneOf)
        }
        "fixed" => literal(node, "`fixed`", diagnostics).map(RuleDefKind::Fixed),
        "length" => limits(node, "`length`", &COUNTS, count, diagnostics)
            .map(RuleDefKind::Length),
        "range" => limits(node, "`range`", &NUMBERS, number, diagnostics)
            .map(RuleDefKind::Range),
        "pattern" => text(node, "`pattern`", diagnostics).map(RuleDefKind::Pattern),
        _ => None,
    }
}

/// Reads the endings that the name of a file may have.
fn file_types(node: &Node, diagnostics: &mut Diagnostics) -> Option<RuleDefKind> {
    let endings = non_empty_items(node, "`file_types`", "types", diagnostics)?;
    // A shorter list would refuse files that the page allows.
    read_all(endings, |it| text(it, "a file type", diagnostics))
        .map(RuleDefKind::FileTypes)
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
fn each(node: &Node, diagnostics: &mut Diagnostics) -> Vec<RuleDef> {
    let rules = value_rules(node, &EACH, diagnostics).into_iter();
    rules.map(|(span, kind)| RuleDef { span, each: true, kind }).collect()
}

/// Reads the rules of each key of a map.
fn rules_of_keys(node: &Node, diagnostics: &mut Diagnostics) -> Vec<RuleDef> {
    let rules = value_rules(node, &KEYS, diagnostics).into_iter();
    let of_keys = |kind| RuleDefKind::Keys(Box::new(kind));
    rules
        .map(|(span, kind)| RuleDef { span, each: false, kind: of_keys(kind) })
        .collect()
}

/// Reads the rules that the keys of a mapping state, each with the place of its key.
fn value_rules(
    node: &Node,
    shape: &'static Shape,
    diagnostics: &mut Diagnostics,
) -> Vec<(Span, RuleDefKind)> {
    let Some(keys) = Keys::of(node, shape, diagnostics) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if keys.in_order().is_empty() {
        keys.diagnostics.push(empty(shape.what, node.span, "delete the key"));
    }
    for entry in keys.in_order() {
        let kind = value_rule(entry, keys.diagnostics);
        found.extend(kind.map(|kind| (entry.key_span, kind)));
    }
    keys.finish();
    found
}

/// Reads the enumerations that the field has under a condition.
fn conditional_lists(node: &Node, diagnostics: &mut Diagnostics) -> Vec<RuleDef> {
    if let Kind::Text(name) = &node.kind {
        let found = wrong_shape(node, "`enum`", "a list");
        diagnostics.push(found.help(format!(
            "write `type: {name}`, or for some cases `[{{ when: ..., of: {name} }}]`"
        )));
        return Vec::new();
    }
    let nodes = non_empty_items(node, "`enum`", "enumerations", diagnostics);
    conditional_rules(nodes, conditional_list, diagnostics)
}

/// Reads the types whose fields an object has under a condition.
fn conditional_types(node: &Node, diagnostics: &mut Diagnostics) -> Vec<RuleDef> {
    let nodes = non_empty_items(node, "`types`", "types", diagnostics);
    conditional_rules(nodes, conditional_type, diagnostics)
}

/// Reads mappings, each of which states a rule; none if one cannot be read, since the
/// others alone would be wrong.
fn conditional_rules(
    nodes: Option<&[Node]>,
    read: fn(&Node, &mut Diagnostics) -> Option<RuleDef>,
    diagnostics: &mut Diagnostics,
) -> Vec<RuleDef> {
    let nodes = nodes.unwrap_or(&[]);
    let rules: Vec<RuleDef> =
        mappings(nodes).filter_map(|node| read(node, diagnostics)).collect();
    if rules.len() < nodes.len() { Vec::new() } else { rules }
}

/// Reads an enumeration that the field has under a condition.
fn conditional_list(node: &Node, diagnostics: &mut Diagnostics) -> Option<RuleDef> {
    let mut keys = conditional(node, &CONDITIONAL_LIST, "an enumeration", diagnostics)?;
    let when = keys.read_optional("when", condition);
    let name = keys.required_text("of");
    keys.finish();
    let (when, name) = (when?, name?);
    Some(RuleDef {
        span: name.span,
        each: false,
        kind: RuleDefKind::Enum { when, name },
    })
}

/// Reads a type whose fields an object has under a condition.
fn conditional_type(node: &Node, diagnostics: &mut Diagnostics) -> Option<RuleDef> {
    let mut keys = conditional(node, &CONDITIONAL_TYPE, "a type", diagnostics)?;
    let when = keys.read_required("when", condition);
    let name = keys.required_text("of");
    keys.finish();
    let (when, name) = (when?, name?);
    let span = name.span;
    let of = Spanned::new(TypeExpr::Name(name.value), span);
    Some(RuleDef { span, each: false, kind: RuleDefKind::Members { when, of } })
}

/// A reader of `{ when: condition, of: Name }`, with the name of `named`.
fn conditional<'n, 'd>(
    node: &'n Node,
    shape: &'static Shape,
    named: &str,
    diagnostics: &'d mut Diagnostics,
) -> Option<Keys<'n, 'd>> {
    if !matches!(node.kind, Kind::Map(_)) {
        let help = format!(
            "such as `{{ when: condition, of: Name }}`, with the name of {named}"
        );
        diagnostics.push(wrong_shape(node, shape.what, "a mapping").help(help));
        return None;
    }
    Keys::of(node, shape, diagnostics)
}
