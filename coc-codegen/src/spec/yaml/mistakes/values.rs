//! Reads the values of keys and items, and finds the mistakes in them.

use super::flow::end_of_flow;
use super::flow_mistakes::closes_nothing;
use super::lines::{Lines, end_of_trimmed};
use super::mistake::Mistake;
use super::quoted::{after_quoted, end_of_quoted};
use super::signs::{end_of_line, skip_blanks, width};
use super::texts::{Behind, PlainText, end_of_block};

impl Lines<'_> {
    /// Reads the value that begins at `from`, in a line with its key at the column
    /// `indent`.
    pub(super) fn value(
        &mut self,
        indent: usize,
        from: usize,
        end: usize,
        behind: Behind,
    ) {
        match self.text[from..end].chars().next() {
            None => {}
            Some('"' | '\'') => self.quoted(indent, from, end),
            Some('{' | '[') => self.flow(indent, from, end),
            Some('|' | '>') => self.block(indent, from, end),
            Some(_) => {
                let plain = PlainText::new(self.text, from, end, self.vocabulary);
                plain.mistakes(behind, &mut self.mistakes);
                self.plain = Some(indent);
            }
        }
    }

    /// Continues behind the line of `after`, if that is below the line that ends at `end`.
    fn skip_to(&mut self, after: usize, end: usize) {
        if after > end {
            self.at = (end_of_line(self.text, after) + 1).max(self.at);
        }
    }

    /// Reads a text in quotes, which may be a key.
    fn quoted(&mut self, indent: usize, from: usize, end: usize) {
        let text = self.text;
        let after = match end_of_quoted(text, from, indent, &mut self.mistakes) {
            Ok(after) => after,
            Err(mistake) => return self.mistakes.push(mistake),
        };
        let next = skip_blanks(text, after);
        if ends_here(text, next) {
            self.skip_to(after, end);
        } else if text[next..].starts_with(':') {
            self.after_quoted_key(indent, next, end);
        } else {
            self.mistakes.push(after_quoted(text, from, after));
        }
    }

    /// Reads a list or a mapping in brackets.
    fn flow(&mut self, indent: usize, from: usize, end: usize) {
        let text = self.text;
        let after =
            match end_of_flow(text, from, indent, self.vocabulary, &mut self.mistakes) {
                Ok(after) => after,
                Err((mistake, at)) => {
                    self.mistakes.push(mistake);
                    return self.skip_to(at, end);
                }
            };
        let next = skip_blanks(text, after);
        if !ends_here(text, next) {
            let is_value =
                text[next..].starts_with(['}', ']']) || text[from..after].contains(": ");
            self.mistakes.push(if is_value {
                closes_nothing(next..next + width(text, next))
            } else {
                text_in_brackets(from, text.as_bytes()[from])
            });
        }
        self.skip_to(after, end);
    }

    /// Reads a text after `|` or `>`.
    fn block(&mut self, indent: usize, from: usize, end: usize) {
        let text = self.text;
        let first = &text[from..from + 1];
        let is_sign = |it: char| "+-".contains(it) || it.is_ascii_digit();
        let header = text[from + 1..end].trim_start_matches(is_sign);
        let signs = from + 1..end - header.len();
        let given = &text[signs.clone()];
        if given.len() > 1 || given.contains(|it: char| it.is_ascii_digit()) {
            let last =
                end_of_block(text, end + 1, indent, self.vocabulary, &mut Vec::new());
            let mistake = Mistake::new(
                signs,
                format!("the header `{given}` after `{first}` does not fit the text"),
                format!("write `{first}-`, and indent the text alike"),
            );
            self.mistakes.push(mistake.explains(from..last));
        }
        if !header.trim().is_empty() && !header.trim_start().starts_with('#') {
            let at = end - header.trim_start().len();
            self.mistakes.push(Mistake::new(
                at..end_of_trimmed(text, at, end),
                format!("the text of `{first}` must begin in the next line"),
                "move it to the next line and indent it, or put the text in quotes",
            ));
            return;
        }
        self.at =
            end_of_block(text, end + 1, indent, self.vocabulary, &mut self.mistakes);
    }

    /// Reads the value behind a key in quotes.
    fn after_quoted_key(&mut self, indent: usize, colon: usize, end: usize) {
        self.columns.leave(indent);
        let value = skip_blanks(self.text, colon + 1);
        let opens = value >= end || self.text[value..].starts_with('#');
        self.columns.enter(indent, opens);
        if !opens && value < end {
            self.value(indent, value, end, Behind::Key);
        }
    }
}

/// The mistake of a text that begins with a bracket.
fn text_in_brackets(at: usize, open: u8) -> Mistake {
    let what = if open == b'{' { "mapping" } else { "list" };
    let open = char::from(open);
    Mistake::new(
        at..at + 1,
        format!("more text follows the {what} that `{open}` opens"),
        "put the text in quotes; if it is none, delete what follows the bracket",
    )
}

/// Whether nothing but a comment follows in the line.
fn ends_here(text: &str, at: usize) -> bool {
    text.get(at..)
        .is_none_or(|rest| rest.is_empty() || rest.starts_with(['\n', '\r', '#']))
}
