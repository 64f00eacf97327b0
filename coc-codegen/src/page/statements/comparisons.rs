//! Finds the comparisons in the words of a sentence: `is set to a`, `is a, b or c`, `is
//! left blank`. The demands of the sentence belong to `demands`.

use std::collections::{BTreeMap, BTreeSet};

use crate::page::words::{Word, is_cjk, is_coded, is_of_value};

/// The fields that sentences can name, each with the values that are known of it.
pub(crate) type Names = BTreeMap<String, BTreeSet<String>>;

/// Whether the words here mean the field of the row itself.
pub(super) fn is_own(words: &[Word<'_>], at: usize) -> bool {
    let is = |at: usize, all: &[&str]| {
        words
            .get(at)
            .is_some_and(|it| all.iter().any(|word| it.text.eq_ignore_ascii_case(word)))
    };
    (is(at, &["parameter", "field"]) && at > 0 && is(at - 1, &["this", "the"]))
        || (is(at, &["value"]) && is(at + 1, &["is"]))
        || (is(at, &["数"])
            && at > 1
            && is(at - 1, &["参"])
            && is(at - 2, &["该", "本", "此"]))
        || (is(at, &["值"])
            && is(at + 1, &["为"])
            && !(at > 0 && is(at - 1, &["的", "取"])))
}

/// Whether a word that is the name of a field means the field: it looks like a
/// name, or the text says so.
pub(super) fn is_mention(words: &[Word<'_>], at: usize) -> bool {
    const NOUNS: &[&str] =
        &["parameter", "parameters", "field", "fields", "参", "字", "`", "\""];
    let next = words.get(at + 1).map_or("", |it| it.text);
    let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |it| it.text);
    is_coded(words[at].text)
        || NOUNS.contains(&next)
        || matches!(before, "`" | "\"" | "“")
}

/// The right side of a comparison.
pub(super) struct Compared<'t> {
    pub(super) values: Vec<Word<'t>>,
    pub(super) is_negated: bool,
    /// The index of the word after it.
    pub(super) next: usize,
}

const QUOTES: &[&str] = &["\"", "'", "`", "“", "”", "‘", "’", "「", "」", "\u{a0}", "*"];

/// Reads a comparison after the field `field`: `is set to a`, `is a, b or c`, `is left
/// blank`.
pub(super) fn compared<'t>(
    words: &[Word<'t>],
    from: usize,
    field: &str,
    names: &Names,
) -> Option<Compared<'t>> {
    const PROSE: &[&str] =
        &["the", "a", "an", "this", "mandatory", "required", "optional", "valid", "by"];
    let Verb { start, next: at, is_negated, is_firm } = verb(words, from);
    let word = |at: usize| words.get(at).map_or("", |it| it.text);
    let is_existence = word(at) == "存" && word(at + 1) == "在";
    // A colon alone compares nothing.
    if !is_existence && (at == start || matches!(word(start), ":" | "：")) {
        return None;
    }
    if let Some((is_absence, length)) = presence(word(at), is_existence) {
        return Some(Compared {
            values: Vec::new(),
            is_negated: is_negated != is_absence,
            next: at + length,
        });
    }
    // The name of a field is not a value, unless the compared field has that value.
    let is_known = |text: &str| names.get(field).is_some_and(|it| it.contains(text));
    let is_value = |text: &str| {
        is_known(text)
            || is_plain_value(text)
            || (is_coded(text) && !names.contains_key(text))
    };
    let first = words.get(at).filter(|it| {
        is_value(it.text)
            || (is_firm && is_word_of_value(it.text) && !names.contains_key(it.text))
    })?;
    if PROSE.contains(&first.text) {
        return None;
    }
    let (more, next) = more_values(words, at + 1, is_firm, &is_value);
    let values = std::iter::once(*first).chain(more).collect();
    Some(Compared { values, is_negated, next })
}

/// The verb of a comparison.
struct Verb {
    start: usize,
    /// The index of the word after it.
    next: usize,
    is_negated: bool,
    /// Whether any word after the verb is a value. After other verbs, only words that look
    /// like values are.
    is_firm: bool,
}

/// Reads the verb after the name of a field, and the words between them.
fn verb(words: &[Word<'_>], from: usize) -> Verb {
    const LINKS: &[&str] = &[
        "parameter",
        "field",
        "的",
        "值",
        "取",
        "参",
        "数",
        "字",
        "段",
        "被",
        ")",
        "）",
        "has",
        "a",
        "value",
        "of",
    ];
    let word = |at: usize| words.get(at).map_or("", |it| it.text);
    let mut start = from;
    while QUOTES.contains(&word(start)) || LINKS.contains(&word(start)) {
        start += 1;
    }
    let mut read = Verb { start, next: start, is_negated: false, is_firm: false };
    loop {
        match word(read.next) {
            "is" | "are" | "be" | "being" | "to" | "设" | "置" | "指" | "定" | "配" =>
                {}
            "set" | "=" | "equals" | "equal" | "为" | "是" | "等" | "于" | "："
            | ":" => read.is_firm = true,
            "not" | "不" | "!" | "非" => read.is_negated = true,
            "one" | "either" | "any" | "of" if read.next > start => {}
            quote if QUOTES.contains(&quote) && read.next > start => {}
            _ => return read,
        }
        read.next += 1;
    }
}

/// Whether the words mean absence (`true`) or presence (`false`), and their number.
fn presence(word: &str, is_existence: bool) -> Option<(bool, usize)> {
    match word {
        _ if is_existence => Some((false, 2)),
        "specified" | "configured" | "provided" | "passed" | "present" | "given"
        | "存" => Some((false, 1)),
        "empty" | "blank" | "null" | "空" => Some((true, 1)),
        // Such as `left blank`.
        "left" => Some((true, 2)),
        _ => None,
    }
}

/// Reads the values that commas and conjunctions join to the first one, and the notes in
/// parentheses after each.
fn more_values<'t>(
    words: &[Word<'t>],
    from: usize,
    is_firm: bool,
    is_value: &dyn Fn(&str) -> bool,
) -> (Vec<Word<'t>>, usize) {
    const BETWEEN: &[&str] = &[",", "，", "、", "and", "/", "和", "及"];
    const OR: &[&str] = &["or", "或", "者"];
    let word = |at: usize| words.get(at).map_or("", |it| it.text);
    let mut values = Vec::new();
    let mut next = from;
    loop {
        let mut at = next;
        while QUOTES.contains(&word(at)) {
            at += 1;
        }
        if let Some(end) = note_end(words, at) {
            (at, next) = (end, end);
        }
        let mut is_last = false;
        while QUOTES.contains(&word(at))
            || BETWEEN.contains(&word(at))
            || OR.contains(&word(at))
        {
            is_last |= OR.contains(&word(at));
            at += 1;
        }
        // Behind the last conjunction, any word that ends the clause is a value.
        let ends = is_firm && is_last && is_word_of_value(word(at)) && {
            let mut end = at + 1;
            while QUOTES.contains(&word(end)) {
                end += 1;
            }
            matches!(word(end), "" | "." | "," | ";" | "，" | "。" | "时")
        };
        match words.get(at) {
            Some(more)
                if at > next
                    && (is_value(more.text) || ends)
                    && !begins_comparison(words, at) =>
            {
                values.push(*more);
            }
            _ => return (values, next),
        }
        next = at + 1;
    }
}

/// Whether a word consists of letters that values have.
fn is_word_of_value(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(is_of_value)
        && !text.chars().all(|it| "-./".contains(it))
}

/// The index of the word after a note in parentheses without words of exception.
fn note_end(words: &[Word<'_>], at: usize) -> Option<usize> {
    const LONGEST: usize = 16;
    const LIMITS: &[&str] = &[
        "except", "not", "unless", "only", "when", "if", "除", "不", "非", "仅", "当",
        "时",
    ];
    let is_open = |it: &Word<'_>| matches!(it.text, "(" | "（");
    words.get(at).filter(|it| is_open(it))?;
    let inside = words.get(at + 1..)?;
    let length =
        inside.iter().take(LONGEST).position(|it| matches!(it.text, ")" | "）"))?;
    let limits = inside[..length].iter().any(|it| {
        LIMITS.iter().any(|word| it.text.eq_ignore_ascii_case(word)) || is_open(it)
    });
    (!limits).then_some(at + length + 2)
}

/// Whether a word is itself compared, so that it is no further value.
fn begins_comparison(words: &[Word<'_>], at: usize) -> bool {
    words.get(at + 1).is_some_and(|it| {
        matches!(it.text, "is" | "are" | "parameter" | "parameters" | "为" | "=")
            || it.text.chars().all(is_cjk) && matches!(it.text, "设" | "取" | "不")
    })
}

/// Whether a word is a value in any sentence.
fn is_plain_value(text: &str) -> bool {
    matches!(text, "true" | "false") || text.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_own;
    use crate::page::words::words;

    #[test]
    fn the_first_words_of_a_sentence_may_mean_the_field_of_the_row() {
        for (text, at) in
            [("This parameter is set", 1), ("该参数", 2), ("Set this field", 2)]
        {
            assert!(is_own(&words(text), at), "{text}");
        }
    }
}
