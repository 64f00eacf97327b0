//! Reads the default of a row: from its own part, or else from a sentence. Writing it as
//! YAML belongs to `draft`.

use std::sync::LazyLock;

use regex_lite::Regex;

use crate::page::document::{Part, Row, Topic};
use crate::page::texts::part;
use crate::page::words::{is_nothing, pattern};
use crate::source::{Span, Spanned};

/// The default, or else the place of a text about defaults that states no single value.
pub(super) fn default(row: &Row) -> (Option<Spanned<String>>, Option<Span>) {
    let is_something = |it: &&Part| !is_nothing(&it.text.value);
    if let Some(own) = row.about(Topic::Default).find(is_something) {
        let stated =
            stated(&own.text).or_else(|| value(&own.text, 0, own.text.value.len()));
        let unread = stated.is_none().then_some(own.text.span);
        return (stated, unread);
    }
    let others = row.parts.iter().filter(|it| {
        let lower = it.text.value.to_lowercase();
        it.topic != Topic::Default
            && ["default", "preset", "默认"].iter().any(|word| lower.contains(word))
    });
    let mut found: Option<Spanned<String>> = None;
    let mut unread = None;
    for part in others {
        match (stated(&part.text), &found) {
            (Some(next), Some(first)) if next.value != first.value => {
                // A default for each case.
                return (None, Some(next.span));
            }
            (Some(next), None) => found = Some(next),
            (Some(_), Some(_)) => {}
            (None, _) => unread = Some(part.text.span),
        }
    }
    let unread = unread.filter(|_| found.is_none());
    (found, unread)
}

/// The value that a sentence states, if all of its statements agree.
fn stated(text: &Spanned<String>) -> Option<Spanned<String>> {
    static FRONT: LazyLock<Regex> = LazyLock::new(|| {
        let fronts = [
            "default(?: value)?(?: is|:)",
            "defaults to",
            "preset value is",
            "(?:默认|缺省)(?:值|取值)?[为是：:]",
        ];
        pattern(&format!(r"(?i)(?:{})\s*", fronts.join("|")))
    });
    let mut found: Option<Spanned<String>> = None;
    for front in FRONT.find_iter(&text.value) {
        let rest = &text.value[front.end()..];
        let length = rest
            .find(|it: char| it.is_whitespace() || ",，、。；;（".contains(it))
            .unwrap_or(rest.len());
        let next = value(text, front.end(), front.end() + length)?;
        // More words may belong to a text, such as a version after a name.
        let has_more = rest[length..]
            .trim_start()
            .starts_with(|it: char| it.is_ascii_alphanumeric());
        let is_whole = next.value.parse::<f64>().is_ok()
            || matches!(next.value.to_lowercase().as_str(), "true" | "false")
            || rest[..length].ends_with(['.', '"', '\'', '`', '*', '”']);
        if has_more && !is_whole {
            return None;
        }
        if found.as_ref().is_some_and(|it| it.value != next.value) {
            return None;
        }
        found.get_or_insert(next);
    }
    found
}

/// A text without quotes and without the stop after it, if it can be a value. Text in
/// another script is prose, and so are words that begin a sentence.
fn value(text: &Spanned<String>, start: usize, end: usize) -> Option<Spanned<String>> {
    const EDGES: &[char] =
        &['"', '\'', '`', '*', '“', '”', '.', '。', ',', '，', ';', '；', ')', '(', ' '];
    const PROSE: &[&str] = &[
        "not", "the", "a", "an", "left", "empty", "blank", "that", "used", "to", "no",
        "by", "this", "it", "when", "if",
    ];
    let whole = text.value.get(start..end)?;
    let inner = whole.trim_matches(EDGES);
    let is_value = inner.is_ascii()
        && !is_nothing(inner)
        && (inner.starts_with('[') || !inner.contains(char::is_whitespace))
        && !PROSE.contains(&inner.to_lowercase().as_str());
    let at = start + whole.find(inner)?;
    is_value.then(|| part(text, at..at + inner.len()))
}
