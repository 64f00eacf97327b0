//! Patterns of rules. The texts of patterns belong to generated code.

use std::sync::OnceLock;

use regex_lite::Regex;

/// A pattern that is compiled at its first use.
#[derive(Debug)]
#[allow(dead_code, reason = "a spec may be without patterns")]
pub(crate) struct Pattern {
    text: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

#[allow(dead_code, reason = "a spec may be without patterns")]
impl Pattern {
    /// The pattern `text`. One that cannot be compiled matches everything: the generator
    /// lets none through.
    #[must_use]
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// Whether the pattern matches anywhere in `text`, unless its anchors bind it.
    #[must_use]
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.text).ok());
        compiled.as_ref().is_none_or(|pattern| pattern.is_match(text))
    }
}

/// The pattern of a rule, as a static of each place that uses it.
#[allow(unused_macros, reason = "a spec may be without patterns")]
macro_rules! pattern {
    ($text:literal) => {{
        static PATTERN: $crate::runtime::Pattern = $crate::runtime::Pattern::new($text);
        &PATTERN
    }};
}

#[allow(unused_imports, reason = "a spec may be without patterns")]
pub(crate) use pattern;

#[cfg(test)]
mod tests {
    #[test]
    fn a_pattern_matches_anywhere_unless_anchored() {
        let code = pattern!("^[A-Z]{3}[0-9]+$");
        assert!(
            code.is_match("GOC12")
                && !code.is_match("goc12")
                && !code.is_match("xGOC12")
        );
        assert!(pattern!("[0-9]").is_match("a1b"));
    }
}
