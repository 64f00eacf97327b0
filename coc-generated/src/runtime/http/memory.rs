//! Estimates the memory that a JSON text takes once it is parsed: a server must not fill
//! the memory with a text of allowed length, such as millions of zeros. The limit on
//! that length belongs to `client`.

use serde_json::Value;

/// The size of a value. It depends on a feature of `serde_json`, which any crate may
/// turn on.
const SIZE: usize = size_of::<Value>();
/// A value in an array that has room to grow, while its older half is being moved.
const VALUE: usize = 3 * SIZE;
/// A member of an object: its key, its value, its share of the map.
const MEMBER: usize = 5 * SIZE;
/// An object with a first member.
const OBJECT: usize = 12 * (SIZE + size_of::<String>());

/// The memory in bytes that the JSON of an answer may take, for a limit of the length of
/// its body in bytes.
#[cfg(feature = "client")]
pub(crate) fn memory_limit(bytes: usize) -> usize {
    bytes.saturating_mul(8).max(1 << 20)
}

/// Whether parsing `text` takes at most `max_bytes`. The estimate of the memory is rather
/// too high than too low.
pub(super) fn parses_within(text: &[u8], max_bytes: usize) -> bool {
    // A short text takes little, with any content.
    if text.len().saturating_mul(OBJECT / 3) <= max_bytes {
        return true;
    }
    let mut bytes = text.len();
    // A first member comes right behind a brace.
    let mut first = false;
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => skip_string(&mut rest),
            b',' | b'[' => bytes += VALUE,
            b'{' => {
                bytes += VALUE;
                first = true;
            }
            b'}' => first = false,
            b':' => {
                bytes += if first { OBJECT + MEMBER } else { MEMBER };
                first = false;
            }
            _ => {}
        }
        if bytes > max_bytes {
            return false;
        }
    }
    true
}

fn skip_string(rest: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => return,
            b'\\' => drop(rest.next()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::parses_within;

    const MEGABYTE: usize = 1 << 20;

    #[test]
    fn many_small_values_take_more_memory_than_their_text() {
        for piece in ["0,", "{},", "{\"\":0},", "[],", "[[[[[[", "\"\","] {
            let text = format!("[{}0]", piece.repeat(7 * MEGABYTE / piece.len()));
            assert!(!parses_within(text.as_bytes(), 64 * MEGABYTE), "{piece}");
        }
    }

    #[test]
    fn long_strings_and_ordinary_objects_parse_within_the_limit() {
        for text in [
            format!("[\"{}\"]", "x".repeat(7 * MEGABYTE)),
            format!("[\"{}\"]", "{\\\",:[".repeat(MEGABYTE)),
            format!(
                "[{}0]",
                "{\"name_of_it\":\"a value of usual length\"},".repeat(20_000)
            ),
            "{\"\":0},".repeat(1_000),
        ] {
            assert!(parses_within(text.as_bytes(), 64 * MEGABYTE));
        }
    }
}
