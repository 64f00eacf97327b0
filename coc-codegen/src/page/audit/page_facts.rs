//! Compares the facts of a page as a whole: title, date, URI, permission, statuses. Its
//! tables belong to `table_pairs` and `rows`.

use super::coverage::Coverage;
use super::findings::{Finding, Findings};
use crate::diagnostic::{Code, Diagnostic};
use crate::page::document::{Page, Request};
use crate::page::target::Target;

/// Compares the facts of the page as a whole.
pub(super) fn compare(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    if let Some(request) = &page.request {
        uri(target, request, findings);
    }
    edition(target, page, findings);
    permission(target, page, findings);
    statuses(target, page, findings);
}

/// Compares the title and the date. A page in another language is another edition, whose
/// date says nothing of the one that was transcribed.
fn edition(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let of_spec = &target.file.page;
    let place = if of_spec.title.value.is_empty() {
        target.file.name.span
    } else {
        of_spec.title.span
    };
    let coverage =
        |word: &str| Coverage::of(target, &target.file.decisions, &["page"], &[word]);
    let title = page.title.as_ref().filter(|it| it.value != of_spec.title.value);
    let is_other_edition = page.is_foreign && (title.is_some() || page.title.is_none());
    if let Some(title) = title.filter(|it| {
        !is_other_edition
            && !of_spec.title.value.is_empty()
            && !it.value.eq_ignore_ascii_case(&of_spec.title.value)
    }) {
        findings.add(Finding {
            code: Code::PageFact,
            message: format!(
                "the page is called \"{}\", and not \"{}\"",
                title.value, of_spec.title.value
            ),
            spec: (place, "the title in the spec"),
            page: (title.span, "the title"),
            coverage: coverage(&title.value),
            help: "correct `page.title`".to_owned(),
        });
    }
    let Some(date) = page.updated.as_ref().filter(|it| it.value != of_spec.updated)
    else {
        return;
    };
    let message = match of_spec.updated.as_str() {
        "" => format!("the page is of {}, and the spec has no `updated`", date.value),
        known => format!("the page is of {}, and the spec of {known}", date.value),
    };
    if is_other_edition {
        let note = Diagnostic::note_at(Code::PageFact, place, message)
            .note("the page is another edition than the one of the spec")
            .related(date.span, "the date");
        findings.push(note);
    } else {
        findings.add(Finding {
            code: Code::PageFact,
            message,
            spec: (place, "the page in the spec"),
            page: (date.span, "the date"),
            coverage: coverage(&date.value),
            help: format!("transcribe the changes, and write `updated: {}`", date.value),
        });
    }
}

fn permission(target: &Target<'_>, page: &Page, findings: &mut Findings) {
    let file = target.file;
    let Some(first) = page.permissions.first() else { return };
    let of_spec = file.permission.as_deref().unwrap_or_default();
    if page.permissions.iter().any(|it| it.value == of_spec) {
        return;
    }
    let message = match of_spec {
        "" => {
            format!("the page names the permission `{}`, and the spec none", first.value)
        }
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
        coverage: Coverage::of(
            target,
            &file.decisions,
            &["permission"],
            &[&first.value],
        ),
        help: format!("write `permission: {}`", first.value),
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
        coverage: Coverage::of(target, &file.decisions, &["http"], &[method, path]),
        help: format!("write `http: {method} {path}`"),
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
            help: "add it to `responses`".to_owned(),
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
                help: "delete it, or name a decision about `responses`".to_owned(),
            });
        }
    }
}
