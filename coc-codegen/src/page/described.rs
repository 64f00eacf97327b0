//! The parts of a description: its meaning, constraints, values and default, by the
//! words that announce them.

use super::blocks::{Line, line, part};
use super::document::{Part, Subject};
use crate::source::Spanned;

/// Splits the lines of a description by the words that announce its subjects.
pub(super) fn described(lines: &[Line], first: Subject, parts: &mut Vec<Part>) {
    let mut subject = first;
    for whole in lines {
        let mut is_item = whole.is_item;
        let mut start = 0;
        for (at, end, next) in announcements(&whole.text.value) {
            add(&whole.text, start, at, subject, is_item, parts);
            (start, subject, is_item) = (end, next, false);
        }
        add(&whole.text, start, whole.text.value.len(), subject, is_item, parts);
    }
}

fn add(
    of: &Spanned<String>,
    start: usize,
    end: usize,
    subject: Subject,
    is_item: bool,
    parts: &mut Vec<Part>,
) {
    let text = line(&part(of, start, end.max(start))).text;
    if !text.value.trim_matches(['*', ':', '：', ' ']).is_empty() {
        parts.push(Part { subject, text, is_item });
    }
}

/// The words that announce a subject, each with its bytes.
fn announcements(text: &str) -> Vec<(usize, usize, Subject)> {
    const WORDS: &[(&str, Subject)] = &[
        ("definition", Subject::Meaning),
        ("description", Subject::Meaning),
        ("meaning", Subject::Meaning),
        ("explanation", Subject::Meaning),
        ("参数解释", Subject::Meaning),
        ("参数描述", Subject::Meaning),
        ("解释", Subject::Meaning),
        ("描述", Subject::Meaning),
        ("constraints", Subject::Constraints),
        ("constraint", Subject::Constraints),
        ("restrictions", Subject::Constraints),
        ("约束限制", Subject::Constraints),
        ("约束", Subject::Constraints),
        ("value range", Subject::Values),
        ("enumerated values", Subject::Values),
        ("enumerated value", Subject::Values),
        ("enumeration values", Subject::Values),
        ("allowed values", Subject::Values),
        ("possible values", Subject::Values),
        ("range", Subject::Values),
        ("options", Subject::Values),
        ("取值范围", Subject::Values),
        ("枚举值", Subject::Values),
        ("default value", Subject::Default),
        ("default", Subject::Default),
        ("默认取值", Subject::Default),
        ("默认值", Subject::Default),
        ("缺省值", Subject::Default),
    ];
    let mut found: Vec<(usize, usize, Subject)> = Vec::new();
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
        for (word, subject) in WORDS {
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
                found.push((at, text.len() - after.len(), *subject));
                break;
            }
            if is_alone {
                found.push((at, end, *subject));
                break;
            }
        }
    }
    found
}
