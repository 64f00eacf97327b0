//! Examples to copy: JSON, and requests as Rust and as commands of curl.

use super::anchors;
use super::context::Context;
use super::html::{code, text};
use crate::emit::rust::sample;
use crate::model::{Call, Example, FormPart, Payload};

/// The section with the documented requests and answers; empty without them.
pub(super) fn section(cx: &Context<'_>) -> String {
    let examples = &cx.model.requests[cx.id].examples;
    if examples.is_empty() {
        return String::new();
    }
    let each = examples.iter().map(|it| example(cx, it));
    format!(
        "<section id=\"examples\">\n<h2>Examples</h2>\n{}</section>\n",
        each.collect::<String>()
    )
}

fn example(cx: &Context<'_>, example: &Example) -> String {
    let anchor = anchors::example(&example.name);
    let kind = if example.call.is_some() { "request" } else { "answer" };
    let mut out = format!(
        "<section class=\"example\" id=\"{anchor}\">\n\
         <h3><a class=\"anchor\" href=\"#{anchor}\">{}</a> <span class=\"type\">{kind}</span></h3>\n",
        code(&example.name)
    );
    if let Some(rust) = rust(cx, example) {
        out.push_str(&block("Rust", &rust));
    }
    out.push_str(&block("JSON", &example.text));
    if let Some(call) = &example.call {
        out.push_str(&block("curl", &curl(cx, call)));
    }
    out + "</section>\n"
}

fn block(kind: &str, content: &str) -> String {
    format!(
        "<div class=\"copied\">\n<h4>{kind}</h4>\n<pre tabindex=\"0\" aria-label=\"{kind}\" role=\"region\"><code>{}</code></pre>\n</div>\n",
        text(content)
    )
}

/// The request as a function in Rust; none for an answer.
fn rust(cx: &Context<'_>, example: &Example) -> Option<String> {
    example.call.as_ref()?;
    sample(cx.model, cx.id, &example.name, &example.text)
}

/// The request as a command of a shell. The token is a variable, and so is the address
/// if the spec has none.
fn curl(cx: &Context<'_>, call: &Call) -> String {
    let endpoint = cx.model.service.endpoints.first();
    let url = match endpoint {
        Some((_, url)) => {
            quoted(&format!("{}{}", url.trim_end_matches('/'), call.target))
        }
        None => format!("\"$ENDPOINT\"{}", quoted(&call.target)),
    };
    let mut lines = vec![
        format!("curl --globoff -X {} {url}", quoted(&cx.operation.method)),
        "-H \"X-Auth-Token: $TOKEN\"".to_owned(),
    ];
    lines.extend(call.headers.iter().map(|(name, value)| {
        // With a colon and no value, curl would leave the header out.
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        format!("-H {}", quoted(&header))
    }));
    match &call.payload {
        Payload::Nothing => {}
        Payload::Json(body) => {
            lines.push("-H 'Content-Type: application/json'".to_owned());
            lines.push(format!("--data-raw {}", quoted(body)));
        }
        Payload::Form(parts) => lines.extend(parts.iter().map(|part| match part {
            FormPart::Text(name, value) => {
                format!("--form-string {}", quoted(&format!("{name}={value}")))
            }
            FormPart::File(name, file) => {
                let file = file.replace('\\', "\\\\").replace('"', "\\\"");
                format!("--form {}", quoted(&format!("{name}=@\"{file}\"")))
            }
        })),
    }
    lines.join(" \\\n  ")
}

/// A text as one word of a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
