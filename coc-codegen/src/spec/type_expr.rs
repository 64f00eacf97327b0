//! Type expressions: names, arrays and maps.

use super::def::TypeExpr;
use super::read::wrong_shape;
use super::yaml::{Kind, Node};
use crate::diagnostic::Diagnostics;
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
        _ => {
            let diagnostic = wrong_shape(
                node,
                "a type",
                "a name, `{ array: type }` or `{ map: type }`",
            );
            diagnostics.push(diagnostic);
            return None;
        }
    };
    Some(Spanned::new(value, node.span))
}

/// A type expression as text, wherever it stands.
pub(super) fn words(expr: &TypeExpr) -> String {
    match expr {
        TypeExpr::Name(name) => name.clone(),
        TypeExpr::Array(inner) => format!("array of {}", words(&inner.value)),
        TypeExpr::Map(inner) => format!("map of {}", words(&inner.value)),
    }
}
