//! Writes YAML: scalars in their plain or quoted form, and the comments of a draft.

use crate::source::{FileId, Sources, Span};
use crate::spec::DRAFT_MARK;

/// A text as a scalar.
pub(super) fn text(value: &str) -> String {
    let is_word = value.starts_with(|it: char| it.is_ascii_alphabetic())
        && value.chars().all(|it| it.is_ascii_alphanumeric() || "_-./".contains(it));
    let lower = value.to_ascii_lowercase();
    let is_special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .contains(&lower.as_str());
    if is_word && !is_special {
        value.to_owned()
    } else {
        serde_json::Value::from(value).to_string()
    }
}

/// Scalars on one line: one alone, or several in brackets.
pub(super) fn list(values: &[String]) -> String {
    match values {
        [one] => one.clone(),
        all => format!("[{}]", all.join(", ")),
    }
}

/// Writes the comments for sentences that were not understood.
pub(super) struct Comments<'s> {
    sources: &'s Sources,
    file: FileId,
}

impl<'s> Comments<'s> {
    pub(super) fn new(sources: &'s Sources, file: FileId) -> Self {
        Self { sources, file }
    }

    /// A comment that names the kind of a sentence and its place, and none of its words.
    pub(super) fn at(&self, kind: &str, span: Span) -> String {
        let path = self.sources.get(self.file).map_or("", |it| it.path.as_str());
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let (line, column) = self.sources.position(span.file, span.start);
        format!("{DRAFT_MARK} {kind}, {name}:{line}:{column}")
    }
}
