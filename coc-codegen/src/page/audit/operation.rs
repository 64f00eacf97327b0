//! Finds the operation of the spec that a page is about, and reports pages of which too
//! little was read. Comparing the two does not belong here.

use std::collections::HashSet;

use super::findings::Findings;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::page::document::{Page, Request};
use crate::page::target::{Target, with_request};
use crate::source::Span;
use crate::spec::{OperationFile, Spec};

/// Finds the operation of a page: by its method and URI, or else by its title.
pub(super) fn target<'s>(
    spec: &'s Spec,
    page: &Page,
    findings: &mut Findings,
) -> Option<Target<'s>> {
    let top = Span::start_of(page.file);
    let Some(request) = &page.request else {
        let message = "this page has no method with a URI, such as `POST /v1/things`";
        let help =
            "save the page of one operation whole, as HTML, as Markdown or as text";
        findings.push(Diagnostic::error(Code::PageUnread, top, message).help(help));
        return None;
    };
    unread(page, request, findings);
    let same = with_request(spec, &request.method.value, &request.path.value);
    let title = page.title.as_ref().map_or("", |it| it.value.as_str());
    let has_title =
        |file: &&OperationFile| file.page.title.value.eq_ignore_ascii_case(title);
    let titled = spec.operations.iter().find(has_title).filter(|_| !title.is_empty());
    let shares = |file: &&&OperationFile| {
        let target = Target { spec, file };
        let fields = target.tables().flat_map(|it| &it.fields);
        let names: HashSet<&str> = fields.map(|it| it.name.value.as_str()).collect();
        let rows = page.tables.iter().flat_map(|table| &table.rows);
        rows.filter(|row| names.contains(row.name.value.as_str())).count()
    };
    let file = same
        .iter()
        .copied()
        .find(has_title)
        .or_else(|| same.iter().max_by_key(shares).copied())
        .or(titled);
    if file.is_none() {
        findings.push(unknown(spec, request));
    }
    Some(Target { spec, file: file? })
}

/// The diagnostic of a page that no operation of the spec has.
fn unknown(spec: &Spec, request: &Request) -> Diagnostic {
    let asked = format!("{} {}", request.method.value, request.path.value);
    let known: Vec<String> = spec
        .operations
        .iter()
        .map(|it| format!("{} {}", it.method, it.path.value))
        .collect();
    let help =
        did_you_mean(&asked, known.iter().map(String::as_str)).unwrap_or_else(|| {
            "`cargo xtask draft` writes a first transcription of a new page".to_owned()
        });
    let message = format!("no operation of the spec is `{asked}`");
    Diagnostic::error(Code::PageOperation, request.path.span, message).help(help)
}

/// Reports a page without tables, and rows without names.
fn unread(page: &Page, request: &Request, findings: &mut Findings) {
    if page.tables.is_empty() {
        let message = "no table of fields was recognised on this page";
        let help = "a table of fields has a column of names and a column of types";
        findings.push(
            Diagnostic::error(Code::PageUnread, request.path.span, message).help(help),
        );
    }
    for span in page.tables.iter().flat_map(|table| &table.unread) {
        let message = "the first cell of this row is the name of no field";
        let help = "read it on the page: it may describe the keys of an object";
        findings.push(Diagnostic::error(Code::PageUnread, *span, message).help(help));
    }
}
