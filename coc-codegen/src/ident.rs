//! Rust identifiers for documented names, by the usual conventions. The naming passes
//! of `check` handle collisions.

use std::borrow::Cow;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The form of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// `a_b`
    Snake,
    /// `AB`
    Camel,
    /// `A_B`
    Constant,
}

impl Case {
    /// The usual name of the case.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            Self::Snake => "snake_case",
            Self::Camel => "UpperCamelCase",
            Self::Constant => "SCREAMING_SNAKE_CASE",
        }
    }
}

/// Whether the compiler accepts an identifier as one of this case without a warning.
pub(crate) fn is_in_case(name: &str, case: Case) -> bool {
    let inner = name.trim_matches('_');
    let begins_low = inner.starts_with(char::is_lowercase);
    !inner.is_empty()
        && !inner.contains("__")
        && match case {
            Case::Snake => !inner.contains(char::is_uppercase),
            Case::Camel => !begins_low && !has_word_break(inner),
            Case::Constant => !inner.contains(char::is_lowercase),
        }
}

/// Whether an underscore is beside a letter within the name, which camel case does not
/// have.
fn has_word_break(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let is_break =
        |it: &[char]| it[1] == '_' && (it[0].is_alphabetic() || it[2].is_alphabetic());
    chars.windows(3).any(is_break)
}

/// The identifier for a documented name; none if no character of it can be in an
/// identifier.
pub(crate) fn identifier(name: &str, case: Case) -> Option<String> {
    let name = with_signs_spelt_out(name);
    let mut joined = String::new();
    for part in split_numbers(&name).map(|part| convert(part, case)) {
        if !part.is_empty() {
            joined.push_str(if joined.is_empty() { "" } else { "_" });
            joined.push_str(&part);
        }
    }
    if joined.starts_with(|c: char| c.is_ascii_digit()) {
        joined.insert(0, if case == Case::Snake { 'v' } else { 'V' });
    }
    if joined.is_empty() {
        return None;
    }
    // The parser refuses reserved words. With a trailing underscore, a word is not
    // reserved.
    [joined.clone(), joined + "_"].into_iter().find(|it| is_identifier(it))
}

fn convert(name: &str, case: Case) -> String {
    match case {
        Case::Snake if is_plain_snake(name) => name.to_owned(),
        Case::Snake => name.to_snake_case(),
        Case::Camel => name.to_upper_camel_case(),
        Case::Constant => name.to_shouty_snake_case(),
    }
}

/// Whether a name is in `snake_case` already, as most documented ones are.
fn is_plain_snake(name: &str) -> bool {
    let is_of_a_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let mut was_word = false;
    for byte in name.bytes() {
        if !(is_of_a_word(byte) || byte == b'_' && was_word) {
            return false;
        }
        was_word = byte != b'_';
    }
    was_word
}

/// Writes out the signs of numbers, so that `-1`, `+1` and `1` differ. After a letter or a
/// digit, `-` joins words and is not a sign.
fn with_signs_spelt_out(name: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut start = 0;
    for (at, mark) in name.match_indices(['-', '+']) {
        let is_joined = mark == "-" && name[..at].ends_with(char::is_alphanumeric);
        let rest = at + mark.len();
        if !is_joined && name[rest..].starts_with(|c: char| c.is_ascii_digit()) {
            out.push_str(&name[start..at]);
            out.push_str(if mark == "-" { " minus " } else { " plus " });
            start = rest;
        }
    }
    if start == 0 { name.into() } else { (out + &name[start..]).into() }
}

/// Splits between digits, so that `1.5` is not `15`.
fn split_numbers(name: &str) -> impl Iterator<Item = &str> {
    let mut before = None;
    let mut rest = name.char_indices().peekable();
    let mut start = 0;
    std::iter::from_fn(move || {
        while let Some((at, c)) = rest.next() {
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let between = digit(before) && digit(rest.peek().map(|(_, c)| *c));
            before = Some(c);
            if between && !c.is_alphanumeric() {
                let part = &name[start..at];
                start = at + c.len_utf8();
                return Some(part);
            }
        }
        let last = name.get(start..);
        start = name.len() + 1;
        last
    })
}

/// Words that the parser accepts, although the edition of generated crates reserves
/// them.
const EDITION_KEYWORDS: &[&str] = &["gen"];

/// Whether the compiler treats a character as another one, so that two different names
/// would be one: marks and parts of syllables that it joins to the letter before, and
/// letters that it replaces.
fn is_joined_or_replaced(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{1100}'..='\u{11ff}'
            | '\u{2126}'
            | '\u{212a}'..='\u{212b}'
            | '\u{3099}'..='\u{309a}'
            | '\u{f900}'..='\u{faff}'
    )
}

/// Whether generated code can use a name as an identifier.
pub(crate) fn is_identifier(name: &str) -> bool {
    !EDITION_KEYWORDS.contains(&name)
        && !name.contains(is_joined_or_replaced)
        && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{Case, identifier, is_identifier, is_in_case};

    #[test]
    fn documented_names_become_identifiers() {
        let cases = [
            ("wheel_size", "wheel_size", "WheelSize"),
            ("type", "type_", "Type"),
            ("self", "self_", "Self_"),
            ("in", "in_", "In"),
            ("2fa", "v2fa", "V2fa"),
            ("x-request-id", "x_request_id", "XRequestId"),
            ("@class", "class", "Class"),
            ("名称", "名称", "名称"),
            ("a.b", "a_b", "AB"),
            ("1.5", "v1_5", "V1_5"),
            ("-1", "minus_1", "Minus1"),
            ("by-+1", "by_plus_1", "ByPlus1"),
            ("by--1", "by_minus_1", "ByMinus1"),
            ("GMT+1", "gmt_plus_1", "GmtPlus1"),
            ("GMT-1", "gmt_1", "Gmt1"),
            ("await", "await_", "Await"),
            ("gen", "gen_", "Gen"),
            ("HTTPServer", "http_server", "HttpServer"),
        ];
        for (name, snake, camel) in cases {
            assert_eq!(identifier(name, Case::Snake).as_deref(), Some(snake), "{name}");
            assert_eq!(identifier(name, Case::Camel).as_deref(), Some(camel), "{name}");
        }
        assert_eq!(identifier("-", Case::Snake), None);
        assert_eq!(identifier("", Case::Camel), None);
        // An `é` of two characters.
        assert_eq!(identifier("e\u{301}", Case::Snake).as_deref(), Some("e"));
        assert!(!is_identifier("e\u{301}"));
        assert_eq!(identifier("x\u{f900}", Case::Snake), None);
    }

    #[test]
    fn a_case_is_refused_where_the_compiler_warns() {
        let wrong = [
            ("lower", Case::Camel),
            ("i32", Case::Camel),
            ("Two_Words", Case::Camel),
            ("SCREAMING", Case::Snake),
            ("Camel", Case::Snake),
            ("x__y", Case::Snake),
            ("__", Case::Snake),
            ("lower", Case::Constant),
        ];
        for (name, case) in wrong {
            assert!(!is_in_case(name, case), "{name} {case:?}");
        }
        let right =
            [("V1_5", Case::Camel), ("HTTPServer", Case::Camel), ("名称", Case::Snake)];
        for (name, case) in right {
            assert!(is_in_case(name, case), "{name} {case:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_name_with_a_letter_has_an_identifier_in_every_case(
            name in "[ -~]{0,6}[a-zA-Z][ -~]{0,6}",
        ) {
            for case in [Case::Snake, Case::Camel, Case::Constant] {
                let found = identifier(&name, case);
                let is_sound = found
                    .as_deref()
                    .is_some_and(|it| is_identifier(it) && is_in_case(it, case));
                proptest::prop_assert!(is_sound, "{:?} {:?}", case, found);
            }
        }
    }
}
