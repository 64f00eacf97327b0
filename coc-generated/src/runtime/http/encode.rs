//! Percent-encoding as the gateway's signature defines it: only `A-Z a-z 0-9 - _ . ~`
//! stay. The choice of the parts of a URL that are encoded belongs to the callers, and
//! decoding to `percent`.

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
    use super::encode_into;
    use crate::runtime::percent::decode;

    #[test]
    fn encoding_is_undone_by_decoding() {
        let all: Vec<u8> = (0..=255).collect();
        let mut text = String::new();
        encode_into(&mut text, &all);
        assert_eq!(decode(&text).as_ref(), all);
    }
}
