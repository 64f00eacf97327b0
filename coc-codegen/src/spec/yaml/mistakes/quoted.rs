//! Finds the ends of texts in quotes, and the mistakes within them.

use super::mistake::Mistake;
use super::signs::{looks_like_a_key, next_line, width};

/// Reads the text in quotes that begins at `open`, and returns the byte after it.
/// `indent` is the column of its line. A key at that column or left of it shows that
/// the text should have ended earlier.
///
/// # Errors
/// The mistake, if the text does not end.
pub(super) fn end_of_quoted(
    text: &str,
    open: usize,
    indent: usize,
    mistakes: &mut Vec<Mistake>,
) -> Result<usize, Mistake> {
    let bytes = text.as_bytes();
    let mark = bytes[open];
    let mut at = open + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if mark == b'"' => {
                mistakes.extend(wrong_escape(text, at));
                at += 1 + width(text, at + 1);
            }
            b'\'' if mark == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            byte if *byte == mark => return Ok(at + 1),
            b'\n' => {
                let line = next_line(text, at + 1);
                if looks_like_a_key(&text[line.start..line.end])
                    && line.start - (at + 1) <= indent
                {
                    break;
                }
                let column = line.start - (at + 1);
                if column <= indent && !text[line.clone()].trim().is_empty() {
                    let mistake = Mistake::new(
                        line.start..line.start + width(text, line.start),
                        "this line goes on with the text in quotes, but is indented too little",
                        "indent it further than the key that the text belongs to",
                    );
                    mistakes.push(mistake.explains(open..line.end));
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    let sign = char::from(mark);
    Err(Mistake::new(
        open..open + 1,
        format!("the text that `{sign}` opens here is not closed"),
        format!("close the text with `{sign}`"),
    ))
}

/// The mistake of the escape that begins at `at`, in a text in double quotes.
fn wrong_escape(text: &str, at: usize) -> Option<Mistake> {
    let bytes = text.as_bytes();
    let escaped = bytes.get(at + 1).copied().unwrap_or(b'\n');
    if !b"0abtnvfre \"/\\N_LPxuU\t\r\n".contains(&escaped) {
        let end = at + 1 + width(text, at + 1);
        return Some(Mistake::new(
            at..end,
            format!("`{}` is not an escape of a text in double quotes", &text[at..end]),
            "write `\\\\` for a backslash, or put the text in single quotes, which take it as it is",
        ));
    }
    let digits = match escaped {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => 0,
    };
    let given = bytes[(at + 2).min(bytes.len())..].iter();
    let given = given.take_while(|it| it.is_ascii_hexdigit()).take(digits).count();
    (given < digits).then(|| {
        Mistake::new(
            at..at + 2,
            format!("`\\{}` needs {digits} hexadecimal digits", char::from(escaped)),
            "write all digits; write `\\\\` for a backslash, or put the text in single quotes",
        )
    })
}

/// The mistake of something that follows a text in quotes.
pub(super) fn after_quoted(text: &str, open: usize, close: usize) -> Mistake {
    if text[close..].trim_start_matches(' ').starts_with(',') {
        let comma = text[close..].find(',').map_or(close, |comma| close + comma);
        return Mistake::new(
            comma..comma + 1,
            "no comma can follow the text here",
            "delete it, or put it in front of the closing quotation mark",
        );
    }
    let at = close - 1..close;
    let mistake = if text.as_bytes()[open] == b'\'' {
        Mistake::new(
            at,
            "this apostrophe ends the text, but more text follows",
            "write an apostrophe twice (`''`), or put the text in double quotes",
        )
    } else {
        Mistake::new(
            at,
            "this quotation mark ends the text, but more text follows",
            "write `\\\"` for a quotation mark, or put the text in single quotes",
        )
    };
    mistake.related(open..open + 1, "the text begins here")
}
