//! The conditions that the sentences of a page state: comparisons of fields with values,
//! and the demand that depends on them. The lists and limits of a row belong to
//! `statements`.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::part;
use super::words::{Word, is_coded, is_ideographic, words};
use crate::source::Spanned;

/// The fields that sentences can name, each with the values that are known of it.
pub(crate) type Names = BTreeMap<String, BTreeSet<String>>;

/// The demands of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Demands {
    pub(crate) mandatory: bool,
    /// The field may be given under the condition only.
    pub(crate) only: bool,
    /// The field has a meaning under the condition, and nothing is said of others.
    pub(crate) valid: bool,
    pub(crate) optional: bool,
    /// The condition chooses a list of values.
    pub(crate) values: bool,
}

impl Demands {
    /// Whether it demands nothing.
    pub(crate) fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// A comparison in a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Comparison {
    pub(crate) field: Spanned<String>,
    /// The value; none if the field has to be there.
    pub(crate) value: Option<Spanned<String>>,
    pub(crate) is_negated: bool,
    pub(crate) demands: Demands,
    /// Whether the sentence names the field without comparing it.
    pub(crate) is_mention: bool,
}

/// The conditions of a sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sentence {
    /// The fields that it makes demands of; none for the field of its own row.
    pub(crate) subjects: Vec<Spanned<String>>,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) demands: Demands,
    /// Whether it begins with a condition that names no field.
    pub(crate) is_unclear: bool,
    /// The value that the field of the row is set to, in a case that the sentence tells.
    pub(crate) assigned: Option<String>,
}

/// The bytes of the sentences of a text.
pub(crate) fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at + letter.len_utf8();
        let blank_follows = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let is_short_form =
            ["e.g", "i.e", "etc"].iter().any(|it| text[..at].ends_with(it));
        let ends = match letter {
            '.' => blank_follows && !is_short_form,
            ';' | '!' | '?' => blank_follows,
            '。' | '；' | '！' => true,
            _ => false,
        };
        if ends {
            found.push((start, end));
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        found.push((start, text.len()));
    }
    found
}

/// The demands of a sentence, by its words.
pub(crate) fn demands(sentence: &str) -> Demands {
    let lower = sentence.to_lowercase();
    let has = |all: &[&str]| all.iter().any(|it| lower.contains(it));
    let not_mandatory = has(&[
        "not mandatory",
        "not required",
        "left blank",
        "can be empty",
        "be left empty",
        "does not need",
        "do not need",
        "need not",
        "非必选",
        "非必填",
        "可不填",
        "可以不填",
        "不需要",
        "无需",
        "可为空",
    ]);
    let mandatory = has(&[
        "mandatory",
        "required",
        "must be",
        "must specify",
        "must set",
        "must have",
        "must contain",
        "must also",
        "must not be left",
        "need to be",
        "needs to be",
        "need to set",
        "have to be",
        "has to be",
        "必选",
        "必填",
        "必须",
        "必传",
        "需要填",
        "需要设置",
        "需填",
    ]);
    Demands {
        mandatory: mandatory && !not_mandatory,
        only: has(&[
            "valid only",
            "only valid",
            "only when",
            "only if",
            "effect only",
            "available only",
            "only available",
            "set only",
            "supported only",
            "only supported",
            "applies only",
            "effective only",
            "used only",
            "only used",
            "仅",
            "才有效",
            "才生效",
        ]),
        valid: has(&[
            "valid when",
            "valid if",
            "is valid",
            "are valid",
            "takes effect when",
            "时有效",
            "时生效",
        ]),
        optional: not_mandatory || has(&["optional", "可选", "选填"]),
        values: false,
    }
}

/// Whether a sentence has a condition, in words that are known.
fn is_conditional(sentence: &str, found: &[Word<'_>]) -> bool {
    let word = |all: &[&str]| {
        found.iter().any(|it| all.iter().any(|word| it.text.eq_ignore_ascii_case(word)))
    };
    word(&["when", "if", "for", "unless", "once", "only", "whenever", "where", "with"])
        || ["当", "若", "如果", "时", "仅", "场景"]
            .iter()
            .any(|it| sentence.contains(it))
}

/// Reads a sentence in the row of the field `own`.
pub(crate) fn sentence(text: &Spanned<String>, own: &str, names: &Names) -> Sentence {
    let found = words(&text.value);
    let demands = demands(&text.value);
    let conditional = is_conditional(&text.value, &found);
    let unless = found.iter().any(|it| it.text.eq_ignore_ascii_case("unless"));
    let mut read = Sentence { demands, ..Sentence::default() };
    let mut mentions: Vec<Spanned<String>> = Vec::new();
    let mut own_values = Vec::new();
    let mut says_this = false;
    let placed = |word: &Word<'_>| part(text, word.start, word.end());
    let mut at = 0;
    while let Some(word) = found.get(at) {
        let is_known = names.contains_key(word.text);
        let is_this = is_own(&found, at);
        says_this |= is_this && !word.text.eq_ignore_ascii_case("value");
        if !is_known && !is_this {
            at += 1;
            continue;
        }
        let field = if is_known { word.text } else { own };
        let values = names.get(field);
        match compared(&found, at + 1, values) {
            Some(found_values) => {
                at = found_values.next;
                let field = if is_known {
                    placed(word)
                } else {
                    Spanned::new(own.to_owned(), placed(word).span)
                };
                let comparison = |value: Option<Spanned<String>>| Comparison {
                    field: field.clone(),
                    value,
                    is_negated: found_values.is_negated != unless,
                    demands,
                    is_mention: false,
                };
                let list: Vec<Comparison> = if found_values.values.is_empty() {
                    vec![comparison(None)]
                } else {
                    found_values
                        .values
                        .iter()
                        .map(|it| comparison(Some(placed(it))))
                        .collect()
                };
                if field.value == own && !is_known {
                    own_values.extend(list);
                } else {
                    read.comparisons.extend(list);
                }
            }
            None => {
                if is_known && word.text != own && is_mention(&found, at) {
                    mentions.push(placed(word));
                }
                at += 1;
            }
        }
    }
    if let [Comparison { value: Some(value), .. }] = own_values.as_slice()
        && says_this
        && conditional
    {
        read.assigned = Some(value.value.clone());
    }
    if !conditional {
        read.comparisons.clear();
        own_values.clear();
    }
    let binds = demands.mandatory || demands.only || demands.valid || demands.optional;
    if !own_values.is_empty() && !mentions.is_empty() && binds {
        read.comparisons.extend(own_values);
        read.subjects = mentions;
    } else if !read.comparisons.is_empty() && !says_this && binds && !mentions.is_empty()
    {
        read.subjects = mentions;
    } else if binds || text.value.contains("together") || text.value.contains("depend") {
        read.comparisons.extend(mentions.into_iter().map(|field| Comparison {
            field,
            value: None,
            is_negated: false,
            demands: Demands::default(),
            is_mention: true,
        }));
    }
    read.is_unclear = conditional && binds && read.comparisons.is_empty();
    read
}

/// Whether the words here stand for the field of the row itself.
fn is_own(found: &[Word<'_>], at: usize) -> bool {
    let is = |at: usize, all: &[&str]| {
        found
            .get(at)
            .is_some_and(|it| all.iter().any(|word| it.text.eq_ignore_ascii_case(word)))
    };
    (is(at, &["parameter", "field"]) && at > 0 && is(at - 1, &["this", "the"]))
        || (is(at, &["value"]) && is(at + 1, &["is"]))
        || (is(at, &["数"])
            && at > 2
            && is(at - 1, &["参"])
            && is(at - 2, &["该", "本", "此"]))
        || (is(at, &["值"])
            && is(at + 1, &["为"])
            && !(at > 0 && is(at - 1, &["的", "取"])))
}

/// Whether a word that is the name of a field stands for the field: it looks like a
/// name, or the text says so.
fn is_mention(found: &[Word<'_>], at: usize) -> bool {
    const NOUNS: &[&str] =
        &["parameter", "parameters", "field", "fields", "参", "字", "`", "\""];
    let next = found.get(at + 1).map_or("", |it| it.text);
    let before = at.checked_sub(1).and_then(|at| found.get(at)).map_or("", |it| it.text);
    is_coded(found[at].text)
        || NOUNS.contains(&next)
        || matches!(before, "`" | "\"" | "“")
}

/// The right side of a comparison.
struct Compared<'t> {
    values: Vec<Word<'t>>,
    is_negated: bool,
    next: usize,
}

/// Reads a comparison behind a field: `is set to a`, `is a, b or c`, `is left blank`.
fn compared<'t>(
    found: &[Word<'t>],
    from: usize,
    known: Option<&BTreeSet<String>>,
) -> Option<Compared<'t>> {
    const QUOTES: &[&str] =
        &["\"", "'", "`", "“", "”", "‘", "’", "「", "」", "\u{a0}", "*"];
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
    let word = |at: usize| found.get(at).map_or("", |it| it.text);
    let mut at = from;
    while QUOTES.contains(&word(at)) || LINKS.contains(&word(at)) {
        at += 1;
    }
    let mut is_negated = false;
    // Whether any word may follow, and not only one that can be seen to be a value.
    let mut is_firm = false;
    let start = at;
    loop {
        match word(at) {
            "is" | "are" | "be" | "being" | "to" | "设" | "置" | "指" | "定" | "配" =>
                {}
            "set" | "=" | "equals" | "equal" | "为" | "是" | "等" | "于" | "："
            | ":" => is_firm = true,
            "not" | "不" | "!" | "非" => is_negated = true,
            "one" | "either" | "any" | "of" if at > start => {}
            quote if QUOTES.contains(&quote) && at > start => {}
            _ => break,
        }
        at += 1;
    }
    if word(at) == "存" && word(at + 1) == "在" {
        return Some(Compared { values: Vec::new(), is_negated, next: at + 2 });
    }
    // A colon alone compares nothing.
    if at == start || matches!(word(start), ":" | "：") {
        return None;
    }
    let is_value = |text: &str| {
        known.is_some_and(|it| it.contains(text))
            || is_coded(text)
            || is_plain_value(text)
    };
    let there = |values| Some(Compared { values, is_negated, next: at + 1 });
    match word(at) {
        "specified" | "configured" | "provided" | "passed" | "present" | "given"
        | "存" => return there(Vec::new()),
        "empty" | "blank" | "null" | "空" => {
            return Some(Compared {
                values: Vec::new(),
                is_negated: !is_negated,
                next: at + 1,
            });
        }
        "left" => {
            return Some(Compared {
                values: Vec::new(),
                is_negated: !is_negated,
                next: at + 2,
            });
        }
        _ => {}
    }
    let first = found.get(at).filter(|it| {
        is_value(it.text)
            || (is_firm
                && it.text.is_ascii()
                && it
                    .text
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || "_-./".contains(it)))
    })?;
    if ["the", "a", "an", "this", "mandatory", "required", "optional", "valid", "by"]
        .contains(&first.text)
    {
        return None;
    }
    let mut values = vec![*first];
    let mut next = at + 1;
    loop {
        let mut at = next;
        while QUOTES.contains(&word(at))
            || [",", "，", "、", "or", "and", "/", "或", "和", "者", "及"]
                .contains(&word(at))
        {
            at += 1;
        }
        match found.get(at) {
            Some(more)
                if at > next && is_value(more.text) && !begins_comparison(found, at) =>
            {
                values.push(*more);
            }
            _ => break,
        }
        next = at + 1;
    }
    Some(Compared { values, is_negated, next })
}

/// Whether a word is itself compared, so that it is no further value.
fn begins_comparison(found: &[Word<'_>], at: usize) -> bool {
    found.get(at + 1).is_some_and(|it| {
        matches!(it.text, "is" | "are" | "parameter" | "parameters" | "为" | "=")
            || it.text.chars().all(is_ideographic)
                && matches!(it.text, "设" | "取" | "不")
    })
}

fn is_plain_value(text: &str) -> bool {
    matches!(text, "true" | "false") || text.bytes().all(|it| it.is_ascii_digit())
}
