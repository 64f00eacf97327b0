//! Conditions and rules in words, the same in violations, documentation and schemas.
//! Names and values stand out as code in Markdown, and bare in plain text.

use std::fmt::{self, Write};

use super::condition::{Condition, Ref};
use super::enums::Enum;
use super::id::EnumId;
use super::literal::Literal;
use super::place::{GroupKind, Place};
use super::rule::{Bounds, Comparison, Test};
use super::table::{Citation, Type};
use crate::arena::Arena;

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Same => f.write_str(&self.name),
            place => write!(f, "{}.{}", place.as_str(), self.name),
        }
    }
}

/// The form of names and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Plain.
    Plain,
    /// As code in Markdown.
    Markdown,
}

impl Style {
    /// A name or a value.
    pub(crate) fn code(self, text: impl fmt::Display) -> String {
        let text = text.to_string();
        match self {
            Self::Plain => text,
            Self::Markdown => code(&text),
        }
    }

    fn or(self, values: &[Literal]) -> String {
        enumerate(values.iter().map(|value| self.code(value)), "or")
    }

    /// A condition in words.
    pub(crate) fn condition(self, condition: &Condition) -> String {
        let field = |field: &Ref| self.code(field);
        match condition {
            Condition::All(parts) if parts.is_empty() => "always".to_owned(),
            Condition::Any(parts) if parts.is_empty() => "never".to_owned(),
            Condition::All(parts) => self.joined(parts, " and "),
            Condition::Any(parts) => self.joined(parts, " or "),
            Condition::Not(part) => match &**part {
                Condition::Is(it, values) if values.len() == 1 => {
                    format!("{} is not {}", field(it), self.or(values))
                }
                Condition::Is(it, values) => {
                    format!("{} is none of {}", field(it), self.or(values))
                }
                Condition::Present(it) => format!("{} is absent", field(it)),
                part => format!("not ({})", self.condition(part)),
            },
            Condition::Is(it, values) => format!("{} is {}", field(it), self.or(values)),
            Condition::Present(it) => format!("{} is present", field(it)),
        }
    }

    fn joined(self, parts: &[Condition], word: &str) -> String {
        let parts = parts.iter().map(|part| match part {
            Condition::All(inner) | Condition::Any(inner) if inner.len() > 1 => {
                format!("({})", self.condition(part))
            }
            part => self.condition(part),
        });
        parts.collect::<Vec<_>>().join(word)
    }
}

/// Text as code in Markdown.
pub(crate) fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('`') || text.is_empty() {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Style::Plain.condition(self))
    }
}

/// `a`, `a or b`, `a, b or c`.
pub fn enumerate(items: impl IntoIterator<Item = String>, word: &str) -> String {
    let mut items: Vec<String> = items.into_iter().collect();
    let Some(last) = items.pop() else {
        return String::new();
    };
    if items.is_empty() { last } else { format!("{} {word} {last}", items.join(", ")) }
}

/// `Title, Table 2` or `Title, examples only`.
#[must_use]
pub fn page_reference(source: &Citation) -> String {
    if source.table.is_empty() {
        format!("{}, shown by its examples only", source.page)
    } else {
        format!("{}, Table {}", source.page, source.table)
    }
}

/// A rule as a sentence without its subject.
pub(crate) fn rule_in_words(
    style: Style,
    enums: &Arena<EnumId, Enum>,
    test: &Test,
    when: &Condition,
    each: bool,
    ty: &Type,
    fields: &[String],
) -> String {
    let mut out = String::new();
    let condition = |lead: &str| {
        if when.is_always() {
            String::new()
        } else {
            format!(" {lead} {}", style.condition(when))
        }
    };
    if each {
        out.push_str("each item ");
    }
    let test = match test {
        Test::Keys(test) => {
            out.push_str("each key ");
            &**test
        }
        test => test,
    };
    let body = match test {
        Test::Type => format!("must be {}", type_in_words(ty)),
        Test::Required => format!("required{}", condition("when")),
        Test::OnlyWhen => format!("only allowed{}", condition("when")),
        Test::DocumentedFor => {
            format!("documented only{}", condition("for the case that"))
        }
        Test::Enum(id) => {
            let values = enums[*id].values.iter().map(|value| style.code(&value.wire));
            format!("must be {}{}", enumerate(values, "or"), condition("when"))
        }
        Test::OneOf(values) => {
            format!("must be {}{}", style.or(values), condition("when"))
        }
        Test::Fixed(value) => {
            format!("must be {}{}", style.code(value), condition("when"))
        }
        Test::Length(bounds) => format!("must have {}", count(*bounds, "character")),
        Test::Range(Bounds { min, max }) => match (min, max) {
            (Some(min), Some(max)) => {
                format!("must be from {} to {}", style.code(min), style.code(max))
            }
            (Some(min), None) => format!("must be at least {}", style.code(min)),
            (None, Some(max)) => format!("must be at most {}", style.code(max)),
            (None, None) => "must be a number".to_owned(),
        },
        Test::Items(bounds) => {
            format!(
                "must have {}",
                count(
                    *bounds,
                    if matches!(ty, Type::Map(_)) { "entry" } else { "item" }
                )
            )
        }
        // The language has no rules for keys of keys.
        Test::Keys(_) => String::new(),
        Test::Format(format) => {
            format!(
                "must be {} such as {}",
                format.in_words(),
                style.code(format.example())
            )
        }
        Test::Compared(comparison, other) => {
            let is_moment = matches!(ty, Type::Timestamp | Type::Formatted(_));
            let order = match (comparison, is_moment) {
                (Comparison::AtLeast, false) => "must be at least",
                (Comparison::AtLeast, true) => "must not be before",
                (Comparison::GreaterThan, false) => "must be greater than",
                (Comparison::GreaterThan, true) => "must be after",
            };
            format!("{order} {}", style.code(other))
        }
        Test::Unique => "must not have an item twice".to_owned(),
        Test::Pattern(pattern) => format!("must match {}", style.code(pattern)),
        Test::Delimiter(delimiter) => {
            format!("has an empty item between its {}", code(delimiter))
        }
        Test::Undelimited(delimiter) => {
            format!(
                "must not contain {}, which joins the items",
                delimiter_in_words(*delimiter)
            )
        }
        Test::Group(kind, _) => {
            let names = enumerate(
                fields.iter().map(|field| style.code(field)),
                if *kind == GroupKind::AllOrNone { "and" } else { "or" },
            );
            let rest = match kind {
                GroupKind::ExactlyOneOf => {
                    format!("exactly one of {names} must be present")
                }
                GroupKind::AtLeastOneOf => {
                    format!("at least one of {names} must be present")
                }
                GroupKind::AtMostOneOf => {
                    format!("at most one of {names} may be present")
                }
                GroupKind::AllOrNone => {
                    format!("all or none of {names} must be present")
                }
            };
            rest + &condition("when")
        }
    };
    out.push_str(&body);
    out
}

/// A delimiter in words, since a blank would not be visible.
pub(crate) fn delimiter_in_words(delimiter: char) -> String {
    match delimiter {
        ' ' => "a blank".to_owned(),
        delimiter => code(&delimiter.to_string()),
    }
}

fn type_in_words(ty: &Type) -> String {
    match ty {
        Type::String | Type::Formatted(_) | Type::Enum(_) => "a string".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Integer => "a whole number of 32 bits".to_owned(),
        Type::Long | Type::Timestamp => "a whole number of 64 bits".to_owned(),
        Type::Float => "a number".to_owned(),
        Type::Object | Type::Struct(_) => "an object".to_owned(),
        Type::Any => "a value".to_owned(),
        Type::Array(inner) => match &**inner {
            Type::Any => "an array".to_owned(),
            inner => format!("an array, each item {}", type_in_words(inner)),
        },
        Type::Map(inner) => match &**inner {
            Type::Any => "an object".to_owned(),
            inner => format!("an object, each value {}", type_in_words(inner)),
        },
    }
}

fn count(bounds: Bounds<u64>, noun: &str) -> String {
    let plural = |count: u64| match (count, noun) {
        (1, noun) => format!("{count} {noun}"),
        (_, "entry") => format!("{count} entries"),
        (_, noun) => format!("{count} {noun}s"),
    };
    let mut out = String::new();
    let written = match (bounds.min, bounds.max) {
        (Some(min), Some(max)) if min == max => write!(out, "exactly {}", plural(min)),
        (Some(min), Some(max)) => write!(out, "{min} to {}", plural(max)),
        (Some(min), None) => write!(out, "at least {}", plural(min)),
        (None, Some(max)) => write!(out, "at most {}", plural(max)),
        (None, None) => Ok(()),
    };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
    out
}
