//! Conditions, from YAML data to [`ConditionDef`].

use super::def::{ConditionDef, ConditionKind, RefDef};
use super::read::{Keys, entries, flag, items, literals, text, wrong_shape};
use super::yaml::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{Literal, Place};
use crate::source::{Span, Spanned};

/// Reads `true`, `false` or a mapping.
pub(super) fn condition(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ConditionDef> {
    if let Kind::Bool(value) = node.kind {
        return Some(ConditionDef {
            span: node.span,
            kind: ConditionKind::Constant(value),
        });
    }
    let Kind::Map(pairs) = &node.kind else {
        diagnostics.push(
            wrong_shape(node, "a condition", "`true` or a mapping")
                .help("such as `{ field: value }`"),
        );
        return None;
    };
    if pairs.is_empty() {
        let diagnostic = Diagnostic::error(
            Code::BadValue,
            node.span,
            "a condition without parts says nothing",
        );
        diagnostics.push(diagnostic.help("write `true` for always"));
        return None;
    }
    if pairs.iter().any(|pair| pair.key == "ref") {
        return long_form(node, diagnostics);
    }
    let count = pairs.len();
    let mut parts: Vec<ConditionDef> = Vec::with_capacity(count);
    for pair in pairs {
        let span =
            Span { end: pair.value.span.end.max(pair.key_span.end), ..pair.key_span };
        let kind = match pair.key.as_str() {
            "all" => several(&pair.value, "`all`", diagnostics).map(ConditionKind::All),
            "any" => several(&pair.value, "`any`", diagnostics).map(ConditionKind::Any),
            "not" => condition(&pair.value, diagnostics)
                .map(|inner| ConditionKind::Not(Box::new(inner))),
            "present" => present(&pair.value, diagnostics),
            name => comparison(
                reference(name, pair.key_span, diagnostics),
                &pair.value,
                diagnostics,
            ),
        };
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

fn several(
    node: &Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<ConditionDef>> {
    let nodes = items(node, what, diagnostics)?;
    if nodes.is_empty() {
        diagnostics.push(Diagnostic::error(
            Code::BadValue,
            node.span,
            format!("{what} of nothing says nothing"),
        ));
        return None;
    }
    let parts: Vec<_> =
        nodes.iter().filter_map(|node| condition(node, diagnostics)).collect();
    (parts.len() == nodes.len()).then_some(parts)
}

fn present(node: &Node, diagnostics: &mut Diagnostics) -> Option<ConditionKind> {
    let nodes = match &node.kind {
        Kind::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut parts = Vec::with_capacity(nodes.len());
    for node in nodes {
        let reference = match &node.kind {
            Kind::Map(_) => place_and_name(node, diagnostics),
            _ => text(node, "`present`", diagnostics)
                .and_then(|name| reference(&name, node.span, diagnostics)),
        };
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

fn comparison(
    reference: Option<RefDef>,
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<ConditionKind> {
    let values = values(node, diagnostics)?;
    reference.map(|reference| ConditionKind::Is(reference, values))
}

fn values(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Spanned<Literal>>> {
    let nodes = match &node.kind {
        Kind::List(nodes) => nodes.as_slice(),
        Kind::Null => {
            let diagnostic = Diagnostic::error(
                Code::BadValue,
                node.span,
                "nothing equals `null`: an absent field has no value",
            );
            diagnostics.push(diagnostic.help("write `not: { present: ... }`"));
            return None;
        }
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        diagnostics.push(Diagnostic::error(
            Code::BadValue,
            node.span,
            "a field is never one of no values",
        ));
        return None;
    }
    literals(nodes, "a value to compare with", diagnostics)
}

/// `path.x`, `parent.x`, or `x`.
fn reference(name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<RefDef> {
    let Some((place, rest)) = name.split_once('.') else {
        return Some(RefDef { span, place: Place::Same, name: name.to_owned() });
    };
    let Some(place) =
        Place::parse(place).filter(|place| *place != Place::Same && !rest.contains('.'))
    else {
        let message = format!("`{name}` names no place");
        let help = "a reference is `x`, `parent.x`, `path.x`, `query.x`, `header.x` or `body.x`; a field with a dot in its \
                    name has the long form `{ ref: { same: a.b }, is: value }`";
        diagnostics
            .push(Diagnostic::error(Code::UnknownReference, span, message).help(help));
        return None;
    };
    Some(RefDef { span, place, name: rest.to_owned() })
}

/// `{ ref: { path: a.b }, is: value }` or `{ ref: ..., present: true }`.
fn long_form(node: &Node, diagnostics: &mut Diagnostics) -> Option<ConditionDef> {
    let mut keys = Keys::of(node, "a condition in the long form", diagnostics)?;
    let reference = keys.needed("ref");
    let is = keys.node("is");
    let present = keys.node("present");
    keys.finish();
    let reference = place_and_name(reference?, diagnostics)?;
    let kind = match (is, present) {
        (Some(value), None) => comparison(Some(reference), value, diagnostics)?,
        (None, Some(value)) => {
            let inner = ConditionKind::Present(reference);
            if flag(value, "`present`", diagnostics)?.value {
                inner
            } else {
                ConditionKind::Not(Box::new(ConditionDef {
                    span: node.span,
                    kind: inner,
                }))
            }
        }
        _ => {
            let message = "a condition in the long form has either `is` or `present`";
            diagnostics.push(Diagnostic::error(Code::MissingKey, node.span, message));
            return None;
        }
    };
    Some(ConditionDef { span: node.span, kind })
}

fn place_and_name(node: &Node, diagnostics: &mut Diagnostics) -> Option<RefDef> {
    let pairs = entries(node, "`ref`", diagnostics)?;
    let [pair] = pairs else {
        let diagnostic = Diagnostic::error(
            Code::BadValue,
            node.span,
            "`ref` names one place and one field",
        );
        diagnostics
            .push(diagnostic.help("such as `{ same: name }` or `{ path: name }`"));
        return None;
    };
    let Some(place) = Place::parse(&pair.key) else {
        let message = format!("`{}` is not a place", pair.key);
        let help =
            did_you_mean(&pair.key, Place::ALL.iter().map(|place| place.as_str()));
        diagnostics.push(
            Diagnostic::error(Code::UnknownReference, pair.key_span, message)
                .maybe_help(help),
        );
        return None;
    };
    let name = text(&pair.value, "the field", diagnostics)?;
    Some(RefDef { span: name.span, place, name: name.value })
}
