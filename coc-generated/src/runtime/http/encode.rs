//! Percent-encoding as the gateway's signature defines it: only `A-Z a-z 0-9 - _ . ~`
//! stay. The choice of the parts of a URL that are encoded belongs to the callers.

use std::borrow::Cow;

/// The digits of percent-encoding.
const UPPER_DIGITS: &[u8; 16] = b"0123456789ABCDEF";
/// The digits of hashes.
const LOWER_DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Appends `bytes`, percent-encoded, to `out`.
pub(super) fn encode_into(out: &mut String, bytes: &[u8]) {
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(UPPER_DIGITS[usize::from(byte >> 4)]));
            out.push(char::from(UPPER_DIGITS[usize::from(byte & 15)]));
        }
    }
}

/// Undoes percent-encoding once. An incomplete escape stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'%') {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = match (first, tail) {
            (b'%', [high, low, after @ ..]) => match byte(*high, *low) {
                Some(byte) => {
                    out.push(byte);
                    after
                }
                None => {
                    out.push(b'%');
                    tail
                }
            },
            _ => {
                out.push(*first);
                tail
            }
        };
    }
    Cow::Owned(out)
}

/// Writes bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(LOWER_DIGITS[usize::from(byte >> 4)]);
        out.push(LOWER_DIGITS[usize::from(byte & 15)]);
    }
    // Digits are always text.
    String::from_utf8(out).unwrap_or_default()
}

/// The byte that two hexadecimal digits stand for.
pub(super) fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    Some(digit(high)? << 4 | digit(low)?)
}

/// Key and value of a query parameter, as bytes that are not encoded.
pub(super) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// The canonical query of these pairs: sorted by key and then value before encoding,
/// duplicates kept.
pub(super) fn query(pairs: &mut [Pair<'_>]) -> String {
    // UTF-8 sorts by bytes as it sorts by code points, which is what the signature asks
    // for.
    pairs.sort();
    let mut out = String::new();
    for (key, value) in pairs.iter() {
        if !out.is_empty() {
            out.push('&');
        }
        encode_into(&mut out, key);
        out.push('=');
        encode_into(&mut out, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{decode, encode_into};

    #[test]
    fn broken_escapes_stay() {
        for (text, plain) in [
            ("%", "%"),
            ("a%2", "a%2"),
            ("%zz", "%zz"),
            ("%%41", "%A"),
            ("%2F%2f", "//"),
        ] {
            assert_eq!(decode(text).as_ref(), plain.as_bytes(), "{text}");
        }
    }

    #[test]
    fn encoding_is_undone_by_decoding() {
        let all: Vec<u8> = (0..=255).collect();
        let mut text = String::new();
        encode_into(&mut text, &all);
        assert_eq!(decode(&text).as_ref(), all);
    }
}
