//! Refuses limits that every value or no value satisfies. Whether a limit fits the type
//! of its field belongs to `constraints`, limits that contradict others to `counts`.

use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{Bounds, Number, Type};
use crate::source::Span;
use crate::spec::Limits;

/// The bounds of a length in characters, if some texts are within them and others are not;
/// reports limits otherwise.
pub(in crate::check) fn of_length(
    limits: Limits<u64>,
    span: Span,
    reporter: &Reporter,
) -> Option<Bounds<u64>> {
    if limits.max == Some(0) {
        let message = "no text satisfies this: a text without characters is blank, and counts as absent";
        reporter.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("write the length that the page gives"),
        );
        return None;
    }
    of_count(limits, "length", span, reporter)
}

/// The bounds of a number of characters, items or bytes, if some numbers are within them
/// and others are not; reports limits otherwise.
pub(in crate::check) fn of_count(
    limits: Limits<u64>,
    key: &str,
    span: Span,
    reporter: &Reporter,
) -> Option<Bounds<u64>> {
    if limits.max.is_some() || limits.min.is_some_and(|min| min > 0) {
        return Some(bounds(limits));
    }
    let message = format!("every `{key}` is at least 0, so this limit has no effect");
    reporter
        .report(Diagnostic::error(Code::NeverFires, span, message).help("delete it"));
    None
}

/// The bounds of a number of the type, if some numbers are within them and others are not;
/// reports limits otherwise.
pub(in crate::check) fn of_range(
    limits: Limits<Number>,
    ty: &Type,
    span: Span,
    reporter: &Reporter,
) -> Option<Bounds<Number>> {
    let (least, most) = match ty {
        Type::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Type::Long | Type::Timestamp | Type::Enum(..) => (i64::MIN, i64::MAX),
        _ => return Some(bounds(limits)),
    };
    let (least, most) = (Number::Integer(least), Number::Integer(most));
    let all = limits.min.is_none_or(|min| min <= least)
        && limits.max.is_none_or(|max| max >= most);
    let none = limits.min.is_some_and(|min| min > most)
        || limits.max.is_some_and(|max| max < least);
    if all {
        let message = format!(
            "every value of the type is between {least} and {most}, so this limit has no effect"
        );
        reporter.report(
            Diagnostic::error(Code::NeverFires, span, message).help("delete it"),
        );
    } else if excludes_whole_numbers(limits) {
        let message = "no whole number is between these limits";
        reporter.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("correct the limits, or make the field a `float`"),
        );
        return None;
    } else if none {
        let message = format!(
            "no value satisfies this: values of the type are between {least} and {most}"
        );
        let help = match ty {
            Type::Integer => "correct the limits, or make the field a `long`",
            _ => "correct the limits",
        };
        reporter
            .report(Diagnostic::error(Code::Contradiction, span, message).help(help));
    }
    (!all && !none).then(|| bounds(limits))
}

/// Whether no whole number lies between two limits.
fn excludes_whole_numbers(limits: Limits<Number>) -> bool {
    let (Some(min), Some(max)) = (limits.min, limits.max) else { return false };
    match (min, max) {
        (Number::Float(min), Number::Float(max)) => min.ceil() > max.floor(),
        _ => false,
    }
}

/// Limits as the model has them.
const fn bounds<T: Copy>(limits: Limits<T>) -> Bounds<T> {
    Bounds { min: limits.min, max: limits.max }
}
