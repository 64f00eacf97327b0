//! Parameters in the value of a header, such as those of `Content-Disposition`, read as
//! text from a stranger. The meaning of each parameter belongs to its readers.

use crate::runtime::percent::decode;

/// The value of the first parameter of this name, in any case, without its quotes and their
/// backslashes.
pub(crate) fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, after) = rest.split_once('=')?;
        // A parameter without a value may stand before this one.
        let key = key.rsplit(';').next().unwrap_or_default();
        let (value, after) = value(after.trim_start());
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after.split_once(';')?.1;
    }
}

/// The value of the parameter `name*` in the form of RFC 8187,
/// `UTF-8'language'percent-encoded`; `None` in another character set.
pub(crate) fn extended_parameter(header: &str, name: &str) -> Option<String> {
    let value = parameter(header, &format!("{name}*"))?;
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    String::from_utf8(decode(encoded).into_owned()).ok()
}

/// A value at the beginning of a text, in quotes or without, and the text behind it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = text.split_at(text.find(';').unwrap_or(text.len()));
        return (value.trim().to_owned(), behind);
    };
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            // Old servers and browsers write paths with single backslashes, so that only a
            // quote and a backslash are taken as escaped.
            '\\' => match characters.clone().next() {
                Some((_, escaped @ ('"' | '\\'))) => {
                    characters.next();
                    value.push(escaped);
                }
                _ => value.push(c),
            },
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::{extended_parameter, parameter};

    #[test]
    fn a_parameter_is_found_behind_others() {
        let header = r#"form-data; x; Name = "a; \"b\"\c" ;size=7 ; name=second"#;
        for (name, value) in [
            ("name", Some(r#"a; "b"\c"#)),
            ("SIZE", Some("7")),
            ("x", None),
            ("form-data", None),
        ] {
            assert_eq!(parameter(header, name).as_deref(), value, "{name}");
        }
        assert_eq!(parameter("a; b=\"open", "b").as_deref(), Some("open"));
    }

    #[test]
    fn an_extended_parameter_is_utf_8() {
        for (header, value) in [
            ("a; b*=UTF-8''%E5%8F%98", Some("变")),
            ("a; b*=utf-8'en'x%20y; b=z", Some("x y")),
            ("a; b*=ISO-8859-1''%e4", None),
            ("a; b*=UTF-8''%e4", None),
            ("a; b*=UTF-8'x", None),
            ("a; b=z", None),
        ] {
            assert_eq!(extended_parameter(header, "b").as_deref(), value, "{header}");
        }
    }
}
