//! The facts that single lines of a page state: its section, its status, its request,
//! its date, its permission. The order of the lines belongs to `reader`.

use super::blocks::{part, trimmed};
use super::document::Request;
use crate::source::Spanned;

/// The part of a page that the reader is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Section {
    #[default]
    Top,
    Uri,
    Request,
    Answer,
    RequestSamples,
    AnswerSamples,
    Codes,
}

/// The section that a heading begins.
pub(super) fn section(text: &str) -> Option<Section> {
    const SECTIONS: &[(Section, &[&str])] = &[
        (
            Section::Uri,
            &[
                "uri",
                "url",
                "request uri",
                "uri格式",
                "请求uri",
                "接口地址",
                "request line",
            ],
        ),
        (
            Section::Top,
            &[
                "function",
                "functions",
                "功能介绍",
                "功能",
                "authorization information",
                "授权信息",
                "调用方法",
                "calling method",
            ],
        ),
        (
            Section::Request,
            &[
                "request parameters",
                "request body",
                "request header",
                "request headers",
                "请求消息体",
                "请求消息体（可选）",
                "请求消息头",
                "请求头",
                "request",
                "请求参数",
                "请求消息",
                "request message",
                "requests",
                "请求",
            ],
        ),
        (
            Section::Answer,
            &[
                "response parameters",
                "response body",
                "response header",
                "response headers",
                "响应消息体",
                "响应消息头",
                "正常响应",
                "正常响应要素说明",
                "response",
                "响应参数",
                "响应消息",
                "response message",
                "responses",
                "响应",
                "返回参数",
            ],
        ),
        (
            Section::RequestSamples,
            &[
                "example requests",
                "example request",
                "请求示例",
                "request example",
                "request examples",
                "sample request",
                "sample requests",
                "samples",
                "请求样例",
                "uri样例",
                "样例",
            ],
        ),
        (
            Section::AnswerSamples,
            &[
                "example responses",
                "example response",
                "响应示例",
                "response example",
                "response examples",
                "sample response",
                "sample responses",
                "响应样例",
                "正常响应样例",
            ],
        ),
        (
            Section::Codes,
            &[
                "status codes",
                "status code",
                "状态码",
                "returned values",
                "returned value",
                "返回值",
                "异常响应",
            ],
        ),
        (Section::Codes, &["error codes", "错误码"]),
    ];
    let lower = text.trim().trim_end_matches([':', '：']).to_lowercase();
    let named = SECTIONS.iter().find(|(_, all)| all.contains(&lower.as_str()));
    // Several examples have a title each, such as `Example Request (Creating a Ticket)`.
    let titled = || {
        let (front, _) = lower.split_once(['(', '（'])?;
        let is_it = |it: &&(Section, &[&str])| it.1.contains(&front.trim());
        SECTIONS.iter().find(is_it)
    };
    named.or_else(titled).map(|(it, _)| *it)
}

/// The status that a line such as `Status code: 200` names.
pub(super) fn status(text: &Spanned<String>) -> Option<Spanned<String>> {
    let lower = text.value.to_lowercase();
    let front = ["http status code", "status code", "状态码"]
        .into_iter()
        .find(|it| lower.starts_with(it))?;
    let rest = text.value.get(front.len()..)?;
    let at = rest.find(|it: char| it.is_ascii_digit())? + front.len();
    let number = part(text, at, (at + 3).min(text.value.len()));
    let is_whole =
        rest.trim_matches([':', '：', ' ']).len() <= 4 || rest.starts_with([':', '：']);
    (is_status_code(&number.value) && is_whole).then_some(number)
}

pub(super) fn is_status_code(text: &str) -> bool {
    text.len() == 3
        && text.starts_with(['1', '2', '3', '4', '5'])
        && text.bytes().all(|it| it.is_ascii_digit())
}

pub(super) const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// The method and the path in a line, without the host and the query.
pub(super) fn request(text: &Spanned<String>) -> Option<Request> {
    let value = &text.value;
    for method in METHODS {
        for (at, _) in value.match_indices(method) {
            let is_word = !value[..at].ends_with(|it: char| it.is_alphanumeric());
            let rest = &value[at + method.len()..];
            let Some(place) = rest
                .split_whitespace()
                .next()
                .filter(|_| is_word && rest.starts_with([' ', '\u{a0}', '\t']))
            else {
                continue;
            };
            let begin = at + method.len() + (rest.len() - rest.trim_start().len());
            let host = match place.find("://") {
                Some(scheme) => {
                    place[scheme + 3..].find('/').map(|it| scheme + 3 + it)?
                }
                None => 0,
            };
            let end =
                place.find("{?").or_else(|| place.find('?')).unwrap_or(place.len());
            let path = part(text, begin + host, begin + end.max(host));
            if path.value.starts_with('/') {
                let path_text = path
                    .value
                    .trim_end_matches(['.', ',', '。', '`', '"', '\'', ')', '）']);
                let path = part(&path, 0, path_text.len());
                return Some(Request {
                    method: part(text, at, at + method.len()),
                    path,
                });
            }
        }
    }
    None
}

/// The line of a code block with its place.
pub(super) fn part_of(code: &Spanned<String>, line: &str) -> Spanned<String> {
    let at = line.as_ptr() as usize - code.value.as_ptr() as usize;
    part(code, at, at + line.len())
}

/// The text behind one of these words and a colon.
pub(super) fn after(
    text: &Spanned<String>,
    fronts: &[&str],
) -> Option<(usize, Spanned<String>)> {
    let at = text.value.find([':', '：'])?;
    let front = text.value[..at].trim_matches(['*', ' ']).to_lowercase();
    fronts.contains(&front.as_str()).then_some(())?;
    let rest = &text.value[at..];
    let skip = rest.chars().next().map_or(0, char::len_utf8);
    let found = trimmed(&part(text, at + skip, text.value.len()));
    let inner = found.value.trim_matches(['`', '*', ' ']);
    let start = found.value.find(inner).unwrap_or(0);
    Some((at, part(&found, start, start + inner.len())))
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
            found.push(part(text, at, at + word.len()));
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
        let (Ok(month), Ok(date)) = (
            value[month..month + digits(month)].parse::<u8>(),
            value[day..day + length].parse::<u8>(),
        ) else {
            continue;
        };
        let place = part(text, at, day + length);
        let iso = format!("{}-{month:02}-{date:02}", &value[at..at + 4]);
        let rest = value[day + length..].chars().count() + value[..at].chars().count();
        return Some((Spanned::new(iso, place.span), rest));
    }
    None
}

const TABLE_WORDS: &[&str] =
    &["Table", "TABLE", "table", "表", "Tabla", "Tableau", "Tabelle"];

/// Whether a line is the caption of a table: a word, a number, and a title.
pub(super) fn is_caption(text: &str) -> bool {
    caption_number(text).is_some()
}

/// The bytes of the number in the caption of a table.
pub(super) fn caption_number(text: &str) -> Option<(usize, usize)> {
    let rest = TABLE_WORDS
        .iter()
        .find_map(|front| text.trim_start_matches('*').strip_prefix(front))?;
    let start = text.len() - rest.trim_start().len();
    let length =
        text[start..].find(|it: char| !it.is_ascii_digit() && it != '.' && it != '-');
    let end = start + length.unwrap_or(text.len() - start);
    let number = text[start..end].trim_end_matches(['.', '-']);
    (number.starts_with(|it: char| it.is_ascii_digit()) && text.len() < 200)
        .then_some((start, start + number.len()))
}

/// The numbers of the tables that a text refers to.
pub(super) fn table_numbers(text: &str) -> impl Iterator<Item = &str> {
    let behind = TABLE_WORDS.iter().flat_map(move |word| {
        text.match_indices(word).map(move |(at, _)| &text[at + word.len()..])
    });
    behind.filter_map(|rest| {
        let rest = rest.trim_start();
        let end = rest
            .find(|it: char| !it.is_ascii_digit() && it != '-')
            .unwrap_or(rest.len());
        let number = rest[..end].trim_end_matches('-');
        number.starts_with(|it: char| it.is_ascii_digit()).then_some(number)
    })
}
