//! Reads limits, `{ min: ..., max: ... }`, with the fix for other ways to write them. The
//! comparison with the type of a field belongs to `check`.

use super::keys::Keys;
use super::messages::wrong_shape;
use super::values::literal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Literal, Number};
use crate::spec::language::shape::Shape;
use crate::spec::recovery::meant_values::meant_number;
use crate::spec::table_defs::Limits;
use crate::spec::yaml::{Kind, Node};

/// Reads `min` and `max`; none if one cannot be read, or if no value satisfies them.
pub(super) fn limits<T: PartialOrd>(
    node: &Node,
    what: &'static str,
    shape: &'static Shape,
    read: fn(&Node, &mut Diagnostics) -> Option<T>,
    diagnostics: &mut Diagnostics,
) -> Option<Limits<T>> {
    if let Some(help) = as_limits(node) {
        diagnostics.push(wrong_shape(node, what, "a mapping").help(help));
        return None;
    }
    let mut keys = Keys::called(what, node, shape, diagnostics)?;
    let min = keys.read_optional("min", read);
    let max = keys.read_optional("max", read);
    let is_empty = matches!((&min, &max), (Some(None), Some(None)));
    if is_empty {
        let message = format!("{what} needs `min`, `max` or both");
        keys.needs_one_of(&["min", "max"], node.span, message);
    }
    keys.finish();
    let (min, max) = (min?, max?);
    if is_empty {
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

/// The help for limits that are written as one number, two numbers or a range in text.
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

/// The report of a limit that is not the `expected` number.
fn no_limit(node: &Node, expected: &str) -> Diagnostic {
    let help = match &node.kind {
        Kind::Text(text) => meant_number(text),
        // Larger numbers would be written with hundreds of digits.
        Kind::Float(number) if number.fract() == 0.0 && (0.0..1e15).contains(number) => {
            Some(format!("write `{number}`"))
        }
        _ => None,
    };
    wrong_shape(node, "a limit", expected).maybe_help(help)
}

/// Reads a limit that is a whole number from 0.
pub(super) fn count(node: &Node, diagnostics: &mut Diagnostics) -> Option<u64> {
    match node.kind {
        Kind::Integer(value) if value >= 0 => u64::try_from(value).ok(),
        _ => {
            diagnostics.push(no_limit(node, "a whole number from 0"));
            None
        }
    }
}

/// Reads a limit that is any number.
pub(super) fn number(node: &Node, diagnostics: &mut Diagnostics) -> Option<Number> {
    match literal(node, "a limit", diagnostics)?.value {
        Literal::Number(number) => Some(number),
        _ => {
            diagnostics.push(no_limit(node, "a number"));
            None
        }
    }
}
