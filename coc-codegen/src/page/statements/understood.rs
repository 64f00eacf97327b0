//! Decides whether every word of a sentence was understood. A sentence with other words may
//! limit its condition further, so that no rule can be made of it. Finding the comparisons
//! belongs to `comparisons`.

use crate::page::words::Word;

/// Words that limit nothing, in sentences about one condition.
const STOP_WORDS: &[&str] = &[
    "this",
    "the",
    "these",
    "parameter",
    "parameters",
    "field",
    "fields",
    "it",
    "is",
    "are",
    "be",
    "when",
    "if",
    "unless",
    "only",
    "and",
    "mandatory",
    "required",
    "valid",
    "optional",
    "takes",
    "take",
    "effect",
    "must",
    "set",
    "specified",
    "configured",
    "provided",
    "also",
    "then",
    "in",
    "case",
    "can",
    "may",
    "left",
    "blank",
    "empty",
    "value",
    "values",
    "of",
    "to",
    "a",
    "an",
    "applies",
    "available",
    "supported",
    "effective",
    "note",
    "enumerated",
    "options",
    "range",
    "as",
    "follows",
    "following",
];

/// Letters that limit nothing, in scripts without blanks.
const STOP_LETTERS: &str = "该本此参数字段当若如果时且为必选填须可有效生仅才需要传\
    设置则即值的说明在情况下场景取范围枚举以列";

/// Signs that limit nothing.
const STOP_SIGNS: &str = ",.;:，。；：、*\"'`“”‘’「」\u{a0}";

/// Words that deny a demand, such as `not mandatory`.
const DENIALS: &[&[&str]] = &[
    &["not", "mandatory"],
    &["not", "required"],
    &["可", "不", "填"],
    &["可", "以", "不", "填"],
    &["可", "为", "空"],
    &["非", "必", "选"],
    &["非", "必", "填"],
];

/// Verbs after `to` that begin a purpose, such as `to hire a bicycle`, which does not
/// limit a condition.
const PURPOSES: &[&str] = &["create", "creating", "add", "get", "hire", "make", "use"];

/// Whether all words are read or limit nothing, and one condition is stated. `own` is the
/// name of the row.
pub(super) fn is_understood(words: &[Word<'_>], is_read: &[bool], own: &str) -> bool {
    let word = |at: usize| words.get(at).map_or("", |it| it.text);
    let is = |at: usize, other: &str| word(at).eq_ignore_ascii_case(other);
    let is_repeated =
        |begin: &&str| (0..words.len()).filter(|at| is(*at, begin)).count() > 1;
    let has_several = ["when", "if", "unless", "当", "若", "时"].iter().any(is_repeated);
    if has_several || (0..words.len()).any(|at| is(at, "or") && !is_read[at]) {
        return false;
    }
    let mut at = 0;
    while at < words.len() {
        if is_read[at] || word(at) == own {
            at += 1;
        } else if let Some(denial) =
            DENIALS.iter().find(|it| it.iter().enumerate().all(|(i, it)| is(at + i, it)))
        {
            at += denial.len();
        } else if is(at, "to") && PURPOSES.iter().any(|it| is(at + 1, it)) {
            while at < words.len()
                && !is_read[at]
                && !matches!(word(at), "and" | "," | ";")
            {
                at += 1;
            }
        } else if STOP_WORDS.iter().any(|it| is(at, it))
            || STOP_LETTERS.contains(word(at))
            || STOP_SIGNS.contains(word(at))
        {
            at += 1;
        } else {
            return false;
        }
    }
    true
}
