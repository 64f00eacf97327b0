//! Finds the ends of lists and mappings in brackets, and where mistakes within them are. Their
//! words belong to `flow_mistakes`.

use std::ops::Range;

use super::flow_mistakes::{
    closes_another, closes_nothing, closing, comma_before, comma_of_another_script,
    key_before_text, no_comma, text_before_bracket, thousands, unclosed,
};
use super::mistake::Mistake;
use super::quoted::{after_quoted, end_of_quoted};
use super::signs::{
    colon_in_text, end_of_key, end_of_line, full_width, is_blank_look_alike,
    looks_like_a_key, missing_colon, next_line, no_blank, no_break, reserved,
    skip_blanks, width,
};
use crate::spec::yaml::vocabulary::Vocabulary;

/// The place of a text in a mapping in braces. An item of a list is a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Key,
    Value,
}

impl Position {
    /// The position of the first text of an entry in this bracket.
    const fn first(open: u8) -> Self {
        if open == b'{' { Self::Key } else { Self::Value }
    }
}

/// An open bracket, and the state of reading it.
struct Bracket {
    open: usize,
    /// The position of the text that follows.
    next: Position,
}

/// Reads the list or mapping that begins with the bracket at `open`, and returns the
/// byte after its end. `indent` is the column of its line.
///
/// # Errors
/// The mistake, if a bracket is not closed, and the byte where that becomes clear. The reading
/// continues after that line: to begin again at each line would take quadratic time.
pub(super) fn end_of_flow(
    text: &str,
    open: usize,
    indent: usize,
    vocabulary: Vocabulary,
    mistakes: &mut Vec<Mistake>,
) -> Result<usize, (Mistake, usize)> {
    let (stack, swallowed) = (Vec::new(), None);
    let mut flow =
        Flow { text, vocabulary, indent, at: open, stack, swallowed, mistakes };
    match flow.read() {
        Ok(()) => Ok(flow.at),
        Err(mistake) => Err((mistake, flow.at)),
    }
}

/// The brackets that are read.
struct Flow<'t, 's> {
    text: &'t str,
    vocabulary: Vocabulary,
    /// The column of the line that the first one stands in.
    indent: usize,
    at: usize,
    stack: Vec<Bracket>,
    /// A comment that holds the bracket that should close, and that bracket.
    swallowed: Option<(usize, char)>,
    mistakes: &'s mut Vec<Mistake>,
}

impl Flow<'_, '_> {
    /// Reads on to the end of the first bracket.
    fn read(&mut self) -> Result<(), Mistake> {
        let (bytes, open) = (self.text.as_bytes(), self.at);
        while let Some(byte) = bytes.get(self.at).copied() {
            match byte {
                b'{' | b'[' => {
                    let next = Position::first(byte);
                    self.stack.push(Bracket { open: self.at, next });
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
            Some((comment, close)) => Mistake::new(
                comment..comment + 1,
                format!(
                    "this comment holds the `{close}` that should close the bracket"
                ),
                format!("put the comment after `{close}`"),
            )
            .related(last..last + 1, "it opens here"),
            None => unclosed(self.text, last),
        })
    }

    /// Closes the innermost bracket, if this is the sign for it.
    fn close(&mut self, byte: u8) -> Result<(), Mistake> {
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
                return Err(if rest.contains(char::from(expected)) {
                    closes_nothing(at..at + 1)
                } else {
                    closes_another(text, at, opened.open)
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
            self.mistakes.push(Mistake::new(
                next..next + width(self.text, next),
                "a comma is missing before this",
                "put a comma between the entries in brackets",
            ));
        }
    }

    fn comma(&mut self) {
        let at = self.at;
        if self.text[..at].trim_end().ends_with([',', '{', '[']) {
            self.mistakes.push(Mistake::new(
                at..at + 1,
                "there is no entry before this comma",
                "delete it, or write the entry",
            ));
        }
        if let Some(bracket) = self.stack.last_mut() {
            let first = Position::first(self.text.as_bytes()[bracket.open]);
            if first == Position::Key && bracket.next == Position::Value {
                self.mistakes.extend(thousands(self.text, at));
            }
            bracket.next = first;
        }
        self.at += 1;
    }

    /// Reports a line that continues the brackets further to the left than they begin.
    fn indented_too_little(&mut self, line: Range<usize>, column: usize) {
        let rest = &self.text[line.clone()];
        let closes = rest.starts_with(['}', ']']);
        if closes && column < self.indent {
            let mistake = Mistake::new(
                line.start..line.start + 1,
                "this bracket is further to the left than the key that it belongs to",
                "put it at the column of that key, or at the end of the line above",
            );
            self.mistakes.push(mistake.explains(line));
        } else if !closes
            && column <= self.indent
            && !rest.trim().is_empty()
            && !rest.starts_with('#')
        {
            self.mistakes.push(Mistake::new(
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
    fn quoted(&mut self) -> Result<(), Mistake> {
        let close = end_of_quoted(self.text, self.at, self.indent, self.mistakes)?;
        let next = skip_blanks(self.text, close);
        let fine = self.text.get(next..).is_none_or(|rest| {
            rest.is_empty() || rest.starts_with([',', ':', '}', ']', '\n', '\r', '#'])
        });
        if !fine {
            return Err(no_comma(self.text, next, self.vocabulary)
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
        let position = innermost.map_or(Position::Value, |bracket| bracket.next);
        if innermost.is_some_and(|it| self.text.as_bytes()[it.open] == b'[') {
            self.mistakes.extend(comma_of_another_script(self.text, self.at..end));
        }
        self.token(self.at..end, position);
        self.value_follows();
        self.at = end.max(self.at + width(self.text, self.at));
    }

    /// Finds the mistakes of one plain text.
    fn token(&mut self, token: Range<usize>, position: Position) {
        let (text, start, end) = (self.text, token.start, token.end);
        let plain = &text[token];
        let opens = plain.chars().next().filter(|it| "“„‘＂".contains(*it));
        if let Some(mark) = opens
            && text[end..].starts_with(',')
            && !plain[mark.len_utf8()..].contains(['”', '“', '’', '＂'])
        {
            // The text that it should quote ends at the comma.
            self.mistakes.extend(full_width(text, start, mark).map(Mistake::certain));
            return;
        }
        self.full_width_signs(plain, start, position);
        self.mistakes.extend(reserved(plain, start));
        let before_bracket = text[end..].starts_with(['{', '[']);
        match position {
            Position::Key if before_bracket => self.key_before_bracket(plain, start),
            Position::Key => self.mistakes.extend(key_before_text(text, plain, start)),
            Position::Value if before_bracket => {
                self.mistakes.push(text_before_bracket(text, end));
            }
            Position::Value if text[end..].starts_with(':') => {
                self.colon_after_value(plain, start);
            }
            Position::Value => {}
        }
    }

    /// Reports signs of other scripts that are meant as signs of YAML.
    fn full_width_signs(&mut self, plain: &str, start: usize, position: Position) {
        let text = self.text;
        let is_first = position == Position::Key;
        let ends_in_colon = text[start + plain.len()..].starts_with(':');
        for (offset, found) in
            plain.char_indices().filter(|(_, found)| !found.is_ascii())
        {
            let (before, after) =
                (&plain[..offset], plain[offset + found.len_utf8()..].trim_start());
            // Such signs are mistakes only where a key begins or ends: elsewhere they are
            // text.
            let stands_for_yaml = match found {
                '：' => {
                    is_first && !before.is_empty() && end_of_key(before) == before.len()
                }
                '，' => ends_in_colon && self.vocabulary.has(after),
                _ => before.is_empty() && is_first,
            };
            if is_blank_look_alike(found) && before.is_empty() {
                self.mistakes.push(no_break(start, found));
            } else if stands_for_yaml {
                self.mistakes.extend(full_width(text, start + offset, found));
            }
        }
    }

    /// Reports a key that a bracket follows without a colon, or without a space after it.
    fn key_before_bracket(&mut self, plain: &str, start: usize) {
        self.mistakes.push(match plain.strip_suffix(':') {
            Some(key) => no_blank(start + key.len(), key),
            None => {
                let key = plain.trim_end();
                missing_colon(start + key.len(), key)
            }
        });
    }

    /// Reports a value that a colon follows.
    fn colon_after_value(&mut self, plain: &str, start: usize) {
        let text = self.text;
        let last = start + plain.trim_end().rfind(' ').map_or(0, |blank| blank + 1);
        let before = text[..start].trim_end_matches([' ', '\t']);
        self.mistakes.push(if before.ends_with('\n') {
            comma_before(start, plain.trim_end())
        } else {
            let missing = no_comma(text, last, self.vocabulary).filter(|_| last > start);
            // A pair within a list is YAML.
            missing.unwrap_or_else(|| colon_in_text(start + plain.len()))
        });
    }

    fn value_follows(&mut self) {
        if let Some(bracket) = self.stack.last_mut() {
            bracket.next = Position::Value;
        }
    }
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
