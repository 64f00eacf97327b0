//! The words of pages: tokens of a sentence, and the words that mean yes, no and
//! nothing, in the languages of references. The meaning of a sentence belongs to
//! `sentences`.

use std::ops::Range;

use regex_lite::Regex;

/// A word of a sentence, by its bytes. Letters of scripts without blanks are words of
/// one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) start: usize,
}

impl Word<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn bytes(&self) -> Range<usize> {
        self.start..self.end()
    }
}

/// Splits a text into words and single signs.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        if is_part(first) {
            while let Some((at, next)) = rest.peek().copied() {
                if !is_part(next) {
                    break;
                }
                end = at + next.len_utf8();
                rest.next();
            }
            // A full stop or a dash at the end belongs to the sentence.
            let word = text[start..end].trim_end_matches(['.', '-', '/', '@']);
            if word.is_empty() {
                found.push(Word { text: &text[start..end], start });
            } else {
                found.push(Word { text: word, start });
                let left = start + word.len();
                if left < end {
                    found.push(Word { text: &text[left..=left], start: left });
                }
            }
        } else {
            found.push(Word { text: &text[start..end], start });
        }
    }
    found
}

fn is_part(letter: char) -> bool {
    is_of_value(letter) || (letter.is_alphabetic() && !is_cjk(letter))
}

/// Whether values have this letter or sign.
pub(super) fn is_of_value(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.' | '-' | '/' | '@' | '$')
}

/// A regular expression of this crate.
///
/// # Panics
/// If the text is not one, which is a bug of this crate.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Whether a letter is of a Chinese or Japanese script, which has no blanks.
pub(super) fn is_cjk(letter: char) -> bool {
    matches!(u32::from(letter), 0x2e80..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

/// Whether at least a quarter of the letters are outside of ASCII.
pub(super) fn is_foreign(text: &str) -> bool {
    let letters = text.chars().filter(|it| it.is_alphabetic()).count();
    let foreign = text.chars().filter(|it| it.is_alphabetic() && !it.is_ascii()).count();
    foreign > 0 && foreign * 4 >= letters
}

/// Whether a word can be the name of a field: it begins with a letter, `_`, `$` or `@`,
/// and has no blanks.
pub(super) fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|it| it.is_alphabetic() || matches!(it, '_' | '$' | '@'))
        && letters.all(|it| it.is_alphanumeric() || "_.-/$@[]:{}".contains(it))
        && !word.ends_with([':', '.'])
}

/// Whether a word looks like a name or a value, and not like a word of prose.
pub(super) fn is_coded(word: &str) -> bool {
    let inner = word.get(1..).unwrap_or_default();
    word.is_ascii()
        && word.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it))
        && word.starts_with(|it: char| it.is_ascii_alphabetic())
        && (word.contains('_')
            || word.len() > 2
                && inner.chars().any(|it| it.is_ascii_uppercase())
                && word.chars().any(|it| it.is_ascii_lowercase()))
}

/// Whether a text says that there is nothing to say.
pub(super) fn is_nothing(text: &str) -> bool {
    const NOTHING: &[&str] = &[
        "",
        "n/a",
        "na",
        "none",
        "-",
        "--",
        "—",
        "/",
        "nil",
        "null",
        "not applicable",
        "不涉及",
        "无",
        "暂无",
        "なし",
        "ninguno",
        "aucun",
        "нет",
    ];
    let text = text.trim().trim_end_matches(['.', '。']).to_lowercase();
    NOTHING.contains(&text.as_str())
}

/// The answers of a mandatory field, in lower case.
const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "required",
    "mandatory",
    "✓",
    "✔",
    "√",
    "m",
    "是",
    "必选",
    "必填",
    "必须",
    "必須",
    "はい",
    "oui",
    "sí",
    "si",
    "sim",
    "ja",
    "да",
];

/// The answers of another field, in lower case.
const NO: &[&str] = &[
    "no",
    "n",
    "false",
    "optional",
    "o",
    "×",
    "✗",
    "✘",
    "否",
    "可选",
    "选填",
    "非必选",
    "非必填",
    "任意",
    "いいえ",
    "non",
    "não",
    "nein",
    "нет",
    "not mandatory",
    "not required",
];

/// The answer that a cell gives to whether a field is mandatory.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let text = text.trim().trim_matches(['*', '`', '.']).to_lowercase();
    if YES.contains(&text.as_str()) {
        Some(true)
    } else if NO.contains(&text.as_str()) {
        Some(false)
    } else {
        None
    }
}
