//! The parts of a description: its meaning, constraints, values and default, by the words
//! that announce them. The sentences of a part belong to `statements`.

use std::ops::Range;

use super::blocks::Line;
use crate::page::document::{Part, Topic};
use crate::page::texts::{part, without_marks};
use crate::source::Spanned;

/// Splits the lines of a description by the words that announce its topics.
pub(super) fn split(lines: &[Line], first: Topic, parts: &mut Vec<Part>) {
    let mut topic = first;
    for whole in lines {
        let mut is_item = whole.is_item;
        let mut start = 0;
        for Announcement { bytes, topic: next } in announcements(&whole.text.value) {
            add(&whole.text, start..bytes.start, topic, is_item, parts);
            (start, topic, is_item) = (bytes.end, next, false);
        }
        add(&whole.text, start..whole.text.value.len(), topic, is_item, parts);
    }
}

/// Adds a part of a line, unless it is empty.
fn add(
    of: &Spanned<String>,
    bytes: Range<usize>,
    topic: Topic,
    is_item: bool,
    parts: &mut Vec<Part>,
) {
    let text = without_marks(&part(of, bytes)).0;
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

/// Words that announce a topic, with the signs after them.
struct Announcement {
    bytes: Range<usize>,
    topic: Topic,
}

/// Whether the word also announces a topic as a whole line, without a colon. A short one
/// may be the description itself.
fn announces_alone(word: &str) -> bool {
    const SHORTEST: usize = 10;
    /// For scripts whose words have few letters.
    const SHORTEST_CJK: usize = 3;
    let shortest = if word.is_ascii() { SHORTEST } else { SHORTEST_CJK };
    word.chars().count() >= shortest
}

/// The words of a line that announce topics.
fn announcements(text: &str) -> Vec<Announcement> {
    let mut found: Vec<Announcement> = Vec::new();
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        let can_begin = !before.is_alphanumeric() || !letter.is_ascii();
        before = letter;
        let in_front = text[..at].trim_matches(['*', ' ']).is_empty();
        if can_begin
            && (in_front || letter.is_uppercase() || !letter.is_ascii())
            && found.last().is_none_or(|it| it.bytes.end <= at)
        {
            found.extend(announcement(text, at, in_front));
        }
    }
    found
}

/// The announcement that begins at a byte of a line, which may be the first word of it.
fn announcement(text: &str, at: usize, in_front: bool) -> Option<Announcement> {
    WORDS.iter().find_map(|(word, topic)| {
        let front = text.get(at..at + word.len())?;
        // The words of other scripts have no case.
        if !front.eq_ignore_ascii_case(word) {
            return None;
        }
        let rest = text[at + front.len()..].trim_start_matches(['*', ' ']);
        let end = match rest.strip_prefix([':', '：']) {
            Some(after) => text.len() - after.trim_start_matches('*').len(),
            None if in_front && rest.is_empty() && announces_alone(word) => text.len(),
            None => return None,
        };
        Some(Announcement { bytes: at..end, topic: *topic })
    })
}
