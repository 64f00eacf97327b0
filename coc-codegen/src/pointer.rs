//! Escapes of JSON pointers (RFC 6901).

/// A key as a step of a pointer.
#[must_use]
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key of a step of a pointer.
#[must_use]
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_was() {
        for (key, step) in [("a/b~c", "a~1b~0c"), ("~1", "~01"), ("", ""), ("ü", "ü")]
        {
            assert_eq!(escape(key), step);
            assert_eq!(unescape(step), key);
        }
    }
}
