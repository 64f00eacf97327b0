//! The statements of a row: its default, its lists of values, its limits, and its
//! sentences. Each kind has a module of its own.

use super::comparisons::Names;
use super::defaults::default;
use super::limits::{Limit, limits};
use super::sentences::{Sentence, sentence, sentences};
use super::value_lists::{List, announced, values};
use crate::page::document::{Row, Topic};
use crate::page::texts::{part, trimmed};
use crate::page::words::is_nothing;
use crate::source::{Span, Spanned};

/// The statements of one row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Statements {
    pub(crate) default: Option<Spanned<String>>,
    /// Text about a default that is no single value.
    pub(crate) unread_default: Option<Span>,
    pub(crate) lists: Vec<List>,
    /// Values that a sentence names in passing.
    pub(crate) mentioned: Vec<Spanned<String>>,
    pub(crate) limits: Vec<Limit>,
    /// Lines about the values that are not a list.
    pub(crate) unread_values: Vec<Span>,
    /// A range between two texts, which no rule can hold.
    pub(crate) text_range: Option<Spanned<String>>,
    pub(crate) sentences: Vec<StatedSentence>,
}

/// A sentence of a row.
#[derive(Debug, Clone)]
pub(crate) struct StatedSentence {
    pub(crate) text: Spanned<String>,
    /// The part of the description that it is in.
    pub(crate) topic: Topic,
    pub(crate) meaning: Sentence,
}

/// Reads the parts of a row's description.
pub(crate) fn statements(row: &Row, names: &Names) -> Statements {
    let mut found = Statements::default();
    let read = values(row, names);
    (found.lists, found.text_range, found.unread_values) =
        (read.lists, read.text_range, read.unread);
    for part_of_row in row.parts.iter().filter(|it| it.topic != Topic::Default) {
        let text = &part_of_row.text;
        if is_nothing(&text.value) {
            continue;
        }
        for bytes in sentences(&text.value) {
            let whole = trimmed(&part(text, bytes));
            let topic = part_of_row.topic;
            let meaning = sentence(&whole, &row.name.value, names);
            let is_conditional = meaning.comparisons.iter().any(|it| !it.is_mention);
            limits(&whole, topic, is_conditional, &mut found.limits);
            if topic != Topic::Values && found.mentioned.is_empty() {
                found.mentioned = announced(&whole);
            }
            found.sentences.push(StatedSentence { text: whole, topic, meaning });
        }
    }
    (found.default, found.unread_default) = default(row);
    found
}
