//! Sentences of plain text, for every kind of output. Markup does not belong here.

/// A text with a capital at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), letters.as_str())
    })
}

/// A text with a full stop, unless it is empty or ends like a sentence.
pub(super) fn sentence(text: &str) -> String {
    let end = if text.is_empty() || is_ended(text) { "" } else { "." };
    format!("{text}{end}")
}

/// Whether a text ends like a sentence, or announces a list with a colon; marks of
/// quotations and emphasis may follow.
fn is_ended(text: &str) -> bool {
    let marks = ['"', '\'', '”', '’', '*', '_', '\\'];
    let ends = ['.', '!', '?', ':', '…', '。', '！', '？', '：'];
    text.trim_end_matches(marks).ends_with(ends)
}

/// The first sentence of a description, and the rest of it. The end of a paragraph ends
/// a sentence.
pub(super) fn first_sentence(text: &str) -> (&str, &str) {
    let text = text.trim();
    let paragraph = text.find("\n\n").unwrap_or(text.len());
    let mut stops = text[..paragraph].match_indices('.').map(|(at, _)| at);
    let end = stops.find(|at| ends_sentence(text, *at)).map_or(paragraph, |at| at + 1);
    (text[..end].trim_end(), text[end..].trim_start())
}

/// Whether the full stop at this place ends a sentence, and not an abbreviation such as
/// `e.g.`.
fn ends_sentence(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    let word = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_abbreviation =
        word.contains('.') && word.split('.').all(|it| it.chars().count() == 1);
    rest.starts_with(char::is_whitespace)
        && !is_abbreviation
        && !rest.trim_start().starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::{capitalised, first_sentence, sentence};

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(capitalised("éa"), "Éa");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn a_description_is_cut_after_its_first_sentence() {
        assert_eq!(first_sentence(" One. Two. Three. "), ("One.", "Two. Three."));
        assert_eq!(first_sentence("One"), ("One", ""));
        assert_eq!(first_sentence("One.\nTwo."), ("One.", "Two."));
        assert_eq!(first_sentence("One\n\nTwo."), ("One", "Two."));
        let abbreviated = "Tags (e.g. `A`) of 1.5 cm, i.e. small ones etc. and others.";
        assert_eq!(first_sentence(abbreviated), (abbreviated, ""));
    }

    #[test]
    fn a_sentence_has_one_end() {
        for text in
            ["", "One.", "One!", "See \"One.\"", "**One.**", "One:", "一。", "一：", "…"]
        {
            assert_eq!(sentence(text), text);
        }
        assert_eq!(sentence("See `one.`"), "See `one.`.");
        assert_eq!(sentence("One (two etc.)"), "One (two etc.).");
    }
}
