//! The facts that single lines of a page state: a status, a request, a date, permissions.
//! Captions of tables belong to `titles`, headings to `headings`, and the order of lines to
//! `reader`.

use crate::page::document::Request;
use crate::page::texts::{part, trimmed};
use crate::source::Spanned;

/// The status that a line such as `Status code: 200` names.
pub(super) fn status(text: &Spanned<String>) -> Option<Spanned<u16>> {
    let lower = text.value.to_lowercase();
    let front = ["http status code", "status code", "状态码"]
        .into_iter()
        .find(|it| lower.starts_with(it))?;
    let rest = text.value.get(front.len()..)?;
    let at = rest.find(|it: char| it.is_ascii_digit())? + front.len();
    let number = part(text, at..(at + 3).min(text.value.len()));
    let is_whole = rest.trim_matches([':', '：', ' ']).len() <= LONGEST_STATUS
        || rest.starts_with([':', '：']);
    status_code(&number).filter(|_| is_whole)
}

/// The most bytes of a status and a sign after it. A longer text without a colon is a
/// sentence about statuses.
const LONGEST_STATUS: usize = 4;

/// The status that is the whole text.
pub(super) fn status_code(text: &Spanned<String>) -> Option<Spanned<u16>> {
    let is_number =
        text.value.len() == 3 && text.value.bytes().all(|it| it.is_ascii_digit());
    let number = text.value.parse().ok().filter(|it| (100..600).contains(it))?;
    is_number.then(|| Spanned::new(number, text.span))
}

/// The methods of requests.
pub(super) const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The first method with a path in a line; the path is without the host and the query.
pub(super) fn request(text: &Spanned<String>) -> Option<Request> {
    let mut methods: Vec<(usize, &str)> =
        METHODS.iter().flat_map(|method| text.value.match_indices(method)).collect();
    methods.sort_unstable();
    methods.into_iter().find_map(|(at, method)| {
        let path = path_after(text, at, at + method.len())?;
        Some(Request { method: part(text, at..at + method.len()), path })
    })
}

/// The path after a method at these bytes of a line.
fn path_after(
    text: &Spanned<String>,
    start: usize,
    end: usize,
) -> Option<Spanned<String>> {
    let before = &text.value[..start];
    let rest = text.value[end..].lines().next()?;
    if before.ends_with(|it: char| it.is_alphanumeric())
        || !rest.starts_with([' ', '\u{a0}', '\t'])
    {
        return None;
    }
    let uri = rest.split_whitespace().next()?;
    let begin = end + (rest.len() - rest.trim_start().len());
    let path_start = match uri.find("://") {
        Some(scheme) => scheme + 3 + uri[scheme + 3..].find('/')?,
        None => 0,
    };
    let query = uri.find("{?").or_else(|| uri.find('?')).unwrap_or(uri.len());
    let path = uri.get(path_start..query).filter(|it| it.starts_with('/'))?;
    let path = path.trim_end_matches(['.', ',', '。', '`', '"', '\'', ')', '）']);
    Some(part(text, begin + path_start..begin + path_start + path.len()))
}

/// The text after one of these words and a colon.
pub(super) fn after(text: &Spanned<String>, fronts: &[&str]) -> Option<Spanned<String>> {
    let at = text.value.find([':', '：'])?;
    let front = text.value[..at].trim_matches(['*', ' ']).to_lowercase();
    fronts.contains(&front.as_str()).then_some(())?;
    let rest = &text.value[at..];
    let skip = rest.chars().next().map_or(0, char::len_utf8);
    let found = trimmed(&part(text, at + skip..text.value.len()));
    let inner = found.value.trim_matches(['`', '*', ' ']);
    let start = found.value.find(inner).unwrap_or(0);
    Some(part(&found, start..start + inner.len()))
}

/// The actions in a text, such as `shop:order:create`.
pub(super) fn permissions(text: &Spanned<String>) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let is_edge = |it: char| !(it.is_ascii_alphanumeric() || "_-:*".contains(it));
    let mut start = 0;
    for word in text.value.split(is_edge) {
        let at = start;
        start += word.len();
        start += text.value[start..].chars().next().map_or(0, char::len_utf8);
        let parts: Vec<&str> = word.split(':').collect();
        let is_word =
            |it: &&str| it.starts_with(|it: char| it.is_ascii_alphabetic() || it == '*');
        if parts.len() == 3 && parts.iter().all(is_word) {
            found.push(part(text, at..at + word.len()));
        }
    }
    found
}

/// The first date in a text as ISO 8601 writes it, and the number of letters beside it.
pub(super) fn date(text: &Spanned<String>) -> Option<(Spanned<String>, usize)> {
    let value = &text.value;
    let digits =
        |from: usize| value[from..].bytes().take_while(u8::is_ascii_digit).count();
    let after_mark = |at: usize, marks: &[char]| {
        let mark = value[at..].chars().next().filter(|it| marks.contains(it))?;
        let next = at + mark.len_utf8();
        Some(next + (value[next..].len() - value[next..].trim_start().len()))
    };
    for (at, _) in value.match_indices(|it: char| it.is_ascii_digit()) {
        if value[..at].ends_with(|it: char| it.is_ascii_digit()) || digits(at) != 4 {
            continue;
        }
        let Some(month) = after_mark(at + 4, &['-', '/', '.', '年']) else { continue };
        let Some(day) = after_mark(month + digits(month), &['-', '/', '.', '月'])
        else {
            continue;
        };
        let length = digits(day);
        let (Ok(month_number), Ok(day_number)) = (
            value[month..month + digits(month)].parse::<u8>(),
            value[day..day + length].parse::<u8>(),
        ) else {
            continue;
        };
        if !(1..=12).contains(&month_number) || !(1..=31).contains(&day_number) {
            continue;
        }
        let place = part(text, at..day + length);
        let iso = format!("{}-{month_number:02}-{day_number:02}", &value[at..at + 4]);
        let rest = value[day + length..].chars().count() + value[..at].chars().count();
        return Some((Spanned::new(iso, place.span), rest));
    }
    None
}
