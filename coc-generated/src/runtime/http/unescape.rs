//! Undoes the escapes of JSON, of URLs and of HTML, in which a server may echo a text.
//! Base64, hashes and the like are not undone.

use crate::runtime::percent::byte;

/// How many layers of escapes are undone.
const ROUNDS: usize = 3;

/// One kind of escapes, or all of them at once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    Json,
    Percent,
    Html,
    Any,
}

/// Whether `test` holds for `text` as it stands, or with up to [`ROUNDS`] layers of
/// escapes undone, in any order.
pub(super) fn any_decoding(text: &str, test: impl Fn(&str) -> bool) -> bool {
    if test(text) {
        return true;
    }
    let mut decodings = vec![text.to_owned()];
    for _ in 0..ROUNDS {
        let kinds = [Escapes::Json, Escapes::Percent, Escapes::Html, Escapes::Any];
        decodings = decodings
            .iter()
            .flat_map(|text| kinds.iter().filter_map(|kind| undo(text, *kind)))
            .collect();
        decodings.sort_unstable();
        decodings.dedup();
        if decodings.iter().any(|text| test(text)) {
            return true;
        }
    }
    false
}

/// `text` without one layer of escapes; `None` if it has none.
fn undo(text: &str, kind: Escapes) -> Option<String> {
    let has = |one| kind == one || kind == Escapes::Any;
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let mut changed = false;
    while let [first, tail @ ..] = rest {
        let found = match first {
            b'\\' if has(Escapes::Json) => json(tail),
            b'%' if has(Escapes::Percent) => percent(tail),
            b'&' if has(Escapes::Html) => html(tail),
            _ => None,
        };
        match found {
            Some((Piece::Char(c), after)) => {
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
                changed = true;
            }
            Some((Piece::Byte(byte), after)) => {
                out.push(byte);
                rest = after;
                changed = true;
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    changed.then(|| String::from_utf8_lossy(&out).into_owned())
}

enum Piece {
    Char(char),
    /// A part of a character.
    Byte(u8),
}

type Decoded<'a> = Option<(Piece, &'a [u8])>;

fn json(tail: &[u8]) -> Decoded<'_> {
    let (kind, after) = tail.split_first()?;
    let plain = match kind {
        b'"' | b'\\' | b'/' | b'\'' => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => {
            let (high, after) = number(after, 16, 4)?;
            if !(0xd800..0xdc00).contains(&high) {
                return Some((Piece::Char(char::from_u32(high)?), after));
            }
            let (low, after) = number(after.strip_prefix(b"\\u")?, 16, 4)?;
            let low = low.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
            let c = char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)?;
            return Some((Piece::Char(c), after));
        }
        _ => return None,
    };
    Some((Piece::Char(plain), after))
}

fn percent(tail: &[u8]) -> Decoded<'_> {
    let [high, low, after @ ..] = tail else { return None };
    Some((Piece::Byte(byte(*high, *low)?), after))
}

/// HTML's names of the characters of ASCII that texts are made of.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("Hat", '^'),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("nbsp", '\u{a0}'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("verbar", '|'),
    ("vert", '|'),
];

fn html(tail: &[u8]) -> Decoded<'_> {
    if let Some(tail) = tail.strip_prefix(b"#") {
        let (radix, digits) = match tail {
            [b'x' | b'X', digits @ ..] => (16, digits),
            digits => (10, digits),
        };
        let is_digit = |digit: &&u8| char::from(**digit).is_digit(radix);
        let length = digits.iter().take_while(is_digit).count().min(MAX_DIGITS);
        let (code, after) = number(digits, radix, length)?;
        let after = after.strip_prefix(b";").unwrap_or(after);
        return Some((Piece::Char(char::from_u32(code)?), after));
    }
    NAMES.iter().find_map(|(name, plain)| {
        let after = tail.strip_prefix(name.as_bytes())?.strip_prefix(b";")?;
        Some((Piece::Char(*plain), after))
    })
}

/// How many digits of a number are read at most: zeros may stand before it.
const MAX_DIGITS: usize = 16;

fn number(text: &[u8], radix: u32, length: usize) -> Option<(u32, &[u8])> {
    let (digits, after) = text.split_at_checked(length)?;
    let digits = std::str::from_utf8(digits).ok()?;
    // `from_str_radix` takes a sign.
    let plain = !digits.is_empty() && digits.bytes().all(|d| d.is_ascii_hexdigit());
    Some((plain.then(|| u32::from_str_radix(digits, radix).ok())??, after))
}

#[cfg(test)]
mod tests {
    use super::{Escapes, any_decoding, undo};

    #[test]
    fn escapes_are_undone() {
        for (kind, text, plain) in [
            (Escapes::Json, r#"\"\/\\\u0041\ud83d\ude00\n"#, "\"/\\A😀\n"),
            (Escapes::Percent, "%41%c3%A9%2f", "Aé/"),
            (Escapes::Html, "&#65;&#x41;&#0065;&amp;&sol;&#x1F600;", "AAA&/😀"),
            (Escapes::Any, r"\u0041%42&#67;", "ABC"),
        ] {
            assert_eq!(undo(text, kind).as_deref(), Some(plain), "{text}");
        }
    }

    #[test]
    fn broken_escapes_stay() {
        for text in
            ["", "%", "%4", "%zz", "\\", "\\u00", "\\ud800", "\\u+041", "&", "&x"]
        {
            assert_eq!(undo(text, Escapes::Any), None, "{text}");
        }
        assert_eq!(undo("&#;&#x;&#99999999;", Escapes::Any), None);
    }

    #[test]
    fn layers_of_different_kinds_are_undone() {
        // "a/b" in a URL, in HTML, in JSON.
        assert!(any_decoding(r"a\u0026#37;2Fb", |text| text == "a/b"));
        assert!(!any_decoding("a%25252525b", |text| text == "a%b"));
    }
}
