//! Limits held against what a value can be at all: those that every value keeps say
//! nothing, and those that none keeps cannot be meant. Whether a limit fits the type of
//! its field belongs to `rules`.

use crate::diagnostic::{Code, Diagnostic, Reporter};
use crate::model::{Number, Type};
use crate::source::Span;
use crate::spec::Limits;

/// Whether limits of a length or of a number of items say something; reported where they
/// do not.
pub(super) fn of_count(
    limits: Limits<u64>,
    key: &str,
    span: Span,
    reporter: &Reporter,
) -> bool {
    if key == "length" && limits.max == Some(0) {
        let message =
            "no text fits: one without characters is blank, and counts as absent";
        reporter.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("write the length that the page gives"),
        );
        return false;
    }
    let something = limits.max.is_some() || limits.min.is_some_and(|min| min > 0);
    if !something {
        let message = format!("every `{key}` is at least 0, so this says nothing");
        reporter.report(
            Diagnostic::error(Code::NeverFires, span, message).help("delete it"),
        );
    }
    something
}

/// Whether limits of a number say something that a number of the type can keep; reported
/// where they do not.
pub(super) fn of_range(
    limits: Limits<Number>,
    ty: &Type,
    span: Span,
    reporter: &Reporter,
) -> bool {
    let (least, most) = match ty {
        Type::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Type::Long | Type::Timestamp | Type::Enum(..) => (i64::MIN, i64::MAX),
        _ => return true,
    };
    let (least, most) = (Number::Integer(least), Number::Integer(most));
    let all = limits.min.is_none_or(|min| min <= least)
        && limits.max.is_none_or(|max| max >= most);
    let none = limits.min.is_some_and(|min| min > most)
        || limits.max.is_some_and(|max| max < least);
    if all {
        let message = format!(
            "every value of the type lies between {least} and {most}, so this says nothing"
        );
        reporter.report(
            Diagnostic::error(Code::NeverFires, span, message).help("delete it"),
        );
    } else if between(limits) {
        let message = "no whole number lies between these limits";
        reporter.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("the field may be a `float`"),
        );
        return false;
    } else if none {
        let message = format!("no value fits: the type holds {least} to {most}");
        reporter.report(
            Diagnostic::error(Code::Contradiction, span, message)
                .help("the field may be a `long`"),
        );
    }
    !all && !none
}

/// Whether no whole number lies between two limits.
fn between(limits: Limits<Number>) -> bool {
    let (Some(min), Some(max)) = (limits.min, limits.max) else { return false };
    match (min, max) {
        (Number::Float(min), Number::Float(max)) => min.ceil() > max.floor(),
        _ => false,
    }
}
