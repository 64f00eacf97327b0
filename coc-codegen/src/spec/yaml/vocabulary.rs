//! The facts about the keys of a language that tell a key from a text. They are given by
//! the caller of `parse`, since this folder knows no language.

/// The keys of the language in which a text is written.
#[derive(Clone, Copy)]
pub(in crate::spec) struct Vocabulary {
    /// Whether some mapping can have this key.
    pub(in crate::spec) is_key: fn(&str) -> bool,
    /// Whether some mapping must have this key.
    pub(in crate::spec) is_required_key: fn(&str) -> bool,
    /// Whether the value of the first key can be a mapping with the second one.
    pub(in crate::spec) may_hold_key: fn(&str, &str) -> bool,
    /// The help for a key that is `null`.
    pub(in crate::spec) help_for_null_key: &'static str,
}

impl Vocabulary {
    /// Whether some mapping can have this key.
    pub(super) fn has(self, key: &str) -> bool {
        (self.is_key)(key)
    }

    /// Whether some mapping must have this key.
    pub(super) fn requires(self, key: &str) -> bool {
        (self.is_required_key)(key)
    }

    /// Whether the value of `key` can be a mapping with the key `inner`.
    pub(super) fn may_hold(self, key: &str, inner: &str) -> bool {
        (self.may_hold_key)(key, inner)
    }
}
