//! Reads conditions, from YAML data to [`ConditionDef`]. Whether their fields and values
//! exist belongs to `check`.

use super::condition_use::{Use, no_condition};
use super::messages::{empty, list, wrong_shape};
use super::values::{literals, non_empty_items, read_all, text, with_text_keys};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Literal, Place};
use crate::source::{Span, Spanned};
use crate::spec::recovery::foreign_conditions::{
    foreign_keyword, foreign_place, help_for_key, help_for_tests, help_for_text,
};
use crate::spec::table_defs::{ConditionDef, ConditionKind, RefDef};
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads the condition of a rule: `true`, `false` or a mapping.
pub(super) fn condition(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ConditionDef> {
    read(node, Use::Rule, diagnostics)
}

/// Reads the condition under which a field is required.
pub(super) fn required(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ConditionDef> {
    read(node, Use::Required, diagnostics)
}

/// Reads a condition on answers.
pub(super) fn on_answers(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ConditionDef> {
    read(node, Use::Answer, diagnostics)
}

/// Reads a condition on refusals.
pub(super) fn on_refusals(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ConditionDef> {
    read(node, Use::Refusal, diagnostics)
}

fn read(node: &Node, usage: Use, diagnostics: &mut Diagnostics) -> Option<ConditionDef> {
    if let Kind::Bool(value) = node.kind {
        return Some(ConditionDef {
            span: node.span,
            kind: ConditionKind::Constant(value),
        });
    }
    let Kind::Map(pairs) = &node.kind else {
        diagnostics.push(no_condition(node, usage));
        return None;
    };
    if pairs.is_empty() {
        let diagnostic =
            Diagnostic::error(Code::BadValue, node.span, "this condition is empty");
        diagnostics.push(diagnostic.help(usage.if_empty()));
        return None;
    }
    let count = pairs.len();
    let mut parts: Vec<ConditionDef> = Vec::with_capacity(count);
    let pairs = with_text_keys(pairs, diagnostics).iter();
    for pair in pairs.filter(|pair| pair.number.is_none()) {
        let span =
            Span { end: pair.value.span.end.max(pair.key_span.end), ..pair.key_span };
        let kind = part(pair, diagnostics);
        parts.extend(kind.map(|kind| ConditionDef { span, kind }));
    }
    if parts.len() < count {
        return None;
    }
    if count == 1 {
        parts.pop()
    } else {
        Some(ConditionDef { span: node.span, kind: ConditionKind::All(parts) })
    }
}

/// Reads one key of a condition with its value.
fn part(pair: &Entry, diagnostics: &mut Diagnostics) -> Option<ConditionKind> {
    let value = &pair.value;
    match pair.key.as_str() {
        "all" => several(value, "`all`", diagnostics).map(ConditionKind::All),
        "any" => several(value, "`any`", diagnostics).map(ConditionKind::Any),
        "not" if matches!(value.kind, Kind::List(_)) => {
            let found = wrong_shape(value, "`not`", "one condition");
            diagnostics.push(found.help(
                "write `not: { any: [..., ...] }`, or `not: { all: [..., ...] }`",
            ));
            None
        }
        "not" => condition(value, diagnostics)
            .map(|inner| ConditionKind::Not(Box::new(inner))),
        "present" => present(value, diagnostics),
        text if value.kind == Kind::Null && help_for_text(text).is_some() => {
            let message = format!("conditions have no operators: `{text}`");
            let found = Diagnostic::error(Code::BadValue, pair.key_span, message);
            diagnostics.push(found.maybe_help(help_for_text(text)));
            None
        }
        word if is_meant_as_keyword(word, value) => {
            let message = format!("`{word}` is not a keyword of conditions");
            let found =
                Diagnostic::error(Code::UnknownReference, pair.key_span, message);
            diagnostics.push(found.help(foreign_keyword(word).unwrap_or_else(|| {
                "the keywords that hold conditions are `all`, `any` and `not`".to_owned()
            })));
            None
        }
        _ => comparison(pair, diagnostics),
    }
}

/// Reads a field with the values that it is compared with.
fn comparison(pair: &Entry, diagnostics: &mut Diagnostics) -> Option<ConditionKind> {
    let (name, value) = (pair.key.as_str(), &pair.value);
    if let Some(help) = help_for_key(name, value) {
        let message = format!("conditions have no operators: `{name}`");
        let found = Diagnostic::error(Code::UnknownReference, pair.key_span, message);
        diagnostics.push(found.help(help));
        return None;
    }
    let reference = reference(name, pair.key_span, diagnostics);
    if let Kind::Map(tests) = &value.kind {
        let found = wrong_shape(value, "a value to compare with", "a single value");
        diagnostics.push(found.help(help_for_tests(name, tests)));
        return None;
    }
    let values = values(name, value, diagnostics)?;
    reference.map(|reference| ConditionKind::Is(reference, values))
}

/// Whether `word` can only be meant as a keyword of conditions: one of another language, or
/// a name with a list of conditions.
fn is_meant_as_keyword(word: &str, node: &Node) -> bool {
    let is_map = |node: &Node| matches!(node.kind, Kind::Map(_));
    match &node.kind {
        Kind::List(nodes) => {
            !word.contains('.') && !nodes.is_empty() && nodes.iter().all(is_map)
        }
        _ => is_map(node) && foreign_keyword(word).is_some(),
    }
}

/// Reads the conditions in a list; none if one cannot be read.
fn several(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ConditionDef>> {
    let nodes = non_empty_items(node, what, "conditions", diagnostics)?;
    read_all(nodes, |node| condition(node, diagnostics))
}

/// Reads the name of a field that must be present, or the names of several.
fn present(node: &Node, diagnostics: &mut Diagnostics) -> Option<ConditionKind> {
    let nodes = match &node.kind {
        Kind::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        let help = "name the field that must be there";
        diagnostics.push(empty("`present`", node.span, help));
        return None;
    }
    let mut parts = read_all(nodes, |node| {
        let name = text(node, "`present`", diagnostics)?;
        let reference = reference(&name, node.span, diagnostics)?;
        Some(ConditionDef { span: node.span, kind: ConditionKind::Present(reference) })
    })?;
    match parts.len() {
        1 => parts.pop().map(|part| part.kind),
        _ => Some(ConditionKind::All(parts)),
    }
}

/// Reads the values that the field `name` is compared with.
fn values(
    name: &str,
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<Spanned<Literal>>> {
    let nodes = match &node.kind {
        Kind::List(nodes) => nodes.as_slice(),
        Kind::Null => {
            let diagnostic = Diagnostic::error(
                Code::BadValue,
                node.span,
                "no field equals `null`, since an absent field has no value",
            );
            let is_written = node.span.start < node.span.end;
            diagnostics.push(diagnostic.help(match is_written {
                true => "write `not: { present: ... }`; a condition on the null of a `nullable` field is `prose`".to_owned(),
                false => format!("write `{name}: VALUE`, or `present: {name}`; if it must be absent, `not: {{ present: {name} }}`"),
            }));
            return None;
        }
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        let help = "name at least one value";
        diagnostics.push(empty("the list of values", node.span, help));
        return None;
    }
    literals(nodes, "a value to compare with", diagnostics)
}

/// Reads `path.x`, `parent.x`, or `x`, which is `same.x`. The place must be given for a
/// name with a dot, and for one that is a keyword of conditions.
fn reference(name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<RefDef> {
    let Some((word, rest)) = name.split_once('.') else {
        return Some(RefDef { span, place: Place::Same, name: name.to_owned() });
    };
    if let Some(place) = Place::parse(word) {
        if rest.is_empty() {
            let message = "a name is missing after this dot";
            let found = Diagnostic::error(Code::UnknownReference, span, message);
            diagnostics.push(found.help(format!("write `{word}.NAME`")));
            return None;
        }
        return Some(RefDef { span, place, name: rest.to_owned() });
    }
    let places = || Place::ALL.iter().map(|place| place.as_str());
    let message = format!("`{word}` is not a place, so `{name}` is not a field");
    let meant =
        foreign_place(word).map(|place| format!("did you mean `{place}.{rest}`?"));
    let near = meant.or_else(|| did_you_mean(word, places()));
    let help = near.unwrap_or_else(|| {
        format!(
            "the places are {}; a condition on a member of a field is `prose`, and a name with a dot in it is `same.{name}`",
            list(places())
        )
    });
    diagnostics
        .push(Diagnostic::error(Code::UnknownReference, span, message).help(help));
    None
}
