//! Documented examples: checks that every file is named by an operation, and the requests
//! against the rules. Comparing them with the tables belongs to `documents` and `walk`, the
//! fields that they show to `shown`, and the reports of broken rules to `broken_rules`.

use std::collections::HashSet;

use serde_json::Value;

use super::broken_rules::BrokenRules;
use super::names::bare;
use super::shown::Shown;
use super::sound_parts::{Checkable, Erroneous};
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Declared, Diagnostic, nearest};
use crate::model::Contract;
use crate::source::Span;

/// Checks every request example against the rules, and reports files that no operation
/// names.
pub(in crate::check) fn check(
    model: &Contract,
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    shown: &Shown,
) {
    let spec = draft.spec;
    let erroneous = Erroneous::of(draft);
    let checkable = Checkable::of(draft);
    let mut broken = BrokenRules::new(model, draft, rules, &erroneous);
    for (file, operation) in spec.operations.iter().zip(&model.operations) {
        if !checkable.contains(file) {
            continue;
        }
        for name in &file.examples.requests {
            let Some((_, Some(example))) = spec.examples.get(&name.value) else {
                continue;
            };
            // A request of another operation has been reported, and may be listed there.
            let given = example.value.get("operation").and_then(Value::as_str);
            if given.is_some_and(|it| *it != *file.name.value)
                && spec.operations.iter().any(|it| given == Some(&it.name.value))
            {
                continue;
            }
            let Some(unknown_keys) = shown.unknown_keys(&name.value) else { continue };
            broken.add(operation, example, unknown_keys);
        }
    }
    broken.report();
    if spec.incomplete.is_empty() {
        unlisted(draft);
    }
}

/// Reports example files that no operation names.
fn unlisted(draft: &Draft<'_>) {
    let spec = draft.spec;
    let listed: HashSet<&str> = spec
        .operations
        .iter()
        .flat_map(|file| file.examples.all())
        .map(|name| name.value.as_str())
        .collect();
    // If an operation misspells a name, no operation names that example.
    let known = || spec.examples.keys().map(String::as_str);
    let meant: HashSet<&str> = listed
        .iter()
        .filter(|name| !spec.examples.contains_key(**name))
        .flat_map(|name| name.split_whitespace().chain(nearest(bare(name), known())))
        .collect();
    for (name, (id, _)) in &spec.examples {
        if meant.contains(name.as_str()) || listed.contains(name.as_str()) {
            continue;
        }
        let span = Span { file: *id, start: 0, end: 1 };
        let diagnostic =
            Diagnostic::error(Code::Example, span, "no operation names this example");
        draft.report(
            diagnostic
                .unknown(Declared::Listed, "")
                .help("add it to an operation's `examples`, or delete it"),
        );
    }
}
