//! Reads texts without quotes: texts in a line, and texts after `|` or `>`.

use super::mistake::Mistake;
use super::signs::{
    before_comment, colon_in_text, end_of_key, end_of_line, find_colon, full_width,
    is_blank_look_alike, no_break, reserved,
};
use crate::spec::yaml::vocabulary::Vocabulary;

/// The place of a text in its line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    Key,
    Dash,
}

/// Reads the lines of a text after `|` or `>`, whose key is at the column `indent`, and
/// returns the byte after them. Reports a key of the language among them.
pub(super) fn end_of_block(
    text: &str,
    from: usize,
    indent: usize,
    vocabulary: Vocabulary,
    mistakes: &mut Vec<Mistake>,
) -> usize {
    let mut at = from;
    let mut first = None;
    let mut keys = Vec::new();
    while at < text.len() {
        let start = at;
        let end = end_of_line(text, start);
        let line = &text[start..end];
        let content = line.trim_start_matches(' ');
        let blank = content.trim().is_empty();
        if !blank && line.len() - content.len() <= indent {
            at = start;
            break;
        }
        let column = line.len() - content.len();
        if !blank && *first.get_or_insert(column) > column {
            let mistake = Mistake::new(
                start + column..start + line.trim_end().len(),
                "this line is indented less than the first one of its text",
                "indent all lines of the text alike",
            );
            mistakes.push(mistake.explains(start..end));
        }
        at = end + 1;
        let key = &content[..end_of_key(content)];
        let rest = &content[key.len()..];
        if vocabulary.has(key) && (rest == ":" || rest.starts_with(": ")) {
            keys.push(start + column..start + column + key.len());
        } else if !blank {
            // The text goes on, so that the lines above are words of it.
            keys.clear();
        }
    }
    mistakes.extend(keys.into_iter().map(|key| {
        let words = format!("`{}:` is a part of the text above it, and not a key", &text[key.clone()]);
        let help = "indent it like the key of that text; if it is text, begin the line with another word";
        Mistake::new(key, words, help).doubtful()
    }));
    at
}

/// The mistake of `key: #text`: the text is a comment. None if the value is in the next lines,
/// since the comment is then meant.
pub(super) fn text_as_comment(
    text: &str,
    from: usize,
    end: usize,
    indent: usize,
) -> Option<Mistake> {
    let rest = text[from..end].strip_prefix('#')?;
    rest.starts_with(char::is_alphanumeric).then_some(())?;
    let mut following = text[end..].lines().filter(|line| {
        let content = line.trim_start();
        !content.is_empty() && !content.starts_with('#')
    });
    let has_value = following.next().is_some_and(|line| {
        let content = line.trim_start_matches(' ');
        let column = line.len() - content.len();
        column > indent || (column == indent && content.starts_with("- "))
    });
    let mistake = Mistake::new(
        from..from + 1,
        "`#` begins a comment here, so that the key has no value",
        "put the text in quotes; a comment has a space after its `#`",
    );
    (!has_value).then(|| mistake.certain())
}

/// A plain text in one line.
pub(super) struct PlainText<'t> {
    /// The text of the file, and the first byte of this one in it.
    text: &'t str,
    from: usize,
    /// The rest of the line, with its comment.
    line: &'t str,
    plain: &'t str,
    vocabulary: Vocabulary,
}

impl<'t> PlainText<'t> {
    /// The text that begins at `from`, in a line that ends at `end`.
    pub(super) fn new(
        text: &'t str,
        from: usize,
        end: usize,
        vocabulary: Vocabulary,
    ) -> Self {
        let line = &text[from..end];
        let plain = before_comment(line).trim_end();
        Self { text, from, line, plain, vocabulary }
    }

    /// Finds the mistakes in it.
    pub(super) fn mistakes(&self, behind: Behind, mistakes: &mut Vec<Mistake>) {
        let Self { text, from, plain, .. } = *self;
        mistakes.extend(reserved(plain, from));
        if behind == Behind::Key {
            mistakes.extend(self.sign_in_front());
            mistakes.extend(self.round_brackets());
        }
        if let Some(first) = plain.chars().next() {
            if is_blank_look_alike(first) {
                mistakes.push(no_break(from, first));
            } else if matches!(first, '｛' | '［') {
                mistakes.extend(full_width(text, from, first));
            } else if first == '【' && plain.ends_with('】') && plain.contains(", ") {
                mistakes.extend(full_width(text, from, first).map(Mistake::certain));
            }
        }
        if behind == Behind::Key {
            mistakes.extend(self.colon());
        }
        mistakes.extend(self.comment());
    }

    /// The mistake of a text that begins as an item or a key does.
    fn sign_in_front(&self) -> Option<Mistake> {
        let begins = self.plain.starts_with("- ") || self.plain.starts_with("? ");
        begins.then(|| {
            let sign = &self.plain[..1];
            Mistake::new(
                self.from..self.from + 1,
                format!("`{sign}` cannot begin a text after a key"),
                "put a text in quotes; each item of a list has a line of its own",
            )
        })
    }

    /// The mistake of a mapping in round brackets.
    fn round_brackets(&self) -> Option<Mistake> {
        let inner = self.plain.strip_prefix('(')?.strip_suffix(')')?.trim();
        Some(Mistake::new(
            self.from..self.from + 1,
            "a mapping has braces, and not round brackets",
            format!("write `{{ {inner} }}`"),
        ))
    }

    /// The mistake of a colon in the text.
    fn colon(&self) -> Option<Mistake> {
        let plain = self.plain;
        let last = || plain.strip_suffix(':').map(str::len);
        let colon = find_colon(plain).or_else(last)?;
        let mistake = self.second_key(colon).or_else(|| self.no_braces(colon));
        Some(mistake.unwrap_or_else(|| colon_in_text(self.from + colon)))
    }

    /// The key in front of the text, in the same line.
    fn key(&self) -> &'t str {
        let before = &self.text[..self.from];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let key = before[start..].trim().trim_end_matches(':');
        key.rsplit_once([' ', '{', ',']).map_or(key, |(_, key)| key)
    }

    /// The mistake of a mapping without braces in one line with its key.
    fn no_braces(&self, colon: usize) -> Option<Mistake> {
        let (key, plain) = (self.key(), self.plain);
        let inner = plain[..colon].trim_end();
        let help = format!("write `{key}: {{ {plain} }}`");
        self.vocabulary.may_hold(key, inner).then(|| {
            let words = "a mapping in one line with its key needs braces";
            let at = self.from + colon;
            Mistake::new(at..at + 1, words, help)
        })
    }

    /// The mistake of a second key in one line, at whose colon the first value should have
    /// ended.
    fn second_key(&self, colon: usize) -> Option<Mistake> {
        let before = self.plain[..colon].trim_end();
        let start = before.rfind(' ')? + 1;
        let (value, key) = (before[..start].trim_end(), &before[start..]);
        let is_apart = before[..start].ends_with("  ");
        let is_single = matches!(value, "true" | "false")
            || self.vocabulary.may_hold(self.key(), key);
        let is_key = end_of_key(key) == key.len() && !key.is_empty();
        (is_key && (is_apart || self.vocabulary.has(key) && is_single)).then(|| {
            Mistake::new(
                self.from + start..self.from + before.len(),
                format!("`{key}` is a second key in this line"),
                format!(
                    "put `{key}` in a line of its own; put a text with a colon in quotes"
                ),
            )
        })
    }

    /// The mistake of a comment that is probably a part of the text.
    fn comment(&self) -> Option<Mistake> {
        let start = before_comment(self.line).len();
        let comment = self.line[start..].strip_prefix(" #")?;
        // A number behind the sign is probably one of a list, as in "case #2".
        let is_number = comment.starts_with(|it: char| it.is_ascii_digit());
        let at = self.from + start + 1;
        (self.plain.contains(' ') || is_number).then(|| {
            Mistake::new(
                at..at + 1,
                "` #` ends the text here: the rest of the line is a comment",
                "put the text in quotes if it goes on; put a comment on a line of its own",
            )
            .doubtful()
        })
    }
}
