//! Helpers for lines, braces and quotes, and the mistakes of single signs.

use std::ops::Range;

use super::mistake::Mistake;
use crate::spec::yaml::vocabulary::Vocabulary;

/// The mistake of a text without quotes that begins with a sign of YAML.
pub(super) fn reserved(plain: &str, at: usize) -> Option<Mistake> {
    let first = plain.chars().next().filter(|it| "@`%,]}".contains(*it))?;
    Some(Mistake::new(
        at..at + 1,
        format!("a text without quotes cannot begin with `{first}`"),
        "put the text in quotes, or delete the sign",
    ))
}

/// Whether a line begins as a key does.
pub(super) fn looks_like_a_key(line: &str) -> bool {
    let line = line.strip_prefix("- ").unwrap_or(line);
    let key = end_of_key(line);
    let rest = &line[key..];
    key > 0 && (rest == ":" || rest.starts_with(": ") || rest.starts_with(":\r"))
}

/// The end of the name that a text begins with.
pub(super) fn end_of_key(text: &str) -> usize {
    text.find(|it: char| !(it.is_ascii_alphanumeric() || "_-.".contains(it)))
        .unwrap_or(text.len())
}

/// The next line that is not blank, from its first character on.
pub(super) fn next_line(text: &str, from: usize) -> Range<usize> {
    let end = end_of_line(text, from);
    let start =
        from + (text[from..end].len() - text[from..end].trim_start_matches(' ').len());
    start..end
}

/// Whether a character looks like a space, but is text for YAML.
pub(super) fn is_blank_look_alike(it: char) -> bool {
    !it.is_ascii() && (it.is_whitespace() || it == '\u{feff}')
}

pub(super) fn no_break(at: usize, found: char) -> Mistake {
    if at == 0 && found == '\u{feff}' {
        return Mistake::new(
            0..found.len_utf8(),
            "this file begins with a byte order mark (U+FEFF)",
            "save it as UTF-8 without one",
        );
    }
    let name = match found {
        '\u{a0}' | '\u{202f}' => "a no-break space",
        '\u{3000}' => "a full-width space",
        '\u{feff}' => "an invisible character",
        _ => "a space that YAML does not know",
    };
    Mistake::new(
        at..at + found.len_utf8(),
        format!(
            "this is {name} (U+{:04X}), which YAML takes for text",
            u32::from(found)
        ),
        match found {
            '\u{feff}' => "delete it",
            _ => "write an ordinary space instead",
        },
    )
}

pub(super) fn no_blank(at: usize, key: &str) -> Mistake {
    Mistake::new(
        at..at + 1,
        format!("a space is missing after the colon of `{key}`"),
        format!("write `{key}: ` with a space; put a name that holds a colon in quotes"),
    )
}

/// The mistake of a known key that a bracket follows, where a colon belongs between them.
pub(super) fn no_colon(
    plain: &str,
    at: usize,
    vocabulary: Vocabulary,
) -> Option<Mistake> {
    let key = plain[..plain.find(['{', '['])?].strip_suffix(' ')?.trim_end();
    vocabulary.has(key).then(|| missing_colon(at + key.len(), key).certain())
}

/// The mistake of a key that ends at `at` and has no colon.
pub(super) fn missing_colon(at: usize, key: &str) -> Mistake {
    Mistake::new(
        at..at + 1,
        format!("a colon is missing after `{key}`"),
        format!("write `{key}: `"),
    )
}

pub(super) fn colon_in_text(at: usize) -> Mistake {
    Mistake::new(
        at..at + 1,
        "this colon makes the text before it a key",
        "put the text in quotes, or write it below `>-`",
    )
}

/// The mistake of a full-width sign that stands for a sign of YAML.
pub(super) fn full_width(text: &str, at: usize, found: char) -> Option<Mistake> {
    let meant = match found {
        '：' => ':',
        '，' => ',',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '｛' => '{',
        '｝' => '}',
        '＃' => '#',
        '－' => '-',
        '“' | '”' | '„' | '＂' => '"',
        '‘' | '’' | '＇' => '\'',
        _ => return None,
    };
    let end = at + width(text, at);
    Some(Mistake::new(
        at..end,
        format!(
            "`{found}` is a full-width or typographic sign, which YAML takes for text"
        ),
        format!("write `{meant}` instead"),
    ))
}

pub(super) fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// The first colon of a line with a blank behind it, or else with a tab.
pub(super) fn find_colon(line: &str) -> Option<usize> {
    let pairs = line.as_bytes().windows(2).enumerate();
    let mut before_tab = None;
    for (at, pair) in pairs.filter(|(_, pair)| pair[0] == b':') {
        match pair[1] {
            b' ' => return Some(at),
            b'\t' => before_tab = before_tab.or(Some(at)),
            _ => {}
        }
    }
    before_tab
}

/// A line without its comment.
pub(super) fn before_comment(line: &str) -> &str {
    let mut pairs = line.as_bytes().windows(2);
    pairs.position(|pair| pair == b" #").map_or(line, |at| &line[..at])
}

pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + (rest.len() - rest.trim_start_matches([' ', '\t']).len())
}

/// Bytes of the character at `at`.
pub(super) fn width(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}
