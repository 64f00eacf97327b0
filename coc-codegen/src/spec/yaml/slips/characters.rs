//! Finds characters that YAML does not allow, those that end a line for YAML alone, and
//! those that nobody sees or that stand in place of others.

use super::signs::end_of_line;
use super::slip::Slip;

/// The slips of single characters: the first control character, every invisible line
/// break, and the first one of the other characters that are no part of a text.
pub(super) fn slips(text: &str) -> Vec<Slip> {
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
        found.push(Slip::new(
            at..at + character.len_utf8(),
            format!("YAML cannot contain the control character U+{:04X}", u32::from(character)),
            "delete it, or write it as an escape in double quotes, such as `\\u0007`",
        ).certain(true));
    }
    let is_break = |it: &(usize, char)| "\u{85}\u{2028}\u{2029}".contains(it.1);
    for (at, character) in text.char_indices().filter(is_break) {
        let end = next_end(text, next_end(text, at));
        found.push(
            Slip::new(
                at..at + character.len_utf8(),
                format!(
                    "the character U+{:04X} ends the line for YAML, and nobody sees it",
                    u32::from(character)
                ),
                "delete it",
            )
            .explains(at..end)
            .certain(true),
        );
    }
    found.extend(strange(text));
    found
}

/// The first character that nobody sees, or that stands in place of another one.
fn strange(text: &str) -> Option<Slip> {
    let is_strange =
        |it: &(usize, char)| is_of_no_text(it.1) || joins_nothing(text, *it);
    // A byte order mark has a slip of its own.
    let mut found = text.char_indices().filter(|(at, it)| *at > 0 || *it != '\u{feff}');
    let (at, found) = found.find(is_strange)?;
    let code = u32::from(found);
    let (words, help) = match found {
        '\u{fffd}' => (
            "stands for a character that was lost",
            "write the character that the page has".to_owned(),
        ),
        '\u{e000}'..='\u{f8ff}' => (
            "means nothing outside of its font",
            "write the character that the page shows, or delete it".to_owned(),
        ),
        _ => {
            let escape = match code > 0xffff {
                true => format!("\\U{code:08X}"),
                false => format!("\\u{code:04X}"),
            };
            let help = format!(
                "delete it; if a value has it, write it as an escape in double quotes: `{escape}`"
            );
            ("is invisible", help)
        }
    };
    let message = format!("the character U+{code:04X} {words}");
    let slip = Slip::new(at..at + found.len_utf8(), message, help);
    Some(slip.explains(at..next_end(text, at)).certain(true))
}

/// Whether no text needs a character: it has no width, turns the direction of the text,
/// has no meaning of its own, or stands for one that was lost.
fn is_of_no_text(it: char) -> bool {
    matches!(
        it,
        '\u{ad}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffd}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether a character that joins, separates or directs letters of some scripts stands
/// beside none of them.
fn joins_nothing(text: &str, (at, it): (usize, char)) -> bool {
    if !matches!(it, '\u{61c}' | '\u{200c}'..='\u{200f}') {
        return false;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + it.len_utf8()..].chars().next();
    let is_of_a_script = |it: Option<char>| it.is_some_and(|it| !it.is_ascii());
    !is_of_a_script(before) && !is_of_a_script(after)
}

/// The byte behind the line that `at` is in.
fn next_end(text: &str, at: usize) -> usize {
    (end_of_line(text, at) + 1).min(text.len())
}
