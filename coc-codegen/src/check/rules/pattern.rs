//! Refuses regular expressions that cannot be compiled, that every text matches, or none.
//! The constructs that ECMA-262 has belong to `pattern_syntax`.

use super::pattern_syntax::{self as syntax, Foreign};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Spanned;

/// Returns the diagnostic of a pattern that a spec cannot use.
pub(in crate::check) fn refused(pattern: &Spanned<String>) -> Option<Diagnostic> {
    let error =
        |code: Code, message: String| Diagnostic::error(code, pattern.span, message);
    if let Some(Foreign { message, help }) = syntax::foreign(pattern) {
        return Some(error(Code::Pattern, message).help(help));
    }
    let bare = pattern.strip_prefix('/').and_then(|it| it.strip_suffix('/'));
    if let Some(bare) = bare.filter(|it| it.starts_with('^') || it.ends_with('$')) {
        let message = "the slashes around this pattern are no part of it".to_owned();
        let help = format!("write `{bare}`");
        return Some(error(Code::Pattern, message).help(help));
    }
    let compiled = match regex_lite::Regex::new(pattern) {
        Ok(compiled) => compiled,
        Err(found) => {
            let message = format!("this is not a regular expression: {found}");
            return Some(
                error(Code::Pattern, message).help(help_for(&found.to_string())),
            );
        }
    };
    if is_any_text(pattern) || ANYTHING.contains(&pattern.as_str()) {
        let message = "every text matches this pattern, so it has no effect".to_owned();
        return Some(error(Code::NeverFires, message).help("delete it"));
    }
    if only(pattern).is_some_and(|text| text.is_empty()) {
        let message =
            "the empty text alone matches this pattern, and a blank counts as absent";
        return Some(
            error(Code::Contradiction, message.to_owned())
                .help("write the pattern that the page gives"),
        );
    }
    // Repeated anchors, as in `^^a`, match.
    let matches_a_sample = || ["", "a", "b"].iter().any(|text| compiled.is_match(text));
    if has_misplaced_anchor(pattern) && !matches_a_sample() {
        let message = "no text matches this pattern: something stands in front of `^`, or behind `$`";
        let found = error(Code::Contradiction, message.to_owned());
        return Some(found.help("escape a literal character with a backslash: `\\^`"));
    }
    None
}

/// The fix of a pattern that the engine refuses.
fn help_for(reason: &str) -> &'static str {
    match reason.contains("look-around") || reason.contains("backreference") {
        true => "write the pattern without it, or record the sentence as `prose`",
        false => "correct it; escape a literal character with a backslash, as in `\\[`",
    }
}

/// Patterns that every text matches.
const ANYTHING: [&str; 6] = ["", "^", "$", ".*", "^.*", ".*$"];

/// Whether a pattern is any number of any characters.
fn is_any_text(pattern: &str) -> bool {
    let bare = pattern.strip_prefix('^').unwrap_or(pattern);
    let bare = bare.strip_suffix('$').unwrap_or(bare);
    let Some(class) = bare.strip_suffix('*') else { return false };
    let pairs = [('s', 'S'), ('d', 'D'), ('w', 'W')];
    let is_all = |(a, b): (char, char)| {
        class == format!("[\\{a}\\{b}]") || class == format!("[\\{b}\\{a}]")
    };
    pairs.into_iter().any(is_all)
}

/// Returns the one text that matches a pattern, if no sign of the pattern has a meaning.
pub(in crate::check) fn only(pattern: &str) -> Option<String> {
    let inner = pattern.strip_prefix('^')?.strip_suffix('$')?;
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                let escaped = chars.next()?;
                if escaped.is_alphanumeric() {
                    return None;
                }
                text.push(escaped);
            }
            '.' | '[' | ']' | '(' | ')' | '{' | '}' | '*' | '+' | '?' | '|' | '^'
            | '$' => {
                return None;
            }
            c => text.push(c),
        }
    }
    Some(text)
}

/// Whether a plain character stands in front of `^`, or behind `$`, where neither is one
/// of several alternatives.
fn has_misplaced_anchor(pattern: &str) -> bool {
    if pattern.contains(['|', '[', '(', '\\', '?', '*', '{']) {
        return false;
    }
    let begin = pattern.rfind('^').is_some_and(|at| at > 0);
    let end = pattern.find('$').is_some_and(|at| at + 1 < pattern.len());
    begin || end
}

/// Returns the fewest and the most characters of a text that matches a pattern without
/// groups and alternatives. The upper bound is none if the text may continue.
pub(in crate::check) fn lengths(pattern: &str) -> Option<(u64, Option<u64>)> {
    let inner = pattern.strip_prefix('^');
    let is_whole =
        inner.is_some() && pattern.ends_with('$') && !pattern.ends_with("\\$");
    let mut rest = inner.unwrap_or(pattern);
    rest = if is_whole { &rest[..rest.len() - 1] } else { rest };
    let (mut least, mut most) = (0_u64, is_whole.then_some(0_u64));
    while !rest.is_empty() {
        rest = &rest[atom(rest)?..];
        let (min, max, taken) = repeated(rest)?;
        rest = &rest[taken..];
        least = least.saturating_add(min);
        most = most.zip(max).map(|(a, b)| a.saturating_add(b));
    }
    Some((least, most))
}

/// Returns the bytes of the one character or class at the beginning of `rest`.
fn atom(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    match first {
        '[' => {
            let inside = rest[1..].strip_prefix('^').unwrap_or(&rest[1..]);
            let is_plain = !inside.starts_with(']') && !inside.contains("\\]");
            rest.find(']').filter(|_| is_plain).map(|it| it + 1)
        }
        '\\' => {
            let escaped = rest[1..].chars().next()?;
            let is_one = !escaped.is_alphanumeric() || "dDsSwWnrt".contains(escaped);
            is_one.then(|| 1 + escaped.len_utf8())
        }
        '(' | ')' | '|' | '^' | '$' | '*' | '+' | '?' | '{' => None,
        c => Some(c.len_utf8()),
    }
}

/// Returns how often the character in front of `rest` is repeated, and the bytes that say
/// so.
fn repeated(rest: &str) -> Option<(u64, Option<u64>, usize)> {
    let (min, max, taken) = match rest.chars().next() {
        Some('*') => (0, None, 1),
        Some('+') => (1, None, 1),
        Some('?') => (0, Some(1), 1),
        Some('{') => {
            let end = rest.find('}')?;
            let (min, max) = match rest[1..end].split_once(',') {
                None => (rest[1..end].parse().ok()?, Some(rest[1..end].parse().ok()?)),
                Some((min, "")) => (min.parse().ok()?, None),
                Some((min, max)) => (min.parse().ok()?, Some(max.parse().ok()?)),
            };
            (min, max, end + 1)
        }
        _ => return Some((1, Some(1), 0)),
    };
    let lazy = usize::from(rest[taken..].starts_with('?'));
    Some((min, max, taken + lazy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lengths_of_texts_follow_from_a_plain_pattern() {
        assert_eq!(lengths("^[a-z]{3}$"), Some((3, Some(3))));
        assert_eq!(lengths("^C[0-9]+$"), Some((2, None)));
        assert_eq!(lengths("[0-9]{2,4}x?"), Some((2, None)));
        assert_eq!(lengths("^a{1,2}b?$"), Some((1, Some(3))));
        assert_eq!(lengths("^\\d\\.\\d$"), Some((3, Some(3))));
        for pattern in ["^(a|b)$", "^a|b$", "^a$b", "\\bx", "^[]a]$"] {
            assert_eq!(lengths(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_plain_pattern_has_one_text() {
        assert_eq!(only("^a/b$").as_deref(), Some("a/b"));
        assert_eq!(only("^a\\.b$").as_deref(), Some("a.b"));
        assert_eq!(only("^a.b$"), None);
        assert_eq!(only("^\\d$"), None);
        assert_eq!(only("a$"), None);
    }
}
