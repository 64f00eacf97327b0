//! The parts of a description: its meaning, constraints, values and default, by the words
//! that announce them. The sentences of a part belong to `statements`.

use super::blocks::{Line, line};
use crate::page::document::{Part, Topic};
use crate::page::texts::part;
use crate::source::Spanned;

/// Splits the lines of a description by the words that announce its subjects.
pub(super) fn split(lines: &[Line], first: Topic, parts: &mut Vec<Part>) {
    let mut topic = first;
    for whole in lines {
        let mut is_item = whole.is_item;
        let mut start = 0;
        for (at, end, next) in announcements(&whole.text.value) {
            add(&whole.text, start, at, topic, is_item, parts);
            (start, topic, is_item) = (end, next, false);
        }
        add(&whole.text, start, whole.text.value.len(), topic, is_item, parts);
    }
}

/// Adds the part of a line between two bytes, unless it is empty.
fn add(
    of: &Spanned<String>,
    start: usize,
    end: usize,
    topic: Topic,
    is_item: bool,
    parts: &mut Vec<Part>,
) {
    let text = line(&part(of, start, end.max(start))).text;
    if !text.value.trim_matches(['*', ':', '：', ' ']).is_empty() {
        parts.push(Part { topic, text, is_item });
    }
}

/// The words that announce a topic, in lower case.
const WORDS: &[(&str, Topic)] = &[
    ("definition", Topic::Meaning),
    ("description", Topic::Meaning),
    ("meaning", Topic::Meaning),
    ("explanation", Topic::Meaning),
    ("参数解释", Topic::Meaning),
    ("参数描述", Topic::Meaning),
    ("解释", Topic::Meaning),
    ("描述", Topic::Meaning),
    ("constraints", Topic::Constraints),
    ("constraint", Topic::Constraints),
    ("restrictions", Topic::Constraints),
    ("约束限制", Topic::Constraints),
    ("约束", Topic::Constraints),
    ("value range", Topic::Values),
    ("enumerated values", Topic::Values),
    ("enumerated value", Topic::Values),
    ("enumeration values", Topic::Values),
    ("allowed values", Topic::Values),
    ("possible values", Topic::Values),
    ("range", Topic::Values),
    ("options", Topic::Values),
    ("取值范围", Topic::Values),
    ("枚举值", Topic::Values),
    ("default value", Topic::Default),
    ("default", Topic::Default),
    ("默认取值", Topic::Default),
    ("默认值", Topic::Default),
    ("缺省值", Topic::Default),
];

/// The words that announce a topic, each with its bytes.
fn announcements(text: &str) -> Vec<(usize, usize, Topic)> {
    let mut found: Vec<(usize, usize, Topic)> = Vec::new();
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let can_begin = !before.is_alphanumeric() || !letter.is_ascii();
        before = letter;
        let in_front = at == 0 || text[..at].trim_matches(['*', ' ']).is_empty();
        if !can_begin
            || !(in_front || letter.is_uppercase() || !letter.is_ascii())
            || found.last().is_some_and(|it| at < it.1)
        {
            continue;
        }
        for (word, topic) in WORDS {
            let Some(front) =
                text.get(at..at + word.len()).filter(|it| it.to_lowercase() == *word)
            else {
                continue;
            };
            let behind = &text[at + front.len()..];
            let rest = behind.trim_start_matches(['*', ' ']);
            let end = text.len() - rest.len();
            let is_alone = in_front && rest.is_empty() && word.len() > 9;
            let colon = rest.chars().next().filter(|it| matches!(it, ':' | '：'));
            if let Some(colon) = colon {
                let after = text[end + colon.len_utf8()..].trim_start_matches('*');
                found.push((at, text.len() - after.len(), *topic));
                break;
            }
            if is_alone {
                found.push((at, end, *topic));
                break;
            }
        }
    }
    found
}
