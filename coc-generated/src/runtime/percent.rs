//! Undoes percent-encoding. Encoding belongs to `http`.

use std::borrow::Cow;

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

/// The byte that two hexadecimal digits stand for.
pub(crate) fn byte(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    };
    Some(digit(high)? << 4 | digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::decode;

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
}
