//! The conditions that the sentences of a page state: comparisons of fields with values,
//! and the demand that depends on them. Lists and limits belong to `value_lists` and
//! `limits`.

use std::ops::Range;

use super::comparisons::{Names, compared, is_mention, is_own};
use super::demands::{Demands, demands};
use super::understood::is_understood;
use crate::page::texts::part;
use crate::page::words::{Word, words};
use crate::source::Spanned;

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
    /// Whether every word of the sentence was understood, so that nothing else limits
    /// the condition.
    pub(crate) is_understood: bool,
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
    /// The value that the field of the row is set to in the case of the sentence.
    pub(crate) assigned: Option<String>,
}

/// The bytes of the sentences of a text.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
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
            found.push(start..end);
            start = end;
        }
    }
    if !text[start..].trim().is_empty() {
        found.push(start..text.len());
    }
    found
}

/// Whether a sentence has a word that begins a condition.
fn is_conditional(sentence: &str, words: &[Word<'_>]) -> bool {
    const WORDS: &[&str] =
        &["when", "if", "for", "unless", "once", "only", "whenever", "where", "with"];
    const PARTS: &[&str] = &["当", "若", "如果", "时", "仅", "场景"];
    let is_one =
        |word: &Word<'_>| WORDS.iter().any(|it| word.text.eq_ignore_ascii_case(it));
    words.iter().any(is_one) || PARTS.iter().any(|it| sentence.contains(it))
}

/// The comparisons and mentions in a sentence.
#[derive(Default)]
struct Found {
    /// Comparisons of fields that the sentence names.
    comparisons: Vec<Comparison>,
    /// Comparisons of the field of the row, such as `this parameter is set to a`.
    own_values: Vec<Comparison>,
    /// Other fields that are named and not compared.
    mentions: Vec<Spanned<String>>,
    /// Whether the sentence has words for the field of the row.
    names_own_field: bool,
    /// Whether each word belongs to one of these.
    is_read: Vec<bool>,
    /// The text between the comparisons, in which demands are searched.
    rest: String,
}

/// Finds the comparisons and mentions in the words of a sentence.
fn find(text: &Spanned<String>, words: &[Word<'_>], own: &str, names: &Names) -> Found {
    let unless = words.iter().any(|it| it.text.eq_ignore_ascii_case("unless"));
    let placed = |word: &Word<'_>| part(text, word.bytes());
    let mut found = Found { is_read: vec![false; words.len()], ..Found::default() };
    let mut rest_from = 0;
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let is_known = names.contains_key(word.text);
        let is_own = is_own(words, at);
        found.names_own_field |= is_own && !word.text.eq_ignore_ascii_case("value");
        if !is_known && !is_own {
            at += 1;
            continue;
        }
        found.is_read[at] |= is_own;
        let field = if is_known { word.text } else { own };
        let Some(right) = compared(words, at + 1, field, names) else {
            if is_known && word.text != own && is_mention(words, at) {
                found.is_read[at] = true;
                found.mentions.push(placed(word));
            }
            at += 1;
            continue;
        };
        let next = right.next.min(words.len());
        found.is_read[at..next].fill(true);
        found.rest.push_str(&text.value[rest_from..word.start]);
        found.rest.push(' ');
        rest_from = words[next - 1].end();
        at = next;
        let field = Spanned::new(field.to_owned(), placed(word).span);
        let comparison = |value: Option<Spanned<String>>| Comparison {
            field: field.clone(),
            value,
            is_negated: right.is_negated != unless,
            demands: Demands::default(),
            is_mention: false,
            is_understood: false,
        };
        let list = if is_known { &mut found.comparisons } else { &mut found.own_values };
        if right.values.is_empty() {
            list.push(comparison(None));
        }
        list.extend(right.values.iter().map(|it| comparison(Some(placed(it)))));
    }
    found.rest.push_str(&text.value[rest_from..]);
    found
}

/// Reads a sentence in the row of the field `own`.
pub(crate) fn sentence(text: &Spanned<String>, own: &str, names: &Names) -> Sentence {
    let words = words(&text.value);
    let conditional = is_conditional(&text.value, &words);
    let Found {
        mut comparisons,
        mut own_values,
        mentions,
        names_own_field,
        is_read,
        rest,
    } = find(text, &words, own, names);
    let demands = demands(&rest);
    let is_understood = is_understood(&words, &is_read, own);
    for comparison in comparisons.iter_mut().chain(&mut own_values) {
        comparison.demands = demands;
        comparison.is_understood = is_understood;
    }
    let mut found = Sentence { demands, comparisons, ..Sentence::default() };
    if let [Comparison { value: Some(value), .. }] = own_values.as_slice()
        && names_own_field
        && conditional
    {
        found.assigned = Some(value.value.clone());
    }
    if !conditional {
        found.comparisons.clear();
        own_values.clear();
    }
    let binds = !demands.is_none();
    let compares_others = !found.comparisons.is_empty() && !names_own_field;
    if !own_values.is_empty() && !mentions.is_empty() && binds {
        found.comparisons.extend(own_values);
        found.subjects = mentions;
    } else if compares_others && binds && !mentions.is_empty() {
        found.subjects = mentions;
    } else if binds || text.value.contains("together") || text.value.contains("depend") {
        found.comparisons.extend(mentions.into_iter().map(|field| Comparison {
            field,
            value: None,
            is_negated: false,
            demands: Demands::default(),
            is_mention: true,
            is_understood: false,
        }));
    }
    found.is_unclear = conditional && binds && found.comparisons.is_empty();
    found
}
