//! The operation of a page, and the facts of the page as a whole: title, date, URI,
//! permission, statuses.

use std::collections::HashSet;

use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use super::target::Target;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::page::document::{Page, Request};
use crate::source::Span;
use crate::spec::{OperationFile, Spec};

/// Finds the operation of a page: by its method and URI, or else by its title.
pub(super) fn target<'s>(
    spec: &'s Spec,
    page: &Page,
    findings: &mut Findings,
) -> Option<Target<'s>> {
    let top = Span { file: page.file, start: 0, end: 0 };
    let Some(request) = &page.request else {
        let message = "this page has no method with a URI, such as `POST /v1/things`";
        let help =
            "save the page of one operation whole, as HTML, as Markdown or as text";
        findings.push(Diagnostic::error(Code::PageUnread, top, message).help(help));
        return None;
    };
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
    let is_same = |file: &&OperationFile| {
        file.method == request.method.value
            && template(&file.path.value) == template(&request.path.value)
    };
    let same: Vec<&OperationFile> = spec.operations.iter().filter(is_same).collect();
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
    let Some(file) = file else {
        let asked = format!("{} {}", request.method.value, request.path.value);
        let known: Vec<String> = spec
            .operations
            .iter()
            .map(|it| format!("{} {}", it.method, it.path.value))
            .collect();
        let help = did_you_mean(&asked, known.iter().map(String::as_str))
            .unwrap_or_else(|| {
                "`cargo xtask draft` writes a first transcription of a new page"
                    .to_owned()
            });
        let message = format!("no operation of the spec is `{asked}`");
        findings.push(
            Diagnostic::error(Code::PageOperation, request.path.span, message)
                .help(help),
        );
        return None;
    };
    Some(Target { spec, file })
}

/// A path whose parameters have no names.
fn template(path: &str) -> String {
    let step = |step: &str| {
        if step.starts_with(['{', ':', '<', '$']) {
            "{}".to_owned()
        } else {
            step.to_owned()
        }
    };
    let path = path.trim_end_matches('/');
    path.split('/').map(step).collect::<Vec<_>>().join("/")
}

/// Compares the facts of the page as a whole.
pub(super) fn compare(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let Target { file, .. } = *target;
    let coverage =
        |fact: &str, word: &str| Coverage::of(target, &file.decisions, &[fact], &[word]);
    if let Some(request) = &page.request {
        uri(target, request, findings);
    }
    let title_place = if file.page.title.value.is_empty() {
        file.name.span
    } else {
        file.page.title.span
    };
    let is_other_edition = page.is_foreign
        && page.title.as_ref().is_none_or(|it| it.value != file.page.title.value);
    if let Some(title) = page
        .title
        .as_ref()
        .filter(|_| !is_other_edition && !file.page.title.value.is_empty())
        && !title.value.eq_ignore_ascii_case(&file.page.title.value)
    {
        findings.add(Finding {
            code: Code::PageFact,
            message: format!(
                "the page is called \"{}\", and not \"{}\"",
                title.value, file.page.title.value
            ),
            spec: (title_place, "the title in the spec"),
            page: (title.span, "the title"),
            coverage: coverage("page", &title.value),
            help: Some("correct `page.title`".to_owned()),
        });
    }
    if let Some(date) =
        page.updated.as_ref().filter(|date| date.value != file.page.updated)
    {
        let message = match file.page.updated.as_str() {
            "" => format!("the page is of {}, and `updated` says nothing", date.value),
            known => format!("the page is of {}, and the spec of {known}", date.value),
        };
        if is_other_edition {
            let note = Diagnostic::note_at(Code::PageFact, title_place, message)
                .note("the page is another edition than the one of the spec")
                .related(date.span, "the date");
            findings.push(note);
        } else {
            findings.add(Finding {
                code: Code::PageFact,
                message,
                spec: (title_place, "the page in the spec"),
                page: (date.span, "the date"),
                coverage: coverage("page", &date.value),
                help: Some(format!(
                    "take up what changed, and write `updated: {}`",
                    date.value
                )),
            });
        }
    }
    if let Some(first) = page.permissions.first() {
        let of_spec = file.permission.as_deref().unwrap_or_default();
        if !page.permissions.iter().any(|it| it.value == of_spec) {
            let message = match of_spec {
                "" => format!(
                    "the page names the permission `{}`, and the spec none",
                    first.value
                ),
                of_spec => format!(
                    "the page names the permission `{}`, and not `{of_spec}`",
                    first.value
                ),
            };
            findings.add(Finding {
                code: Code::PageFact,
                message,
                spec: (file.name.span, "the operation"),
                page: (first.span, "the permission"),
                coverage: coverage("permission", &first.value),
                help: Some(format!("write `permission: {}`", first.value)),
            });
        }
    }
    statuses(target, page, findings);
}

fn uri(target: &Target<'_>, request: &Request, findings: &mut Findings) {
    let file = target.file;
    let (method, path) = (&request.method.value, &request.path.value);
    let same_path = file.path.value.trim_end_matches('/') == path.trim_end_matches('/');
    if file.method == *method && same_path {
        return;
    }
    findings.add(Finding {
        code: Code::PageFact,
        message: format!(
            "the page asks with `{method} {path}`, and the spec with `{} {}`",
            file.method, file.path.value
        ),
        spec: (file.path.span, "the path in the spec"),
        page: (request.path.span, "the URI"),
        coverage: Coverage::of(target, &file.decisions, &["http"], &[method, path]),
        help: Some(format!("write `http: {method} {path}`")),
    });
}

fn statuses(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let file = target.file;
    let Some(first) = page.statuses.first() else { return };
    let known: Vec<String> =
        file.responses.iter().map(|it| it.status.value.to_string()).collect();
    let covers = |status: &str| {
        known.iter().any(|it| {
            it == status
                || it == "default"
                || it.ends_with("xx") && it[..1] == status[..1]
        })
    };
    for status in page.statuses.iter().filter(|it| !covers(&it.value)) {
        findings.add(Finding {
            code: Code::PageFact,
            message: format!(
                "the page has answers with the status {}, and the spec has none",
                status.value
            ),
            spec: (file.name.span, "the operation"),
            page: (status.span, "the status"),
            coverage: Coverage::of(
                target,
                &file.decisions,
                &["responses"],
                &[&status.value],
            ),
            help: Some("add it to `responses`".to_owned()),
        });
    }
    for response in &file.responses {
        let status = response.status.value.to_string();
        let is_number = status.bytes().all(|it| it.is_ascii_digit());
        if is_number && !page.statuses.iter().any(|it| it.value == status) {
            findings.add(Finding {
                code: Code::PageFact,
                message: format!("the page has no answer with the status {status}"),
                spec: (response.status.span, "the status in the spec"),
                page: (first.span, "a status of the page"),
                coverage: Coverage::of(
                    target,
                    &file.decisions,
                    &["responses"],
                    &[&status],
                ),
                help: Some("delete it, or name a decision about `responses`".to_owned()),
            });
        }
    }
}
