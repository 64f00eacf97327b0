//! Reads the lists of values of a row: items, lines of values, and sentences that announce
//! values. Limits of values belong to `limits`.

use std::ops::Range;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::comparisons::Names;
use super::demands::Demands;
use super::sentences::{Comparison, sentence};
use crate::page::document::{Part, Row, Topic};
use crate::page::texts::{part, without_marks};
use crate::page::words::{is_coded, is_nothing, is_of_value, pattern, words};
use crate::source::{Span, Spanned};

/// A list of values.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// The conditions under which it holds.
    pub(crate) when: Vec<Comparison>,
    pub(crate) values: Vec<Spanned<String>>,
}

/// The lists of a row, and the rest of the lines about its values.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) lists: Vec<List>,
    /// A range between two texts.
    pub(super) text_range: Option<Spanned<String>>,
    /// Lines that are no list.
    pub(super) unread: Vec<Span>,
}

/// Reads the lists of a row.
pub(super) fn values(row: &Row, names: &Names) -> Lists {
    let has_own_part = row.about(Topic::Values).next().is_some();
    let is_value = |it: &&Part| it.is_item && item(&it.text.value).is_some();
    let has_items = row.parts.iter().filter(is_value).count() > 1;
    let mut reader = Reader {
        row,
        names,
        found: Lists::default(),
        list: List::default(),
        is_excluded: false,
    };
    for part_of_row in &row.parts {
        let is_list = part_of_row.topic == Topic::Values
            || (part_of_row.topic == Topic::Meaning
                && (part_of_row.is_item || !has_own_part)
                && has_items);
        if is_list && !is_nothing(&part_of_row.text.value) {
            for segment in segments(&part_of_row.text) {
                reader.segment(part_of_row, &segment);
            }
        }
    }
    reader.finish()
}

/// Reads the lines about the values of a row, in their order.
struct Reader<'r> {
    row: &'r Row,
    names: &'r Names,
    found: Lists,
    /// The list that the next values belong to.
    list: List,
    /// Whether the next items are something else than values of the field.
    is_excluded: bool,
}

impl Reader<'_> {
    /// Reads a piece of a line.
    fn segment(&mut self, part_of_row: &Part, segment: &Spanned<String>) {
        let is_of_values = part_of_row.topic == Topic::Values;
        if let Some(range) = text_range(segment) {
            self.found.text_range = Some(range);
            return;
        }
        if let Some(value) = item(&segment.value) {
            if self.is_excluded {
                self.found.unread.push(segment.span);
            } else if is_of_values || part_of_row.is_item {
                self.list.values.push(part(segment, value));
            }
            return;
        }
        self.is_excluded = excludes(&segment.value);
        if is_of_values && !self.is_excluded {
            let several = several(segment, self.names, self.row);
            if !several.is_empty() {
                self.list.values.extend(several);
                return;
            }
        }
        let mut when = sentence(segment, &self.row.name.value, self.names).comparisons;
        when.retain(|it| !it.is_mention);
        for comparison in &mut when {
            comparison.demands = Demands { values: true, ..Default::default() };
        }
        if !when.is_empty() {
            let next = List { when, values: Vec::new() };
            self.found.lists.push(std::mem::replace(&mut self.list, next));
        } else if part_of_row.is_item || is_of_values {
            self.found.unread.push(segment.span);
        }
    }

    fn finish(self) -> Lists {
        let Self { mut found, list, .. } = self;
        found.lists.push(list);
        found.lists.retain(|it| !it.values.is_empty() || !it.when.is_empty());
        found
    }
}

/// Whether a line announces a list of something else than the values of the field.
fn excludes(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "不能",
        "不支持",
        "不允许",
        "不可",
        "cannot",
        "must not",
        "not supported",
        "not allowed",
        "except",
        "excluding",
        "字段：",
        "字段:",
        "fields:",
    ];
    let text = text.trim_end_matches(['.', '。', ';', '；', ' ']);
    let last = text.rsplit(['.', '。', ';', '；']).next().unwrap_or(text).to_lowercase();
    WORDS.iter().any(|it| last.contains(it))
}

/// The pieces of a line, any of which may be a value of a list.
fn segments(text: &Spanned<String>) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let mut start = 0;
    let edges = [" - ", "; ", "；", " • ", " · "];
    let mut at = 0;
    while at < text.value.len() {
        let edge = edges.iter().find(|it| text.value[at..].starts_with(**it));
        match edge {
            Some(edge) => {
                found.push(without_marks(&part(text, start..at)).0);
                at += edge.len();
                start = at;
            }
            None => at += text.value[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found.push(without_marks(&part(text, start..text.value.len())).0);
    found.retain(|it| !it.value.is_empty());
    found
}

/// The bytes of a value that is alone or before its meaning.
fn item(text: &str) -> Option<Range<usize>> {
    const QUOTES: &[char] = &['"', '\'', '`', '*', '“', '”', '‘', '’', '[', ']'];
    let start = text.len() - text.trim_start_matches(QUOTES).len();
    let body = &text[start..];
    let length = body.find(|it: char| !is_of_value(it)).unwrap_or(body.len());
    let value = body[..length].trim_end_matches(['.', '-']);
    let rest = body[value.len()..].trim_start_matches(QUOTES);
    // A colon between letters may belong to the value.
    let mut after = rest.chars();
    if after.next() == Some(':')
        && after.next().is_some_and(|it| it.is_ascii_alphanumeric())
    {
        return None;
    }
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
    (is_end || is_meaning).then_some(start..start + value.len())
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
    let found = announced(text);
    if !found.is_empty() && sentence(text, &row.name.value, names).comparisons.is_empty()
    {
        found
    } else {
        Vec::new()
    }
}

/// The values that a sentence announces.
pub(super) fn announced(text: &Spanned<String>) -> Vec<Spanned<String>> {
    static FRONT: LazyLock<Regex> = LazyLock::new(|| {
        let verbs = [
            "are as follows",
            "can be one of the following",
            "can be either",
            "can be",
            "is fixed to",
            "are",
            "include",
            "includes",
            "may be",
            "must be",
            "is",
        ];
        pattern(&format!(
            r"(?i)(?:options|values?|the value)(?: range)? (?:{})\s*:?\s*|{}",
            verbs.join("|"),
            r"(?:取值|可选值|枚举值|取值范围|取值为|可选)\s*[：:为是]\s*"
        ))
    });
    let lower = text.value.to_lowercase();
    let has = |all: &[&str]| all.iter().any(|it| lower.contains(it));
    // The value of a default is no list.
    if !has(&["value", "option", "取值", "可选", "枚举"]) || has(&["default", "preset"])
    {
        return Vec::new();
    }
    let Some(front) = FRONT.find(&text.value) else {
        return Vec::new();
    };
    let found = sequence(text, front.end());
    let is_certain = |it: &Spanned<String>| {
        is_coded(&it.value)
            || matches!(it.value.as_str(), "true" | "false")
            || it.value.contains('/') && it.value.len() > 3
    };
    let is_list = found.len() > 1 || found.first().is_some_and(is_certain);
    if is_list { found } else { Vec::new() }
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
        let is_value = word.text.chars().all(is_of_value);
        if !is_value || needs_edge || is_number_range(word.text) {
            return Vec::new();
        }
        found.push(part(text, from + word.start..from + word.end()));
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
