//! Conditions as other languages write them: operators, keywords and places, each with the
//! condition of this language in its place. Misspelt words belong to `read`.

use crate::spec::yaml::{Entry, Kind, Node};

/// The help for a keyword of conditions in other languages.
pub(crate) fn foreign_keyword(word: &str) -> Option<String> {
    let help = match word.to_lowercase().as_str() {
        "or" | "any_of" | "anyof" | "one_of" | "either" => "write `any: [..., ...]`",
        "and" | "all_of" | "allof" | "both" => "write `all: [..., ...]`",
        "when" | "if" | "where" => "write the condition without another word",
        "none" | "none_of" | "unless" => "write `not: { any: [..., ...] }`",
        "absent" | "missing" | "empty" | "blank" => "write `not: { present: ... }`",
        "exists" | "given" | "set" => "write `present: ...`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// The place that another language calls `word`.
pub(in crate::spec) fn foreign_place(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "response" | "resp" | "reply" => "answer",
        "request" | "req" => "body",
        "this" | "self" => "same",
        _ => return None,
    })
}

/// An operator of another language.
enum Operator {
    Equals,
    Differs,
    /// It compares which one is larger, which no condition does.
    Orders,
}

impl Operator {
    fn parse(word: &str) -> Option<Self> {
        Some(match word.to_lowercase().as_str() {
            "=" | "==" | "===" | "is" | "eq" | "equals" | "in" | "any" | "any_of"
            | "one_of" | "enum" => Self::Equals,
            "!=" | "!==" | "<>" | "!" | "not" | "is not" | "not in" | "not_in"
            | "nin" | "ne" | "neq" => Self::Differs,
            "<" | "<=" | ">" | ">=" | "gt" | "lt" | "gte" | "lte" | "ge" | "le"
            | "min" | "max" | "at_least" | "at_most" | "greater_than" | "less_than" => {
                Self::Orders
            }
            _ => return None,
        })
    }

    /// The condition that compares a field with a value; none without the value that a fix
    /// needs.
    fn help(&self, field: &str, value: Option<&str>) -> Option<String> {
        match (self, value) {
            (Self::Equals, value) => Some(format!("write `{field}: {}`", value?)),
            (Self::Differs, value) => {
                Some(format!("write `not: {{ {field}: {} }}`", value.unwrap_or("...")))
            }
            (Self::Orders, _) => Some(
                "a condition compares a field with listed values; record the sentence as `prose`"
                    .to_owned(),
            ),
        }
    }
}

/// The help for a text with an operator, such as `a != b`.
pub(in crate::spec) fn help_for_text(text: &str) -> Option<String> {
    let (field, rest) = text.trim().split_once(char::is_whitespace)?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    // Some operators have two words.
    [2, 1].into_iter().find_map(|count| {
        let (operator, value) = words.split_at_checked(count)?;
        let operator = Operator::parse(&operator.join(" "))?;
        operator.help(field, Some(&value.join(" ")))
    })
}

/// The help for a field with an operator after its name, such as `a !=: b`.
pub(in crate::spec) fn help_for_key(name: &str, value: &Node) -> Option<String> {
    let (field, operator) = name.split_once(' ')?;
    Operator::parse(operator.trim())?.help(field, written(value).as_deref())
}

/// The help for a mapping in place of the values that a field is compared with, such as
/// `a: { not: b }`.
pub(in crate::spec) fn help_for_tests(field: &str, tests: &[Entry]) -> String {
    let help = match tests {
        [test] => match test.key.to_lowercase().as_str() {
            "present" | "exists" => Some(format!("write `present: {field}`")),
            "absent" | "missing" | "blank" => {
                Some(format!("write `not: {{ present: {field} }}`"))
            }
            word => Operator::parse(word)
                .and_then(|it| it.help(field, written(&test.value).as_deref())),
        },
        _ => None,
    };
    help.unwrap_or_else(|| "write one value, or a list of them in brackets".to_owned())
}

/// Values as a condition has them: one, or a list.
fn written(node: &Node) -> Option<String> {
    match &node.kind {
        Kind::Bool(value) => Some(value.to_string()),
        Kind::Integer(value) => Some(value.to_string()),
        Kind::Text(text) => Some(text.clone()),
        Kind::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(written).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        _ => None,
    }
}
