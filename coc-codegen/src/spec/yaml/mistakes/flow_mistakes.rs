//! The mistakes within brackets, each found at a place that `flow` has read up to. Brackets
//! and their ends belong to `flow`.

use std::ops::Range;

use super::mistake::Mistake;
use super::signs::{end_of_key, no_blank};
use crate::spec::yaml::vocabulary::Vocabulary;

/// The mistake of a number in a mapping whose thousands the comma at `at` separates.
pub(super) fn thousands(text: &str, at: usize) -> Option<Mistake> {
    let is_of_it = |it: char| it.is_ascii_digit() || it == ',';
    let start = text[..at].trim_end_matches(is_of_it).len();
    let rest = &text[start..];
    let end = start + rest.find(|it| !is_of_it(it)).unwrap_or(rest.len());
    let mut groups = text[start..end].split(',');
    let is_first = groups.next().is_some_and(|it| (1..=3).contains(&it.len()));
    let is_value = text[..start].ends_with([' ', ':', '-', '\t']);
    if !is_first || !is_value || groups.any(|it| it.len() != 3) {
        return None;
    }
    let number = text[start..end].replace(',', "");
    let mistake = Mistake::new(
        at..at + 1,
        "a comma ends the number before it",
        format!("write `{number}`"),
    );
    Some(mistake.certain())
}

/// The mistake of a comma of another script between the items of a list.
pub(super) fn comma_of_another_script(
    text: &str,
    item: Range<usize>,
) -> Option<Mistake> {
    let offset = text[item.clone()].find(['，', '、', '،'])?;
    let at = item.start + offset;
    let found = text[at..].chars().next()?;
    let mistake = Mistake::new(
        at..at + found.len_utf8(),
        format!("`{found}` does not separate items, since YAML takes it for text"),
        "write `,` and a space instead; put an item that holds the sign in quotes",
    );
    Some(mistake.certain())
}

/// The mistake of a key without a blank behind its colon.
pub(super) fn key_before_text(text: &str, plain: &str, start: usize) -> Option<Mistake> {
    let key = end_of_key(plain);
    let rest = &plain[key..];
    let is_key = key > 0 && rest.starts_with(':') && rest.len() > 1;
    let has_colon_behind = text[start + plain.len()..].starts_with(':');
    (is_key && !rest.starts_with("://") && !has_colon_behind)
        .then(|| no_blank(start + key, &plain[..key]).certain())
}

/// The mistake of a text without quotes that a bracket follows.
pub(super) fn text_before_bracket(text: &str, end: usize) -> Mistake {
    Mistake::new(
        end..end + 1,
        "a text without quotes cannot hold a bracket within braces",
        match index(&text[end..]) {
            Some(index) => format!(
                "delete `{index}`, since a place has no indices; put other texts in quotes"
            ),
            None => "put the text in quotes".to_owned(),
        },
    )
}

/// The index in brackets that a text begins with.
fn index(text: &str) -> Option<&str> {
    let end = text.find(']')?;
    let inner = text[..end].strip_prefix('[')?;
    let is_index = inner == "*" || inner.bytes().all(|it| it.is_ascii_digit());
    is_index.then(|| &text[..=end])
}

/// The mistake of a known key that follows a value without a comma.
pub(super) fn no_comma(
    text: &str,
    at: usize,
    vocabulary: Vocabulary,
) -> Option<Mistake> {
    let rest = text.get(at..)?;
    let key = &rest[..end_of_key(rest)];
    let follows = rest[key.len()..].starts_with(':') && vocabulary.has(key);
    follows.then(|| comma_before(at, key))
}

/// The mistake of a key without a comma before it.
pub(super) fn comma_before(at: usize, key: &str) -> Mistake {
    Mistake::new(
        at..at + key.len(),
        format!("a comma is missing before `{key}`"),
        "put a comma between the entries of a mapping in braces",
    )
}

/// The mistake of a bracket or of anything else behind the last bracket.
pub(super) fn closes_nothing(at: Range<usize>) -> Mistake {
    Mistake::new(
        at,
        "the brackets are closed already, but more text follows",
        "delete it, or add the opening bracket",
    )
}

/// The mistake of a bracket that closes a bracket of the other kind.
pub(super) fn closes_another(text: &str, at: usize, open: usize) -> Mistake {
    let bytes = text.as_bytes();
    let (found, open_sign) = (char::from(bytes[at]), char::from(bytes[open]));
    let close = char::from(closing(bytes[open]));
    Mistake::new(
        at..at + 1,
        format!("`{found}` does not close the bracket `{open_sign}`"),
        format!("write `{close}`"),
    )
    .related(open..open + 1, "it opens here")
}

/// The mistake of a bracket that is not closed.
pub(super) fn unclosed(text: &str, open: usize) -> Mistake {
    let bracket = char::from(text.as_bytes()[open]);
    let close = char::from(closing(text.as_bytes()[open]));
    Mistake::new(
        open..open + 1,
        format!("the bracket `{bracket}` that opens here is not closed"),
        format!("close it with `{close}`"),
    )
}

/// The bracket that closes this one.
pub(super) const fn closing(open: u8) -> u8 {
    if open == b'{' { b'}' } else { b']' }
}
