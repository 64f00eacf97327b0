//! Finds the ends of lists and mappings in brackets, and the slips within them.

use super::quoted::{after_quoted, end_of_quoted};
use super::signs::{
    colon_in_text, end_of_key, end_of_line, full_width, is_blank_look_alike,
    is_known_key, looks_like_a_key, next_line, no_blank, no_break, reserved,
    skip_blanks, width,
};
use super::slip::Slip;

/// An open bracket, and the state of reading it.
struct Bracket {
    open: usize,
    /// Whether a key may follow, and not the value of a key.
    at_key: bool,
}

/// Reads the list or mapping that begins with the bracket at `open`, and returns the
/// byte after its end. `indent` is the column of its line.
///
/// # Errors
/// The slip, if the brackets do not end.
pub(super) fn end_of_flow(
    text: &str,
    open: usize,
    indent: usize,
    slips: &mut Vec<Slip>,
) -> Result<usize, Slip> {
    let bytes = text.as_bytes();
    let mut stack: Vec<Bracket> = Vec::new();
    let mut at = open;
    // A comment that holds the bracket that should close.
    let mut swallowed = None;
    while let Some(byte) = bytes.get(at).copied() {
        match byte {
            b'{' | b'[' => {
                stack.push(Bracket { open: at, at_key: byte == b'{' });
                at += 1;
            }
            b'}' | b']' => {
                let Some(opened) = stack.pop() else { return Ok(at) };
                let expected = closing(bytes[opened.open]);
                if byte != expected {
                    let opens = |it: &Bracket| closing(bytes[it.open]) == byte;
                    if !stack.iter().any(opens) {
                        // If the right bracket follows, this one is an extra bracket.
                        let rest = &text[at..end_of_line(text, at)];
                        return Err(match rest.contains(char::from(expected)) {
                            true => closes_nothing(at..at + 1),
                            false => closes_another(text, at, opened.open),
                        });
                    }
                    return Err(unclosed(text, opened.open)
                        .related(at..at + 1, "another bracket closes here"));
                }
                at += 1;
                if stack.is_empty() {
                    return Ok(at);
                }
                let next = at + (text[at..].len() - text[at..].trim_start().len());
                let follows = text[next..].chars().next();
                if follows.is_some_and(|it| !",:]}#".contains(it)) {
                    slips.push(Slip::new(
                        next..next + width(text, next),
                        "a comma is missing before this",
                        "put a comma between the entries in brackets",
                    ));
                }
            }
            b',' => {
                if text[..at].trim_end().ends_with([',', '{', '[']) {
                    slips.push(Slip::new(
                        at..at + 1,
                        "there is no entry before this comma",
                        "delete it, or write the entry",
                    ));
                }
                if let Some(bracket) = stack.last_mut() {
                    bracket.at_key = bytes[bracket.open] == b'{';
                }
                at += 1;
            }
            b':' | b' ' | b'\r' | b'\t' => at += 1,
            b'\n' => {
                let line = next_line(text, at + 1);
                let ends = looks_like_a_key(&text[line.start..line.end])
                    && line.start - (at + 1) <= indent;
                if ends {
                    break;
                }
                let rest = &text[line.start..line.end];
                if line.start - (at + 1) <= indent
                    && !rest.trim().is_empty()
                    && !rest.starts_with(['}', ']', '#'])
                {
                    slips.push(Slip::new(
                        line.start..line.start + width(text, line.start),
                        "this line continues the brackets above, but is indented too little",
                        "indent it more than the key that the bracket belongs to",
                    ));
                }
                let column = line.start - (at + 1);
                if column < indent && rest.starts_with(['}', ']']) {
                    let slip = Slip::new(
                        line.start..line.start + 1,
                        "this bracket stands further to the left than the key that it belongs to",
                        "put it at the column of that key, or at the end of the line above",
                    );
                    slips.push(slip.explains(line.clone()));
                }
                at += 1;
            }
            b'#' if at > 0 && bytes[at - 1].is_ascii_whitespace() => {
                let end = end_of_line(text, at);
                let close = stack.last().map(|it| char::from(closing(bytes[it.open])));
                if close.is_some_and(|close| text[at..end].contains(close)) {
                    swallowed = close.map(|close| (at, close));
                }
                at = end;
            }
            b'"' | b'\'' => {
                let close = end_of_quoted(text, at, indent, slips)?;
                let next = skip_blanks(text, close);
                let fine = text.get(next..).is_none_or(|rest| {
                    rest.is_empty()
                        || rest.starts_with([',', ':', '}', ']', '\n', '\r', '#'])
                });
                if !fine {
                    let slip = match no_comma(text, next) {
                        Some(slip) => slip,
                        None => after_quoted(text, at, close),
                    };
                    return Err(slip);
                }
                if let Some(bracket) = stack.last_mut() {
                    bracket.at_key = false;
                }
                at = next;
            }
            _ => {
                let end = end_of_plain(text, at);
                let at_key = stack.last().is_some_and(|bracket| bracket.at_key);
                token(text, at, end, at_key, slips);
                if let Some(bracket) = stack.last_mut() {
                    bracket.at_key = false;
                }
                at = end.max(at + width(text, at));
            }
        }
    }
    let last = stack.last().map_or(open, |bracket| bracket.open);
    Err(match swallowed {
        Some((comment, close)) => Slip::new(
            comment..comment + 1,
            format!("this comment holds the `{close}` that should close the bracket"),
            format!("put the comment behind `{close}`"),
        )
        .related(last..last + 1, "it opens here"),
        None => unclosed(text, last),
    })
}

/// The slips of one plain text.
fn token(text: &str, start: usize, end: usize, at_key: bool, slips: &mut Vec<Slip>) {
    let plain = &text[start..end];
    let is_key = text.as_bytes().get(end) == Some(&b':');
    for (offset, found) in plain.char_indices().filter(|(_, found)| !found.is_ascii()) {
        let (before, after) =
            (&plain[..offset], plain[offset + found.len_utf8()..].trim_start());
        // Outside of brackets, such signs are text.
        let stands_for_yaml = match found {
            '：' => at_key && !before.is_empty() && end_of_key(before) == before.len(),
            '，' => is_key && is_known_key(after),
            _ => before.is_empty() && at_key,
        };
        if is_blank_look_alike(found) && before.is_empty() {
            slips.push(no_break(start, found));
        } else if stands_for_yaml {
            slips.extend(full_width(text, start + offset, found));
        }
    }
    slips.extend(reserved(plain, start));
    if at_key && text[end..].starts_with(['{', '[']) && plain.ends_with(':') {
        slips.push(no_blank(end - 1, &plain[..plain.len() - 1]));
    } else if at_key && text[end..].starts_with(['{', '[']) {
        let key = plain.trim_end();
        let at = start + key.len();
        slips.push(Slip::new(
            at..at + 1,
            format!("a colon is missing behind `{key}`"),
            format!("write `{key}: `"),
        ));
    } else if at_key && !is_key {
        let key = end_of_key(plain);
        let rest = &plain[key..];
        if key > 0 && rest.starts_with(':') && !rest.starts_with("://") && rest.len() > 1
        {
            slips.push(no_blank(start + key, &plain[..key]).certain(true));
        }
    } else if !at_key && text[end..].starts_with(['{', '[']) {
        slips.push(Slip::new(
            end..end + 1,
            "a text without quotes cannot hold a bracket within braces",
            "put the text in quotes",
        ));
    } else if !at_key && is_key {
        let last = start + plain.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
        let before = text[..start].trim_end_matches([' ', '\t']);
        if before.ends_with('\n') {
            slips.push(comma_before(start, plain.trim_end()));
            return;
        }
        match no_comma(text, last).filter(|_| last > start) {
            Some(slip) => slips.push(slip),
            // A pair within a list is YAML.
            None => slips.push(colon_in_text(end)),
        }
    }
}

/// The slip of a known key that follows a value without a comma.
fn no_comma(text: &str, at: usize) -> Option<Slip> {
    let rest = text.get(at..)?;
    let key = &rest[..end_of_key(rest)];
    let follows = rest[key.len()..].starts_with(':') && is_known_key(key);
    follows.then(|| comma_before(at, key))
}

fn comma_before(at: usize, key: &str) -> Slip {
    Slip::new(
        at..at + key.len(),
        format!("a comma is missing before `{key}`"),
        "put a comma between the entries of a mapping in braces",
    )
}

/// The slip of a bracket or of anything else behind the last bracket.
pub(super) fn closes_nothing(at: std::ops::Range<usize>) -> Slip {
    Slip::new(
        at,
        "the brackets are closed already, but more text follows",
        "delete it, or add the opening bracket",
    )
}

/// The slip of a bracket that closes a bracket of the other kind.
fn closes_another(text: &str, at: usize, open: usize) -> Slip {
    let bytes = text.as_bytes();
    let (found, open_sign) = (char::from(bytes[at]), char::from(bytes[open]));
    let close = char::from(closing(bytes[open]));
    Slip::new(
        at..at + 1,
        format!("`{found}` does not close the bracket `{open_sign}`"),
        format!("write `{close}`"),
    )
    .related(open..open + 1, "it opens here")
}

fn unclosed(text: &str, open: usize) -> Slip {
    let bracket = char::from(text.as_bytes()[open]);
    let close = char::from(closing(text.as_bytes()[open]));
    Slip::new(
        open..open + 1,
        format!("the bracket `{bracket}` that opens here is not closed"),
        format!("close it with `{close}`"),
    )
}

const fn closing(open: u8) -> u8 {
    if open == b'{' { b'}' } else { b']' }
}

/// The end of a plain text in brackets.
fn end_of_plain(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let ends = match byte {
            b',' | b'[' | b']' | b'{' | b'}' | b'\n' => true,
            b':' => next.is_ascii_whitespace() || b",[]{}".contains(&next),
            b'#' => bytes[at - 1].is_ascii_whitespace(),
            _ => false,
        };
        if ends {
            break;
        }
        at += 1;
    }
    at
}
