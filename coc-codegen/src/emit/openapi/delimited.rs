//! Rules of delimited text, as patterns of the whole text.

use crate::json::Object;
use crate::model::{Bounds, Model, Rule, Test};

/// The pattern that text joined by `delimiter` matches if and only if it keeps the
/// rule; none if no pattern can express the rule.
pub(super) fn pattern(model: &Model, rule: &Rule, delimiter: &str) -> Option<String> {
    let d = escape(delimiter);
    let item = format!("(?:(?!{d})[\\s\\S])");
    let items = |inner: &str| format!("^(?:{inner})?(?:{d}(?:{inner})?)*$");
    // A value that contains the delimiter is no item, since it would be two.
    let one_of = |values: Vec<String>| {
        let single = values.iter().filter(|value| !value.contains(delimiter));
        let single: Vec<String> = single.map(|value| escape(value)).collect();
        if single.is_empty() { format!("^(?:{d})*$") } else { items(&single.join("|")) }
    };
    Some(match &rule.test {
        Test::Delimiter(_) => format!("^{item}+(?:{d}{item}+)*$"),
        Test::Items(Bounds { min, max }) => {
            let (min, max) = (
                min.map_or(0, |min| min.saturating_sub(1)),
                max.map(|max| max.saturating_sub(1)),
            );
            let max = max.map_or_else(String::new, |max| max.to_string());
            format!("^{item}*(?:{d}{item}*){{{min},{max}}}$")
        }
        // Matches an item and, later, the same item between two delimiters.
        Test::Unique => {
            format!("^(?!(?:{item}*{d})*({item}+){d}(?:{item}*{d})*\\1(?:{d}|$))")
        }
        Test::Length(Bounds { min, max }) if rule.each => {
            let (min, max) = (
                min.unwrap_or(1).max(1),
                max.map_or_else(String::new, |max| max.to_string()),
            );
            items(&format!("{item}{{{min},{max}}}"))
        }
        Test::Enum(list) if rule.each => {
            one_of(model[*list].wires().map(ToString::to_string).collect())
        }
        Test::OneOf(values) if rule.each => {
            one_of(values.iter().map(ToString::to_string).collect())
        }
        Test::Fixed(value) if rule.each => one_of(vec![value.to_string()]),
        _ => return None,
    })
}

/// A description, since a pattern of each item cannot be made a pattern of the whole
/// text.
pub(super) fn in_words<'m>(rule: &'m Rule) -> Option<Object<'m>> {
    match (&rule.test, rule.each) {
        (Test::Pattern(pattern), true) => Some(
            [("$comment", format!("each item matches {pattern}"))].into_iter().collect(),
        ),
        _ => None,
    }
}

/// A pattern that matches this text alone. It escapes no other characters, since
/// JavaScript refuses that.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
