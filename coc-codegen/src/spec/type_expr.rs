//! Reads type expressions: names, arrays and maps. Whether a name is declared belongs to
//! `check`.

use super::messages::wrong_shape;
use super::table_defs::TypeExpr;
use super::yaml::{Kind, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::source::Spanned;

/// Reads a type expression: a name, `{ array: ... }` or `{ map: ... }`.
pub(super) fn type_expr(
    node: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Spanned<TypeExpr>> {
    let value = match &node.kind {
        Kind::Text(name) => TypeExpr::Name(name.clone()),
        Kind::Map(pairs) if pairs.len() == 1 && pairs[0].key == "array" => {
            TypeExpr::Array(Box::new(type_expr(&pairs[0].value, diagnostics)?))
        }
        Kind::Map(pairs) if pairs.len() == 1 && pairs[0].key == "map" => {
            TypeExpr::Map(Box::new(type_expr(&pairs[0].value, diagnostics)?))
        }
        Kind::Map(pairs) if pairs.len() == 1 => {
            let key = &pairs[0].key;
            let message = format!(
                "a type in braces must have the key `array` or `map`, and not `{key}`"
            );
            let help = did_you_mean(key, ["array", "map"]);
            let help = help.unwrap_or_else(|| {
                "write `{ array: type }`, `{ map: type }` or the name of a type"
                    .to_owned()
            });
            diagnostics.push(
                Diagnostic::error(Code::WrongShape, pairs[0].key_span, message)
                    .help(help),
            );
            return None;
        }
        _ => {
            let expected = "a name, `{ array: type }` or `{ map: type }`";
            let diagnostic = wrong_shape(node, "a type", expected);
            diagnostics.push(match &node.kind {
                Kind::List(items) => match items.as_slice() {
                    [Node { kind: Kind::Text(name), .. }] => {
                        diagnostic.help(format!("write `{{ array: {name} }}`"))
                    }
                    _ => diagnostic.help(
                        "a list of values is an enumeration: declare it below `enums`, and write its name",
                    ),
                },
                _ => diagnostic,
            });
            return None;
        }
    };
    Some(Spanned::new(value, node.span))
}

/// A type expression as text.
pub(super) fn words(expr: &TypeExpr) -> String {
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
