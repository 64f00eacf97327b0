//! Takes parts of texts together with their places.

use std::ops::Range;

use crate::source::{Span, Spanned};

/// A part of a text with its place; the whole place, if the page has the text in another
/// spelling, such as with entities.
pub(super) fn part(of: &Spanned<String>, bytes: Range<usize>) -> Spanned<String> {
    let text = of.value.get(bytes.clone()).unwrap_or_default().to_owned();
    let length = (of.span.end - of.span.start) as usize;
    let span = if length == of.value.len() {
        let base = of.span.start as usize;
        Span::of(of.span.file, base + bytes.start..base + bytes.end)
    } else {
        of.span
    };
    Spanned::new(text, span)
}

/// A text without the white space at both ends.
pub(super) fn trimmed(of: &Spanned<String>) -> Spanned<String> {
    let start = of.value.len() - of.value.trim_start().len();
    let end = of.value.trim_end().len();
    part(of, start.min(end)..end)
}

/// A text without the marks of a list item at its start, and whether it has any.
pub(super) fn without_marks(of: &Spanned<String>) -> (Spanned<String>, bool) {
    const MARKS: &[char] = &['•', '●', '·', '▪', '|', '-', '*', '–', '+'];
    let mut text = trimmed(of);
    let mut is_item = false;
    while let Some(rest) = text.value.strip_prefix(MARKS)
        && (rest.starts_with(char::is_whitespace))
    {
        is_item = true;
        text = trimmed(&part(&text, text.value.len() - rest.len()..text.value.len()));
    }
    (text, is_item)
}
