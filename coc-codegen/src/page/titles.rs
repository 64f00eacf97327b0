//! The titles and numbers of tables, as captions have them and as texts refer to them. The
//! headings of sections belong to `read::headings`.

use std::ops::Range;

/// The words before the number of a table.
const TABLE_WORDS: &[&str] =
    &["Table", "TABLE", "table", "表", "Tabla", "Tableau", "Tabelle"];

/// The length, in bytes, from which on a line is a paragraph that begins like a caption.
const LONGEST_CAPTION: usize = 200;

/// Whether a line is the caption of a table: a word, a number, and a title.
pub(super) fn is_caption(text: &str) -> bool {
    caption_number(text).is_some()
}

/// The bytes of the number in the caption of a table.
pub(super) fn caption_number(text: &str) -> Option<Range<usize>> {
    let rest = TABLE_WORDS
        .iter()
        .find_map(|front| text.trim_start_matches('*').strip_prefix(front))?;
    let start = text.len() - rest.trim_start().len();
    let length =
        text[start..].find(|it: char| !it.is_ascii_digit() && it != '.' && it != '-');
    let end = start + length.unwrap_or(text.len() - start);
    let number = text[start..end].trim_end_matches(['.', '-']);
    (number.starts_with(|it: char| it.is_ascii_digit()) && text.len() < LONGEST_CAPTION)
        .then_some(start..start + number.len())
}

/// The numbers of the tables that a text refers to.
pub(super) fn table_numbers(text: &str) -> impl Iterator<Item = &str> {
    let after = TABLE_WORDS.iter().flat_map(move |word| {
        text.match_indices(word).map(move |(at, _)| &text[at + word.len()..])
    });
    after.filter_map(|rest| {
        let rest = rest.trim_start();
        let end = rest
            .find(|it: char| !it.is_ascii_digit() && it != '-')
            .unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches('-');
        number.starts_with(|it: char| it.is_ascii_digit()).then_some(number)
    })
}

/// The words of a title that may be the name of an object, in lower case. In a title of one
/// word, that word counts even if it is a stop word.
pub(super) fn title_words(title: &str) -> impl Iterator<Item = String> {
    let is_edge = |it: char| !(it.is_ascii_alphanumeric() || "_-:$".contains(it));
    let is_one =
        !title.trim().contains(is_edge) && !title.to_lowercase().contains("param");
    title.split(is_edge).map(|it| it.trim_matches(['-', ':']).to_lowercase()).filter(
        move |it| !it.is_empty() && (is_one || !TITLE_STOP_WORDS.contains(&it.as_str())),
    )
}

/// Words of titles that name no object.
const TITLE_STOP_WORDS: &[&str] = &[
    "table",
    "parameter",
    "parameters",
    "param",
    "params",
    "field",
    "fields",
    "element",
    "elements",
    "attribute",
    "attributes",
    "data",
    "structure",
    "structures",
    "object",
    "objects",
    "description",
    "descriptions",
    "request",
    "requests",
    "response",
    "responses",
    "body",
    "header",
    "headers",
    "query",
    "path",
    "uri",
    "url",
    "form",
    "formdata",
    "message",
    "the",
    "of",
    "in",
    "a",
    "an",
    "for",
    "and",
    "to",
    "about",
    "list",
    "information",
    "details",
    "returned",
    "input",
    "output",
];
