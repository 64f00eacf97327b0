//! The headings of pages, in the languages that are known, and the sections that they
//! begin. Headings of columns belong to `columns`.

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
    /// Programs of clients, whose code is no example of a request or an answer.
    Programs,
}

/// The headings of each section, in lower case.
const SECTIONS: &[(Section, &[&str])] = &[
    (
        Section::Uri,
        &["uri", "url", "request uri", "uri格式", "请求uri", "接口地址", "request line"],
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
            "error codes",
            "error code",
            "错误码",
        ],
    ),
    (Section::Programs, &["sdk sample code"]),
];

/// The section that a heading begins.
pub(super) fn section(text: &str) -> Option<Section> {
    let lower = text.trim().trim_end_matches([':', '：']).to_lowercase();
    let named = SECTIONS.iter().find(|(_, all)| all.contains(&lower.as_str()));
    // Several examples have a title each, such as `Example Request (Adding a Bicycle)`.
    let titled = || {
        let (front, _) = lower.split_once(['(', '（'])?;
        let is_it = |it: &&(Section, &[&str])| it.1.contains(&front.trim());
        SECTIONS.iter().find(is_it)
    };
    named.or_else(titled).map(|(it, _)| *it)
}
