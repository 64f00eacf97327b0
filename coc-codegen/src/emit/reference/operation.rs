//! The page of an operation.

use super::context::Context;
use super::html::{code, facts, link, prose, text, words};
use super::page::frame;
use super::{decisions, examples, fields, lists, matrix, rules, tables, types};
use crate::model::{Content, Response, TableId};

/// The whole page.
pub(super) fn page(cx: &Context<'_>) -> String {
    let operation = cx.operation;
    let sections = [
        ("matrix", "Requirements by case", matrix::section(cx)),
        ("request", "Request", request(cx)),
        ("answers", "Answers", answers(cx)),
        ("values", "Lists of values", lists::section(cx)),
        ("decisions", "Decisions", decisions::section(cx.anchors, &cx.decisions)),
        ("examples", "Examples", examples::section(cx)),
    ];
    let mut main = format!(
        "<h1>{}</h1>\n{}{}",
        code(&operation.name),
        prose(&operation.doc),
        about(cx)
    );
    let contents = sections.iter().filter(|(.., html)| !html.is_empty()).map(
        |(anchor, title, _)| {
            let inside = match *anchor {
                "request" => objects(cx, &cx.request_tables),
                "answers" => objects(cx, &cx.answer_tables),
                _ => String::new(),
            };
            format!("<li>{}{inside}</li>\n", link(anchor, title))
        },
    );
    main.push_str(&format!(
        "<nav aria-label=\"On this page\">\n<ul class=\"contents\">\n{}</ul>\n</nav>\n",
        contents.collect::<String>()
    ));
    main.extend(sections.into_iter().map(|(.., html)| html));
    let service = &cx.model.service;
    frame(
        &format!("{} – {}", operation.name, service.title),
        title(&service.title, &service.name),
        "../",
        &main,
    )
}

/// The title of a service, or its name without one.
pub(super) fn title<'m>(title: &'m str, name: &'m str) -> &'m str {
    if title.trim().is_empty() { name } else { title }
}

/// Links to objects.
fn objects(cx: &Context<'_>, ids: &[TableId]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    let items =
        ids.iter().map(|id| format!("<li>{}</li>\n", types::table(cx.anchors, *id)));
    format!("\n<ul>\n{}</ul>\n", items.collect::<String>())
}

/// The facts of the operation.
fn about(cx: &Context<'_>) -> String {
    let operation = cx.operation;
    let page = match (operation.page.is_empty(), operation.updated.is_empty()) {
        (true, _) => String::new(),
        (false, true) => text(&operation.page),
        (false, false) => {
            format!("{}, of {}", text(&operation.page), text(&operation.updated))
        }
    };
    let idempotent = if operation.repeatable { "yes" } else { "no" };
    let pages = operation.pagination.as_ref();
    let pages = pages.map(|it| text(&cx.model.pages_in_words(it)));
    let waiters = operation.waiters.iter().map(|it| {
        format!("{} {} ({})", code(&it.name), words(&it.doc), text(&it.to_string()))
    });
    facts(&[
        ("Request", code(&format!("{} {}", operation.method, operation.path))),
        ("Permission", operation.permission.as_deref().map(code).unwrap_or_default()),
        ("Page", page),
        ("Area", operation.area.as_deref().map(code).unwrap_or_default()),
        ("Idempotent", idempotent.to_owned()),
        ("Deprecated", fields::deprecated(operation.deprecated.as_deref())),
        ("Pages of a list", pages.unwrap_or_default()),
        ("Waiters", waiters.collect::<Vec<_>>().join("; ")),
        ("Decisions", decisions::names(cx.anchors, &operation.decisions)),
    ])
}

/// The parts of a request, and the objects in them.
fn request(cx: &Context<'_>) -> String {
    let operation = cx.operation;
    let parts = operation.parameters.iter().map(|(place, id)| {
        format!("{}: {}", place.as_str(), types::table(cx.anchors, *id))
    });
    let sort = if operation.is_form { "form" } else { "body" };
    let body = operation.body.as_ref();
    let body = body.map(|ty| format!("{sort}: {}", types::of(cx.anchors, ty)));
    let parts: Vec<String> = parts.chain(body).collect();
    let parts = if parts.is_empty() { "nothing".to_owned() } else { parts.join("; ") };
    let tables = cx.request_tables.iter().map(|id| tables::section(cx, *id));
    format!(
        "<section id=\"request\">\n<h2>Request</h2>\n<p>A request has {parts}.</p>\n{}{}</section>\n",
        rules::of_parts(cx),
        tables.collect::<String>()
    )
}

/// The documented answers, and the objects that answers alone have.
fn answers(cx: &Context<'_>) -> String {
    let all = &cx.operation.responses;
    let shown = match all.is_empty() {
        true => "<p>No answer is documented.</p>\n".to_owned(),
        false => statuses(cx, all),
    };
    let tables = cx.answer_tables.iter().map(|id| tables::section(cx, *id));
    format!(
        "<section id=\"answers\">\n<h2>Answers</h2>\n{shown}{}</section>\n",
        tables.collect::<String>()
    )
}

/// The status, the content and the headers of each answer.
fn statuses(cx: &Context<'_>, all: &[Response]) -> String {
    let items = all.iter().map(|it| {
        let content = match &it.body {
            Content::Json(ty) => types::of(cx.anchors, ty),
            Content::Nothing => "no content".to_owned(),
            Content::Binary => "bytes".to_owned(),
        };
        let headers = cx.operation.answer_headers.into_iter().flat_map(|table| {
            it.headers.iter().filter_map(move |at| {
                let field = cx.model[table].fields.get(*at)?;
                Some(link(&cx.anchors.field(table, &field.name), &code(&field.name)))
            })
        });
        let headers: Vec<String> = headers.collect();
        let headers = match headers.is_empty() {
            true => String::new(),
            false => format!(", headers {}", headers.join(", ")),
        };
        format!(
            "<div><dt>{}</dt><dd>{content}{headers}. {}</dd></div>\n",
            code(&it.status.to_string()),
            words(&it.doc)
        )
    });
    format!("<dl class=\"facts\">\n{}</dl>\n", items.collect::<String>())
}
