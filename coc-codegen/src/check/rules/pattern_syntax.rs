//! Finds the constructs of regular expressions that ECMA-262 does not have, or reads
//! differently, with and without its flag `u`. `openapi.json` repeats patterns unchanged,
//! and its readers take them for ECMA-262. Errors that the engine of the validators finds
//! belong to `pattern`.

/// A construct of other engines, with the way to do without it.
pub(super) struct Foreign {
    pub(super) message: String,
    pub(super) help: String,
}

impl Foreign {
    fn new(construct: &str, help: impl Into<String>) -> Self {
        let message =
            format!("`{construct}` is no part of a pattern as ECMA-262 has them");
        Self { message, help: help.into() }
    }
}

/// The characters that have a meaning outside of brackets, and `/`, which literals of
/// ECMA-262 escape.
const SYNTAX: &str = "^$\\.*+?()[]{}|/";

/// The escapes of sets of characters and of control characters.
const LETTERS: &str = "dDsSwWtnrfv";

/// The thing in front of a position, which a quantifier repeats.
#[derive(Clone, Copy)]
enum Before {
    /// A character, a class or a group.
    Atom,
    /// A quantifier that begins at this byte.
    Quantifier(usize),
    /// The beginning, or an assertion.
    Nothing,
}

/// Returns the first construct that ECMA-262 does not have.
pub(super) fn foreign(pattern: &str) -> Option<Foreign> {
    let (mut at, mut before) = (0, Before::Nothing);
    while at < pattern.len() {
        match token(pattern, at, before) {
            Ok((taken, next)) => (at, before) = (at + taken, next),
            Err(foreign) => return Some(foreign),
        }
    }
    None
}

/// Returns the bytes of the construct at `at`, and what a quantifier behind it would
/// repeat.
fn token(pattern: &str, at: usize, before: Before) -> Result<(usize, Before), Foreign> {
    let rest = &pattern[at..];
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return Ok((0, before)) };
    match first {
        '\\' => {
            let is_assertion = chars.next().is_some_and(|c| c == 'b' || c == 'B');
            let after = if is_assertion { Before::Nothing } else { Before::Atom };
            Ok((escape(rest, false)?, after))
        }
        '[' => Ok((class(rest)?, Before::Atom)),
        '(' => Ok((group(rest)?, Before::Nothing)),
        '^' | '$' | '|' => Ok((1, Before::Nothing)),
        '*' | '+' | '?' | '{' => quantifier(pattern, at, before),
        ']' | '}' => Err(Foreign::new(&rest[..1], format!("write `\\{first}`"))),
        c => Ok((c.len_utf8(), Before::Atom)),
    }
}

/// Returns the bytes of the quantifier at `at`, which follows a thing that it can repeat.
fn quantifier(
    pattern: &str,
    at: usize,
    before: Before,
) -> Result<(usize, Before), Foreign> {
    let rest = &pattern[at..];
    let length = if rest.starts_with('{') {
        let counts = rest.find('}').map(|end| &rest[1..end]);
        let Some(counts) = counts.filter(|counts| are_counts(counts)) else {
            let end = rest.find('}').map_or(1, |end| end + 1);
            let help = "write `{1}`, `{1,}` or `{1,2}`, or `\\{` for the character";
            return Err(Foreign::new(&rest[..end], help));
        };
        counts.len() + 2
    } else {
        1
    };
    match before {
        Before::Atom => {
            let lazy = usize::from(rest[length..].starts_with('?'));
            Ok((length + lazy, Before::Quantifier(at)))
        }
        Before::Quantifier(start) => {
            let both = &pattern[start..at + length];
            Err(Foreign::new(both, "delete the second sign"))
        }
        // The engine refuses a quantifier at the beginning, and says so better.
        Before::Nothing if at == 0 => Ok((length, Before::Quantifier(at))),
        Before::Nothing => {
            let start = pattern[..at].char_indices().next_back().map_or(0, |it| it.0);
            let sign = &rest[..length];
            Err(Foreign::new(
                &pattern[start..at + length],
                format!("delete `{sign}`: nothing in front of it can be repeated"),
            ))
        }
    }
}

/// Whether a text is `1`, `1,` or `1,2`.
fn are_counts(text: &str) -> bool {
    let is_number =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once(',') {
        None => is_number(text),
        Some((min, max)) => is_number(min) && (max.is_empty() || is_number(max)),
    }
}

/// Returns the bytes of the beginning of a group. The engine refuses look-around.
fn group(rest: &str) -> Result<usize, Foreign> {
    let Some(flags) = rest.strip_prefix("(?") else { return Ok(1) };
    if flags.starts_with([':', '=', '!', '<']) {
        return Ok(3);
    }
    if flags.starts_with("P<") {
        let help = "write `(`: the name of a group is never used";
        return Err(Foreign::new("(?P<", help));
    }
    let end = rest.find([')', ':']).map_or(rest.len(), |end| end + 1);
    let help = "write without flags, such as `[Aa]` where case does not matter";
    Err(Foreign::new(&rest[..end], help))
}

/// Returns the bytes of the class at the beginning of `rest`. The engine refuses one
/// without an end.
fn class(rest: &str) -> Result<usize, Foreign> {
    let mut at = if rest.starts_with("[^") { 2 } else { 1 };
    if rest[at..].starts_with(']') {
        return Err(Foreign::new(&rest[..=at], "write `\\]` for the character"));
    }
    while let Some(c) = rest[at..].chars().next() {
        let inner = &rest[at..];
        match c {
            ']' => return Ok(at + 1),
            '\\' => at += escape(inner, true)?,
            '[' if inner.starts_with("[:") => {
                let end = inner.find(":]").map_or(2, |end| end + 2);
                let help = "write its characters: `a-zA-Z` for `[:alpha:]`";
                return Err(Foreign::new(&inner[..end], help));
            }
            '[' => return Err(Foreign::new("[", "write `\\[` within brackets")),
            '&' | '-' | '~' if inner[1..].starts_with(c) => {
                let help = "write the characters that are left";
                return Err(Foreign::new(&inner[..2], help));
            }
            c => at += c.len_utf8(),
        }
    }
    Ok(rest.len())
}

/// Returns the bytes of the escape at the beginning of `rest`.
fn escape(rest: &str, in_class: bool) -> Result<usize, Foreign> {
    // The engine refuses a backslash at the end.
    let Some(c) = rest[1..].chars().next() else { return Ok(1) };
    let escape = &rest[..1 + c.len_utf8()];
    let help = match c {
        'b' | 'B' if !in_class => return Ok(2),
        // The engine refuses references to groups.
        '0'..='9' => return Ok(2),
        c if LETTERS.contains(c) || SYNTAX.contains(c) => return Ok(2),
        '-' if in_class => return Ok(2),
        'x' | 'u' | 'U' => return code_point(rest),
        'p' | 'P' => {
            let end = match rest[2..].starts_with('{') {
                true => rest.find('}').map_or(rest.len(), |end| end + 1),
                false => rest.len().min(2),
            };
            return Err(Foreign {
                message: format!("a pattern here cannot use `{}`", &rest[..end]),
                help: "write the ranges of its characters, such as `[a-zA-Z]`, or record the sentence as `prose`"
                    .to_owned(),
            });
        }
        'A' => "write `^`".to_owned(),
        'z' | 'Z' => "write `$`".to_owned(),
        'a' => "write `\\x07`".to_owned(),
        'h' => "write `[0-9a-fA-F]` or the spaces that are meant".to_owned(),
        '<' | '>' => "write `\\b`".to_owned(),
        c if c.is_alphanumeric() => "write the characters that are meant".to_owned(),
        c => format!("delete the backslash: `{c}` stands for itself"),
    };
    Err(Foreign::new(escape, help))
}

/// Returns the bytes of an escape with the number of a character, such as `\x41` and
/// `\u4e00`.
fn code_point(rest: &str) -> Result<usize, Foreign> {
    let is_braced = rest[2..].starts_with('{');
    let digits = if is_braced { &rest[3..] } else { &rest[2..] };
    let count = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
    let wanted = match &rest[..2] {
        "\\x" => 2,
        "\\u" => 4,
        _ => 8,
    };
    if !is_braced && wanted < 8 && count >= wanted {
        return Ok(2 + wanted);
    }
    let count = if is_braced { count } else { count.min(wanted) };
    let end = rest.len() - digits.len() + count;
    let end = if rest[end..].starts_with('}') { end + 1 } else { end };
    let character = u32::from_str_radix(&digits[..count], 16).ok();
    let help = match character.and_then(|code| Some((code, char::from_u32(code)?))) {
        Some((code, _)) if code <= 0xFFFF => format!("write `\\u{code:04x}`"),
        Some((_, character)) => format!("write `{character}` itself"),
        None => "write `\\u` with four digits".to_owned(),
    };
    Err(Foreign::new(&rest[..end], help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(pattern: &str) -> Option<String> {
        foreign(pattern).map(|foreign| foreign.help)
    }

    #[test]
    fn constructs_of_other_engines_are_found() {
        for pattern in [
            "(?i)^a$",
            "(?P<x>a)",
            "^a++$",
            "a**",
            "a{2}{3}",
            "a+??",
            "^*a",
            "a|*",
            "[[:alpha:]]",
            "[[a]",
            "[a&&b]",
            "[]a]",
            "[^]a]",
            "\\Aa",
            "\\_",
            "[\\_]",
            "a\\-b",
            "\\@",
            "\\ ",
            "\\é",
            "a}",
            "a]",
            "a{,2}",
            "a{",
            "a{ 1}",
            "\\q",
            "[\\b]",
            "\\b{1}",
            "\\p{L}+",
            "\\pL",
            "\\x{41}",
            "\\x4",
            "\\u{41}",
            "\\u41",
            "\\U00000041",
        ] {
            assert!(foreign(pattern).is_some(), "{pattern}");
        }
    }

    #[test]
    fn constructs_of_ecma_262_are_left_alone() {
        for pattern in [
            "^(?:a|b)+$",
            "(?=a)",
            "[+*]+",
            "\\++",
            "a+?",
            "a{1}?",
            "a{1,}",
            "a{1,2}b",
            "[(?i)]",
            "\\\\A",
            "[a\\-z]",
            "[-a]",
            "[a^]",
            "\\/",
            "\\x41+",
            "\\u4e00*",
            "[\\u4e00-\\u9fa5]",
            "(a)*",
            "[}\\]]",
            "\\bé\\B",
            "é{2}",
            "\\1",
            "[",
            "\\",
            "*a",
            "(?<name>a)",
        ] {
            assert!(foreign(pattern).is_none(), "{pattern}");
        }
    }

    #[test]
    fn the_help_has_the_same_character() {
        assert_eq!(help("^\\x{4E00}$").as_deref(), Some("write `\\u4e00`"));
        assert_eq!(help("\\U0001F600").as_deref(), Some("write `😀` itself"));
        assert_eq!(help("\\u{d800}").as_deref(), Some("write `\\u` with four digits"));
        assert_eq!(help("a}").as_deref(), Some("write `\\}`"));
    }
}
