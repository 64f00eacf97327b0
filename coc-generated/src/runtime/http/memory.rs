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

/// The memory in bytes that the JSON of an answer may take, for a limit of the body in
/// bytes.
#[cfg(feature = "client")]
pub(crate) fn bound(bytes: usize) -> usize {
    bytes.saturating_mul(8).max(1 << 20)
}

/// Whether parsing `text` may take more than `most` bytes. The estimate is rather too
/// high than too low.
pub(super) fn is_too_heavy(text: &[u8], most: usize) -> bool {
    // A short text is light, whatever is in it.
    if text.len().saturating_mul(OBJECT / 3) <= most {
        return false;
    }
    let mut weight = text.len();
    // A first member comes right behind a brace.
    let mut first = false;
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => skip_string(&mut rest),
            b',' | b'[' => weight += VALUE,
            b'{' => {
                weight += VALUE;
                first = true;
            }
            b'}' => first = false,
            b':' => {
                weight += if first { OBJECT + MEMBER } else { MEMBER };
                first = false;
            }
            _ => {}
        }
        if weight > most {
            return true;
        }
    }
    false
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
    use super::is_too_heavy;

    const MEGABYTE: usize = 1 << 20;

    #[test]
    fn many_small_values_are_heavy() {
        for piece in ["0,", "{},", "{\"\":0},", "[],", "[[[[[[", "\"\","] {
            let text = format!("[{}0]", piece.repeat(7 * MEGABYTE / piece.len()));
            assert!(is_too_heavy(text.as_bytes(), 64 * MEGABYTE), "{piece}");
        }
    }

    #[test]
    fn long_strings_and_ordinary_objects_are_not_heavy() {
        for text in [
            format!("[\"{}\"]", "x".repeat(7 * MEGABYTE)),
            format!("[\"{}\"]", "{\\\",:[".repeat(MEGABYTE)),
            format!(
                "[{}0]",
                "{\"name_of_it\":\"a value of usual length\"},".repeat(20_000)
            ),
            "{\"\":0},".repeat(1_000),
        ] {
            assert!(!is_too_heavy(text.as_bytes(), 64 * MEGABYTE));
        }
    }
}
