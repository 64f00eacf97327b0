//! Reads conditions, from YAML data to [`ConditionDef`]. Whether their fields and values
//! exist belongs to `check`.

use super::condition_use::{Use, no_condition};
use super::messages::{list, wrong_shape};
use super::values::{items, literals, text, with_text_keys};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Literal, Place};
use crate::source::{Span, Spanned};
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
        text if value.kind == Kind::Null && operator_help(text).is_some() => {
            let message = format!("`{text}` is no condition, which has no operators");
            let found = Diagnostic::error(Code::BadValue, pair.key_span, message);
            diagnostics.push(found.maybe_help(operator_help(text)));
            None
        }
        word if is_meant_as_keyword(word, value) => {
            let message = format!("`{word}` is no word of conditions");
            let found =
                Diagnostic::error(Code::UnknownReference, pair.key_span, message);
            diagnostics.push(found.help(usual_word(word).unwrap_or_else(|| {
                "the words that hold conditions are `all`, `any` and `not`".to_owned()
            })));
            None
        }
        _ => comparison(pair, diagnostics),
    }
}

/// Reads a field with the values that it is compared with.
fn comparison(pair: &Entry, diagnostics: &mut Diagnostics) -> Option<ConditionKind> {
    let (name, value) = (pair.key.as_str(), &pair.value);
    if let Some(help) = compared_help(name, value) {
        let message =
            format!("`{name}` is no field, since conditions have no operators");
        let found = Diagnostic::error(Code::UnknownReference, pair.key_span, message);
        diagnostics.push(found.help(help));
        return None;
    }
    let reference = reference(name, pair.key_span, diagnostics);
    if let Kind::Map(tests) = &value.kind {
        let found = wrong_shape(value, "a value to compare with", "a single value");
        diagnostics.push(found.help(test_help(name, tests)));
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
        _ => is_map(node) && usual_word(word).is_some(),
    }
}

/// The help for a keyword of conditions in other languages.
pub(crate) fn usual_word(word: &str) -> Option<String> {
    let help = match word.to_lowercase().as_str() {
        "or" | "any_of" | "anyof" | "one_of" | "either" => "write `any: [..., ...]`",
        "and" | "all_of" | "allof" | "both" => "write `all: [..., ...]`",
        "when" | "if" | "where" => "a condition stands here without another word",
        "none" | "none_of" | "unless" => "write `not: { any: [..., ...] }`",
        "absent" | "missing" | "empty" | "blank" => "write `not: { present: ... }`",
        "exists" | "given" | "set" => "write `present: ...`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// Reads the conditions in a list; none if one cannot be read.
fn several(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ConditionDef>> {
    let nodes = items(node, what, diagnostics)?;
    if nodes.is_empty() {
        let message = format!("{what} needs at least one condition");
        diagnostics.push(
            Diagnostic::error(Code::BadValue, node.span, message)
                .help("add a condition, or delete the key"),
        );
        return None;
    }
    let parts: Vec<_> =
        nodes.iter().filter_map(|node| condition(node, diagnostics)).collect();
    (parts.len() == nodes.len()).then_some(parts)
}

/// Reads the name of a field that must be present, or the names of several.
fn present(node: &Node, diagnostics: &mut Diagnostics) -> Option<ConditionKind> {
    let nodes = match &node.kind {
        Kind::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        let message = "`present` of no fields says nothing";
        let diagnostic = Diagnostic::error(Code::BadValue, node.span, message);
        diagnostics.push(diagnostic.help("name the field that must be there"));
    }
    let mut parts = Vec::with_capacity(nodes.len());
    for node in nodes {
        let reference = text(node, "`present`", diagnostics)
            .and_then(|name| reference(&name, node.span, diagnostics));
        parts.extend(reference.map(|it| ConditionDef {
            span: node.span,
            kind: ConditionKind::Present(it),
        }));
    }
    if parts.len() < nodes.len() || parts.is_empty() {
        return None;
    }
    if parts.len() == 1 {
        parts.pop().map(|part| part.kind)
    } else {
        Some(ConditionKind::All(parts))
    }
}

/// The help for a text with an operator: the condition that it stands for.
fn operator_help(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let (field, operator) = (words.next()?, words.next()?);
    let value: Vec<&str> = words.collect();
    let value = value.join(" ");
    match operator {
        "=" | "==" | "===" | "is" | "equals" => {
            Some(format!("write `{field}: {value}`"))
        }
        "!=" | "<>" | "!==" => Some(format!("write `not: {{ {field}: {value} }}`")),
        "<" | "<=" | ">" | ">=" => Some(NO_NUMBERS.to_owned()),
        _ => None,
    }
}

/// The help for `<` and the like, which conditions do not have.
const NO_NUMBERS: &str =
    "a field is compared with listed values only: record the sentence as `prose`";

/// The help for a field with an operator behind its name.
fn compared_help(name: &str, value: &Node) -> Option<String> {
    let (field, operator) = name.split_once(' ')?;
    let value = written(value)?;
    match operator.trim() {
        "!=" | "!==" | "<>" | "not" | "is not" | "not in" | "!" => {
            Some(format!("write `not: {{ {field}: {value} }}`"))
        }
        "=" | "==" | "===" | "is" | "equals" | "in" => {
            Some(format!("write `{field}: {value}`"))
        }
        "<" | "<=" | ">" | ">=" => Some(NO_NUMBERS.to_owned()),
        _ => None,
    }
}

/// The help for a mapping in place of the values that a field is compared with.
fn test_help(name: &str, tests: &[Entry]) -> String {
    let usual = || "write one value, or a list of them in brackets".to_owned();
    let [test] = tests else { return usual() };
    match test.key.to_lowercase().as_str() {
        "not" | "ne" | "neq" | "nin" | "not_in" | "!=" => match written(&test.value) {
            Some(value) => format!("write `not: {{ {name}: {value} }}`"),
            None => format!("write `not: {{ {name}: ... }}`"),
        },
        "is" | "eq" | "equals" | "in" | "any" | "any_of" | "one_of" | "enum" | "=" => {
            match written(&test.value) {
                Some(value) => format!("write `{name}: {value}`"),
                None => usual(),
            }
        }
        "present" | "exists" => format!("write `present: {name}`"),
        "absent" | "missing" | "blank" => format!("write `not: {{ present: {name} }}`"),
        "min" | "max" | "gt" | "lt" | "gte" | "lte" | "ge" | "le" | "at_least"
        | "at_most" | "greater_than" | "less_than" | "<" | "<=" | ">" | ">=" => {
            NO_NUMBERS.to_owned()
        }
        _ => usual(),
    }
}

/// Values as a condition has them: one, or a list.
fn written(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Bool(value) => Some(value.to_string()),
        Kind::Integer(value) => Some(value.to_string()),
        Kind::Text(text) => Some(text.clone()),
        Kind::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(written).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        _ => None,
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
        diagnostics.push(
            Diagnostic::error(Code::BadValue, node.span, "the list of values is empty")
                .help("name at least one value"),
        );
        return None;
    }
    literals(nodes, "a value to compare with", diagnostics)
}

/// The place that another language calls `word`.
fn usual_place(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "response" | "resp" | "reply" => "answer",
        "request" | "req" => "body",
        "this" | "self" => "same",
        _ => return None,
    })
}

/// Reads `path.x`, `parent.x`, or `x`, which is `same.x`. The place must be given for a
/// name with a dot, and for one that is a keyword of conditions.
fn reference(name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<RefDef> {
    let Some((word, rest)) = name.split_once('.') else {
        return Some(RefDef { span, place: Place::Same, name: name.to_owned() });
    };
    if let Some(place) = Place::parse(word) {
        if rest.is_empty() {
            let message = "a name is missing behind this dot";
            let found = Diagnostic::error(Code::UnknownReference, span, message);
            diagnostics.push(found.help(format!("write `{word}.NAME`")));
            return None;
        }
        return Some(RefDef { span, place, name: rest.to_owned() });
    }
    let places: Vec<&str> = Place::ALL.iter().map(|place| place.as_str()).collect();
    let message = format!("`{word}` is not a place, so `{name}` is not a field");
    let meant = usual_place(word).map(|place| format!("did you mean `{place}.{rest}`?"));
    let near = meant.or_else(|| did_you_mean(word, places.iter().copied()));
    let help = near.unwrap_or_else(|| {
        format!(
            "the places are {}; a condition on a member of a field is `prose`, and a name with a dot in it is `same.{name}`",
            list(&places)
        )
    });
    diagnostics
        .push(Diagnostic::error(Code::UnknownReference, span, message).help(help));
    None
}
