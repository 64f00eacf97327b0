//! Reads the limits of a row: ranges, lengths and numbers of items.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::blocks::part;
use super::document::Topic;
use crate::source::Spanned;

/// The thing that a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
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
    pub(crate) counted: Counted,
    pub(crate) is_max: bool,
    pub(crate) number: Spanned<String>,
    /// Whether it holds in a case only.
    pub(crate) is_conditional: bool,
}

/// The limits in a sentence.
pub(super) fn limits(
    text: &Spanned<String>,
    topic: Topic,
    is_conditional: bool,
    found: &mut Vec<Limit>,
) {
    const NUMBER: &str = r"(-?\d[\d,]*(?:\.\d+)?)";
    // No unit of bytes follows, and no other digit or range.
    const END: &str =
        r"(?:$|-$|\s*[^\w\s~:/-]|\s+[^\s\dkKmMgGtT~-]|\s+[kmgtKMGT][a-z]{2})";
    static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)(?:^|[^\w.:/-]){NUMBER}\s*(?:-|–|—|~|～|to|至|到|and)\s*{NUMBER}(?:$|[^\w:/-])")).ok()
    });
    static MIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)(?:min(?:imum)?(?: length| value| items| number)?(?: is| of)?|at least|no less than|not less than|greater than or equal to|>=|最小(?:长度|值)?|至少|不小于|不少于)\s*[:：为是]?\s*{NUMBER}{END}"
        ))
        .ok()
    });
    static MAX: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)(?:max(?:imum)?(?: length| value| items| number)?(?: is| of)?|at most|no more than|not more than|up to|less than or equal to|cannot exceed|not exceed|must not exceed|<=|最大(?:长度|值)?|最多|不超过|不大于|^length|^长度)\s*[:：为是]?\s*{NUMBER}{END}"
        ))
        .ok()
    });
    if !text.value.contains(|it: char| it.is_ascii_digit()) {
        return;
    }
    let lower = text.value.to_lowercase();
    let has = |all: &[&str]| all.iter().any(|it| lower.contains(it));
    let counted = if has(&[
        "array length",
        "items",
        "elements",
        "records",
        "number of ",
        "数组长度",
        "元素",
        "个数",
        "条",
    ]) {
        Counted::Items
    } else if has(&["length", "character", "长度", "字符"]) {
        Counted::Length
    } else if lower.starts_with("minimum:") || lower.starts_with("maximum:") {
        Counted::Either
    } else {
        Counted::Value
    };
    let speaks = topic != Topic::Meaning
        || counted != Counted::Value
        || has(&["rang", "between", "from", "within", "范围", "取值", "之间"]);
    let mut add = |is_max: bool, place: (usize, usize)| {
        let mut number = part(text, place.0, place.1);
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
    let place =
        |found: Option<regex_lite::Match<'_>>| found.map(|it| (it.start(), it.end()));
    if speaks && let Some(pair) = PAIR.as_ref().and_then(|it| it.captures(&text.value)) {
        place(pair.get(1)).into_iter().for_each(|it| add(false, it));
        place(pair.get(2)).into_iter().for_each(|it| add(true, it));
        return;
    }
    for (pattern, is_max) in [(&MIN, false), (&MAX, true)] {
        if let Some(one) = pattern.as_ref().and_then(|it| it.captures(&text.value)) {
            place(one.get(1)).into_iter().for_each(|it| add(is_max, it));
        }
    }
}
