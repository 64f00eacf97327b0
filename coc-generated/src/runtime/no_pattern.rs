//! The stand-in for `pattern` without the feature. Generated code for a spec with patterns
//! then has one error, which names the feature, and no others.

/// A pattern that is never tried.
#[allow(dead_code, reason = "a spec may be without patterns")]
pub(crate) struct Pattern;

#[allow(dead_code, reason = "a spec may be without patterns")]
impl Pattern {
    #[allow(clippy::unused_self, reason = "as of a pattern")]
    pub(crate) const fn is_match(&self, _: &str) -> bool {
        true
    }
}

#[allow(unused_macros, reason = "a spec may be without patterns")]
macro_rules! pattern {
    ($pattern:literal) => {
        $crate::runtime::Pattern
    };
}

#[allow(unused_imports, reason = "a spec may be without patterns")]
pub(crate) use pattern;
