//! The uses of conditions, and the reports of values that cannot be a condition of that
//! use. Reading conditions belongs to `condition`.

use super::messages::wrong_shape;
use crate::diagnostic::Diagnostic;
use crate::spec::recovery::meant_values::meant_flag;
use crate::spec::yaml::{Kind, Node};

/// The use of a condition, which decides the fix of one that is empty or none.
#[derive(Clone, Copy)]
pub(super) enum Use {
    /// The field must be present under it, or always.
    Required,
    /// It bounds another rule.
    Rule,
    /// It is about an answer.
    Answer,
    /// It is about the code of a refusal.
    Refusal,
}

/// The report of a node that cannot be a condition.
pub(super) fn no_condition(node: &Node, usage: Use) -> Diagnostic {
    let text = match &node.kind {
        Kind::Text(text) => text.as_str(),
        _ => "",
    };
    let code = match &node.kind {
        Kind::List(items) if items.len() == 1 => single(&items[0]),
        _ => single(node),
    };
    let help = match (meant_flag(text), usage, code) {
        (Some(true), Use::Required, _) => "write `true`".to_owned(),
        (Some(true), Use::Rule, _) => "delete the key if it always applies".to_owned(),
        (Some(false), _, _) => "leave it out".to_owned(),
        (_, Use::Refusal, Some(code)) => format!("write `{{ answer.code: {code} }}`"),
        _ if pasted(text) => format!("delete the quotes: `{text}`"),
        _ => usage.sample().to_owned(),
    };
    let expected = match usage {
        Use::Required | Use::Rule => "`true` or a mapping",
        Use::Answer | Use::Refusal => "a mapping",
    };
    wrong_shape(node, "a condition", expected).help(help)
}

/// A single text without blanks, as a condition has it as a value.
fn single(node: &Node) -> Option<&str> {
    let Kind::Text(text) = &node.kind else { return None };
    let is_word = |c: char| c.is_alphanumeric() || "._-".contains(c);
    (!text.is_empty() && text.chars().all(is_word)).then_some(text)
}

/// Whether a text is a mapping in quotes.
fn pasted(text: &str) -> bool {
    text.starts_with('{') && text.ends_with('}')
}

impl Use {
    /// The fix of such a condition that is empty.
    pub(super) fn if_empty(self) -> &'static str {
        match self {
            Self::Required => "write `true` if the rule always applies",
            Self::Rule => "delete the key if the rule always applies",
            Self::Answer | Self::Refusal => self.sample(),
        }
    }

    /// The form of such a condition.
    fn sample(self) -> &'static str {
        match self {
            Self::Required | Self::Rule => "such as `{ field: value }`",
            Self::Answer => "such as `{ answer.data.phase: done }`",
            Self::Refusal => "such as `{ answer.code: X.17 }`",
        }
    }
}
