//! Areas: the parts of a service that operations belong to, each a feature of the
//! generated crate. Refuses names that are no feature of their own, and areas that nothing
//! declares. Cargo's manifest does not belong here.

use std::collections::{BTreeSet, HashSet};

use crate::check::draft::resolved::Draft;
use crate::check::text::not_in_snake_case;
use crate::diagnostic::{Code, Declared, Diagnostic, did_you_mean};
use crate::source::Spanned;

/// The features that the hand-written part of a generated crate has. A test compares them
/// with its manifest.
pub(crate) const FEATURES: &[&str] = &[
    "blocking", "client", "default", "http", "jiff", "lint", "pattern", "sandbox",
    "server", "testing", "typed",
];

/// Checks the areas that the service declares, and those that operations name.
pub(in crate::check) fn check(draft: &Draft<'_>) {
    let service = &draft.spec.service;
    for (name, _) in &service.areas {
        feature(draft, name);
    }
    if !draft.spec.service_is_complete || service.has_unread_areas {
        return;
    }
    let known: BTreeSet<&str> =
        service.areas.iter().map(|(name, _)| name.value.as_str()).collect();
    for area in draft.operations.iter().filter_map(|it| it.file.area.as_ref()) {
        if known.contains(area.value.as_str()) {
            continue;
        }
        let message = format!("no area is called `{}`", area.value);
        draft.report(
            Diagnostic::error(Code::UnknownArea, area.span, message)
                .unknown(Declared::Area, area.value.as_str())
                .maybe_help(did_you_mean(area, known.iter().copied())),
        );
    }
}

/// Reports areas without an operation.
pub(in crate::check) fn unused(draft: &Draft<'_>) {
    for name in unnamed(draft) {
        let message = format!("no operation belongs to the area `{}`", name.value);
        let diagnostic = Diagnostic::warning(Code::Unused, name.span, message);
        draft.report(
            diagnostic.help("name it as the `area` of an operation, or delete it"),
        );
    }
}

/// The declared areas that no operation names.
pub(in crate::check) fn unnamed<'s>(
    draft: &Draft<'s>,
) -> impl Iterator<Item = &'s Spanned<String>> {
    let operations = draft.operations.iter();
    let named: HashSet<&str> = operations
        .filter_map(|it| Some(it.file.area.as_ref()?.value.as_str()))
        .collect();
    let names = draft.spec.service.areas.iter().map(|(name, _)| name);
    names.filter(move |name| !named.contains(name.value.as_str()))
}

/// Refuses a name that Cargo would not take, or that the crate has already.
fn feature(draft: &Draft<'_>, name: &Spanned<String>) {
    if FEATURES.contains(&name.value.as_str()) {
        let message = format!(
            "every generated crate has a feature `{}` of another meaning",
            name.value
        );
        let diagnostic = Diagnostic::error(Code::Name, name.span, message);
        draft.report(diagnostic.help("choose another name"));
    } else if let Some(diagnostic) = not_in_snake_case(name, "areas") {
        draft.report(diagnostic);
    }
}
