//! Reads type expressions: names, arrays and maps. Whether a name is declared belongs to
//! `check`.

use super::messages::wrong_shape;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::{Span, Spanned};
use crate::spec::table_defs::TypeExpr;
use crate::spec::yaml::{Entry, Kind, Node};

/// Reads a type expression: a name, `{ array: ... }` or `{ map: ... }`.
pub(super) fn type_expr(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<TypeExpr>> {
    let value = match &node.kind {
        Kind::Text(name) => named(name, node.span, diagnostics)?,
        Kind::Map(pairs) if pairs.len() == 1 => in_braces(&pairs[0], diagnostics)?,
        kind => {
            let expected = "a name, `{ array: type }` or `{ map: type }`";
            let diagnostic = wrong_shape(node, "a type", expected);
            diagnostics.push(match kind {
                Kind::List(items) => diagnostic.help(match items.as_slice() {
                    [Node { kind: Kind::Text(name), .. }] => {
                        format!("write `{{ array: {name} }}`")
                    }
                    _ => DECLARE_VALUES.to_owned(),
                }),
                Kind::Map(pairs) => diagnostic.maybe_help(beside(pairs)),
                _ => diagnostic,
            });
            return None;
        }
    };
    Some(Spanned::new(value, node.span))
}

/// The help for values in place of a type.
const DECLARE_VALUES: &str =
    "a list of values is an enumeration: declare it below `enums`, and write its name";

/// Reads the name of a type.
fn named(name: &str, span: Span, diagnostics: &mut Diagnostics) -> Option<TypeExpr> {
    let Some(help) = other_language(name) else {
        return Some(TypeExpr::Name(name.to_owned()));
    };
    let message = format!("no type or enumeration is called `{name}`");
    diagnostics.push(Diagnostic::error(Code::UnknownType, span, message).help(help));
    None
}

/// Reads a type in braces.
fn in_braces(pair: &Entry, diagnostics: &mut Diagnostics) -> Option<TypeExpr> {
    match pair.key.as_str() {
        "array" => {
            type_expr(&pair.value, diagnostics).map(|it| TypeExpr::Array(Box::new(it)))
        }
        "map" => {
            type_expr(&pair.value, diagnostics).map(|it| TypeExpr::Map(Box::new(it)))
        }
        key => {
            let message = format!(
                "a type in braces must have the key `array` or `map`, and not `{key}`"
            );
            let help = braces(pair)
                .or_else(|| did_you_mean(key, ["array", "map"]))
                .unwrap_or_else(|| {
                    "write `{ array: type }`, `{ map: type }` or the name of a type"
                        .to_owned()
                });
            let found = Diagnostic::error(Code::WrongShape, pair.key_span, message);
            diagnostics.push(found.help(help));
            None
        }
    }
}

/// The help for a name that other languages write in place of a type.
fn other_language(name: &str) -> Option<String> {
    const NULL: [&str; 4] = ["null", "none", "nil", "undefined"];
    if let Some((first, second)) = name.split_once('|') {
        let (first, second) = (first.trim(), second.trim());
        let is_null = |it: &str| NULL.contains(&it.to_lowercase().as_str());
        let name = match (is_null(first), is_null(second)) {
            (false, true) => first,
            (true, false) => second,
            _ => return None,
        };
        return Some(format!("write `type: {name}`, and `nullable: true`"));
    }
    (name == "enum").then(|| DECLARE_VALUES.to_owned())
}

/// The help for a type in braces with another key than `array` and `map`.
fn braces(pair: &Entry) -> Option<String> {
    let key = pair.key.as_str();
    let words = key.split_once(' ').filter(|_| pair.is_bare());
    if let Some((kind @ ("array" | "map"), inner)) = words {
        return Some(format!(
            "a colon is missing after `{kind}`: write `{{ {kind}: {} }}`",
            inner.trim()
        ));
    }
    let Kind::Text(name) = &pair.value.kind else {
        let is_list = matches!(pair.value.kind, Kind::List(_));
        return (is_list && matches!(key, "enum" | "one_of"))
            .then(|| DECLARE_VALUES.to_owned());
    };
    match key {
        "type" | "schema" => Some(format!(
            "write `{name}` without braces, which are for `{{ array: type }}` and `{{ map: type }}`"
        )),
        "list" | "set" | "of" | "items" | "array_of" => {
            Some(format!("write `{{ array: {name} }}`"))
        }
        "string" | "text" => {
            Some(format!("the keys of a map are always text: write `{{ map: {name} }}`"))
        }
        "$ref" | "ref" => {
            let last = name.rsplit(['/', '#']).next().unwrap_or(name);
            Some(format!("write the name of the type: `{last}`"))
        }
        _ => None,
    }
}

/// The help for a type in braces with further keys.
fn beside(pairs: &[Entry]) -> Option<String> {
    let is_type = |it: &&Entry| matches!(it.key.as_str(), "array" | "map");
    let other = pairs.iter().find(|it| !is_type(it))?;
    let kind = pairs.iter().find(is_type)?;
    Some(format!(
        "`{}` is alone in these braces: put `{}` beside `type`",
        kind.key, other.key
    ))
}

/// A type expression as text.
pub(crate) fn words(expr: &TypeExpr) -> String {
    match expr {
        TypeExpr::Name(name) => name.clone(),
        TypeExpr::Array(inner) => format!("array of {}", words(&inner.value)),
        TypeExpr::Map(inner) => format!("map of {}", words(&inner.value)),
    }
}

/// The innermost name in arrays and maps.
pub(crate) fn innermost_name(expr: &TypeExpr) -> &String {
    match expr {
        TypeExpr::Name(name) => name,
        TypeExpr::Array(inner) | TypeExpr::Map(inner) => innermost_name(&inner.value),
    }
}
