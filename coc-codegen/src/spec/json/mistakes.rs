//! Finds common mistakes in texts that are meant to be JSON, each with its fix. Reading
//! JSON belongs to `serde_json`, and the places of its parts to `tokens`.

/// The fix of a text that is refused at the byte `at`, if the mistake is known.
pub(super) fn known_mistake(text: &str, at: usize) -> Option<String> {
    let (before, rest) = text.split_at(at);
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let line = text[line..].lines().next().unwrap_or_default();
    let markers = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    if markers.iter().any(|marker| line.starts_with(marker)) {
        return Some(
            "finish the merge: keep one of the two versions, and delete the markers"
                .to_owned(),
        );
    }
    if before.trim().is_empty() && !rest.starts_with(['{', '[', '"']) {
        return another_format(line);
    }
    let first = rest.chars().next()?;
    if !first.is_ascii() && first.is_whitespace() || first == '\u{feff}' {
        let code = u32::from(first);
        return Some(format!("write an ordinary space instead of this U+{code:04X}"));
    }
    number(before, rest)
        .or_else(|| sign(rest))
        .or_else(|| word(before, rest))
        .or_else(|| bracket(before, first))
}

/// The fix of a text in another format.
fn another_format(line: &str) -> Option<String> {
    let first = line.split_whitespace().next()?;
    let is_method = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].contains(&first);
    let is_http = is_method || first.starts_with("HTTP/") || first == "curl";
    let is_key = first.ends_with(':');
    (is_http || is_key).then(|| {
        let words = "write JSON alone: `{ \"status\": 200, \"body\": ... }` for an answer, and `{ \"body\": ... }` for a request";
        words.to_owned()
    })
}

/// The fix of a number that JSON does not have.
fn number(before: &str, rest: &str) -> Option<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    let head = before.trim_end_matches(',');
    let whole = &head[head.trim_end_matches(is_digit).len()..];
    if whole.is_empty() {
        return None;
    }
    let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
    if before.len() == head.len() {
        let digits = rest.strip_prefix(['x', 'X'])?;
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        let number = u64::from_str_radix(&digits[..end], 16).ok()?;
        return (whole == "0").then(|| format!("a number is decimal: write `{number}`"));
    }
    let part = &rest[..end];
    let is_number = !part.is_empty() && part.chars().all(is_digit);
    (before.len() == head.len() + 1 && is_number).then(|| match part.len() {
        3 => {
            format!("a number has no comma: write `{whole}{part}`, or `{whole}.{part}`")
        }
        _ => format!("a number has a point, and no comma: write `{whole}.{part}`"),
    })
}

/// The fix of a sign that stands for another one.
fn sign(rest: &str) -> Option<String> {
    let mut signs = rest.chars();
    let (first, next) = (signs.next()?, signs.next());
    let meant = match first {
        '，' | '、' | ';' | '；' => ',',
        '：' | '=' => ':',
        '｛' => '{',
        '｝' => '}',
        '［' | '【' => '[',
        '］' | '】' => ']',
        '＂' => '"',
        '<' if next.is_some_and(char::is_alphabetic) => {
            return Some(
                "write a value in place of this one that stands for it".to_owned(),
            );
        }
        '&' if rest.contains(';') => {
            return Some("write the sign itself for each entity of HTML, such as `\"` for `&quot;`".to_owned());
        }
        '.' if rest.starts_with("...") => {
            return Some("write what the dots leave out, or delete them".to_owned());
        }
        '…' => {
            return Some("write what the dots leave out, or delete them".to_owned());
        }
        _ => return None,
    };
    Some(format!("write `{meant}` instead of `{first}`"))
}

/// The fix of a word of another language.
fn word(before: &str, rest: &str) -> Option<String> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = before.trim_end_matches(is_letter).len();
    let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
    let word = format!("{}{}", &before[start..], &rest[..end]);
    let meant = match word.to_lowercase().as_str() {
        "true" | "yes" => "true",
        "false" | "no" => "false",
        "null" | "none" | "nil" | "undefined" | "nan" | "infinity" => "null",
        _ => return None,
    };
    (word != meant).then(|| format!("write `{meant}`"))
}

/// The fix of a bracket that closes another one than the last, or that follows a value in
/// an object that is not closed.
fn bracket(before: &str, found: char) -> Option<String> {
    let (open, at) = last_open(before)?;
    let column = before[..at].rfind('\n').map_or(at, |end| at - end - 1) + 1;
    let line = before[..at].matches('\n').count() + 1;
    let close = if open == b'{' { '}' } else { ']' };
    let is_other = matches!((open, found), (b'{', ']' | '{') | (b'[', '}'));
    let word = char::from(open);
    is_other.then(|| {
        format!("close the `{word}` of line {line}, column {column} with `{close}` before this")
    })
}

/// The last bracket that is open at the end of a text, with its byte.
fn last_open(text: &str) -> Option<(u8, usize)> {
    let mut open = Vec::new();
    let (mut is_text, mut is_escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => open.push((byte, at)),
            b'}' | b']' if !is_text => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}
