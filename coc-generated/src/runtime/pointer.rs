//! Keys as steps of RFC 6901 JSON pointers, and back. The places that pointers lead to do
//! not belong here.

use std::fmt::{self, Write};

/// Writes a key as a step.
pub(crate) fn write_step(out: &mut impl Write, key: &str) -> fmt::Result {
    key.chars().try_for_each(|c| match c {
        '~' => out.write_str("~0"),
        '/' => out.write_str("~1"),
        c => out.write_char(c),
    })
}

/// The key that a step stands for.
pub(crate) fn key(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::{key, write_step};

    #[test]
    fn key_reverses_write_step() {
        for (name, step) in [("a/b~c", "a~1b~0c"), ("~1", "~01"), ("", ""), ("ü", "ü")]
        {
            let mut written = String::new();
            write_step(&mut written, name).unwrap();
            assert_eq!(written, step);
            assert_eq!(key(step), name);
        }
    }
}
