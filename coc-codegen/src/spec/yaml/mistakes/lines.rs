//! Reads the lines of a file with their keys, and finds the mistakes in them. The values
//! behind keys and dashes belong to `values`.

use std::ops::Range;

use super::characters;
use super::columns::Columns;
use super::mistake::Mistake;
use super::neighbours::out_of_line;
use super::signs::{
    before_comment, end_of_key, end_of_line, find_colon, full_width,
    is_blank_look_alike, looks_like_a_key, missing_colon, no_blank, no_break, no_colon,
    reserved, skip_blanks,
};
use super::texts::{Behind, text_as_comment};
use crate::spec::yaml::vocabulary::Vocabulary;

/// The bytes of the longest key that the libraries read.
const LONGEST_KEY: usize = 1024;

/// The mistakes of a text.
pub(super) fn mistakes(text: &str, vocabulary: Vocabulary) -> Vec<Mistake> {
    let mut lines = Lines {
        text,
        vocabulary,
        at: 0,
        columns: Columns::default(),
        plain: None,
        item: None,
        comment: None,
        has_left_column: false,
        mistakes: characters::mistakes(text),
    };
    while lines.at < text.len() {
        lines.line();
    }
    lines.mistakes
}

/// The lines of a text, and the state of reading them.
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
    pub(super) vocabulary: Vocabulary,
    /// The first byte of the line that is read next.
    pub(super) at: usize,
    pub(super) columns: Columns,
    /// The column of the key whose plain text may continue in the next line.
    pub(super) plain: Option<usize>,
    /// Column of the last item's dash, as long as its list may go on.
    item: Option<usize>,
    /// A comment among the lines of a plain text.
    comment: Option<usize>,
    /// Whether a key was at a wrong column.
    has_left_column: bool,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'t> Lines<'t> {
    /// Reads the line at `at`, and the lines below it that continue its value.
    fn line(&mut self) {
        let start = self.at;
        let end = end_of_line(self.text, start);
        self.at = end + 1;
        let line = &self.text[start..end];
        let marker = line.trim_start_matches(' ');
        if let Some(marker) = merge_marker(marker) {
            let at = end - line.trim_start_matches(' ').len();
            self.mistakes.push(Mistake::new(
                at..at + 7,
                format!("`{marker}` is a marker of a merge that was not finished"),
                "keep one of the two versions, and delete the markers",
            ));
            return;
        }
        let content = line.trim_start_matches([' ', '\t']);
        let indent = line.len() - content.len();
        if content.trim_end().is_empty() {
            if let Some(tab) = line.find('\t') {
                let at = start + tab..start + tab + 1;
                let mistake = Mistake::new(at, "this empty line has a tab", "delete it");
                self.mistakes.push(mistake.explains(start..end).certain());
            }
            return;
        }
        if content.starts_with('#') {
            self.comment = self.plain.is_some().then_some(start + indent);
            return;
        }
        if let Some(tab) = line[..indent].find('\t') {
            self.mistakes.push(Mistake::new(
                start + tab..start + tab + 1,
                "YAML cannot be indented with a tab",
                "write spaces instead",
            ));
        }
        if let Some(first) = content.chars().next().filter(|it| is_blank_look_alike(*it))
        {
            let rest = content.trim_start_matches(is_blank_look_alike);
            let certain =
                looks_like_a_key(rest) && self.plain.is_none_or(|key| indent <= key);
            self.mistakes.push(no_break(start + indent, first).certain_if(certain));
            return;
        }
        if indent == 0 && (content.starts_with('%') || is_document_mark(content)) {
            return;
        }
        self.entry(start, start + indent, end);
        self.comment = None;
    }

    /// Reads a line with a key, an item or a part of a text.
    fn entry(&mut self, start: usize, mut from: usize, end: usize) {
        let mut dashed = false;
        let dash = from;
        while self.text[from..end].starts_with("- ") {
            dashed = true;
            from = skip_blanks(self.text, from + 1);
        }
        let indent = from - start;
        if indent > 0 && self.text[from..end].trim_end() == "---" {
            let mistake = Mistake::new(
                from..from + 3,
                "an indented `---` does not begin a document",
                "delete it: a file holds one document",
            );
            self.mistakes.push(mistake.certain());
            return;
        }
        if dashed {
            self.mistakes.extend(self.columns.item(dash - start, dash));
            let moved = self.at_another_column(start, dash, end);
            self.mistakes.extend(moved);
            self.plain = None;
        } else if self.plain.is_some_and(|key| indent > key)
            && key_end(self.text, from, end).is_none()
        {
            self.goes_on(from, end);
            return;
        }
        self.plain = None;
        let line = &self.text[from..end];
        let is_beside_items = !dashed && self.item == Some(indent);
        if let Some(mistake) = wrong_start(line, from, indent)
            .or_else(|| is_beside_items.then(|| missing_dash(line, from)).flatten())
        {
            self.mistakes.push(mistake);
            return;
        }
        if line.starts_with(['{', '[', '|', '>'])
            || (dashed && key_end(self.text, from, end).is_none())
        {
            let behind = if dashed { Behind::Dash } else { Behind::Key };
            self.value(indent, from, end, behind);
            return;
        }
        match key_end(self.text, from, end) {
            Some(key) => self.key(dashed, indent, from..key, end),
            None => self.no_key(indent, from, end),
        }
    }

    /// Reads a line that should have a key and has none.
    fn no_key(&mut self, indent: usize, from: usize, end: usize) {
        let line = &self.text[from..end];
        if let Some(mistake) = self.missing_blank(from, end) {
            let is_key = self.vocabulary.has(&line[..end_of_key(line)]);
            return self.mistakes.push(mistake.certain_if(is_key));
        }
        if line.starts_with(['-', '?']) {
            return;
        }
        if line.starts_with(['"', '\'']) {
            return self.value(indent, from, end, Behind::Key);
        }
        self.mistakes.push(Mistake::new(
            from..end_of_trimmed(self.text, from, end),
            "this line is neither a key with its value nor the rest of a text",
            "write `key: value`, or indent it more than the key whose text it continues",
        ));
    }

    /// Reads a key and its value. `dashed` tells that the key begins an item.
    fn key(&mut self, dashed: bool, indent: usize, key: Range<usize>, end: usize) {
        let Range { start: from, end: colon } = key;
        let name = &self.text[key.clone()];
        self.mistakes.extend(reserved(&self.text[from..end], from));
        if name.bytes().any(|byte| matches!(byte, b'{' | b'[')) {
            self.mistakes.extend(no_colon(name, from, self.vocabulary));
            self.mistakes.extend(glued(
                &self.text[from..end],
                name.len(),
                from,
                self.vocabulary,
            ));
        }
        if name.len() > LONGEST_KEY {
            self.mistakes.push(Mistake::new(
                key.clone(),
                format!("YAML has no keys of more than {LONGEST_KEY} bytes"),
                "write a shorter one",
            ));
        }
        let is_name = !self.vocabulary.has(name);
        if let Some(mistake) = self.columns.key(dashed, indent, key, is_name) {
            // The search is long, and only the first mistake can be the cause.
            let is_first = !std::mem::replace(&mut self.has_left_column, true);
            let moved = is_first
                .then(|| out_of_line(self.text, from, self.vocabulary))
                .flatten();
            self.mistakes.push(moved.unwrap_or(mistake));
        }
        let value = skip_blanks(self.text, colon + 1);
        if let Some(tab) = self.text[colon + 1..value].find('\t') {
            self.mistakes.push(Mistake::new(
                colon + 1 + tab..colon + 2 + tab,
                "there is a tab after this colon",
                "write a space instead",
            ));
        }
        if value == colon + 1 && value < end && !self.text[value..end].starts_with('\r')
        {
            self.mistakes.push(no_blank(colon, name));
        }
        let opens = value >= end || self.text[value..end].starts_with(['#', '\r']);
        if opens || self.item.is_some_and(|item| !dashed && indent <= item) {
            self.item = None;
        }
        self.columns.enter(indent, opens);
        if opens {
            self.mistakes.extend(text_as_comment(self.text, value, end, indent));
        } else {
            self.value(indent, value, end, Behind::Key);
        }
    }

    /// Reads a line that goes on with a plain text.
    fn goes_on(&mut self, from: usize, end: usize) {
        if let Some(at) = self.comment {
            let mistake = Mistake::new(
                at..at + 1,
                "a comment ends the text above it, and this line is followed by more text",
                "put the comment above the key, or delete it",
            );
            self.mistakes.push(mistake.explains(from..end));
        }
        self.mistakes.extend(self.missing_blank(from, end));
    }

    /// The mistake of an item whose dash stands at another column than the one before it.
    fn at_another_column(
        &mut self,
        start: usize,
        dash: usize,
        end: usize,
    ) -> Option<Mistake> {
        let column = dash - start;
        let before = self.item.replace(column).filter(|before| *before != column)?;
        self.item = Some(before);
        let mistake = Mistake::new(
            dash..dash + 1,
            "this item is at another column than the one before it",
            format!("put its dash at column {}", before + 1),
        );
        Some(mistake.explains(start..end))
    }

    /// The mistake of a key without a blank behind its colon, or with another sign in place of
    /// the colon.
    fn missing_blank(&self, from: usize, end: usize) -> Option<Mistake> {
        let line = &self.text[from..end];
        let key = &line[..end_of_key(line)];
        let rest = &line[key.len()..];
        let sign = rest.chars().next().filter(|_| !key.is_empty())?;
        let at = from + key.len();
        if let Some(mistake) = full_width(self.text, at, sign) {
            return Some(mistake);
        }
        if sign != ':' || rest.starts_with("://") {
            return None;
        }
        let next = rest[1..].chars().next();
        Some(match next.filter(|it| is_blank_look_alike(*it)) {
            Some(found) => no_break(at + 1, found),
            None => no_blank(at, key),
        })
    }
}

/// The mistake of a line whose first sign is wrong.
fn wrong_start(line: &str, from: usize, indent: usize) -> Option<Mistake> {
    other_dash(line, from)
        .or_else(|| no_blank_behind_dash(line, from))
        .or_else(|| reserved(line, from).filter(|_| line.starts_with(['}', ']', ','])))
        .or_else(|| (indent == 0).then(|| sign_of_difference(line, from)).flatten())
        .or_else(|| sign_as_key(line, from))
}

/// The mistake of an item with another sign in place of its dash.
fn other_dash(line: &str, from: usize) -> Option<Mistake> {
    let sign = line.chars().next().filter(|it| "–—−•".contains(*it))?;
    line[sign.len_utf8()..].starts_with(' ').then(|| {
        Mistake::new(
            from..from + sign.len_utf8(),
            format!("`{sign}` does not begin an item of a list"),
            "write `-` instead",
        )
    })
}

/// The mistake of a line that was pasted from a difference.
fn sign_of_difference(line: &str, from: usize) -> Option<Mistake> {
    looks_like_a_key(line.strip_prefix('+')?.trim_start()).then(|| {
        let words = "this line begins with the `+` of a difference";
        Mistake::new(from..from + 1, words, "write a space instead of it").certain()
    })
}

/// The mistake of an item in brackets without a dash.
fn missing_dash(line: &str, from: usize) -> Option<Mistake> {
    line.starts_with(['{', '[']).then(|| {
        Mistake::new(
            from..from + 1,
            "a dash is missing in front of this item",
            "write `- ` in front of it, as of the items above",
        )
    })
}

/// The mistake of an item without a blank behind its dash.
fn no_blank_behind_dash(line: &str, from: usize) -> Option<Mistake> {
    let rest = line.strip_prefix('-')?;
    // A number below zero may be a key.
    let is_key =
        looks_like_a_key(rest) && !rest.starts_with(|c: char| c.is_ascii_digit());
    let is_item = rest.starts_with(['{', '[', '"', '\'']) || is_key;
    is_item.then(|| {
        Mistake::new(
            from..from + 1,
            "a space is missing after this dash",
            "write `- ` with a space in front of an item",
        )
    })
}

/// The mistake of a key of signs that begin something else in YAML.
fn sign_as_key(line: &str, from: usize) -> Option<Mistake> {
    let key = &line[..line.find(':').filter(|colon| *colon > 0)?];
    let rest = &line[key.len() + 1..];
    let is_key = rest.trim_end().is_empty() || rest.starts_with(' ');
    let is_sign = key.starts_with(['>', '|', '!', '&', '*', '%', '@', '`'])
        && key.bytes().all(|it| it.is_ascii_punctuation() && !b"\"'".contains(&it));
    (is_key && is_sign).then(|| {
        Mistake::new(
            from..from + key.len(),
            format!("`{key}` has a meaning in YAML: as a key it needs quotes"),
            format!("write `\"{key}\": `"),
        )
    })
}

/// The mistake of a key that a bracket follows at once, or without a colon.
fn glued(line: &str, key: usize, at: usize, vocabulary: Vocabulary) -> Option<Mistake> {
    let open = line[..key].find(['{', '['])?;
    let name = line[..open].trim_end_matches([' ', ':']);
    let is_name = !name.is_empty() && end_of_key(name) == name.len();
    let closes = line.trim_end().ends_with(['}', ']']);
    if !is_name || !closes || vocabulary.has(name) && line[name.len()..].starts_with(' ')
    {
        return None;
    }
    let end = at + name.len();
    Some(if line[name.len()..].starts_with(':') {
        no_blank(end, name).certain()
    } else {
        missing_colon(end, name).certain()
    })
}

/// The byte of the colon behind the key that begins at `from`.
fn key_end(text: &str, from: usize, end: usize) -> Option<usize> {
    let line = &text[from..end];
    if line.starts_with(['"', '\'']) {
        let mark = &line[..1];
        let close = 1 + line[1..].find(mark)?;
        let colon = skip_blanks(line, close + 1);
        return line[colon..].starts_with(':').then_some(from + colon);
    }
    let colon = find_colon(line)
        .filter(|colon| before_comment(&line[..*colon]).len() == *colon)
        .or_else(|| before_comment(line).trim_end().strip_suffix(':').map(str::len))?;
    Some(from + colon)
}

/// The end of a part of a text without the white space at its end.
pub(super) fn end_of_trimmed(text: &str, from: usize, end: usize) -> usize {
    from + text[from..end].trim_end().len()
}

fn is_document_mark(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...")
}

fn merge_marker(line: &str) -> Option<&str> {
    let marker = line.get(..7).filter(|it| it.starts_with(['<', '=', '>', '|']))?;
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].contains(&marker).then_some(marker)
}
