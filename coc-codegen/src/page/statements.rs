//! The statements of a row: its default, its lists of values, its limits, and its
//! sentences. Comparing them with the spec belongs to `audit`, writing them as YAML to
//! `draft`.

use std::sync::LazyLock;

use regex_lite::Regex;

use super::blocks::{line, part, trimmed};
use super::document::{Row, Subject};
use super::sentences::{Comparison, Names, Sentence, sentence, sentences};
use super::words::{is_coded, is_nothing, words};
use crate::source::Spanned;

/// The statements of one row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statements {
    pub(crate) default: Option<Spanned<String>>,
    pub(crate) lists: Vec<List>,
    /// Values that a sentence names in passing.
    pub(crate) told: Vec<Spanned<String>>,
    pub(crate) limits: Vec<Limit>,
    /// A range between two texts, which no rule can hold.
    pub(crate) text_range: Option<Spanned<String>>,
    /// Each with its text.
    pub(crate) sentences: Vec<(Spanned<String>, Subject, Sentence)>,
}

/// A list of values.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// The conditions under which it holds.
    pub(crate) when: Vec<Comparison>,
    pub(crate) values: Vec<Spanned<String>>,
}

/// The thing that a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Length,
    Items,
    /// The value itself, or whatever the type of the field makes of it.
    Value,
}

/// One end of a range.
#[derive(Debug, Clone)]
pub(crate) struct Limit {
    pub(crate) counted: Counted,
    pub(crate) is_max: bool,
    pub(crate) number: Spanned<String>,
}

/// Reads the parts of a row's description.
pub(crate) fn statements(row: &Row, names: &Names) -> Statements {
    let mut found = Statements::default();
    values(row, names, &mut found);
    for part_of_row in row.parts.iter().filter(|it| it.subject != Subject::Default) {
        let text = &part_of_row.text;
        if is_nothing(&text.value) {
            continue;
        }
        for (start, end) in sentences(&text.value) {
            let whole = trimmed(&part(text, start, end));
            let read = sentence(&whole, &row.name.value, names);
            limits(&whole, part_of_row.subject, &mut found.limits);
            if part_of_row.subject != Subject::Values && found.told.is_empty() {
                found.told = told(&whole);
            }
            found.sentences.push((whole, part_of_row.subject, read));
        }
    }
    found.default = default(row);
    found
}

/// The default: of its own part, or else of a sentence.
fn default(row: &Row) -> Option<Spanned<String>> {
    static SENTENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:default(?: value)?(?: is|:)|defaults to|preset value is|默认值?[为是：:]|默认取值[为是：:])\s*(\S+)").ok()
    });
    let mut own = row.about(Subject::Default).filter(|it| !is_nothing(&it.text.value));
    if let Some(own) = own.next() {
        let sentence = SENTENCE
            .as_ref()
            .and_then(|it| it.captures(&own.text.value))
            .and_then(|it| it.get(1));
        return Some(match sentence {
            Some(value) => bare(&part(&own.text, value.start(), value.end())),
            None => bare(&own.text),
        });
    }
    let others = row.parts.iter().filter(|it| {
        let lower = it.text.value.to_lowercase();
        let speaks =
            ["default", "preset", "默认"].iter().any(|word| lower.contains(word));
        it.subject != Subject::Default && speaks
    });
    others
        .filter_map(|it| {
            let value = SENTENCE.as_ref()?.captures(&it.text.value)?.get(1)?;
            Some(bare(&part(&it.text, value.start(), value.end())))
        })
        .find(|it| !is_nothing(&it.value))
}

/// A text without quotes and without the stop behind it.
fn bare(text: &Spanned<String>) -> Spanned<String> {
    const EDGES: &[char] =
        &['"', '\'', '`', '*', '“', '”', '.', '。', ',', '，', ';', '；', ')', '(', ' '];
    let inner = text.value.trim_matches(EDGES);
    match text.value.find(inner) {
        Some(start) if !inner.is_empty() => part(text, start, start + inner.len()),
        _ => text.clone(),
    }
}

fn values(row: &Row, names: &Names, found: &mut Statements) {
    let own = row.about(Subject::Values).count() > 0;
    let items = row
        .parts
        .iter()
        .filter(|it| it.is_item && item(&it.text.value).is_some())
        .count();
    let mut list = List::default();
    for part_of_row in &row.parts {
        let is_list = part_of_row.subject == Subject::Values
            || (part_of_row.subject == Subject::Meaning
                && (part_of_row.is_item || !own)
                && items > 1);
        if !is_list || is_nothing(&part_of_row.text.value) {
            continue;
        }
        for segment in segments(&part_of_row.text) {
            if let Some(range) = text_range(&segment) {
                found.text_range = Some(range);
                continue;
            }
            if let Some((start, end)) = item(&segment.value) {
                if part_of_row.subject == Subject::Values || part_of_row.is_item {
                    let value = part(&segment, start, end);
                    list.values.push(value);
                }
                continue;
            }
            if part_of_row.subject == Subject::Values {
                let several = several(&segment, names, row);
                if !several.is_empty() {
                    list.values.extend(several);
                    continue;
                }
            }
            let mut read = sentence(&segment, &row.name.value, names);
            for comparison in &mut read.comparisons {
                comparison.demands =
                    super::sentences::Demands { values: true, ..Default::default() };
            }
            read.comparisons.retain(|it| !it.is_mention);
            if !read.comparisons.is_empty() {
                let done = std::mem::replace(
                    &mut list,
                    List { when: read.comparisons, values: Vec::new() },
                );
                found.lists.push(done);
            }
        }
    }
    found.lists.push(list);
    found.lists.retain(|it| !it.values.is_empty() || !it.when.is_empty());
}

/// The pieces of a line between which a list stands.
fn segments(text: &Spanned<String>) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let mut start = 0;
    let edges = [" - ", "; ", "；", " • ", " · "];
    let mut at = 0;
    while at < text.value.len() {
        let edge = edges.iter().find(|it| text.value[at..].starts_with(**it));
        match edge {
            Some(edge) => {
                found.push(line(&part(text, start, at)).text);
                at += edge.len();
                start = at;
            }
            None => at += text.value[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found.push(line(&part(text, start, text.value.len())).text);
    found.retain(|it| !it.value.is_empty());
    found
}

/// The bytes of a value that stands alone or in front of its meaning.
fn item(text: &str) -> Option<(usize, usize)> {
    const QUOTES: &[char] = &['"', '\'', '`', '*', '“', '”', '‘', '’', '[', ']'];
    let start = text.len() - text.trim_start_matches(QUOTES).len();
    let body = &text[start..];
    let length = body
        .find(|it: char| !(it.is_ascii_alphanumeric() || "_.-/@$".contains(it)))
        .unwrap_or(body.len());
    let value = body[..length].trim_end_matches(['.', '-']);
    let rest = body[value.len()..].trim_start_matches(QUOTES);
    let rest = rest.trim_start();
    if value.is_empty() || is_nothing(value) {
        return None;
    }
    let is_end = rest.trim_matches(['.', '。', ',', '，', ';', ' ']).is_empty();
    let is_meaning = [":", "：", "(", "（", "- ", "– ", "— ", "=", "表示", "代表"]
        .iter()
        .any(|it| rest.starts_with(it))
        || ["indicates ", "means ", "stands for "]
            .iter()
            .any(|it| rest.to_lowercase().starts_with(it));
    let words_of_prose = [
        "Example", "Note", "Notes", "Default", "Minimum", "Maximum", "Length", "For",
        "The", "Format", "NOTE",
    ];
    if words_of_prose.contains(&value) || is_number_range(value) {
        return None;
    }
    (is_end || is_meaning).then_some((start, start + value.len()))
}

fn is_number_range(text: &str) -> bool {
    text.split_once('-').is_some_and(|(from, to)| {
        let is_number =
            |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        is_number(from) && is_number(to)
    })
}

/// The values of a line such as `true or false`, or `The value can be a, b, or c`.
fn several(text: &Spanned<String>, names: &Names, row: &Row) -> Vec<Spanned<String>> {
    let alone = sequence(text, 0);
    if alone.len() > 1 {
        return alone;
    }
    let found = told(text);
    if !found.is_empty() && sentence(text, &row.name.value, names).comparisons.is_empty()
    {
        found
    } else {
        Vec::new()
    }
}

/// The values that a sentence announces.
fn told(text: &Spanned<String>) -> Vec<Spanned<String>> {
    static FRONT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)(?:options|values?|the value)(?: range)? (?:are as follows|can be one of the following|can be either|can be|is fixed to|are|include|includes|may be|must be|is)\s*:?\s*|(?:取值|可选值|枚举值|取值范围|取值为|可选)\s*[：:为是]\s*",
        )
        .ok()
    });
    let lower = text.value.to_lowercase();
    if !["value", "option", "取值", "可选", "枚举"].iter().any(|it| lower.contains(it))
    {
        return Vec::new();
    }
    let Some(front) = FRONT.as_ref().and_then(|it| it.find(&text.value)) else {
        return Vec::new();
    };
    // The value of a default is no list.
    if ["default", "preset"].iter().any(|it| lower.contains(it)) {
        return Vec::new();
    }
    let found = sequence(text, front.end());
    let coded = |it: &Spanned<String>| {
        is_coded(&it.value)
            || matches!(it.value.as_str(), "true" | "false")
            || it.value.contains('/') && it.value.len() > 3
    };
    if found.len() > 1 || found.first().is_some_and(coded) { found } else { Vec::new() }
}

/// Values with commas and conjunctions between them, to the end of the text; none if
/// there is anything else.
fn sequence(text: &Spanned<String>, from: usize) -> Vec<Spanned<String>> {
    const BETWEEN: &[&str] = &[
        ",", "，", "、", "or", "and", "/", "|", "或", "和", ";", "\"", "'", "`", "“",
        "”", "(", ")", "*",
    ];
    let mut found = Vec::new();
    let mut needs_edge = false;
    for word in words(text.value.get(from..).unwrap_or_default()) {
        if BETWEEN.contains(&word.text) {
            needs_edge &=
                matches!(word.text, "\"" | "'" | "`" | "“" | "”" | "*" | "(" | ")");
            continue;
        }
        if matches!(word.text, "." | "。") {
            break;
        }
        let is_value = word.text.is_ascii()
            && word
                .text
                .chars()
                .all(|it| it.is_ascii_alphanumeric() || "_.-/@$".contains(it));
        if !is_value || needs_edge || is_number_range(word.text) {
            return Vec::new();
        }
        found.push(part(text, from + word.start, from + word.end()));
        needs_edge = true;
    }
    if found.iter().any(|it| is_nothing(&it.value)) { Vec::new() } else { found }
}

/// A range between two texts, such as `A.000~A.999`.
fn text_range(text: &Spanned<String>) -> Option<Spanned<String>> {
    let (from, to) = text.value.split_once(['~', '～'])?;
    let is_text = |it: &str| {
        let it = it.trim();
        !it.is_empty()
            && !it.contains(' ')
            && it.contains(|it: char| it.is_ascii_alphabetic())
    };
    (is_text(from) && is_text(to)).then(|| text.clone())
}

/// The limits in a sentence.
fn limits(text: &Spanned<String>, subject: Subject, found: &mut Vec<Limit>) {
    const NUMBER: &str = r"(-?\d[\d,]*(?:\.\d+)?)";
    static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(r"(?i)(?:^|[^\w.-]){NUMBER}\s*(?:-|–|—|~|～|to|至|到|and)\s*{NUMBER}(?:$|[^\w-])")).ok()
    });
    static MIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)(?:min(?:imum)?(?: length| value| items| number)?(?: is| of)?|at least|no less than|not less than|greater than or equal to|>=|最小(?:长度|值)?|至少|不小于|不少于)\s*[:：为是]?\s*{NUMBER}"
        ))
        .ok()
    });
    static MAX: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)(?:max(?:imum)?(?: length| value| items| number)?(?: is| of)?|at most|no more than|not more than|up to|less than or equal to|cannot exceed|not exceed|must not exceed|<=|最大(?:长度|值)?|最多|不超过|不大于|^length|^长度)\s*[:：为是]?\s*{NUMBER}(?:$|[^\d~-]|-$)"
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
    } else {
        Counted::Value
    };
    let speaks = subject != Subject::Meaning
        || counted != Counted::Value
        || has(&["rang", "between", "from", "within", "范围", "取值", "之间"]);
    let mut add = |is_max: bool, place: (usize, usize)| {
        let mut number = part(text, place.0, place.1);
        number.value = number.value.replace(',', "");
        let is_known =
            |it: &Limit| it.is_max == is_max && it.number.value == number.value;
        if !found.iter().any(is_known) {
            found.push(Limit { counted, is_max, number });
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
