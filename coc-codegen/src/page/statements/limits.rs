//! Reads the limits in a sentence: ranges, lengths and numbers of items. Comparing them
//! with the spec belongs to `audit`.

use std::sync::LazyLock;

use regex_lite::{Match, Regex};

use crate::page::document::Topic;
use crate::page::texts::part;
use crate::page::words::pattern;
use crate::source::Spanned;

/// The thing that a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Length,
    Items,
    /// The value itself.
    Value,
    /// The length of a text or the value of a number, after `Minimum:` or `Maximum:`.
    Either,
}

/// One end of a range.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    pub(crate) counted: Measure,
    pub(crate) is_max: bool,
    pub(crate) number: Spanned<String>,
    /// Whether it holds in a case only.
    pub(crate) is_conditional: bool,
}

/// A number, with commas between groups of digits.
const NUMBER: &str = r"(-?\d[\d,]*(?:\.\d+)?)";

/// The end of a limit: no unit of bytes follows, and no other digit or range.
const END: &str = r"(?:$|-$|\s*[^\w\s~:/-]|\s+[^\s\dkKmMgGtT~-]|\s+[kmgtKMGT][a-z]{2})";

/// The signs and words between the ends of a range.
const TO: &str = "(?:-|–|—|~|～|to|至|到|and)";

/// The words before a lower limit.
const AT_LEAST: &[&str] = &[
    "min(?:imum)?(?: length| value| items| number)?(?: is| of)?",
    "at least",
    "no less than",
    "not less than",
    "greater than or equal to",
    ">=",
    "最小(?:长度|值)?",
    "至少",
    "不小于",
    "不少于",
];

/// The words before an upper limit.
const AT_MOST: &[&str] = &[
    "max(?:imum)?(?: length| value| items| number)?(?: is| of)?",
    "at most",
    "no more than",
    "not more than",
    "up to",
    "less than or equal to",
    "cannot exceed",
    "not exceed",
    "must not exceed",
    "<=",
    "最大(?:长度|值)?",
    "最多",
    "不超过",
    "不大于",
    "^length",
    "^长度",
];

static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    let range = format!(r"(?i)(?:^|[^\w.:/-]){NUMBER}\s*{TO}\s*{NUMBER}(?:$|[^\w:/-])");
    pattern(&range)
});
static MIN: LazyLock<Regex> = LazyLock::new(|| one_end(AT_LEAST));
static MAX: LazyLock<Regex> = LazyLock::new(|| one_end(AT_MOST));

/// A limit after one of these words.
fn one_end(words: &[&str]) -> Regex {
    let words = words.join("|");
    pattern(&format!(r"(?i)(?:{words})\s*[:：为是]?\s*{NUMBER}{END}"))
}

/// Adds the limits in a sentence to those that were found before it.
pub(super) fn limits(
    text: &Spanned<String>,
    topic: Topic,
    is_conditional: bool,
    found: &mut Vec<Limit>,
) {
    if !text.value.contains(|it: char| it.is_ascii_digit()) {
        return;
    }
    let lower = text.value.to_lowercase();
    let counted = counted(&lower);
    let mut add = |is_max: bool, end: Option<Match<'_>>| {
        let Some(end) = end else { return };
        let mut number = part(text, end.range());
        number.value = number.value.replace(',', "");
        // Such as the minutes of a time.
        if number.value.len() > 1
            && number.value.starts_with('0')
            && !number.value.contains('.')
        {
            return;
        }
        let is_known =
            |it: &Limit| it.is_max == is_max && it.number.value == number.value;
        if !found.iter().any(is_known) {
            found.push(Limit { counted, is_max, number, is_conditional });
        }
    };
    let find = |pattern: &'static LazyLock<Regex>| pattern.captures(&text.value);
    let can_be_range = topic != Topic::Meaning
        || counted != Measure::Value
        || ["rang", "between", "from", "within", "范围", "取值", "之间"]
            .iter()
            .any(|it| lower.contains(it));
    if can_be_range && let Some(range) = find(&RANGE) {
        add(false, range.get(1));
        add(true, range.get(2));
        return;
    }
    for (pattern, is_max) in [(&MIN, false), (&MAX, true)] {
        if let Some(limit) = find(pattern) {
            add(is_max, limit.get(1));
        }
    }
}

/// The thing that the limits of a sentence in lower case count.
fn counted(lower: &str) -> Measure {
    const OF_ITEMS: &[&str] = &[
        "array length",
        "items",
        "elements",
        "records",
        "number of ",
        "数组长度",
        "元素",
        "个数",
        "条",
    ];
    let has = |all: &[&str]| all.iter().any(|it| lower.contains(it));
    if has(OF_ITEMS) {
        Measure::Items
    } else if has(&["length", "character", "长度", "字符"]) {
        Measure::Length
    } else if lower.starts_with("minimum:") || lower.starts_with("maximum:") {
        Measure::Either
    } else {
        Measure::Value
    }
}
