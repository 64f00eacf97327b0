//! Compares the facts of a page as a whole: title, date, URI, permission, statuses. Its
//! tables belong to `table_pairs` and `rows`.

use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Status;
use crate::page::document::{Page, Request};
use crate::page::target::Target;
use crate::source::Span;

/// Compares the facts of the page as a whole.
pub(super) fn compare(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    if let Some(request) = &page.request {
        uri(target, request, findings);
    }
    edition(target, page, findings);
    permission(target, page, findings);
    statuses(target, page, findings);
}

/// The decisions of the operation that may cover a difference in a fact.
fn coverage<'s>(target: &Target<'s>, fact: &str, words: &[&str]) -> Coverage<'s> {
    Coverage::of(target, &target.file.decisions, &[fact], words)
}

/// Compares the title and the date. A page in another language is another edition, whose
/// date says nothing of the one that was transcribed.
fn edition(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let of_spec = &target.file.page.title.value;
    let has_title = page.title.as_ref().is_some_and(|it| it.value == *of_spec);
    let is_other_edition = page.is_foreign && !has_title;
    if !is_other_edition {
        title(target, page, findings);
    }
    date(target, page, is_other_edition, findings);
}

fn title(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let of_spec = &target.file.page.title;
    let Some(title) = &page.title else { return };
    if of_spec.value.is_empty() || title.value.eq_ignore_ascii_case(&of_spec.value) {
        return;
    }
    findings.add(Finding {
        code: Code::PageFact,
        message: format!(
            "the page is called \"{}\", and not \"{}\"",
            title.value, of_spec.value
        ),
        spec: (page_span(target), "the title in the spec"),
        page: (title.span, "the title"),
        coverage: coverage(target, "page", &[&title.value]),
        help: "correct `page.title`",
    });
}

fn date(
    target: &Target<'_>,
    page: &Page,
    is_other_edition: bool,
    findings: &mut Findings,
) {
    let of_spec = &target.file.page.updated;
    let Some(date) = page.updated.as_ref().filter(|it| it.value != *of_spec) else {
        return;
    };
    let message = match of_spec.as_str() {
        "" => format!("the page is of {}, and the spec has no `updated`", date.value),
        known => format!("the page is of {}, and the spec of {known}", date.value),
    };
    if is_other_edition {
        let note = Diagnostic::note_at(Code::PageFact, page_span(target), message)
            .note("the page is another edition than the one of the spec")
            .related(date.span, "the date");
        findings.push(note);
    } else {
        findings.add(Finding {
            code: Code::PageFact,
            message,
            spec: (page_span(target), "the page in the spec"),
            page: (date.span, "the date"),
            coverage: coverage(target, "page", &[&date.value]),
            help: &format!(
                "transcribe the changes, and write `updated: {}`",
                date.value
            ),
        });
    }
}

/// The place of the page's title in the spec, or else of the operation's name.
fn page_span(target: &Target<'_>) -> Span {
    let title = &target.file.page.title;
    if title.value.is_empty() { target.file.name.span } else { title.span }
}

fn permission(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let file = target.file;
    let Some(first) = page.permissions.first() else { return };
    let of_spec = file.permission.as_deref().unwrap_or_default();
    if page.permissions.iter().any(|it| it.value == of_spec) {
        return;
    }
    let names = format!("the page names the permission `{}`", first.value);
    let message = match of_spec {
        "" => format!("{names}, and the spec none"),
        of_spec => format!("{names}, and not `{of_spec}`"),
    };
    findings.add(Finding {
        code: Code::PageFact,
        message,
        spec: (file.name.span, "the operation"),
        page: (first.span, "the permission"),
        coverage: coverage(target, "permission", &[&first.value]),
        help: &format!("write `permission: {}`", first.value),
    });
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
            "the page has the request `{method} {path}`, and the spec `{} {}`",
            file.method, file.path.value
        ),
        spec: (file.path.span, "the path in the spec"),
        page: (request.path.span, "the URI"),
        coverage: coverage(target, "http", &[method, path]),
        help: &format!("write `http: {method} {path}`"),
    });
}

fn statuses(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let file = target.file;
    let Some(first) = page.statuses.first() else { return };
    let is_covered =
        |status: u16| file.responses.iter().any(|it| it.status.covers(status.into()));
    for status in page.statuses.iter().filter(|it| !is_covered(it.value)) {
        let number = status.value;
        findings.add(Finding {
            code: Code::PageFact,
            message: format!(
                "the page has answers with the status {number}, and the spec has none"
            ),
            spec: (file.name.span, "the operation"),
            page: (status.span, "the status"),
            coverage: coverage(target, "responses", &[&number.to_string()]),
            help: "add it to `responses`",
        });
    }
    for response in &file.responses {
        let Status::Code(number) = response.status.value else { continue };
        if page.statuses.iter().any(|it| it.value == number) {
            continue;
        }
        findings.add(Finding {
            code: Code::PageFact,
            message: format!("the page has no answer with the status {number}"),
            spec: (response.status.span, "the status in the spec"),
            page: (first.span, "a status of the page"),
            coverage: coverage(target, "responses", &[&number.to_string()]),
            help: "delete it, or name a decision about `responses`",
        });
    }
}
