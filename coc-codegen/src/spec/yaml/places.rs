//! Converts places of the scanner, which counts characters, to spans of bytes, and
//! writes the diagnostics of texts that are not YAML.

use super::libraries::{ScanError, ScanSpan};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The bytes of characters, by number.
pub(super) struct Places<'a> {
    file: FileId,
    pub(super) text: &'a str,
    /// The byte of each character; empty if both numbers are the same.
    bytes: Vec<u32>,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: FileId, text: &'a str) -> Self {
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        };
        Self { file, text, bytes }
    }

    /// The first byte of a character; the end of the text behind the last one.
    fn byte(&self, character: usize) -> u32 {
        let len = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if self.bytes.is_empty() {
            return u32::try_from(character).unwrap_or(u32::MAX).min(len);
        }
        self.bytes.get(character).copied().unwrap_or(len)
    }

    /// The place of a part of the text, without white space at its end.
    pub(super) fn span(&self, span: ScanSpan) -> Span {
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index()).max(start);
        // The scanner ends a block collection at the next token. The span must not
        // include the white space before that token.
        let inner =
            self.text.get(start as usize..end as usize).unwrap_or_default().trim_end();
        Span {
            file: self.file,
            start,
            end: start + u32::try_from(inner.len()).unwrap_or(0),
        }
    }

    /// The place in front of a byte.
    pub(super) fn point(&self, byte: usize) -> Span {
        let byte = byte.min(self.text.len());
        Span::of(self.file, byte..byte)
    }

    /// The report of an error of the scanner.
    pub(super) fn scan_error(&self, error: &ScanError) -> Diagnostic {
        let at = self.byte(error.marker().index());
        // The name after an asterisk has no anchor.
        if self.text.get(at as usize..).is_some_and(|rest| rest.starts_with('*')) {
            return no_aliases(self.point(at as usize));
        }
        translated(error.info(), self.point(at as usize))
    }
}

/// The report of an error of the libraries that no mistake explains, in words of this crate.
fn translated(words: &str, at: Span) -> Diagnostic {
    const WORDS: &[(&str, &str, &str)] = &[
        (
            "expected key",
            "no key begins here",
            "put this line at the column of the keys or the text that it belongs to",
        ),
        (
            "'-' indicator",
            "no item of the list begins here",
            "put all dashes of a list at one column",
        ),
        (
            "expected ':'",
            "a colon is missing, or a text goes on among keys",
            "write `key: value`, or indent the rest of a text further than its key",
        ),
        (
            "mapping values are not allowed",
            "this colon cannot be here",
            "put the text in quotes",
        ),
        (
            "sequence entries are not allowed",
            "no list can begin here",
            "put a text in quotes; each item of a list has a line of its own",
        ),
        ("keys are not allowed", "no key can begin here", "put a text in quotes"),
        (
            "',' or",
            "a comma or a bracket is missing before this",
            "put commas between the entries, and close the bracket",
        ),
        (
            "block scalar",
            "the text that `|` or `>` announces is not valid",
            "write `>-` at the end of the line, and indent all lines of the text alike",
        ),
        (
            "indentation",
            "this is indented too little",
            "indent it further than the key that it belongs to",
        ),
        ("tab", "there is a tab in place of spaces", "write spaces instead"),
        (
            "quoted scalar",
            "this text in quotes is not valid",
            "look at its backslashes and its end, or put it in single quotes",
        ),
    ];
    let known = WORDS.iter().find(|(part, ..)| words.contains(part));
    match known {
        Some((_, message, help)) => {
            Diagnostic::error(Code::Yaml, at, format!("this is not YAML: {message}"))
                .help(*help)
        }
        None => Diagnostic::error(Code::Yaml, at, format!("this is not YAML: {words}"))
            .help("put texts in quotes, and look at the columns of the lines around"),
    }
}

/// The report of a key that is a list or a mapping.
pub(super) fn key_of_parts(span: Span) -> Diagnostic {
    Diagnostic::error(Code::YamlFeature, span, "a key must be text")
        .help("write a name here; put a text with brackets or braces in quotes")
}

/// The report of an alias.
pub(super) fn no_aliases(span: Span) -> Diagnostic {
    Diagnostic::error(Code::YamlFeature, span, "a spec cannot use aliases").help(
        "write the value out, or declare a type or an enumeration; put a text that begins with `*` in quotes",
    )
}
