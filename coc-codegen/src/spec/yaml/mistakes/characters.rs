//! Finds characters that YAML does not allow, and those that end a line for YAML alone.

use super::mistake::Mistake;
use super::signs::end_of_line;

/// The mistakes of single characters: the first control character, and every invisible line
/// break.
pub(super) fn mistakes(text: &str) -> Vec<Mistake> {
    let mut found = Vec::new();
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return found;
    }
    let is_control = |it: &(usize, char)| match it.1 {
        '\t' | '\n' | '\u{85}' => false,
        '\r' => !text[it.0 + 1..].starts_with('\n'),
        other => other.is_control(),
    };
    if let Some((at, character)) = text.char_indices().find(is_control) {
        found.push(Mistake::new(
            at..at + character.len_utf8(),
            format!("YAML cannot contain the control character U+{:04X}", u32::from(character)),
            "delete it, or write it as an escape in double quotes, such as `\\u0007`",
        ).certain());
    }
    let is_break = |it: &(usize, char)| "\u{85}\u{2028}\u{2029}".contains(it.1);
    for (at, character) in text.char_indices().filter(is_break) {
        let end = next_end(text, next_end(text, at));
        found.push(
            Mistake::new(
                at..at + character.len_utf8(),
                format!(
                    "the invisible character U+{:04X} ends the line in YAML",
                    u32::from(character)
                ),
                "delete it",
            )
            .explains(at..end)
            .certain(),
        );
    }
    found
}

/// The byte behind the line that `at` is in.
fn next_end(text: &str, at: usize) -> usize {
    (end_of_line(text, at) + 1).min(text.len())
}
