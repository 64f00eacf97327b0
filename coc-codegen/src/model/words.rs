//! Conditions in words, the same in violations, documentation and schemas. Names and
//! values are code in Markdown, and bare in plain text. Rules in words belong to
//! `rule_words`.

use std::fmt;

use super::condition::{Condition, Ref};
use super::literal::Literal;
use super::place::Place;
use super::table::Citation;

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

    /// A sign between items; in plain text it needs quotation marks. A space as code would
    /// not be visible.
    pub(crate) fn delimiter(self, text: &str) -> String {
        match (self, text) {
            (_, " ") => "a space".to_owned(),
            (Self::Plain, text) => format!("\"{text}\""),
            (Self::Markdown, text) => code(text),
        }
    }

    /// Values of which one is meant.
    pub(super) fn or(self, values: &[Literal]) -> String {
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

    /// Parts with a word between them; a part of several parts is in brackets.
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
    if !text.contains('`') && !text.is_empty() {
        return format!("`{text}`");
    }
    // The fence is longer than every run of backquotes in the text.
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(1) + 1);
    format!("{fence} {text} {fence}")
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

/// `Title, Table 2`, or the title alone without the number of a table.
#[must_use]
pub fn page_reference(source: &Citation) -> String {
    if source.table.is_empty() {
        source.page.clone()
    } else {
        format!("{}, Table {}", source.page, source.table)
    }
}
