//! Documented examples: checks that every file is named by an operation, and the requests
//! against the rules. Comparing them with the tables belongs to `documents` and `walk`, the
//! fields that they show to `shown`, and the reports of broken rules to `broken_rules`.

use super::broken_rules::BrokenRules;
use super::names::{Unmatched, other_operation};
use super::shown::Shown;
use super::sound_parts::{Checkable, Erroneous};
use crate::check::draft::resolved::Draft;
use crate::check::rules::table::Rules;
use crate::diagnostic::{Code, Declared, Diagnostic};
use crate::model::Contract;
use crate::source::Span;

/// Checks every request example against the rules, and reports files that no operation
/// names.
pub(in crate::check) fn check(
    contract: &Contract,
    draft: &Draft<'_>,
    rules: &Rules<'_>,
    shown: &Shown,
) {
    let spec = draft.spec;
    let erroneous = Erroneous::of(draft);
    let checkable = Checkable::of(draft);
    let mut broken = BrokenRules::new(contract, draft, rules, &erroneous);
    for (file, operation) in spec.operations.iter().zip(&contract.operations) {
        if !checkable.contains(file) {
            continue;
        }
        for name in &file.examples.requests {
            let Some((_, Some(example))) = spec.examples.get(&name.value) else {
                continue;
            };
            // A request of another operation has been reported, and may be listed there.
            if other_operation(draft, file, example).is_some() {
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
    // If an operation misspells a name, no operation names that example.
    let unmatched = Unmatched::of(draft);
    let meant = unmatched.probable();
    for (name, file) in &unmatched.files {
        if meant.contains(name) {
            continue;
        }
        let span = Span { file: *file, start: 0, end: 1 };
        let diagnostic =
            Diagnostic::error(Code::Example, span, "no operation names this example");
        draft.report(
            diagnostic
                .unknown(Declared::Listed, "")
                .help("add it to an operation's `examples`, or delete it"),
        );
    }
}
