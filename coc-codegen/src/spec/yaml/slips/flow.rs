//! Finds the ends of lists and mappings in brackets, and the slips within them.

use std::ops::Range;

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
/// The slip, if the brackets do not end, and the byte at which that shows. A reader goes
/// on in the line behind it: if each line were read from its own bracket to there, the time
/// would grow with the square of the number of lines.
pub(super) fn end_of_flow(
    text: &str,
    open: usize,
    indent: usize,
    slips: &mut Vec<Slip>,
) -> Result<usize, (Slip, usize)> {
    let (stack, swallowed) = (Vec::new(), None);
    let mut flow = Flow { text, indent, at: open, stack, swallowed, slips };
    match flow.read() {
        Ok(()) => Ok(flow.at),
        Err(slip) => Err((slip, flow.at)),
    }
}

/// The brackets that are read.
struct Flow<'t, 's> {
    text: &'t str,
    /// The column of the line that the first one stands in.
    indent: usize,
    at: usize,
    stack: Vec<Bracket>,
    /// A comment that holds the bracket that should close, and that bracket.
    swallowed: Option<(usize, char)>,
    slips: &'s mut Vec<Slip>,
}

impl Flow<'_, '_> {
    /// Reads on to the end of the first bracket.
    fn read(&mut self) -> Result<(), Slip> {
        let (bytes, open) = (self.text.as_bytes(), self.at);
        while let Some(byte) = bytes.get(self.at).copied() {
            match byte {
                b'{' | b'[' => {
                    self.stack.push(Bracket { open: self.at, at_key: byte == b'{' });
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.close(byte)?;
                    if self.stack.is_empty() {
                        return Ok(());
                    }
                    self.after_bracket();
                }
                b',' => self.comma(),
                b':' | b' ' | b'\r' | b'\t' => self.at += 1,
                b'\n' => {
                    let line = next_line(self.text, self.at + 1);
                    let column = line.start - (self.at + 1);
                    let rest = &self.text[line.clone()];
                    if looks_like_a_key(rest) && column <= self.indent {
                        break;
                    }
                    self.indented_too_little(line, column);
                    self.at += 1;
                }
                b'#' if bytes[..self.at].last().is_some_and(u8::is_ascii_whitespace) => {
                    self.comment();
                }
                b'"' | b'\'' => self.quoted()?,
                _ => self.plain(),
            }
        }
        let last = self.stack.last().map_or(open, |bracket| bracket.open);
        Err(match self.swallowed {
            Some((comment, close)) => Slip::new(
                comment..comment + 1,
                format!(
                    "this comment holds the `{close}` that should close the bracket"
                ),
                format!("put the comment behind `{close}`"),
            )
            .related(last..last + 1, "it opens here"),
            None => unclosed(self.text, last),
        })
    }

    /// Closes the innermost bracket, if this is the sign for it.
    fn close(&mut self, byte: u8) -> Result<(), Slip> {
        let (text, at) = (self.text, self.at);
        let bytes = text.as_bytes();
        if let Some(opened) = self.stack.pop() {
            let expected = closing(bytes[opened.open]);
            let opens = |it: &Bracket| closing(bytes[it.open]) == byte;
            if byte != expected && self.stack.iter().any(opens) {
                return Err(unclosed(text, opened.open)
                    .related(at..at + 1, "another bracket closes here"));
            }
            if byte != expected {
                // If the right bracket follows, this one is an extra bracket.
                let rest = &text[at..end_of_line(text, at)];
                return Err(match rest.contains(char::from(expected)) {
                    true => closes_nothing(at..at + 1),
                    false => closes_another(text, at, opened.open),
                });
            }
        }
        self.at += 1;
        Ok(())
    }

    /// Reports a missing comma behind a bracket within others.
    fn after_bracket(&mut self) {
        let rest = &self.text[self.at..];
        let next = self.at + (rest.len() - rest.trim_start().len());
        let follows = self.text[next..].chars().next();
        if follows.is_some_and(|it| !",:]}#".contains(it)) {
            self.slips.push(Slip::new(
                next..next + width(self.text, next),
                "a comma is missing before this",
                "put a comma between the entries in brackets",
            ));
        }
    }

    fn comma(&mut self) {
        let at = self.at;
        if self.text[..at].trim_end().ends_with([',', '{', '[']) {
            self.slips.push(Slip::new(
                at..at + 1,
                "there is no entry before this comma",
                "delete it, or write the entry",
            ));
        }
        if let Some(bracket) = self.stack.last_mut() {
            let is_map = self.text.as_bytes()[bracket.open] == b'{';
            if is_map && !bracket.at_key {
                self.slips.extend(thousands(self.text, at));
            }
            bracket.at_key = is_map;
        }
        self.at += 1;
    }

    /// Reports a line that continues the brackets further to the left than they begin.
    fn indented_too_little(&mut self, line: Range<usize>, column: usize) {
        let rest = &self.text[line.clone()];
        let closes = rest.starts_with(['}', ']']);
        if closes && column < self.indent {
            let slip = Slip::new(
                line.start..line.start + 1,
                "this bracket stands further to the left than the key that it belongs to",
                "put it at the column of that key, or at the end of the line above",
            );
            self.slips.push(slip.explains(line));
        } else if !closes
            && column <= self.indent
            && !rest.trim().is_empty()
            && !rest.starts_with('#')
        {
            self.slips.push(Slip::new(
                line.start..line.start + width(self.text, line.start),
                "this line continues the brackets above, but is indented too little",
                "indent it more than the key that the bracket belongs to",
            ));
        }
    }

    fn comment(&mut self) {
        let end = end_of_line(self.text, self.at);
        let innermost = self.stack.last().map(|it| self.text.as_bytes()[it.open]);
        let close = innermost.map(|open| char::from(closing(open)));
        if let Some(close) = close.filter(|it| self.text[self.at..end].contains(*it)) {
            self.swallowed = Some((self.at, close));
        }
        self.at = end;
    }

    /// Reads a text in quotes.
    fn quoted(&mut self) -> Result<(), Slip> {
        let close = end_of_quoted(self.text, self.at, self.indent, self.slips)?;
        let next = skip_blanks(self.text, close);
        let fine = self.text.get(next..).is_none_or(|rest| {
            rest.is_empty() || rest.starts_with([',', ':', '}', ']', '\n', '\r', '#'])
        });
        if !fine {
            return Err(no_comma(self.text, next)
                .unwrap_or_else(|| after_quoted(self.text, self.at, close)));
        }
        self.value_follows();
        self.at = next;
        Ok(())
    }

    /// Reads a text without quotes.
    fn plain(&mut self) {
        let end = end_of_plain(self.text, self.at);
        let innermost = self.stack.last();
        let at_key = innermost.is_some_and(|bracket| bracket.at_key);
        if innermost.is_some_and(|it| self.text.as_bytes()[it.open] == b'[') {
            self.slips.extend(comma_of_another_script(self.text, self.at..end));
        }
        token(self.text, self.at, end, at_key, self.slips);
        self.value_follows();
        self.at = end.max(self.at + width(self.text, self.at));
    }

    fn value_follows(&mut self) {
        if let Some(bracket) = self.stack.last_mut() {
            bracket.at_key = false;
        }
    }
}

/// The slip of a number in a mapping whose thousands the comma at `at` separates.
fn thousands(text: &str, at: usize) -> Option<Slip> {
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
    let slip = Slip::new(
        at..at + 1,
        "a comma ends the number before it",
        format!("write `{number}`"),
    );
    Some(slip.certain(true))
}

/// The slip of a comma of another script between the items of a list.
fn comma_of_another_script(text: &str, item: Range<usize>) -> Option<Slip> {
    let offset = text[item.clone()].find(['，', '、', '،'])?;
    let at = item.start + offset;
    let found = text[at..].chars().next()?;
    let slip = Slip::new(
        at..at + found.len_utf8(),
        format!("`{found}` separates no items, since YAML takes it for text"),
        "write `,` and a space instead; put an item that holds the sign in quotes",
    );
    Some(slip.certain(true))
}

/// The slips of one plain text.
fn token(text: &str, start: usize, end: usize, at_key: bool, slips: &mut Vec<Slip>) {
    let plain = &text[start..end];
    let opens = plain.chars().next().filter(|it| "“„‘＂".contains(*it));
    if let Some(mark) = opens
        && text[end..].starts_with(',')
        && !plain[mark.len_utf8()..].contains(['”', '“', '’', '＂'])
    {
        // The text that it should quote ends at the comma.
        slips.extend(full_width(text, start, mark).map(|it| it.certain(true)));
        return;
    }
    let is_key = text.as_bytes().get(end) == Some(&b':');
    for (offset, found) in plain.char_indices().filter(|(_, found)| !found.is_ascii()) {
        let (before, after) =
            (&plain[..offset], plain[offset + found.len_utf8()..].trim_start());
        // Such signs are slips only where a key begins or ends: elsewhere they are text.
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
            match index(&text[end..]) {
                Some(index) => format!(
                    "delete `{index}`, since a place has no indices; put other texts in quotes"
                ),
                None => "put the text in quotes".to_owned(),
            },
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

/// The index in brackets that a text begins with.
fn index(text: &str) -> Option<&str> {
    let end = text.find(']')?;
    let inner = text[..end].strip_prefix('[')?;
    let is_index = inner == "*" || inner.bytes().all(|it| it.is_ascii_digit());
    is_index.then(|| &text[..=end])
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
pub(super) fn closes_nothing(at: Range<usize>) -> Slip {
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
