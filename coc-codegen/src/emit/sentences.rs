//! Sentences of plain text, for every kind of output. Markup does not belong here.

/// A text with a capital at its beginning.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        format!("{}{}", first.to_uppercase(), letters.as_str())
    })
}

/// The first sentence of a description, and the rest of it.
pub(super) fn first_sentence(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.find(". ").map_or((text, ""), |end| (&text[..=end], text[end + 1..].trim()))
}

#[cfg(test)]
mod tests {
    use super::{capitalised, first_sentence};

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(capitalised("éa"), "Éa");
        assert_eq!(capitalised(""), "");
    }

    #[test]
    fn a_description_is_cut_after_its_first_sentence() {
        assert_eq!(first_sentence(" One. Two. Three. "), ("One.", "Two. Three."));
        assert_eq!(first_sentence("One"), ("One", ""));
    }
}
